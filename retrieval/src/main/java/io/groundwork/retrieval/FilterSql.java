package io.groundwork.retrieval;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A filter as a condition on the membership {@code m}. Keys and values are parameters; the text is made of constants only. Comparisons of attributes are
 * between jsonb values, so that none can fail on a type: values of different types are merely different.
 *
 * @param parameters in the order of the placeholders; each a String, a Double, a UUID or an OffsetDateTime
 * @param containing jsonb objects, one of which the attributes of every document that satisfies it contain; empty when no such are known
 */
record FilterSql(String sql, List<Object> parameters, List<String> containing) {

    static final int MAX_CONDITIONS = 50;

    /** Conditions, and what joins them: more than what is read can be, ten deep. */
    private static final int MAX_NODES = 20 * MAX_CONDITIONS;

    FilterSql {
        parameters = List.copyOf(parameters);
        containing = List.copyOf(containing);
    }

    /** @throws IllegalArgumentException when it has more than 50 conditions, or a value that is no String, finite Double or Boolean */
    static FilterSql of(Filter filter) {
        Writer writer = new Writer();
        writer.write(filter);
        return new FilterSql(writer.sql.toString(), writer.parameters, containing(filter));
    }

    private static List<String> containing(Filter filter) {
        return switch (filter) {
            case Filter.Compare(Filter.Operator operator, String key, List<Object> values)
            when (operator == Filter.Operator.EQ || operator == Filter.Operator.IN) && !Writer.hasNul(key) ->
                values.stream()
                        .filter(value -> !Writer.hasNul(value))
                        .map(value -> Json.text(Map.of(key, value)))
                        .toList();
            case Filter.And and ->
                and.all().stream()
                        .map(FilterSql::containing)
                        .filter(some -> !some.isEmpty())
                        .findFirst()
                        .orElse(List.of());
            case Filter.Compare other -> List.of();
            case Filter.Known known -> List.of();
            case Filter.Or or -> List.of();
        };
    }

    private static final String OF_VERSION =
            "EXISTS (SELECT FROM document_version v WHERE v.document_id = m.document_id AND v.version = m.version AND %s)";

    private static final class Writer {

        private final StringBuilder sql = new StringBuilder();
        private final List<Object> parameters = new ArrayList<>();
        private int conditions;
        private int nodes;

        void write(Filter filter) {
            if (++nodes > MAX_NODES) {
                throw tooLarge();
            }
            switch (filter) {
                case Filter.Compare compare -> condition(compare);
                case Filter.Known known -> condition(known);
                case Filter.And and -> joined(and.all(), " AND ", "TRUE");
                case Filter.Or or -> joined(or.any(), " OR ", "FALSE");
            }
        }

        private void joined(List<Filter> parts, String word, String whenEmpty) {
            if (parts.isEmpty()) {
                sql.append(whenEmpty);
                return;
            }
            sql.append('(');
            for (int i = 0; i < parts.size(); i++) {
                if (i > 0) {
                    sql.append(word);
                }
                write(parts.get(i));
            }
            sql.append(')');
        }

        private void condition(Filter.Compare compare) {
            if (++conditions > MAX_CONDITIONS) {
                throw tooLarge();
            }
            compare.values().forEach(Writer::check);
            switch (compare.operator()) {
                case EQ -> among(compare.key(), List.of(single(compare)));
                case IN -> among(compare.key(), compare.values());
                case NE -> notAmong(compare.key(), List.of(single(compare)));
                case NIN -> notAmong(compare.key(), compare.values());
                case GT -> ordered(compare.key(), ">", single(compare));
                case GTE -> ordered(compare.key(), ">=", single(compare));
                case LT -> ordered(compare.key(), "<", single(compare));
                case LTE -> ordered(compare.key(), "<=", single(compare));
            }
        }

