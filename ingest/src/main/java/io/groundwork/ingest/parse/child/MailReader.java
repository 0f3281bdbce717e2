package io.groundwork.ingest.parse.child;

import static java.util.Objects.requireNonNullElse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.message.DefaultBodyDescriptorBuilder;
import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.DefaultFieldBuilder;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Internet messages (RFC 5322, 2045 to 2047): the head into the metadata, the body's best alternative as blocks, everything else to the
 * extractor of embedded files. A message within the message is an embedded file.
 */
final class MailReader implements Parser {

    private static final long serialVersionUID = 1;

    private static final Set<String> BODIES = Set.of(
            "text/plain",
            "text/html",
            "text/enriched",
            "text/rfc822-headers",
            "message/delivery-status",
            "message/disposition-notification");

    private final transient TextDecoding decoding;

    MailReader(TextDecoding decoding) {
        this.decoding = decoding;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return Set.of(MediaType.parse("message/rfc822"), MediaType.parse("message/news"));
    }

    @Override
    public void parse(InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        MimeConfig config = MimeConfig.custom()
                .setMaxLineLen(-1)
                .setMaxHeaderLen(-1)
                .setMaxHeaderCount(10_000)
                .setMaxContentLen(-1)
                .build();
        HeadLines head = new HeadLines(new DefaultFieldBuilder(config.getMaxHeaderLen()));
        MimeTokenStream tokens =
                new MimeTokenStream(config, DecodeMonitor.SILENT, head, new DefaultBodyDescriptorBuilder());
        tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
        try {
            tokens.parse(stream);
            new Reading(tokens, head, handler, metadata, context).read();
        } catch (MimeException e) {
            throw new TikaException("No message", e);
        }
    }

    /** One of the forms of the same body. */
    private record Body(boolean html, String text) {

        boolean isBetterThan(Body other) {
            return !text.isBlank() && (other.text.isBlank() || (html && !other.html));
        }
    }

    /** The reading of one message. */
    private final class Reading {

        private final MimeTokenStream tokens;
        private final HeadLines head;
        private final ContentHandler handler;
        private final Metadata metadata;
        private final ParseContext context;
        private final BlockWriter writer;
        private final Deque<String> around = new ArrayDeque<>();
        private Optional<Body> best = Optional.empty();

        Reading(
                MimeTokenStream tokens,
                HeadLines head,
                ContentHandler handler,
                Metadata metadata,
                ParseContext context) {
            this.tokens = tokens;
            this.head = head;
            this.handler = handler;
            this.metadata = metadata;
            this.context = context;
            this.writer = context.get(BlockWriter.class);
        }

        void read() throws IOException, MimeException, SAXException {
            for (EntityState state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
                switch (state) {
                    case T_START_HEADER -> head.begin();
                    case T_FIELD -> {
                        if (around.isEmpty()) {
                            MailFields.take(tokens.getField(), metadata);
                        }
                    }
                    case T_START_MULTIPART ->
                        around.push(
                                requireNonNullElse(tokens.getBodyDescriptor().getSubType(), "")
                                        .toLowerCase(Locale.ROOT));
                    case T_END_MULTIPART -> endMultipart();
                    case T_BODY -> body(tokens.getBodyDescriptor());
                    default -> {
                        // Marks between the parts.
                    }
                }
            }
            writeBest();
        }

        private void endMultipart() {
            around.poll();
            if (!around.contains("alternative")) {
                writeBest();
            }
        }

        private void writeBest() {
            best.ifPresent(this::write);
            best = Optional.empty();
        }

        private void body(BodyDescriptor described) throws IOException, SAXException {
            MaximalBodyDescriptor part = described instanceof MaximalBodyDescriptor maximal ? maximal : null;
            String type =
                    requireNonNullElse(described.getMimeType(), "text/plain").toLowerCase(Locale.ROOT);
            String name = MailFields.fileName(part);
            boolean attached = !name.isEmpty()
                    || (part != null && "attachment".equalsIgnoreCase(part.getContentDispositionType()));
            if (BODIES.contains(type) && !attached) {
                String first = around.isEmpty() ? "" : head.text();
                take(new Body(type.equals("text/html"), first + text(described, tokens.getDecodedInputStream())));
            } else {
                handOn(type, name, isShown(part), tokens.getDecodedInputStream());
            }
        }

        private boolean isShown(@Nullable MaximalBodyDescriptor part) {
            return part != null
                    && (part.getContentId() != null
                            || "inline".equalsIgnoreCase(part.getContentDispositionType())
                            || "related".equals(around.peek()));
        }

        private void take(Body body) {
            if (!around.contains("alternative")) {
                write(body);
            } else if (best.isEmpty() || body.isBetterThan(best.get())) {
                best = Optional.of(body);
            }
        }

        private void write(Body body) {
            MailBody parting = new MailBody(writer);
            if (body.html()) {
                Document page = Jsoup.parse(body.text());
                HtmlReader.write(page, writer, parting);
                parting.end();
            } else {
                parting.plain(body.text());
            }
        }

        /** Attachments come after the text that they were sent with, whatever their place. */
        private void handOn(String type, String name, boolean shown, InputStream bytes)
                throws IOException, SAXException {
            if (!around.contains("alternative")) {
                writeBest();
            }
            Metadata part = new Metadata();
            part.set(Metadata.CONTENT_TYPE, type);
            if (!name.isEmpty()) {
                part.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
            }
            part.set(
                    TikaCoreProperties.EMBEDDED_RESOURCE_TYPE,
                    (shown
                                    ? TikaCoreProperties.EmbeddedResourceType.INLINE
                                    : TikaCoreProperties.EmbeddedResourceType.ATTACHMENT)
                            .toString());
            TikaInputStream stream = TikaInputStream.get(bytes);
            context.get(EmbeddedDocumentExtractor.class).parseEmbedded(stream, handler, part, false);
        }

        private String text(BodyDescriptor described, InputStream bytes) throws IOException {
            Optional<Charset> declared = declared(described);
            if (declared.isEmpty()) {
                return decoding.decode(bytes, new Metadata(), writer);
            }
            long most = (long) writer.limits().outputCharacters() * 4;
            byte[] all = bytes.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, most));
            try {
                return declared.get().newDecoder().decode(ByteBuffer.wrap(all)).toString();
            } catch (CharacterCodingException e) {
                return decoding.decode(new ByteArrayInputStream(all), new Metadata(), writer);
            }
        }

        /** ASCII is what is said where nothing is known. */
        private Optional<Charset> declared(BodyDescriptor described) {
            String name = described.getCharset();
            if (name == null) {
                return Optional.empty();
            }
            try {
                Charset charset = Charset.forName(name.strip());
                return charset.equals(StandardCharsets.US_ASCII) ? Optional.empty() : Optional.of(charset);
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                return Optional.empty();
            }
        }
    }
}
