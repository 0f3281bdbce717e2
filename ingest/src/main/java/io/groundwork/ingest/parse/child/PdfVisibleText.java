package io.groundwork.ingest.parse.child;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.contentstream.operator.DrawObject;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorProcessor;
import org.apache.pdfbox.contentstream.operator.color.SetNonStrokingColor;
import org.apache.pdfbox.contentstream.operator.color.SetNonStrokingColorN;
import org.apache.pdfbox.contentstream.operator.color.SetNonStrokingColorSpace;
import org.apache.pdfbox.contentstream.operator.color.SetNonStrokingDeviceCMYKColor;
import org.apache.pdfbox.contentstream.operator.color.SetNonStrokingDeviceGrayColor;
import org.apache.pdfbox.contentstream.operator.color.SetNonStrokingDeviceRGBColor;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNumber;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType3Font;
import org.apache.pdfbox.pdmodel.graphics.color.PDColor;
import org.apache.pdfbox.pdmodel.graphics.state.PDGraphicsState;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.apache.pdfbox.util.Matrix;
import org.apache.pdfbox.util.Vector;
import org.jspecify.annotations.Nullable;

/**
 * The text of a PDF's page that somebody can see. Left out and counted is what is drawn without ink (text render mode 3), nearly as light as what lies
 * under it, less than about a point high, or beyond the edge of the page. Text without ink over a picture of the page is what OCR found in it, and stays.
 */
class PdfVisibleText extends PDFTextStripper {

    private static final float SMALLEST_POINTS = 1.5f;
    private static final float BEYOND_EDGE = 2;
    private static final float LIGHT = 0.93f;
    private static final float ALIKE = 0.06f;
    private static final float CLEAR = 0.05f;
    private static final double PICTURE_OF_PAGE = 0.5;
    private static final int MOST_AREAS = 10_000;
    private static final float UNKNOWN = -1;

    /** Where something was painted that text may stand on, in the order of painting. */
    private final List<Area> areas = new ArrayList<>();

    private final List<TextPosition> withoutInk = new ArrayList<>();
    private GeneralPath path = new GeneralPath();
    private boolean clips;
    private double pictured;
    private int hidden;
    private int wordless;
    private @Nullable PDColor lastColor;
    private float lastLightness;

    /** @param lightness from 0 to 1; {@link #UNKNOWN} for pictures and patterns */
    private record Area(Rectangle2D bounds, float lightness) {}

    PdfVisibleText() {
        addOperator(new SetNonStrokingColorSpace(this));
        addOperator(new SetNonStrokingColor(this));
        addOperator(new SetNonStrokingColorN(this));
        addOperator(new SetNonStrokingDeviceGrayColor(this));
        addOperator(new SetNonStrokingDeviceRGBColor(this));
        addOperator(new SetNonStrokingDeviceCMYKColor(this));
        for (String name : List.of("m", "l", "c", "v", "y", "re", "h")) {
            addOperator(new Drawing(name));
        }
        for (String name : List.of("f", "F", "f*", "B", "B*", "b", "b*")) {
            addOperator(new Painting(name, true));
        }
        for (String name : List.of("S", "s", "n")) {
            addOperator(new Painting(name, false));
        }
        addOperator(new Clipping("W"));
        addOperator(new Clipping("W*"));
        addOperator(new Picture());
        addOperator(new InlinePicture());
        addOperator(new Shading());
    }

    /** How many glyphs the last page draws whose font does not say which letters they show. */
    int wordless() {
        return wordless;
    }

    @Override
    protected void showGlyph(Matrix matrix, PDFont font, int code, Vector displacement) throws IOException {
        wordless++;
        super.showGlyph(matrix, font, code, displacement);
    }

    /** How many characters of the last page were left out. */
    int hidden() {
        return hidden;
    }

    @Override
    public void processPage(PDPage page) throws IOException {
        areas.clear();
        withoutInk.clear();
        path = new GeneralPath();
        clips = false;
        pictured = 0;
        hidden = 0;
        wordless = 0;
        lastColor = null;
        super.processPage(page);
    }

