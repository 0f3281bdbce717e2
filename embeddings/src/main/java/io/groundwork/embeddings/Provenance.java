package io.groundwork.embeddings;

/**
 * Where weights come from and how vectors are taken from them, for whoever answers for them.
 *
 * @param source an address or a sentence
 * @param revision in the source's words
 * @param licence its SPDX identifier where it has one
 * @param pooling what of the model stands for a text, in TEI's words: {@code cls}, {@code mean}
 */
public record Provenance(String source, String revision, String licence, String pooling) {

    /** Of a model that only its server knows. */
    public static final Provenance UNKNOWN = new Provenance("", "", "", "");
}
