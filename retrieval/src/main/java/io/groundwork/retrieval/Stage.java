package io.groundwork.retrieval;

/** A part of a search that a caller may switch off. */
public enum Stage {
    /** By words: BM25. */
    LEXICAL,
    /** By meaning: nearest vectors. */
    VECTOR,
    /** Both lists merged by rank. Without it and with both searches on, the lexical list comes first. */
    FUSION,
    /** The first of them ranked anew: by a cross-encoder, or by the states of their tokens beside the question's. */
    RERANK
}
