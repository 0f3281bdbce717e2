package io.groundwork.ingest.chunk;

/** Counts as the embedding model does. Called once for each sentence, row and passage, so it has to be cheap. */
@FunctionalInterface
public interface TokenCounter {

    /** How many tokens {@code text} makes, special tokens not counted. */
    int count(String text);
}
