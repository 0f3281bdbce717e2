package io.groundwork.orchestration.models;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a model chooses its words. What is empty is left to the server.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens longest answer
 * @param stop texts that end the answer, up to 4
 */
public record Sampling(OptionalDouble temperature, OptionalDouble topP, OptionalInt maxTokens, List<String> stop) {

    public Sampling {
        stop = List.copyOf(stop);
    }

    /** Close to the model's first choice at each step: for answers that must keep to their sources. */
    public static Sampling steady(double temperature, int maxTokens) {
        return new Sampling(
                OptionalDouble.of(temperature), OptionalDouble.empty(), OptionalInt.of(maxTokens), List.of());
    }
}
