package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationMarkup;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * PDF by PDFBox, page by page, with its structure guessed from the print ({@link PdfLayout}), then what forms hold, what was noted in the
 * margins, and attached files. A page that cannot be read leaves a warning.
 */
final class PdfReader implements Parser {

    static final MediaType TYPE = MediaType.application("pdf");

    /** Set in the metadata of a PDF without text when it holds images. */
    static final String HAS_IMAGES = "groundwork:has-images";

    private static final long serialVersionUID = 1;
    private static final int MAX_TREE_DEPTH = 20;

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(TYPE);
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        BlockWriter writer = context.get(BlockWriter.class);
        writer.flush();
        TikaInputStream bytes = TikaInputStream.get(stream);
        try (RandomAccessReadBufferedFile file = new RandomAccessReadBufferedFile(bytes.getFile());
                PDDocument document = Loader.loadPDF(file, IOUtils.createTempFileOnlyStreamCache())) {
            readTitle(document, metadata);
            readPages(document, writer);
            if (writer.isEmpty() && hasImages(document)) {
                metadata.set(HAS_IMAGES, "true");
            }
            readForm(document, writer);
            readAttachments(document, handler, context, writer);
        } catch (InvalidPasswordException e) {
            throw new Refusal(Failure.outcome(e, TYPE));
        }
    }

    private static void readTitle(PDDocument document, Metadata metadata) {
        PDDocumentInformation information = document.getDocumentInformation();
        if (information != null && information.getTitle() != null) {
            metadata.set(TikaCoreProperties.TITLE, information.getTitle());
        }
    }

    private static void readPages(PDDocument document, BlockWriter writer) throws IOException {
        int count = document.getNumberOfPages();
        if (count == 0) {
            throw Refusal.unreadable("This PDF is damaged: it has no pages.");
        }
        PdfLines reader = new PdfLines();
        List<List<PdfLine>> pages = new ArrayList<>(count);
        List<Integer> broken = new ArrayList<>();
        List<Integer> blank = new ArrayList<>();
        IOException first = null;
        for (int page = 1; page <= count; page++) {
            List<PdfLine> lines = List.of();
            try {
                lines = reader.of(document, page);
                if (lines.isEmpty()) {
                    blank.add(page);
                }
            } catch (IOException
                    | IllegalArgumentException
                    | IllegalStateException
                    | IndexOutOfBoundsException
                    | ClassCastException
                    | NullPointerException
                    | ArithmeticException
                    | StackOverflowError e) {
                broken.add(page);
                first = first == null ? new IOException("page", e) : first;
                reader = new PdfLines();
            }
            pages.add(lines);
        }
        if (broken.size() == count && first != null) {
            throw first;
        }
        PdfLayout layout = new PdfLayout(pages, writer);
        for (int page = 1; page <= count; page++) {
            writer.nextPage();
            layout.write(pages.get(page - 1));
            readNotes(document, page, writer);
        }
        if (!broken.isEmpty()) {
            writer.warn("%s of %d could not be read: damaged.".formatted(inWords(broken), count));
        }
        if (!blank.isEmpty() && blank.size() < count) {
            writer.warn("%s of %d without text: empty, or an image, and no OCR is installed."
                    .formatted(inWords(blank), count));
        }
    }

    private static boolean hasImages(PDDocument document) {
        for (PDPage page : document.getPages()) {
            if (hasImages(page)) {
                return true;
            }
        }
        return false;
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

    private static String inWords(List<Integer> pages) {
        String numbers =
                String.join(", ", pages.stream().limit(10).map(String::valueOf).toList());
        return (pages.size() == 1 ? "Page " : "Pages ")
                + numbers
                + (pages.size() > 10 ? " and %d more".formatted(pages.size() - 10) : "");
    }

    private static void readNotes(PDDocument document, int page, BlockWriter writer) {
        try {
            for (PDAnnotation annotation : document.getPage(page - 1).getAnnotations()) {
                if (annotation instanceof PDAnnotationMarkup
                        && annotation.getContents() != null
                        && !annotation.isHidden()) {
                    writer.paragraph(annotation.getContents());
                }
            }
        } catch (IOException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            writer.warn("The notes on page %d could not be read.".formatted(page));
        }
    }

    private static void readForm(PDDocument document, BlockWriter writer) {
        PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
        if (form == null) {
            return;
        }
        StringBuilder values = new StringBuilder();
        for (PDField field : form.getFieldTree()) {
            String value = field.getValueAsString();
            if (value != null && !value.isBlank() && !value.equals("Off") && !"Btn".equals(field.getFieldType())) {
                String label = field.getAlternateFieldName();
                values.append(label == null ? field.getFullyQualifiedName() : label)
                        .append(": ")
                        .append(value)
                        .append('\n');
            }
        }
        writer.paragraph(values);
    }

    private static void readAttachments(
            PDDocument document, ContentHandler handler, ParseContext context, BlockWriter writer)
            throws IOException, SAXException {
        PDDocumentNameDictionary names = document.getDocumentCatalog().getNames();
        PDEmbeddedFilesNameTreeNode tree = names == null ? null : names.getEmbeddedFiles();
        if (tree != null) {
            readTree(tree, 0, handler, context, writer);
        }
    }

    private static void readTree(
            PDNameTreeNode<PDComplexFileSpecification> node,
            int depth,
            ContentHandler handler,
            ParseContext context,
            BlockWriter writer)
            throws IOException, SAXException {
        Map<String, PDComplexFileSpecification> here = node.getNames();
        if (here != null) {
            for (Map.Entry<String, PDComplexFileSpecification> each : here.entrySet()) {
                readAttachment(each.getKey(), each.getValue(), handler, context);
            }
        }
        List<PDNameTreeNode<PDComplexFileSpecification>> kids = node.getKids();
        if (kids != null && depth < MAX_TREE_DEPTH) {
            for (PDNameTreeNode<PDComplexFileSpecification> kid : kids) {
                readTree(kid, depth + 1, handler, context, writer);
            }
        }
    }

    private static void readAttachment(
            String key,
            @Nullable PDComplexFileSpecification specification,
            ContentHandler handler,
            ParseContext context)
            throws IOException, SAXException {
        PDEmbeddedFile file = specification == null ? null : specification.getEmbeddedFile();
        if (file == null) {
            return;
        }
        Metadata metadata = new Metadata();
        String name = specification.getFilename();
        metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, name == null ? key : name);
        try (InputStream bytes = file.createInputStream()) {
            context.get(EmbeddedDocumentExtractor.class).parseEmbedded(bytes, handler, metadata, false);
        }
    }
}
