package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.LateInteraction.Weight;
import io.groundwork.retrieval.Hit;
import java.util.List;

/** How much each word of a question counts when sentences are weighed for it. */
@FunctionalInterface
interface TermWeights {

    /** @param hits what the question found */
    List<Weight> of(String question, List<Hit> hits);
}
