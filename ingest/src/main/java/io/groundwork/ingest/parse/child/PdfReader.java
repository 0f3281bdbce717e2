package io.groundwork.ingest.parse.child;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.common.PDNameTreeNode;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
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

/** PDF by PDFBox: its pages ({@link PdfPages}), then what forms hold, and attached files. */
final class PdfReader implements Parser {

    static final MediaType TYPE = MediaType.application("pdf");

    /** In the metadata of a PDF, why pages that show something gave no text; empty when none did. */
    static final String WHY_TEXTLESS = "groundwork:why-textless";

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
            PdfPages pages = new PdfPages(document, writer, context.get(Ocr.class));
            pages.read();
            metadata.set(WHY_TEXTLESS, pages.whyTextless());
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
