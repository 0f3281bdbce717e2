package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import java.util.List;

/**
 * What the passages hold beside an answer.
 *
 * @param followUps questions that the passages answer, too
 */
public record Beside(List<Contradiction> contradictions, List<FollowUp> followUps) {

    public static final Beside NOTHING = new Beside(List.of(), List.of());

    public Beside {
        contradictions = List.copyOf(contradictions);
        followUps = List.copyOf(followUps);
    }

    /**
     * A question that a passage answers.
     *
     * @param document whose passage it is: the question has its words, and is to be seen by nobody else
     */
    public record FollowUp(String question, CollectionId collection, DocumentId document) {}

    /** Looks for it: {@link PassagesBeside}, or nothing in a test. */
    @FunctionalInterface
    interface Finder {

        /**
         * @param hits that the search found, best first
         * @param cited what the answer rests on
         * @throws io.groundwork.embeddings.EmbeddingException when the engine is overloaded or cannot be reached
         * @throws io.groundwork.retrieval.RetrievalException when the database cannot be read
         */
        Beside of(Ask ask, List<Hit> hits, List<Evidence> cited);
    }
}
