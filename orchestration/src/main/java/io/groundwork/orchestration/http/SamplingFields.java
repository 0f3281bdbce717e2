package io.groundwork.orchestration.http;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads how a model is to choose its words, as both of OpenAI's APIs write it. */
final class SamplingFields {

    private SamplingFields() {}

    static OptionalDouble within(String field, @Nullable Double value, int min, int max) {
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!(value >= min && value <= max)) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' must be within %d to %d.".formatted(field, min, max));
        }
        return OptionalDouble.of(value);
    }

    /** The longest answer. */
    static OptionalInt most(String field, @Nullable Integer tokens) {
        if (tokens == null) {
            return OptionalInt.empty();
        }
        if (tokens < 1) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' must be over 0.".formatted(field));
        }
        return OptionalInt.of(tokens);
    }
}