    @Override
    protected void processTextPosition(TextPosition text) {
        wordless--;
        PDGraphicsState state = getGraphicsState();
        if (isBeyondPage(text) || isTiny(text) || isClear(state)) {
            hide(text);
        } else if (state.getTextState().getRenderingMode() == RenderingMode.NEITHER) {
            withoutInk.add(text);
        } else if (isLikeItsGround(text, state)) {
            hide(text);
        } else {
            super.processTextPosition(text);
        }
    }

    private void hide(TextPosition text) {
        if (text.getUnicode() != null && !text.getUnicode().isBlank()) {
            hidden += text.getUnicode().length();
        }
    }

    @Override
    protected void writePage() throws IOException {
        boolean overPicture = pictured >= PICTURE_OF_PAGE * area(getCurrentPage());
        for (TextPosition text : withoutInk) {
            if (overPicture) {
                super.processTextPosition(text);
            } else {
                hide(text);
            }
        }
        super.writePage();
    }

    private static double area(PDPage page) {
        return (double) page.getCropBox().getWidth() * page.getCropBox().getHeight();
    }

    private static boolean isTiny(TextPosition text) {
        float points = Math.max(
                Math.abs(text.getTextMatrix().getScalingFactorX()),
                Math.abs(text.getTextMatrix().getScalingFactorY()));
        // A font of type 3 has units of its own.
        return points < SMALLEST_POINTS && !(text.getFont() instanceof PDType3Font);
    }

    private boolean isBeyondPage(TextPosition text) {
        float width = getCurrentPage().getCropBox().getWidth();
        float height = getCurrentPage().getCropBox().getHeight();
        float x = text.getTextMatrix().getTranslateX();
        float y = text.getTextMatrix().getTranslateY();
        float reach = Math.max(
                        text.getTextMatrix().getScalingFactorX(),
                        text.getTextMatrix().getScalingFactorY())
                + BEYOND_EDGE;
        return x > width + BEYOND_EDGE || y > height + BEYOND_EDGE || x < -reach || y < -reach;
    }

    private static boolean isClear(PDGraphicsState state) {
        return state.getNonStrokeAlphaConstant() < CLEAR && fills(state);
    }

    private static boolean fills(PDGraphicsState state) {
        RenderingMode mode = state.getTextState().getRenderingMode();
        return mode == RenderingMode.FILL || mode == RenderingMode.FILL_CLIP;
    }

    /** Only light text is looked at: dark letters on a dark ground are rare, and looking costs time. */
    private boolean isLikeItsGround(TextPosition text, PDGraphicsState state) {
        float ink = lightness(state.getNonStrokingColor());
        if (ink < LIGHT || !fills(state)) {
            return false;
        }
        PDPage page = getCurrentPage();
        double x = text.getTextMatrix().getTranslateX() + page.getCropBox().getLowerLeftX() + text.getWidth() / 2;
        double y = text.getTextMatrix().getTranslateY()
                + page.getCropBox().getLowerLeftY()
                + text.getTextMatrix().getScalingFactorY() / 4;
        for (int i = areas.size() - 1; i >= 0; i--) {
            if (areas.get(i).bounds().contains(x, y)) {
                float ground = areas.get(i).lightness();
                return ground != UNKNOWN && Math.abs(ground - ink) < ALIKE;
            }
        }
        return 1 - ink < ALIKE;
    }

    private float lightness(@Nullable PDColor color) {
        if (color == null) {
            return UNKNOWN;
        }
        if (color != lastColor) {
            lastColor = color;
            lastLightness = lightnessOf(color);
        }
        return lastLightness;
    }

    /** The darkest of the three colours of light: yellow on white can be seen. */
    private static float lightnessOf(PDColor color) {
        if (color.isPattern()) {
            return UNKNOWN;
        }
        try {
            int rgb = color.toRGB();
            return Math.min(rgb >> 16 & 0xFF, Math.min(rgb >> 8 & 0xFF, rgb & 0xFF)) / 255f;
        } catch (IOException | RuntimeException e) {
            // A colour that cannot be told is taken for one that can be seen.
            return UNKNOWN;
        }
    }

