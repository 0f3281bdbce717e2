package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.ParseOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Files within the file. Those of a mail or an archive are handed out; inserted objects and what lies within other formats is read in place, under its
 * name: one that cannot be read leaves a warning and nothing else, one that has no text leaves nothing.
 */
final class EmbeddedFiles implements EmbeddedDocumentExtractor {

    private final Formats formats;
    private final BlockWriter writer;
    private final ParseContext context;
    private final Optional<HandingOut> handingOut;

    /** @param handingOut empty when the file is neither a mail nor an archive */
    EmbeddedFiles(Formats formats, BlockWriter writer, ParseContext context, Optional<HandingOut> handingOut) {
        this.formats = formats;
        this.writer = writer;
        this.context = context;
        this.handingOut = handingOut;
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
        if (handingOut.isPresent() && !writer.isInnerFile() && hasBytes(stream)) {
            handOut(handingOut.get(), stream, name, metadata);
            return;
        }
        BlockWriter.Mark mark = writer.enter(name);
        MediaType type = MediaType.OCTET_STREAM;
        XhtmlBlocks blocks = new XhtmlBlocks(writer, false);
        Runnable outer = writer.beforeOthersWrite(blocks::flush);
        try (TemporaryResources temporary = new TemporaryResources()) {
            // Not closed: the stream is the outer parser's.
            TikaInputStream bytes = TikaInputStream.get(stream, temporary, metadata);
            type = formats.detect(bytes, metadata);
            if (FileKind.whyNotRead(type).isEmpty()) {
                formats.read(bytes, type, blocks, metadata, context);
            }
            writer.leave(mark);
        } catch (TikaException | IOException | SAXException | RuntimeException | StackOverflowError e) {
            Refusal refusal = writer.refusal();
            if (refusal != null) {
                throw refusal;
            }
            writer.leaveWithoutTrace(mark);
            writer.warn(left(name, Failure.outcome(e, type)));
        } finally {
            writer.beforeOthersWrite(outer);
        }
    }

    /** What Outlook has as a folder of its own file has none. */
    private static boolean hasBytes(InputStream stream) {
        return !(stream instanceof TikaInputStream opened && opened.getOpenContainer() != null);
    }

    private void handOut(HandingOut to, InputStream stream, String name, Metadata metadata) {
        try {
            to.handOut(stream, metadata);
        } catch (IOException | RuntimeException e) {
            Refusal refusal = writer.refusal();
            if (refusal != null) {
                throw refusal;
            }
            writer.warn(left(name, Failure.outcome(e, MediaType.OCTET_STREAM)));
        }
    }

    private static String left(String name, ParseOutcome outcome) {
        String what =
                name.isEmpty() ? "A file within this file" : "“%s”, within this file,".formatted(CleanText.line(name));
        String reason =
                switch (outcome) {
                    case ParseOutcome.Parsed parsed -> "";
                    case ParseOutcome.Unsupported unsupported -> unsupported.reason();
                    case ParseOutcome.Unreadable unreadable -> unreadable.reason();
                    case ParseOutcome.TooCostly tooCostly -> tooCostly.reason();
                };
        return what + " was left out. " + reason.replaceFirst("^This ", "That ");
    }
}
