package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.tokens.Tokens;
import java.util.List;

/** How texts go through the model: one at a time, or in batches. Safe for use by many threads. */
interface Reading extends AutoCloseable {

    /** What is wanted of a text. */
    enum Wanted {
        /** The state that stands for all of it. */
        SENTENCE,
        /** The states of its tokens, special ones included. */
        TOKENS,
        /** Both, in one run; the first is the same to the bit as alone. */
        BOTH
    }

    /** What is made of the states of a text. */
    interface Finish<T> {

        /** @param place of the text among all, from 0 */
        T of(int place, Tokens tokens, States states);
    }

    /**
     * Reads texts and waits for all of them.
     *
     * @return shape {@code [n]}, in the order of the texts
     * @throws io.groundwork.embeddings.EmbeddingException when too much waits, a text failed, or the engine was closed
     */
    <T> List<T> read(Lane lane, List<String> texts, Wanted wanted, Finish<T> finish);

    /** Lets go of what waits, and returns when nothing runs any more. */
    @Override
    void close();
}
