package io.groundwork.orchestration.local.child;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a child process is told at its start. No secret is among it: arguments can be read by every user of a machine.
 *
 * @param file the weights
 * @param model what the model is called in answers
 * @param context most tokens of one conversation
 * @param slots answers written at the same time
 * @param threads that compute
 * @param waiting requests that may wait for their turn
 */
public record ChildSettings(Path file, String model, Serves serves, int context, int slots, int threads, int waiting) {

    /** What the weights are served for. */
    public enum Serves {
        CHAT,
        /** Vectors: the mean of the states of a text's tokens. */
        MEAN_VECTORS,
        /** Vectors: the state of the first token. */
        FIRST_VECTORS,
        /** Vectors: the state of the last token. */
        LAST_VECTORS,
        SCORES
    }

    public List<String> toArguments() {
        return List.of(
                file.toString(),
                model,
                serves.name().toLowerCase(Locale.ROOT),
                String.valueOf(context),
                String.valueOf(slots),
                String.valueOf(threads),
                String.valueOf(waiting));
    }

    static ChildSettings fromArguments(List<String> arguments) {
        return new ChildSettings(
                Path.of(arguments.get(0)),
                arguments.get(1),
                Serves.valueOf(arguments.get(2).toUpperCase(Locale.ROOT)),
                Integer.parseInt(arguments.get(3)),
                Integer.parseInt(arguments.get(4)),
                Integer.parseInt(arguments.get(5)),
                Integer.parseInt(arguments.get(6)));
    }
}
