package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/** Draws pages of a PDF in grey, 300 dots to the inch as Tesseract likes them, or fewer where a page is huge, and has them recognised. */
final class PdfOcr {

    private static final float POINTS_PER_INCH = 72;
    private static final float BEST = 300;
    private static final float MOST_PIXELS = 24e6f;
    private static final float LOOK = 50;
    private static final float MOST_PIXELS_LOOKED_AT = 1e6f;
    private static final int LIGHT = 200;
    private static final int FEW_PIXELS = 40;

    private final PDFRenderer renderer;
    private final PDDocument document;
    private final Ocr ocr;

    PdfOcr(PDDocument document, Ocr ocr) {
        this.document = document;
        this.ocr = ocr;
        this.renderer = new PDFRenderer(document);
        renderer.setSubsamplingAllowed(true);
    }

    boolean isInstalled() {
        return ocr.isInstalled();
    }

    /**
     * Whether anything is to be seen on a page, such as letters that were turned into shapes: told by a small picture of it. Not asked where
     * there is no OCR: it costs time, and nothing would follow from it.
     *
     * @param page counted from 1
     */
    boolean showsSomething(int page) throws IOException {
        if (!ocr.isInstalled() || !document.getPage(page - 1).hasContents()) {
            return false;
        }
        int inked = 0;
        for (byte pixel : pixels(draw(page, LOOK, MOST_PIXELS_LOOKED_AT))) {
            inked += (pixel & 0xFF) < LIGHT ? 1 : 0;
        }
        return inked >= FEW_PIXELS;
    }

    /** @param page counted from 1 */
    String read(int page) throws IOException {
        BufferedImage image = draw(page, BEST, MOST_PIXELS);
        Path file = Files.createTempFile("page", ".pgm");
        try {
            write(image, file);
            return ocr.read(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private BufferedImage draw(int page, float resolution, float mostPixels) throws IOException {
        PDRectangle size = document.getPage(page - 1).getCropBox();
        double squareInches = (double) size.getWidth() * size.getHeight() / (POINTS_PER_INCH * POINTS_PER_INCH);
        float fitting = (float) Math.min(resolution, Math.sqrt(mostPixels / Math.max(squareInches, 0.01)));
        return renderer.renderImageWithDPI(page - 1, fitting, ImageType.GRAY);
    }

    private static byte[] pixels(BufferedImage image) {
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    /** In the plainest of formats, which costs no time to pack and unpack. */
    private static void write(BufferedImage image, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write("P5\n%d %d\n255\n"
                    .formatted(image.getWidth(), image.getHeight())
                    .getBytes(US_ASCII));
            out.write(pixels(image));
        }
    }
}
