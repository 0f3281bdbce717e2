package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.Room;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;

/**
 * Hands out the files within a mail or an archive, each to become a document of its own, up to the room there is. An archive's own text is
 * their list. For one file and one thread.
 */
final class HandingOut {

    /** As much, and a file is never a bomb, however small it was. */
    private static final long HARMLESS_BYTES = 10L << 20;

    /** What a file may unpack to, as a multiple of its size. */
    private static final int MOST_TIMES = 100;

    /** Pictures up to this that a mail shows within its text are logos and smileys; a message's head is shorter too. */
    private static final int PEEKED_BYTES = 64 << 10;

    private static final Set<String> SIGNATURES = Set.of(
            "application/pkcs7-signature",
            "application/x-pkcs7-signature",
            "application/pgp-signature",
            "application/pgp-encrypted",
            "application/pgp-keys");

    /** What systems and programs leave in archives for themselves. */
    private static final Pattern LITTER =
            Pattern.compile("(?i)(.*/)?(__MACOSX/.*|\\._[^/]*|\\.DS_Store|Thumbs\\.db|desktop\\.ini)");

    /** As Outlook names the pictures that it shows within a text. */
    private static final Pattern OUTLOOK_PICTURE = Pattern.compile("(?i)image\\d{3}\\.(png|jpe?g|gif|bmp)");

    private final Answer answer;
    private final BlockWriter writer;
    private final ReadLimits limits;
    private final Room room;
    private final MediaType container;
    private final long most;
    private int files;
    private long bytes;
    private int unnamed;

    /** @param size of the file that they lie within */
    HandingOut(Answer answer, BlockWriter writer, Room room, MediaType container, long size) {
        this.answer = answer;
        this.writer = writer;
        this.limits = writer.limits();
        this.room = room;
        this.container = container;
        this.most = Math.max(HARMLESS_BYTES, size * MOST_TIMES);
    }

    /** How many have been handed out. */
    int files() {
        return files;
    }

    /** @throws Refusal when there is no more room; what was handed out before stands */
    void handOut(InputStream stream, Metadata metadata) throws IOException {
        writer.flush();
        MediaType type = type(metadata);
        InputStream from = new BufferedInputStream(stream, PEEKED_BYTES + 1);
        String name = name(metadata, type, from);
        if (LITTER.matcher(name).matches() || SIGNATURES.contains(type.toString())) {
            return;
        }
        if (Mail.isMail(container) && isOrnament(name, type, metadata, from)) {
            return;
        }
        if (room.levels() == 0) {
            throw writer.refuse(Refusal.atLimit(tooDeep(limits)));
        }
        if (files == room.files()) {
            throw writer.refuse(
                    Refusal.atLimit("One upload may hold other files, at all depths together, up to the limit of %,d."
                            .formatted(limits.embeddedFiles())));
        }
        long left = Math.min(room.bytes(), most) - bytes;
        long length = answer.part(name, declared(type), from, Math.min(limits.inputBytes(), left));
        if (length < 0) {
            leaveOut(name, left);
        } else if (length > 0) {
            files++;
            bytes += length;
            if (!Mail.isMail(container)) {
                writer.listItem("-", name);
            }
            writer.send();
        }
    }

    private void leaveOut(String name, long left) {
        if (left > limits.inputBytes()) {
            writer.warn("“%s”, within this file, was left out: it is larger than the limit of %,d MiB."
                    .formatted(CleanText.line(name), limits.inputMegabytes()));
        } else if (most < room.bytes()) {
            throw writer.refuse(Refusal.atLimit(Failure.unpacksTooFar(FileKind.name(container))));
        } else {
            throw writer.refuse(
                    Refusal.atLimit("The files within one upload may come to %,d MiB, at all depths together."
                            .formatted(limits.unpackedMegabytes())));
        }
    }

    static String tooDeep(ReadLimits limits) {
        return "Files lie within files here, deeper than the limit of %d levels.".formatted(limits.nesting());
    }

    private static MediaType type(Metadata metadata) {
        String said = metadata.get(Metadata.CONTENT_TYPE);
        MediaType type = said == null ? null : MediaType.parse(said);
        return type == null ? MediaType.OCTET_STREAM : type.getBaseType();
    }

    private static String declared(MediaType type) {
        return type.equals(MediaType.OCTET_STREAM) ? "" : type.toString();
    }

    /** By its subject where it is a message, by number and kind where nothing else names it. */
    private String name(Metadata metadata, MediaType type, InputStream from) throws IOException {
        String named = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
        if (named != null && !named.isBlank()) {
            return named.strip();
        }
        Optional<String> subject = Mail.isMail(type) ? MailFields.subject(peek(from)) : Optional.empty();
        if (subject.isPresent()) {
            return CleanText.line(subject.get()).replace('/', '-').replace('\\', '-') + ".eml";
        }
        unnamed++;
        return (Mail.isMail(type) ? "message-" : "attachment-") + unnamed + ending(type);
    }

    private static String ending(MediaType type) {
        try {
            return Mail.isMail(type)
                    ? ".eml"
                    : MimeTypes.getDefaultMimeTypes().forName(type.toString()).getExtension();
        } catch (MimeTypeException e) {
            // A type that is none has no ending either.
            return "";
        }
    }

    private static boolean isOrnament(String name, MediaType type, Metadata metadata, InputStream from)
            throws IOException {
        String shown = metadata.get(TikaCoreProperties.EMBEDDED_RESOURCE_TYPE);
        boolean isPicture = type.getType().equals("image")
                || name.toLowerCase(Locale.ROOT).matches(".*\\.(png|jpe?g|gif|bmp|svg|webp)");
        boolean isWithinText =
                TikaCoreProperties.EmbeddedResourceType.INLINE.toString().equals(shown)
                        || OUTLOOK_PICTURE.matcher(name).matches();
        if (!isPicture || !isWithinText) {
            return false;
        }
        return peek(from).length <= PEEKED_BYTES;
    }

    /** One byte more than counts, so that what is longer is told. */
    private static byte[] peek(InputStream from) throws IOException {
        from.mark(PEEKED_BYTES + 1);
        byte[] beginning = from.readNBytes(PEEKED_BYTES + 1);
        from.reset();
        return beginning;
    }
}
