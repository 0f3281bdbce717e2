package io.groundwork.ingest.parse.child;

import io.groundwork.ingest.parse.ParseOutcome;
import io.groundwork.ingest.parse.ParseOutcome.TooCostly;
import io.groundwork.ingest.parse.ParseOutcome.Unreadable;
import io.groundwork.ingest.parse.ParseOutcome.Unsupported;
import java.io.EOFException;
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipException;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.poi.OldFileFormatException;
import org.apache.tika.exception.TikaMemoryLimitException;
import org.apache.tika.exception.UnsupportedFormatException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.apache.tika.exception.ZeroByteFileException;
import org.apache.tika.mime.MediaType;
import org.jspecify.annotations.Nullable;

/** What a library's exception means for the file, in words. */
final class Failure {

    private static final int MAX_CAUSES = 30;

    private Failure() {}

    static ParseOutcome outcome(Throwable failure, MediaType type) {
        String kind = FileKind.name(type);
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return refusal.outcome();
            }
            ParseOutcome outcome = outcomeOf(cause, kind, type);
            if (outcome != null) {
                return outcome;
            }
        }
        return new Unreadable(damaged(kind));
    }

    static String damaged(String kind) {
        return "This %s is damaged, or not what it claims to be: it could not be read to its end.".formatted(kind);
    }

    static String unpacksTooFar(String kind) {
        return "This %s unpacks to far more than its size, as a file made to exhaust the reader does. The limit is 100 times."
                .formatted(kind);
    }

    static String locked(String kind) {
        return "This %s is protected by a password. Remove the password and upload it again.".formatted(kind);
    }

    private static @Nullable ParseOutcome outcomeOf(Throwable cause, String kind, MediaType type) {
        String message = cause.getMessage() == null ? "" : cause.getMessage().toLowerCase(Locale.ROOT);
        return switch (cause) {
            case StackOverflowError e ->
                new TooCostly("The parts of this %s are nested too deep to be read.".formatted(kind));
            case org.apache.tika.exception.EncryptedDocumentException e -> new Unreadable(locked(kind));
            case org.apache.poi.EncryptedDocumentException e -> new Unreadable(locked(kind));
            case InvalidPasswordException e -> new Unreadable(locked(kind));
            case ZeroByteFileException e -> new Unreadable("This file is empty.");
            case OldFileFormatException e -> old(kind, type);
            case UnsupportedFormatException e -> old(kind, type);
            case TikaMemoryLimitException e ->
                new TooCostly("This %s asks for more memory than reading a file may take. It may be damaged."
                        .formatted(kind));
            case WriteLimitReachedException e ->
                new TooCostly("This %s holds more text than the limit.".formatted(kind));
            case EOFException e -> new Unreadable("This %s is cut short: it ends in the middle.".formatted(kind));
            case ZipException e when message.contains("encrypted") -> new Unreadable(locked(kind));
            default -> byMessage(message, kind);
        };
    }

    private static ParseOutcome old(String kind, MediaType type) {
        return new Unsupported(
                type.toString(),
                "This %s is in a version of the format that is not read. Save it in a current one and upload it again."
                        .formatted(kind));
    }

    /** Some libraries tell only by their message. */
    private static @Nullable ParseOutcome byMessage(String message, String kind) {
        if (containsAny(message, Set.of("zip bomb", "zipbomb", "min_inflate_ratio"))) {
            return new TooCostly(unpacksTooFar(kind));
        }
        if (containsAny(
                message, Set.of("entity expansions", "entityexpansionlimit", "entity size", "totalentitysize"))) {
            return new TooCostly(
                    "This %s repeats parts of itself beyond the limit, as a file made to exhaust the reader does."
                            .formatted(kind));
        }
        if (message.contains("decryption material")) {
            return new Unreadable(
                    "This %s is encrypted for the holders of certain certificates. Decrypt it and upload it again."
                            .formatted(kind));
        }
        if (message.contains("doctype is disallowed")) {
            return new Unreadable(
                    "This %s holds a document type declaration, which no office program writes and attacks use. It was not read."
                            .formatted(kind));
        }
        if (containsAny(message, Set.of("password", "is encrypted", "encrypted header"))) {
            return new Unreadable(locked(kind));
        }
        if (message.contains("tried to allocate an array of length")
                || message.contains("tried to read data but the maximum length")) {
            return new TooCostly(
                    "A part of this %s is, or claims to be, larger than the limit for one part. It may be damaged."
                            .formatted(kind));
        }
        return null;
    }

    /** What to say of a part that the library has skipped, of whose failure only the trace is left. */
    static String ofPart(String trace) {
        return trace.toLowerCase(Locale.ROOT).contains("encrypt")
                ? "A file within this file is protected by a password and was left out."
                : "A part of this file could not be read and was left out.";
    }

    private static boolean containsAny(String message, Set<String> parts) {
        return parts.stream().anyMatch(message::contains);
    }
}
