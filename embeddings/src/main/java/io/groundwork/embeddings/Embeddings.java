package io.groundwork.embeddings;

import java.util.List;

/**
 * What a list of texts became.
 *
 * @param vectors shape {@code [n]}, in the order of the texts
 * @param tokens that the model read in all, with prefixes and special ones
 * @param cut places, from 0 and ascending, of the texts that were longer than the model reads: their vectors stand for the beginning only
 */
public record Embeddings(List<Embedding> vectors, long tokens, List<Integer> cut) {

    public Embeddings {
        vectors = List.copyOf(vectors);
        cut = List.copyOf(cut);
    }
}