    private void paint(Rectangle2D bounds, float lightness) {
        Rectangle2D seen = bounds;
        Shape clip = getGraphicsState().getCurrentClippingPath();
        if (clip != null) {
            seen = bounds.createIntersection(clip.getBounds2D());
        }
        if (!seen.isEmpty() && areas.size() < MOST_AREAS) {
            areas.add(new Area(seen, lightness));
        }
    }

    private void paintPicture() {
        AffineTransform placed =
                getGraphicsState().getCurrentTransformationMatrix().createAffineTransform();
        Rectangle2D bounds = placed.createTransformedShape(new Rectangle2D.Double(0, 0, 1, 1))
                .getBounds2D();
        paint(bounds, UNKNOWN);
        pictured += bounds.getWidth() * bounds.getHeight();
    }

    /** An operator whose failure, like that of any other that draws no text, is no reason to lose the page. */
    private abstract class Own extends OperatorProcessor {

        private final String name;

        Own(String name) {
            super(PdfVisibleText.this);
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }
    }

    private final class Drawing extends Own {

        Drawing(String name) {
            super(name);
        }

        @Override
        public void process(Operator operator, List<COSBase> operands) {
            float[] numbers = new float[operands.size()];
            for (int i = 0; i < numbers.length; i++) {
                if (!(operands.get(i) instanceof COSNumber number)) {
                    return;
                }
                numbers[i] = number.floatValue();
            }
            if (getName().equals("re") && numbers.length >= 4) {
                go(numbers[0], numbers[1], true);
                go(numbers[0] + numbers[2], numbers[1], false);
                go(numbers[0] + numbers[2], numbers[1] + numbers[3], false);
                go(numbers[0], numbers[1] + numbers[3], false);
            } else {
                // For the bounds of a curve its last point will do.
                if (numbers.length >= 2) {
                    go(
                            numbers[numbers.length - 2],
                            numbers[numbers.length - 1],
                            getName().equals("m"));
                }
            }
        }

        private void go(float x, float y, boolean start) {
            Point2D at = getGraphicsState()
                    .getCurrentTransformationMatrix()
                    .createAffineTransform()
                    .transform(new Point2D.Float(x, y), null);
            if (start || path.getCurrentPoint() == null) {
                path.moveTo(at.getX(), at.getY());
            } else {
                path.lineTo(at.getX(), at.getY());
            }
        }
    }

    private final class Painting extends Own {

        private final boolean fills;

        Painting(String name, boolean fills) {
            super(name);
            this.fills = fills;
        }

        @Override
        public void process(Operator operator, List<COSBase> operands) {
            if (path.getCurrentPoint() != null) {
                if (fills) {
                    boolean clear = getGraphicsState().getNonStrokeAlphaConstant() < 1;
                    paint(
                            path.getBounds2D(),
                            clear ? UNKNOWN : lightness(getGraphicsState().getNonStrokingColor()));
                }
                if (clips) {
                    getGraphicsState().intersectClippingPath(new GeneralPath(path.getBounds2D()));
                }
            }
            clips = false;
            path = new GeneralPath();
        }
    }

    private final class Clipping extends Own {

        Clipping(String name) {
            super(name);
        }

        @Override
        public void process(Operator operator, List<COSBase> operands) {
            clips = true;
        }
    }

    private final class Picture extends OperatorProcessor {

        private final DrawObject drawing = new DrawObject(PdfVisibleText.this);

        Picture() {
            super(PdfVisibleText.this);
        }

        @Override
        public String getName() {
            return "Do";
        }

        @Override
        public void process(Operator operator, List<COSBase> operands) throws IOException {
            if (!operands.isEmpty()
                    && operands.getFirst() instanceof COSName name
                    && getResources() != null
                    && getResources().isImageXObject(name)) {
                paintPicture();
            } else {
                drawing.process(operator, operands);
            }
        }
    }

    private final class InlinePicture extends Own {

        InlinePicture() {
            super("BI");
        }

        @Override
        public void process(Operator operator, List<COSBase> operands) {
            paintPicture();
        }
    }

    private final class Shading extends Own {

        Shading() {
            super("sh");
        }

        @Override
        public void process(Operator operator, List<COSBase> operands) {
            Shape clip = getGraphicsState().getCurrentClippingPath();
            if (clip != null) {
                paint(clip.getBounds2D(), UNKNOWN);
            }
        }
    }
}
