package io.groundwork.orchestration.http;

import io.groundwork.retrieval.Filter.Field;
import io.groundwork.retrieval.Filter.Operator;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A key of filters that begins with {@code @}: what is known of every document, and has a type. No attribute may be named so. */
enum FilterField {
    COLLECTION("@collection", Field.COLLECTION),
    DOCUMENT("@document", Field.DOCUMENT),
    ROOT("@root", Field.ROOT),
    ADDED("@added", Field.ADDED),
    LANGUAGE("@language", Field.LANGUAGE),
    MEDIA_TYPE("@media_type", Field.MEDIA_TYPE);

    static final String MARK = "@";

    private static final Set<Operator> BY_ORDER = Set.of(Operator.GT, Operator.GTE, Operator.LT, Operator.LTE);

    /** What a date may be, so that no date of a client's makes Postgres fail. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final String key;
    private final Field field;

    FilterField(String key, Field field) {
        this.key = key;
        this.field = field;
    }

    /** Empty where the key is that of an attribute. */
    static Optional<FilterField> of(String key, String path) {
        if (!key.startsWith(MARK)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(values())
                .filter(known -> known.key.equals(key))
                .findFirst()
                .orElseThrow(() -> Filters.wrong(
                        path,
                        "begins with '@' and must then be one of "
                                + Arrays.stream(values())
                                        .map(known -> known.key)
                                        .collect(Collectors.joining(", ")))));
    }

    Field field() {
        return field;
    }

    /** @param sent a String, a Double or a Boolean */
    Object value(Object sent, String path) {
        return switch (field) {
            case COLLECTION -> id(Ids.COLLECTION, sent, path);
            case DOCUMENT, ROOT -> id(Ids.FILE, sent, path);
            case ADDED -> date(sent, path);
            case LANGUAGE, MEDIA_TYPE -> {
                if (sent instanceof String text) {
                    yield text;
                }
                throw Filters.wrong(path, "must be a string, as '%s' is".formatted(key));
            }
        };
    }

    void checkOrder(Operator operator, String path) {
        if (!field.isOrdered() && BY_ORDER.contains(operator)) {
            throw Filters.wrong(path, "must be eq, ne, in or nin: '%s' has no order".formatted(key));
        }
    }

    private UUID id(Ids kind, Object sent, String path) {
        return Optional.of(sent)
                .filter(String.class::isInstance)
                .flatMap(text -> kind.tryRead((String) text))
                .orElseThrow(
                        () -> Filters.wrong(path, "must be an id such as '%s'".formatted(kind.write(new UUID(0, 1)))));
    }

    /** The first moment of a day, in UTC; seconds since 1970 as OpenAI's API tells them. */
    private OffsetDateTime date(Object sent, String path) {
        try {
            Instant read =
                    switch (sent) {
                        case Double seconds -> Instant.ofEpochSecond(seconds.longValue());
                        case String text
                        when text.length() == 10 ->
                            LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
                        case String text -> OffsetDateTime.parse(text).toInstant();
                        default -> throw new DateTimeException("no date");
                    };
            if (read.isBefore(FIRST) || read.isAfter(LAST)) {
                throw new DateTimeException("out of range");
            }
            return read.atOffset(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw Filters.wrong(
                    path,
                    "must be a date such as '2026-01-31' or '2026-01-31T08:00:00Z', or seconds since 1970, as '%s' is"
                            .formatted(key));
        }
    }
}
