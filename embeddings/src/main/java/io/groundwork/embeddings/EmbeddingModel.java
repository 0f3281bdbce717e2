package io.groundwork.embeddings;

import static java.util.Objects.requireNonNull;

/**
 * Identity and limits of an embedding model. All but the limit names a <em>space</em>: vectors meet only where all of it is the same.
 *
 * @param name as callers know it, such as {@code bge-small-en-v1.5}
 * @param digest SHA-256 of weights and tokenizer in hexadecimal, for engines that can tell; otherwise what names the build
 * @param dimension length of its vectors
 * @param maxTokens longest text it reads, special tokens included
 * @param numbers in which it calculates
 * @param prefixes that it puts before texts
 */
public record EmbeddingModel(
        String name, String digest, int dimension, int maxTokens, Numbers numbers, Prefixes prefixes) {

    public EmbeddingModel {
        requireNonNull(numbers, "numbers");
        requireNonNull(prefixes, "prefixes");
    }

    /** A model of decimals that puts nothing before texts. */
    public EmbeddingModel(String name, String digest, int dimension, int maxTokens) {
        this(name, digest, dimension, maxTokens, Numbers.FLOAT, Prefixes.NONE);
    }

    /**
     * @param query before every question; a space at its end belongs to it
     * @param passage before every passage
     */
    public record Prefixes(String query, String passage) {

        public static final Prefixes NONE = new Prefixes("", "");

        public Prefixes {
            requireNonNull(query, "query");
            requireNonNull(passage, "passage");
        }
    }

    /** Whether vectors of both may be compared. */
    public boolean sharesSpaceWith(EmbeddingModel other) {
        return name.equals(other.name)
                && digest.equals(other.digest)
                && dimension == other.dimension
                && numbers == other.numbers
                && prefixes.equals(other.prefixes);
    }

    /** The same with the first values of each vector only. */
    public EmbeddingModel shortened(int to) {
        return new EmbeddingModel(name, digest, to, maxTokens, numbers, prefixes);
    }
}
