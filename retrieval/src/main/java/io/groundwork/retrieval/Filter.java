package io.groundwork.retrieval;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A condition on the attributes that a document was given in a collection. Becomes bound parameters, never SQL text. */
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