        private void condition(Filter.Known known) {
            if (++conditions > MAX_CONDITIONS) {
                throw tooLarge();
            }
            Filter.Field field = known.field();
            boolean many = known.operator() == Filter.Operator.IN || known.operator() == Filter.Operator.NIN;
            boolean fits = known.values().stream().allMatch(field.type()::isInstance)
                    && (many ? !known.values().isEmpty() : known.values().size() == 1);
            if (!fits) {
                throw new IllegalArgumentException("%s is compared with values of type %s, one but for lists"
                        .formatted(field, field.type().getSimpleName()));
            }
            String comparison =
                    switch (known.operator()) {
                        case EQ, IN, NE, NIN ->
                            known.values().stream().map(value -> "?").collect(joining(", ", "IN (", ")"));
                        case GT -> "> ?";
                        case GTE -> ">= ?";
                        case LT -> "< ?";
                        case LTE -> "<= ?";
                    };
            boolean not = known.operator() == Filter.Operator.NE || known.operator() == Filter.Operator.NIN;
            sql.append('(').append(expression(field).formatted(comparison)).append(not ? " IS NOT TRUE)" : ")");
            known.values().forEach(value -> parameters.add(bindable(value)));
        }

        private static String expression(Filter.Field field) {
            return switch (field) {
                case COLLECTION -> "(m.collection_id %s)";
                case DOCUMENT -> "(m.document_id %s)";
                case ROOT -> "(coalesce(m.root_id, m.document_id) %s)";
                case ADDED -> "(m.added_at %s)";
                case LANGUAGE -> OF_VERSION.formatted("v.language %s");
                case MEDIA_TYPE -> OF_VERSION.formatted("v.media_type %s");
            };
        }

        /** No stored text holds U+0000, and none can be bound. */
        private static Object bindable(Object value) {
            return value instanceof String text && hasNul(text) ? "" : value;
        }

        private void notAmong(String key, List<Object> values) {
            sql.append('(');
            among(key, values);
            sql.append(" IS NOT TRUE)");
        }

        /** A jsonb array contains each of its elements, compared by type and value. */
        private void among(String key, List<Object> values) {
            List<Object> possible =
                    values.stream().filter(value -> !hasNul(value)).toList();
            if (hasNul(key) || possible.isEmpty()) {
                sql.append("FALSE");
                return;
            }
            sql.append("(?::jsonb @> (m.attributes -> ?::text))");
            parameters.add(Json.text(possible));
            parameters.add(key);
        }

        private void ordered(String key, String operator, Object value) {
            if (hasNul(key)) {
                sql.append("FALSE");
                return;
            }
            switch (value) {
                case String text -> orderedText(key, operator, text);
                case Boolean truth -> orderedJson(key, operator, "boolean", truth);
                default -> orderedJson(key, operator, "number", value);
            }
        }

        private void orderedJson(String key, String operator, String type, Object value) {
            sql.append("(jsonb_typeof(m.attributes -> ?::text) = '%s' AND m.attributes -> ?::text %s ?::jsonb)"
                    .formatted(type, operator));
            parameters.addAll(List.of(key, key, Json.text(value)));
        }

        /**
         * By code point, which is the byte order of UTF-8. No stored text holds U+0000, so that one after {@code a\0…} comes after
         * {@code a}, and one before it does not.
         */
        private void orderedText(String key, String operator, String value) {
            int nul = value.indexOf('\0');
            String bound = nul < 0 ? value : value.substring(0, nul);
            String effective = nul < 0 ? operator : operator.startsWith(">") ? ">" : "<=";
            sql.append("(jsonb_typeof(m.attributes -> ?::text) = 'string'"
                    + " AND (m.attributes ->> ?::text) COLLATE \"C\" %s ?)".formatted(effective));
            parameters.addAll(List.of(key, key, bound));
        }

        private static Object single(Filter.Compare compare) {
            if (compare.values().size() != 1) {
                throw new IllegalArgumentException("%s takes one value, not %d"
                        .formatted(compare.operator(), compare.values().size()));
            }
            return compare.values().getFirst();
        }

        private static void check(Object value) {
            boolean known = value instanceof String
                    || value instanceof Boolean
                    || (value instanceof Double number && Double.isFinite(number));
            if (!known) {
                throw new IllegalArgumentException("A filter's value is a string, a finite number or a boolean");
            }
        }

        private static boolean hasNul(Object value) {
            return value instanceof String text && text.indexOf('\0') >= 0;
        }

        private static IllegalArgumentException tooLarge() {
            return new IllegalArgumentException("A filter has at most %d conditions".formatted(MAX_CONDITIONS));
        }
    }
}
