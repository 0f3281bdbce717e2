package io.groundwork.orchestration.audit;

/** How a decision ended. */
public enum Ending {
    /** It was done to its end; an answer from documents rests on citations that were checked. */
    ANSWERED,
    /** It was cut short, or rests on no citation that could be checked. */
    PARTIAL,
    /** The documents that the caller may see do not hold an answer. */
    DECLINED,
    FAILED,
    /** Whoever asked left, or the process that worked on it is gone. */
    ABORTED,
    /** The model was taken out of service in the middle. */
    RECALLED
}
