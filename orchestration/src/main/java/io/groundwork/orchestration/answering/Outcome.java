package io.groundwork.orchestration.answering;

/** How well an answer stands on the documents. */
public enum Outcome {
    /** It was written to its end and rests on citations that were checked. */
    ANSWERED,
    /** It was cut short, or rests on no citation that could be checked. */
    PARTIAL,
    /** The documents that the caller may see do not hold an answer. */
    DECLINED
}
