package io.groundwork.orchestration.audit;

import java.util.Map;
import java.util.UUID;

/**
 * What an answer stood on.
 *
 * @param version of the document
 * @param rank among those of its use, counted from 1
 * @param start offset of its first character in the document's text, in UTF-16 code units
 * @param end offset one past its last character
 * @param score how well a cited sentence supports what it is cited for, in [-1, 1]; of what was read, the search's score
 * @param stages its rank in each stage of the search that found it, by the stage's name
 */
public record Source(
        Use use,
        UUID collection,
        UUID document,
        int version,
        int rank,
        int start,
        int end,
        double score,
        Map<String, Integer> stages) {

    public Source {
        stages = Map.copyOf(stages);
    }

    /** What it was to the answer. */
    public enum Use {
        /** Shown as a source, and compared with the stored text before. */
        CITED,
        /** Before the model's eyes. */
        READ
    }
}
