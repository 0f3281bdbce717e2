package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.Property;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;

/** A message's head, which Tika gives as metadata and readers look for in the text: subject, sender, recipients, date. */
final class Mail {

    private static final Set<String> TYPES =
            Set.of("message/rfc822", "application/vnd.ms-outlook", "message/news", "message/x-emlx");

    private static final int SAMPLE = 4096;

    private Mail() {}

    static boolean isMail(MediaType type) {
        return TYPES.contains(type.getBaseType().toString());
    }

    /** The head is written before the first line of the body, by when the parser knows it. */
    static void announce(Metadata metadata, BlockWriter writer) {
        writer.announce(() -> subject(metadata), () -> head(metadata));
    }

    /** A message saved as UTF-16, which no mail parser expects, as UTF-8; any other as it is. */
    static InputStream narrow(TikaInputStream bytes) throws IOException {
        bytes.mark(SAMPLE);
        byte[] sample = bytes.readNBytes(SAMPLE);
        bytes.reset();
        return TextDecoding.isWide(sample)
                ? new ByteArrayInputStream(
                        TextDecoding.decodeWide(bytes.readAllBytes()).getBytes(UTF_8))
                : bytes;
    }

    private static String subject(Metadata metadata) {
        String subject = metadata.get(TikaCoreProperties.SUBJECT);
        return subject == null ? requireNonNullElse(metadata.get(TikaCoreProperties.TITLE), "") : subject;
    }

    private static String head(Metadata metadata) {
        List<String> lines = new ArrayList<>();
        add(lines, "From", metadata, Message.MESSAGE_FROM, Message.MESSAGE_FROM_EMAIL.getName());
        add(lines, "To", metadata, Message.MESSAGE_TO, Message.MESSAGE_TO_EMAIL.getName());
        add(lines, "Cc", metadata, Message.MESSAGE_CC, Message.MESSAGE_CC_EMAIL.getName());
        Property sent = TikaCoreProperties.CREATED;
        String date = metadata.get(sent);
        if (date != null) {
            lines.add("Date: " + date);
        }
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, String label, Metadata metadata, String key, String otherwise) {
        String[] values = metadata.getValues(key);
        if (values.length == 0) {
            values = metadata.getValues(otherwise);
        }
        String all = String.join(", ", values);
        if (!all.isBlank()) {
            lines.add(label + ": " + all);
        }
    }
}
