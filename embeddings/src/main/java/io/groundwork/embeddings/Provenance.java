package io.groundwork.embeddings;

/**
 * Where weights come from, for whoever answers for them.
 *
 * @param source an address or a sentence
 * @param revision in the source's words
 * @param licence its SPDX identifier where it has one
 */
public record Provenance(String source, String revision, String licence) {

    /** Of a model that only its server knows. */
    public static final Provenance UNKNOWN = new Provenance("", "", "");
}
