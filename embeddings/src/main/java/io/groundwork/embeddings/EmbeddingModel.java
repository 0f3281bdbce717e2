package io.groundwork.embeddings;

/**
 * Identity and limits of an embedding model.
 *
 * @param name as callers know it, such as {@code bge-small-en-v1.5}
 * @param digest SHA-256 of weights and tokenizer in hexadecimal, for engines that can tell; otherwise what names the build
 * @param dimension length of its vectors
 * @param maxTokens longest text it reads, special tokens included
 * @param numbers that its vectors were calculated in
 */
public record EmbeddingModel(String name, String digest, int dimension, int maxTokens, Numbers numbers) {

    /** One in decimals, as servers have them that do not say. */
    public EmbeddingModel(String name, String digest, int dimension, int maxTokens) {
        this(name, digest, dimension, maxTokens, Numbers.FLOAT);
    }
}
