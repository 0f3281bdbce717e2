package io.groundwork.retrieval;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the values of an attribute are. */
public enum AttributeType {
    STRING("a string"),
    NUMBER("a number"),
    BOOLEAN("true or false"),

    /** A day, or a moment: text whose order is that of time. A day comes before the moments in it. */
    DATE("a date such as '2026-01-31' or '2026-01-31T08:00:00Z'");

    private static final int DAY_CHARACTERS = 10;

    /** Of one length for all, so that their order is that of their text. */
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final String said;

    AttributeType(String said) {
        this.said = said;
    }

    /** Empty where there is none of this name. */
    public static Optional<AttributeType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    /** Its name, in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a value of it is, in words that follow "must be". */
    public String said() {
        return said;
    }

    /**
     * A value as it is kept and compared: a moment in UTC, to the millisecond; others as they are.
     *
     * @param value a String, a Double or a Boolean
     * @return empty where it is of another type
     */
    public Optional<Object> fit(Object value) {
        return switch (value) {
            case String text when this == DATE -> date(text).map(Object.class::cast);
            case String text when this == STRING -> Optional.of(text);
            case Double number when this == NUMBER -> Optional.of(number);
            case Boolean truth when this == BOOLEAN -> Optional.of(truth);
            default -> Optional.empty();
        };
    }

    private static Optional<String> date(String text) {
        try {
            if (text.length() == DAY_CHARACTERS) {
                LocalDate day = LocalDate.parse(text);
                return Optional.of(text)
                        .filter(same ->
                                isWithin(day.atStartOfDay(ZoneOffset.UTC).toInstant()));
            }
            Instant moment = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            return Optional.of(moment)
                    .filter(AttributeType::isWithin)
                    .map(within -> MOMENT.format(within.atOffset(ZoneOffset.UTC)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isWithin(Instant moment) {
        return !moment.isBefore(FIRST) && !moment.isAfter(LAST);
    }
}
