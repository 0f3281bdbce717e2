package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** A condition on a document in a collection: on the attributes that it was given, or on what is known of it. Becomes bound parameters, never SQL text. */
public sealed interface Filter {

    /**
     * @param key name of the attribute; a document without it does not match (and does match {@code NE} and {@code NIN})
     * @param values one value, or any number for {@code IN} and {@code NIN}; each a String, a Double or a Boolean
     */
    record Compare(Operator operator, String key, List<Object> values) implements Filter {

        public Compare {
            requireNonNull(operator, "operator");
            requireNonNull(key, "key");
            values = List.copyOf(values);
        }
    }

    /**
     * @param values one value, or any number for {@code IN} and {@code NIN}; each of the type of the field. A document of which it is not known does not match (and does match {@code NE} and
     *     {@code NIN})
     */
    record Known(Operator operator, Field field, List<Object> values) implements Filter {

        public Known {
            requireNonNull(operator, "operator");
            requireNonNull(field, "field");
            values = List.copyOf(values);
        }
    }

    record And(List<Filter> all) implements Filter {

        public And {
            all = List.copyOf(all);
        }
    }

    record Or(List<Filter> any) implements Filter {

        public Or {
            any = List.copyOf(any);
        }
    }

    /** What is known of every document, whatever attributes it was given. */
    enum Field {
        /** Where it is searched. */
        COLLECTION(UUID.class),
        DOCUMENT(UUID.class),
        /** The one at the top, for what lay within a mail or an archive; others are their own. */
        ROOT(UUID.class),
        /** When it was put into the collection. */
        ADDED(OffsetDateTime.class),
        /** Of most of the text of the version that answers, as BCP 47 writes it. */
        LANGUAGE(String.class),
        /** Of the version that answers, as reading it told. */
        MEDIA_TYPE(String.class);

        private final Class<?> type;

        Field(Class<?> type) {
            this.type = type;
        }

        /** Of its values. */
        public Class<?> type() {
            return type;
        }

        /** Whether its values have an order that means something. */
        public boolean isOrdered() {
            return type == OffsetDateTime.class;
        }
    }

    /** Order comparisons hold between values of one type: numbers by size, strings by code point. */
    enum Operator {
        EQ,
        NE,
        GT,
        GTE,
        LT,
        LTE,
        IN,
        NIN
    }
}
