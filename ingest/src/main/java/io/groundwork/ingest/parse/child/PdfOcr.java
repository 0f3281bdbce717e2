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

    /** @param page counted from 1 */
    String read(int page) throws IOException {
        PDRectangle size = document.getPage(page - 1).getCropBox();
        double squareInches = (double) size.getWidth() * size.getHeight() / (POINTS_PER_INCH * POINTS_PER_INCH);
        float resolution = (float) Math.min(BEST, Math.sqrt(MOST_PIXELS / Math.max(squareInches, 0.01)));
        BufferedImage image = renderer.renderImageWithDPI(page - 1, resolution, ImageType.GRAY);
        Path file = Files.createTempFile("page", ".pgm");
        try {
            write(image, file);
            return ocr.read(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** In the plainest of formats, which costs no time to pack and unpack. */
    private static void write(BufferedImage image, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write("P5\n%d %d\n255\n"
                    .formatted(image.getWidth(), image.getHeight())
                    .getBytes(US_ASCII));
            out.write(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        }
    }
}
