package io.groundwork.orchestration.http;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.FailedDocument.Position;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id of a failed document: {@code q_}, the microseconds since 1970 at which it came, its collection and itself, in hexadecimal digits. */
final class QuarantineId {

    private static final Pattern FORM = Pattern.compile("q_([0-9a-f]{16})([0-9a-f]{32})([0-9a-f]{32})");

    /** Within the years that Postgres knows. */
    private static final long LATEST_MICROS = 250_000_000_000_000_000L;

    private QuarantineId() {}

    static String write(Position position) {
        return "q_%016x".formatted(ChronoUnit.MICROS.between(Instant.EPOCH, position.addedAt()))
                + digits(position.collection().value())
                + digits(position.document().value());
    }

    static Optional<Position> read(String id) {
        Matcher parts = FORM.matcher(id);
        if (!parts.matches()) {
            return Optional.empty();
        }
        long micros = Long.parseUnsignedLong(parts.group(1), 16);
        if (micros < 0 || micros > LATEST_MICROS) {
            return Optional.empty();
        }
        return Optional.of(new Position(
                Instant.EPOCH.plus(micros, ChronoUnit.MICROS),
                new CollectionId(uuid(parts.group(2))),
                new DocumentId(uuid(parts.group(3)))));
    }

    private static String digits(UUID id) {
        return id.toString().replace("-", "");
    }

    private static UUID uuid(String digits) {
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }
}
