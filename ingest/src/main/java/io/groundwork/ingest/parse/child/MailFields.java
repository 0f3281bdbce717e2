package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNullElse;

import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.message.MaximalBodyDescriptor;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.util.MimeUtil;
import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.parser.mailcommons.MailDateParser;
import org.jspecify.annotations.Nullable;

/** The fields of a message's head as metadata, under the names that {@link Mail} looks for. */
final class MailFields {

    private static final Pattern SUBJECT = Pattern.compile("(?im)^subject:[ \\t]*(.*(?:\\r?\\n[ \\t]+.*)*)");
    private static final Pattern END_OF_HEAD = Pattern.compile("\\r?\\n\\r?\\n");

    private MailFields() {}

    static void take(Field field, Metadata metadata) {
        String body = requireNonNullElse(field.getBody(), "");
        switch (field.getName().toLowerCase(Locale.ROOT)) {
            case "subject" -> metadata.set(TikaCoreProperties.SUBJECT, decoded(body));
            case "from" -> metadata.add(Message.MESSAGE_FROM, decoded(body));
            case "to" -> metadata.add(Message.MESSAGE_TO, decoded(body));
            case "cc" -> metadata.add(Message.MESSAGE_CC, decoded(body));
            case "date" -> date(decoded(body), metadata);
            case "message-id", "in-reply-to", "references" ->
                metadata.set(
                        Message.MESSAGE_RAW_HEADER_PREFIX + field.getName().toLowerCase(Locale.ROOT), decoded(body));
            default -> {
                // What carried the message here, not what it says.
            }
        }
    }

    private static void date(String said, Metadata metadata) {
        Date date = MailDateParser.parseDateLenient(said);
        if (date != null) {
            metadata.set(TikaCoreProperties.CREATED, date);
        } else {
            metadata.set(Message.MESSAGE_RAW_HEADER_PREFIX + "date", said);
        }
    }

    /** What a part is called; empty when it is not. */
    static String fileName(@Nullable MaximalBodyDescriptor part) {
        if (part == null) {
            return "";
        }
        String name = part.getContentDispositionFilename();
        if (name == null || name.isBlank()) {
            name = part.getContentTypeParameters().get("name");
        }
        return name == null ? "" : decoded(name);
    }

    /** Of a message that begins with these bytes. */
    static Optional<String> subject(byte[] beginning) {
        String text = new String(beginning, ISO_8859_1);
        Matcher end = END_OF_HEAD.matcher(text);
        Matcher subject = SUBJECT.matcher(end.find() ? text.substring(0, end.start()) : text);
        return subject.find()
                ? Optional.of(decoded(subject.group(1))).filter(found -> !found.isBlank())
                : Optional.empty();
    }

    private static String decoded(String raw) {
        String line = MimeUtil.unfold(raw).strip();
        try {
            return DecoderUtil.decodeEncodedWords(line, DecodeMonitor.SILENT).strip();
        } catch (IllegalArgumentException e) {
            // Encoded by its own lights: then as it stands.
            return line;
        }
    }
}
