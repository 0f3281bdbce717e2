package io.groundwork.ingest.parse.child;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import io.groundwork.ingest.MailHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    /** A message's name (RFC 5322, 3.6.4). */
    private static final Pattern NAME = Pattern.compile("<([^<>\\s]{1,250})>");

    private static final int MAX_REFERENCES = 100;
    private static final int MAX_RECIPIENTS = 100;
    private static final int SAMPLE = 4096;

    private Mail() {}

    static boolean isMail(MediaType type) {
        return TYPES.contains(type.getBaseType().toString());
    }

    /** The head is written before the first line of the body, by when the parser knows it. */
    static void announce(Metadata metadata, BlockWriter writer) {
        writer.announce(() -> subject(metadata), () -> lines(metadata));
    }

    /** Whether messages lie within it one after the other. */
    static boolean isMailbox(MediaType type) {
        return type.getBaseType().toString().equals("application/mbox");
    }

    /** What a message that has been read says of itself. */
    static MailHead head(Metadata metadata) {
        List<String> before = names(raw(metadata, "references"));
        List<String> answered = names(raw(metadata, "in-reply-to"));
        List<String> own = names(raw(metadata, "message-id"));
        return new MailHead(
                own.isEmpty() ? "" : own.getFirst(),
                answered.isEmpty() ? "" : answered.getFirst(),
                before,
                one(metadata, Message.MESSAGE_FROM, Message.MESSAGE_FROM_EMAIL.getName()),
                Stream.of(metadata.getValues(Message.MESSAGE_TO))
                        .map(CleanText::line)
                        .limit(MAX_RECIPIENTS)
                        .toList(),
                requireNonNullElse(metadata.get(TikaCoreProperties.CREATED), raw(metadata, "date")));
    }

    private static String one(Metadata metadata, String key, String otherwise) {
        String value = metadata.get(key);
        return CleanText.line(requireNonNullElse(value == null ? metadata.get(otherwise) : value, ""));
    }

    /** Under whatever case the sender's program writes it. */
    private static String raw(Metadata metadata, String field) {
        for (String key : metadata.names()) {
            if (key.equalsIgnoreCase(Message.MESSAGE_RAW_HEADER_PREFIX + field)) {
                return requireNonNullElse(metadata.get(key), "");
            }
        }
        return "";
    }

    private static List<String> names(String field) {
        Matcher name = NAME.matcher(field);
        List<String> names = new ArrayList<>();
        while (name.find() && names.size() < MAX_REFERENCES) {
            names.add(CleanText.line(name.group(1)));
        }
        return names;
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

    static String subject(Metadata metadata) {
        String subject = metadata.get(TikaCoreProperties.SUBJECT);
        return subject == null ? requireNonNullElse(metadata.get(TikaCoreProperties.TITLE), "") : subject;
    }

    private static String lines(Metadata metadata) {
        List<String> lines = new ArrayList<>();
        add(lines, "From", metadata, Message.MESSAGE_FROM, Message.MESSAGE_FROM_EMAIL.getName());
        add(lines, "To", metadata, Message.MESSAGE_TO, Message.MESSAGE_TO_EMAIL.getName());
        add(lines, "Cc", metadata, Message.MESSAGE_CC, Message.MESSAGE_CC_EMAIL.getName());
        Property sent = TikaCoreProperties.CREATED;
        String date = metadata.get(sent);
        String said = date == null ? raw(metadata, "date") : date;
        if (!said.isBlank()) {
            lines.add("Date: " + said);
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
