package io.groundwork.bench;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a client got of one answer.
 *
 * @param status of HTTP; 0 when no answer came
 * @param tokens as they came
 * @param error the code of the error that the answer is or that the stream ended in; of a connection that broke, {@link #BROKEN}
 * @param done whether the stream had the mark of its end; for an answer that is no stream, whether it came whole
 * @param usage output tokens, where they were told
 * @param firstNanos when the first token came, and {@code lastNanos} when the last did, by {@link System#nanoTime}; 0 where none came
 * @param endNanos when nothing more came
 */
record Heard(
        int status,
        FrameSequence tokens,
        Optional<String> error,
        boolean done,
        OptionalInt usage,
        long firstNanos,
        long lastNanos,
        long endNanos) {

    static final String BROKEN = "connection broken";

    /** The whole answer of one door, with {@code count} tokens. */
    boolean isWhole(int count) {
        return status == 200 && done && error.isEmpty() && tokens.isPrefix() && tokens.count() == count;
    }

    /** How it ended, in a few words. */
    String ending() {
        return "%d, %s tokens of '%s', %s%s"
                .formatted(
                        status,
                        Figures.count(tokens.count()),
                        tokens.writers(),
                        error.orElse("no error"),
                        done ? ", done" : "");
    }
}
