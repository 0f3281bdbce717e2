package io.groundwork.orchestration.http;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads moments of queries. Only such as the database knows, too: its calendar ends long before Java's. */
final class Moments {

    private static final Instant FIRST = Instant.parse("1000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Moments() {}

    /** @return empty where none is sent */
    static Optional<Instant> read(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        Instant moment;
        try {
            moment = Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw wrong(field);
        }
        if (moment.isBefore(FIRST) || moment.isAfter(LAST)) {
            throw wrong(field);
        }
        return Optional.of(moment);
    }

    private static ProblemException wrong(String field) {
        return Problem.INVALID_REQUEST.because(
                field,
                "'%s' must be a moment such as 2026-11-22T08:00:00Z, of the years 1000 to 9999.".formatted(field));
    }
}
