package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.ParseOutcome;
import java.io.IOException;
import java.io.InputStream;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.sax.BodyContentHandler;
import org.apache.tika.sax.EmbeddedContentHandler;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Files within the file: attachments, archive entries, inserted objects. Each is read in place, under its name. One that cannot be read
 * leaves a warning and nothing else; one that has no text leaves nothing.
 */
final class EmbeddedFiles implements EmbeddedDocumentExtractor {

    private final Formats formats;
    private final BlockWriter writer;
    private final ParseContext context;

    EmbeddedFiles(Formats formats, BlockWriter writer, ParseContext context) {
        this.formats = formats;
        this.writer = writer;
        this.context = context;
    }

    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        return true;
    }

    @Override
    public void parseEmbedded(InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws SAXException, IOException {
        String path = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
        String name = path == null ? "" : path.strip();
        BlockWriter.Mark mark = writer.enter(name);
        MediaType type = MediaType.OCTET_STREAM;
        try (TemporaryResources temporary = new TemporaryResources()) {
            // Not closed: the stream is the outer parser's.
            TikaInputStream bytes = TikaInputStream.get(stream, temporary, metadata);
            type = formats.detect(bytes, metadata);
            if (FileKind.whyNotRead(type).isEmpty()) {
                metadata.set(Metadata.CONTENT_TYPE, type.toString());
                if (Mail.isMail(type)) {
                    Mail.announce(metadata, writer);
                }
                formats.parse(bytes, new EmbeddedContentHandler(new BodyContentHandler(handler)), metadata, context);
            }
            writer.leave(mark);
        } catch (TikaException | IOException | SAXException | RuntimeException | StackOverflowError e) {
            Refusal refusal = writer.refusal();
            if (refusal != null) {
                throw refusal;
            }
            writer.leaveWithoutTrace(mark);
            writer.warn(left(name, Failure.outcome(e, type)));
        }
    }

    private static String left(String name, ParseOutcome outcome) {
        String what =
                name.isEmpty() ? "A file within this file" : "“%s”, within this file,".formatted(CleanText.line(name));
        return switch (outcome) {
            case ParseOutcome.Parsed parsed -> what + " was left out.";
            case ParseOutcome.Unsupported unsupported -> what + " was left out. " + unsupported.reason();
            case ParseOutcome.Unreadable unreadable -> what + " was left out. " + unreadable.reason();
            case ParseOutcome.TooCostly tooCostly -> what + " was left out. " + tooCostly.reason();
        };
    }
}
