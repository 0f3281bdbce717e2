package io.groundwork.ingest.parse.child;

import static java.util.Objects.requireNonNullElse;

import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.language.Languages;
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
        Optional<HandingOut> handingOut = Optional.empty();
        try (TikaInputStream bytes = file.open()) {
            type = detect(file, bytes, metadata);
            Optional<ParseOutcome> refusal = refusal(file, type);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            MediaType found = type;
            writer.sendTo(() -> answer.piece(
                    writer, title(found, metadata), found.getBaseType().toString()));
            if (holdsFiles(type)) {
                if (file.room().levels() == 0 && !Mail.isMail(type)) {
                    return new TooCostly(HandingOut.tooDeep(limits));
                }
                handingOut = Optional.of(new HandingOut(answer, writer, file.room(), type, file.size()));
            }
            parse(bytes, type, metadata, writer, handingOut);
            return outcome(type, metadata, writer, handingOut);
        } catch (TikaException | IOException | SAXException | RuntimeException | StackOverflowError e) {
            System.err.println(e.getClass().getName());
            Refusal refusal = writer.refusal();
            return refusal == null ? Failure.outcome(e, type) : ended(refusal, type, metadata, writer, handingOut);
        }
    }

    /** Whether what lies within it is handed out rather than read in place. */
    private static boolean holdsFiles(MediaType type) {
        return Mail.isMail(type) || Mail.isMailbox(type) || Formats.isArchive(type);
    }

    /** A limit is the end of a bomb, and only an end for an honest file. */
    private ParseOutcome ended(
            Refusal refusal, MediaType type, Metadata metadata, BlockWriter writer, Optional<HandingOut> handingOut) {
        if (!refusal.isAtLimit() || writer.isEmpty() || writer.isInnerFile()) {
            return refusal.outcome();
        }
        String because = refusal.outcome() instanceof TooCostly(String reason) ? reason : "";
        ParsedDocument beginning = writer.beginning(
                title(type, metadata),
                type.getBaseType().toString(),
                lowerFirst(because),
                handingOut.map(HandingOut::files).orElse(0));
        return read(beginning, type, metadata);
    }

    private Parsed read(ParsedDocument document, MediaType type, Metadata metadata) {
        ParsedDocument told = document.in(languages.of(document.text()));
        return new Parsed(Mail.isMail(type) ? told.headed(Mail.head(metadata)) : told);
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
        if (Mail.isMailbox(type) && file.name().toLowerCase(Locale.ROOT).endsWith(".eml")) {
            // A message that was taken out of a mailbox with the line that began it there.
            type = MediaType.parse("message/rfc822");
        }
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

    private void parse(
            TikaInputStream bytes,
            MediaType type,
            Metadata metadata,
            BlockWriter writer,
            Optional<HandingOut> handingOut)
            throws TikaException, IOException, SAXException {
        ParseContext context = new ParseContext();
        context.set(BlockWriter.class, writer);
        context.set(Ocr.class, ocr);
        context.set(EmbeddedDocumentExtractor.class, new EmbeddedFiles(formats, writer, context, handingOut));
        OfficeParserConfig office = new OfficeParserConfig();
        office.setIncludeSlideMasterContent(false);
        // Heads of messages are written by Mail, one way for all kinds.
        office.setWriteSelectHeadersInBody(false);
        boolean oldWorkbook = type.getSubtype().equals("vnd.ms-excel");
        office.setIncludeMissingRows(oldWorkbook);
        context.set(OfficeParserConfig.class, office);
        boolean slides = isPresentation(type);
        if (!slides && !type.equals(PdfReader.TYPE)) {
            writer.withoutPages();
        }
        if (isSpreadsheet(type) || Formats.isArchive(type) || Mail.isMailbox(type)) {
            writer.withoutTitle();
        }
        if (isSpreadsheet(type)) {
            writer.sheets(oldWorkbook ? Sheets.EVERY_ROW : Sheets.UNCOUNTED);
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

    private ParseOutcome outcome(
            MediaType type, Metadata metadata, BlockWriter writer, Optional<HandingOut> handingOut) {
        Refusal refusal = writer.refusal();
        if (refusal != null) {
            return ended(refusal, type, metadata, writer, handingOut);
        }
        if (writer.isEmpty()) {
            return new Unreadable(whyEmpty(type, metadata, writer));
        }
        return read(writer.document(title(type, metadata), type.getBaseType().toString()), type, metadata);
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

    private static String title(MediaType type, Metadata metadata) {
        if (Mail.isMail(type)) {
            return Mail.subject(metadata).strip();
        }
        String named =
                requireNonNullElse(metadata.get(TikaCoreProperties.TITLE), "").strip();
        String title = PROGRAM_PREFIX.matcher(named).replaceFirst("");
        return EMPTY_TITLE.matcher(title.toLowerCase(Locale.ROOT)).matches() ? "" : title;
    }
}
