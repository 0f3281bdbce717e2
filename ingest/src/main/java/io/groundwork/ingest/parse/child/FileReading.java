package io.groundwork.ingest.parse.child;

import static java.util.Objects.requireNonNullElse;

import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.parse.ParseOutcome;
import io.groundwork.ingest.parse.ParseOutcome.Parsed;
import io.groundwork.ingest.parse.ParseOutcome.TooCostly;
import io.groundwork.ingest.parse.ParseOutcome.Unreadable;
import io.groundwork.ingest.parse.ParseOutcome.Unsupported;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.xml.sax.SAXException;

/** Reads one file after the other; everything that can be wrong with a file ends as an outcome. For one thread. */
final class FileReading {

    private static final Pattern EMPTY_TITLE = Pattern.compile(
            "(?i)untitled.*|unknown|no title|title|document\\d*|presentation\\d*|powerpoint[ -]presentation|slide \\d+|book\\d*"
                    + "|microsoft word|.*\\.(?:docx?|dot|dvi|tex|indd|qxd|xlsx?|pptx?|pdf|rtf|wpd|fm|pmd|odt)|[a-z]:\\\\.*|/.*|\\W*");
    private static final Pattern PROGRAM_PREFIX = Pattern.compile("(?i)^microsoft (?:word|powerpoint|excel) - ");

    private final ReadLimits limits;
    private final Ocr ocr;
    private final Formats formats;
    private final Languages languages = new Languages();

    FileReading(ReadLimits limits, Ocr ocr) {
        this.limits = limits;
        this.ocr = ocr;
        this.formats = new Formats(ocr);
    }

    /** What was read, or why not. What {@code answer} has been given before stands, unless the outcome is a refusal. */
    ParseOutcome read(ReceivedFile file, Answer answer) {
        if (file.size() == 0) {
            return new Unreadable("This file is empty: it has 0 bytes.");
        }
        if (file.size() > limits.inputBytes()) {
            return new TooCostly("This file is larger than the limit of %,d MiB.".formatted(limits.inputMegabytes()));
        }
        MediaType type = MediaType.OCTET_STREAM;
        BlockWriter writer = new BlockWriter(limits);
        Metadata metadata = new Metadata();
        try (TikaInputStream bytes = file.open()) {
            type = detect(file, bytes, metadata);
            Optional<ParseOutcome> refusal = refusal(file, type);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            if (!Formats.isArchive(type)) {
                MediaType found = type;
                writer.sendTo(() -> answer.piece(
                        writer, title(metadata), found.getBaseType().toString()));
            }
            parse(bytes, type, metadata, writer);
            return outcome(type, metadata, writer);
        } catch (TikaException | IOException | SAXException | RuntimeException | StackOverflowError e) {
            System.err.println(e.getClass().getName());
            Refusal refusal = writer.refusal();
            return refusal == null ? Failure.outcome(e, type) : ended(refusal, type, title(metadata), writer);
        }
    }

    /** A limit is the end of a bomb, and only an end for an honest file. */
    private ParseOutcome ended(Refusal refusal, MediaType type, String title, BlockWriter writer) {
        if (!refusal.isAtLimit() || writer.isEmpty() || writer.isInnerFile() || Formats.isArchive(type)) {
            return refusal.outcome();
        }
        String because = refusal.outcome() instanceof TooCostly(String reason) ? reason : "";
        ParsedDocument beginning = writer.beginning(title, type.getBaseType().toString(), lowerFirst(because));
        return new Parsed(beginning.in(languages.of(beginning.text())));
    }

    private static String lowerFirst(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private MediaType detect(ReceivedFile file, TikaInputStream bytes, Metadata metadata) throws IOException {
        if (!file.name().isBlank()) {
            metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, file.name());
        }
        MediaType declared = MediaType.parse(file.declaredMediaType());
        if (declared != null
                && !declared.equals(MediaType.OCTET_STREAM)
                && !file.name().contains(".")) {
            metadata.set(Metadata.CONTENT_TYPE, declared.toString());
        }
        MediaType type = formats.detect(bytes, metadata);
        metadata.set(Metadata.CONTENT_TYPE, type.toString());
        return type;
    }

