package io.groundwork.retrieval.selection;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the date that an attribute of a document holds: text as ISO 8601 writes it, from a year to a time with an offset, UTC where none is given; or a
 * number of seconds since 1970 that is a day after 1973, as smaller ones mostly count something else.
 */
final class Dates {

    private static final double LEAST_SECONDS = 1e8;
    private static final double MOST_SECONDS = 1e11;

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .appendPattern("uuuu[-MM[-dd[['T'][' ']HH:mm[:ss]]]]")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendPattern("[XXX][X]")
            .parseDefaulting(ChronoField.MONTH_OF_YEAR, 1)
            .parseDefaulting(ChronoField.DAY_OF_MONTH, 1)
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Dates() {}

    /** Empty where it is no date. */
    static Optional<Instant> ofSeconds(double seconds) {
        return seconds >= LEAST_SECONDS && seconds < MOST_SECONDS
                ? Optional.of(Instant.ofEpochSecond((long) seconds))
                : Optional.empty();
    }

    /** Empty where it is no date. */
    static Optional<Instant> ofText(String text) {
        try {
            return Optional.of(OffsetDateTime.from(ISO.parse(text.strip())).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** In days and parts of them; below 0 of what is to come. */
    static double age(Instant date, Instant now) {
        return (now.getEpochSecond() - date.getEpochSecond()) / 86_400.0;
    }
}
