package io.groundwork.retrieval;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** A part of a search, in the order in which they run. */
public enum Stage {
    /** By words: BM25. */
    LEXICAL,
    /** By meaning: nearest vectors. */
    VECTOR,
    /** Both lists merged by rank. Without it and with both searches on, the lexical list comes first. */
    FUSION,
    /** The first of them ranked anew: by a cross-encoder, or by the states of their tokens beside the question's. */
    RERANK,
    /** What is old counts less; see {@link Recency}. */
    RECENCY,
    /** What says the same is given once; see {@link Collapse}. */
    DUPLICATES,
    /** No document gives more than so many passages. */
    DIVERSITY;

    /** Those that find and rank, each of which is on or off. The others are on where what they do is asked for. */
    public static final Set<Stage> RANKING = Collections.unmodifiableSet(EnumSet.range(LEXICAL, RERANK));
}
