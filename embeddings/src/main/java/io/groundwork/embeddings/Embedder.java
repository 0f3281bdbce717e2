package io.groundwork.embeddings;

import java.util.List;

/** Turns text into vectors. Implementations are safe for use by many threads, and block while they work. */
public interface Embedder {

    /** What is running: vectors of one model never meet those of another. */
    EmbeddingModel model();

    /** Whether a call now would be served without waiting for a model to load or a server to appear. Cheap enough for a health check. */
    default boolean ready() {
        return true;
    }

    /** How many tokens of the model {@code text} makes, special tokens not counted. Cheap: a fraction of a millisecond a passage. */
    int countTokens(String text);

    /**
     * Embeds a question; models trained with a query prefix get it here. Never waits behind passages.
     *
     * @throws EmbeddingException when the engine is overloaded or cannot be reached
     */
    Embedding embedQuery(String text);

    /**
     * Embeds passages. A text over {@link EmbeddingModel#maxTokens} is cut at that length: callers who mind count first.
     *
     * @param texts shape {@code [n]}
     * @return shape {@code [n]}, in the order given; the vector of a text does not depend on its neighbours in the list
     * @throws EmbeddingException when the engine is overloaded or cannot be reached
     */
    List<Embedding> embedPassages(List<String> texts);
}