    private Optional<ParseOutcome> refusal(ReceivedFile file, MediaType type) {
        Optional<String> whyNot = ocr.reads(type) ? Optional.empty() : FileKind.whyNotRead(type);
        if (whyNot.isPresent()) {
            return Optional.of(new Unsupported(type.toString(), whyNot.get()));
        }
        if (type.equals(MediaType.OCTET_STREAM) || !formats.isReadable(type)) {
            String what = type.equals(MediaType.OCTET_STREAM)
                    ? "The kind of this file cannot be told from its %,d bytes.".formatted(file.size())
                    : "Files of the kind %s are not read.".formatted(type.getBaseType());
            return Optional.of(new Unsupported(type.toString(), what));
        }
        return Optional.empty();
    }

    private void parse(TikaInputStream bytes, MediaType type, Metadata metadata, BlockWriter writer)
            throws TikaException, IOException, SAXException {
        ParseContext context = new ParseContext();
        context.set(BlockWriter.class, writer);
        context.set(Ocr.class, ocr);
        context.set(EmbeddedDocumentExtractor.class, new EmbeddedFiles(formats, writer, context));
        OfficeParserConfig office = new OfficeParserConfig();
        office.setIncludeSlideMasterContent(false);
        // Heads of messages are written by Mail, one way for all kinds.
        office.setWriteSelectHeadersInBody(false);
        context.set(OfficeParserConfig.class, office);
        boolean slides = isPresentation(type);
        if (!slides && !type.equals(PdfReader.TYPE)) {
            writer.withoutPages();
        }
        if (isSpreadsheet(type) || Formats.isArchive(type)) {
            writer.withoutTitle();
        }
        if (isSpreadsheet(type)) {
            writer.sheets(Sheets.UNCOUNTED);
        }
        XhtmlBlocks blocks = new XhtmlBlocks(writer, slides);
        writer.beforeOthersWrite(blocks::flush);
        formats.read(bytes, type, blocks, metadata, context);
    }

    private static boolean isSpreadsheet(MediaType type) {
        String subtype = type.getSubtype();
        return subtype.contains("excel") || subtype.contains("spreadsheet") || subtype.contains("numbers");
    }

    private static boolean isPresentation(MediaType type) {
        String subtype = type.getSubtype();
        return subtype.contains("powerpoint") || subtype.contains("presentation");
    }

    private ParseOutcome outcome(MediaType type, Metadata metadata, BlockWriter writer) {
        Refusal refusal = writer.refusal();
        if (refusal != null) {
            return ended(refusal, type, title(metadata), writer);
        }
        if (writer.isEmpty()) {
            return new Unreadable(whyEmpty(type, metadata, writer));
        }
        ParsedDocument document =
                writer.document(title(metadata), type.getBaseType().toString());
        return new Parsed(document.in(languages.of(document.text())));
    }

    private static String whyEmpty(MediaType type, Metadata metadata, BlockWriter writer) {
        if (!writer.warnings().isEmpty()) {
            return "This %s holds no text that could be read. %s"
                    .formatted(FileKind.name(type), String.join(" ", writer.warnings()));
        }
        if (type.equals(PdfReader.TYPE)) {
            String pages = writer.pages() == 1 ? "1 page" : writer.pages() + " pages";
            String why = requireNonNullElse(metadata.get(PdfReader.WHY_TEXTLESS), "");
            return why.isEmpty()
                    ? "This PDF has %s but no images and no text that can be read: it is blank, damaged, or its fonts do not say which letters they show."
                            .formatted(pages)
                    : "This PDF has %s but no text; %s".formatted(pages, why);
        }
        return "This %s holds no text.".formatted(FileKind.name(type));
    }

    private static String title(Metadata metadata) {
        String named =
                requireNonNullElse(metadata.get(TikaCoreProperties.TITLE), "").strip();
        String title = PROGRAM_PREFIX.matcher(named).replaceFirst("");
        return EMPTY_TITLE.matcher(title.toLowerCase(Locale.ROOT)).matches() ? "" : title;
    }
}
