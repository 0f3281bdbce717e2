package io.groundwork.orchestration.chat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a model chooses its words. What is empty is as OpenAI has it (temperature 1, all words), whatever the server's own defaults are:
 * a swap of the model does not change it.
 *
 * @param temperature 0 to 2
 * @param topP 0 to 1
 * @param maxTokens longest answer
 * @param stop texts that end the answer, up to 4
 * @param seed for the same choice again, where a server keeps to it
 * @param presencePenalty -2 to 2
 * @param frequencyPenalty -2 to 2
 */
public record Sampling(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt maxTokens,
        List<String> stop,
        OptionalLong seed,
        OptionalDouble presencePenalty,
        OptionalDouble frequencyPenalty) {

    /** As OpenAI has it. */
    public static final Sampling USUAL =
            new Sampling(OptionalDouble.empty(), OptionalDouble.empty(), OptionalInt.empty(), List.of());

    public Sampling {
        stop = List.copyOf(stop);
    }

    public Sampling(OptionalDouble temperature, OptionalDouble topP, OptionalInt maxTokens, List<String> stop) {
        this(temperature, topP, maxTokens, stop, OptionalLong.empty(), OptionalDouble.empty(), OptionalDouble.empty());
    }

    /** Close to the model's first choice at each step: for answers that must keep to their sources. */
    public static Sampling steady(double temperature, int maxTokens) {
        return new Sampling(
                OptionalDouble.of(temperature), OptionalDouble.empty(), OptionalInt.of(maxTokens), List.of());
    }
}
