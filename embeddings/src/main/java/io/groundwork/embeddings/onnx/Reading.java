package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.tokens.Tokens;
import java.util.List;

/** How texts go through the model: one at a time, or in batches. Safe for use by many threads. */
interface Reading extends AutoCloseable {

    /** What is wanted of a text. */
    enum Wanted {
        /** The state that stands for all of it, shape {@code [dimension]}. */
        SENTENCE,
        /** The states of its tokens, shape {@code [tokens + 2, dimension]}. */
        TOKENS
    }

    /** What is made of the states of a text, which are not scaled. */
    interface Finish<T> {

        /** @param place of the text among all, from 0 */
        T of(int place, Tokens tokens, float[] states);
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
