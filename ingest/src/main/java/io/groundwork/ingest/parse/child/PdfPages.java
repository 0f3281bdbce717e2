package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationMarkup;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a PDF, with their structure guessed from the print ({@link PdfLayout}), and what was noted in their margins. Pages are read a batch at
 * a time: a batch is judged together, written and handed on, so that memory does not grow with the document, and that of a document which takes too
 * long all batches before are kept. A page without text but with pictures, or with drawings that may be letters, goes to OCR. One that cannot be
 * read leaves a warning.
 */
final class PdfPages {

    private static final int BATCH = 64;
    private static final Duration BATCH_TIME = Duration.ofSeconds(5);
    private static final int FEW_CHARACTERS = 20;
    private static final int MAX_TREE_DEPTH = 20;
    private static final int MAX_NAMED = 10;

    private final PDDocument document;
    private final BlockWriter writer;
    private final PdfOcr ocr;
    private final PdfLayout layout;
    private final List<Integer> broken = new ArrayList<>();
    private final List<Integer> blank = new ArrayList<>();
    private final List<Integer> unrecognised = new ArrayList<>();
    private final List<Page> batch = new ArrayList<>();
    private PdfLines reader = new PdfLines();
    private boolean searched;
    private @Nullable IOException firstFailure;

    /**
     * @param recognised what OCR found; empty where it was not asked
     * @param hidden how many characters nobody sees
     */
    private record Page(int number, List<PdfLine> lines, String recognised, int hidden) {}

    PdfPages(PDDocument document, BlockWriter writer, Ocr ocr) {
        this.document = document;
        this.writer = writer;
        this.ocr = new PdfOcr(document, ocr);
        this.layout = new PdfLayout(writer);
    }

    void read() throws IOException {
        int count = document.getNumberOfPages();
        if (count == 0) {
            throw Refusal.unreadable("This PDF is damaged: it has no pages.");
        }
        boolean outer = !writer.isInnerFile();
        if (outer) {
            writer.pagesKnown(count);
        }
        int last = Math.min(count, writer.limits().pages());
        long batchStart = System.nanoTime();
        for (int page = 1; page <= last; page++) {
            batch.add(read(page));
            if (batch.size() == BATCH || System.nanoTime() - batchStart > BATCH_TIME.toNanos()) {
                writeBatch();
                batchStart = System.nanoTime();
            }
        }
        writeBatch();
        if (broken.size() == last && firstFailure != null) {
            throw firstFailure;
        }
        warn(count);
        if (last < count) {
            writer.endsEarly(Refusal.atLimit("Not more than %,d pages of a PDF are read.".formatted(last)));
        }
    }

    private Page read(int page) {
        try {
            List<PdfLine> lines = reader.of(document, page);
            int hidden = reader.hidden();
            int characters =
                    lines.stream().mapToInt(line -> line.text().length()).sum();
            // Glyphs without letters: their font does not say what they show, but they can be seen.
            boolean wordless = characters == 0 && reader.wordless() > 0;
            if (wordless
                    || (characters < FEW_CHARACTERS && hasImages(document.getPage(page - 1)))
                    || (lines.isEmpty() && hidden == 0 && ocr.showsSomething(page))) {
                String recognised = recognise(page);
                return new Page(page, recognised.isBlank() ? lines : List.of(), recognised, hidden);
            }
            if (lines.isEmpty()) {
                blank.add(page);
            }
            return new Page(page, lines, "", hidden);
        } catch (IOException
                | IllegalArgumentException
                | IllegalStateException
                | IndexOutOfBoundsException
                | ClassCastException
                | NullPointerException
                | ArithmeticException
                | StackOverflowError e) {
            broken.add(page);
            firstFailure = firstFailure == null ? new IOException("page", e) : firstFailure;
            reader = new PdfLines();
            return new Page(page, List.of(), "", 0);
        }
    }

    private String recognise(int page) {
        if (!ocr.isInstalled()) {
            unrecognised.add(page);
            return "";
        }
        try {
            searched = true;
            return ocr.read(page);
        } catch (IOException | RuntimeException e) {
            // What cannot be drawn or recognised is named in a warning, as where there is no OCR.
            System.err.println(e.getClass().getName());
            unrecognised.add(page);
            return "";
        }
    }

    private void writeBatch() {
        layout.look(batch.stream().map(Page::lines).toList());
        for (Page page : batch) {
            writer.nextPage();
            writer.hidden(page.hidden());
            layout.write(page.lines());
            for (String part : page.recognised().split("\f", -1)) {
                PlainTextReader.write(part, writer);
            }
            readNotes(page.number());
        }
        batch.clear();
        writer.send();
    }

    /** Why pages that show something gave no text, in half a sentence; empty when there are none. */
    String whyTextless() {
        if (!unrecognised.isEmpty()) {
            return ocr.isInstalled()
                    ? "it looks scanned, and could not be recognised."
                    : "it looks scanned. " + Ocr.ADVICE;
        }
        return searched ? "it looks scanned, and OCR found no text in it." : "";
    }

    private void warn(int count) {
        if (!broken.isEmpty()) {
            writer.warn("%s of %d could not be read: damaged.".formatted(inWords(broken), count));
        }
        if (!blank.isEmpty() && blank.size() < count) {
            writer.warn("%s of %d without text: empty.".formatted(inWords(blank), count));
        }
        if (!unrecognised.isEmpty() && !writer.isEmpty()) {
            writer.warn(
                    ocr.isInstalled()
                            ? "%s of %d: the text in the image could not be recognised."
                                    .formatted(inWords(unrecognised), count)
                            : "%s of %d not read: an image without text. %s"
                                    .formatted(inWords(unrecognised), count, Ocr.ADVICE));
        }
    }

    private static String inWords(List<Integer> pages) {
        String numbers = String.join(
                ", ", pages.stream().limit(MAX_NAMED).map(String::valueOf).toList());
        return (pages.size() == 1 ? "Page " : "Pages ")
                + numbers
                + (pages.size() > MAX_NAMED ? " and %d more".formatted(pages.size() - MAX_NAMED) : "");
    }

    private static boolean hasImages(PDPage page) {
        try {
            return hasImages(page.getResources(), 0);
        } catch (IOException | ClassCastException | IllegalArgumentException | NullPointerException e) {
            // What cannot be looked into shows no image either.
            return false;
        }
    }

    private static boolean hasImages(@Nullable PDResources resources, int depth) throws IOException {
        if (resources == null || depth > MAX_TREE_DEPTH) {
            return false;
        }
        for (COSName name : resources.getXObjectNames()) {
            if (resources.isImageXObject(name)) {
                return true;
            }
            if (resources.getXObject(name) instanceof PDFormXObject form && hasImages(form.getResources(), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private void readNotes(int page) {
        try {
            for (PDAnnotation annotation : document.getPage(page - 1).getAnnotations()) {
                if (annotation instanceof PDAnnotationMarkup
                        && annotation.getContents() != null
                        && !annotation.isHidden()) {
                    writer.note(annotation.getContents());
                }
            }
        } catch (IOException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            writer.warn("The notes on page %d could not be read.".formatted(page));
        }
    }
}
