package io.groundwork.retrieval.rerank;

import static java.util.Comparator.comparingDouble;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.CrossEncoder.Relevance;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.retrieval.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Puts candidates in the order in which a cross-encoder thinks that they answer a question, within a budget of time. Safe for use by many threads. */
public final class CrossEncoding {

    private final CrossEncoder encoder;

    public CrossEncoding(CrossEncoder encoder) {
        this.encoder = encoder;
    }

    /** What does the reranking, for reports. */
    public String model() {
        return encoder.model();
    }

    /**
     * A candidate and what is read of it.
     *
     * @param passage its row
     * @param text as it was embedded: the document's title, the headings and the text
     */
    public record Reading(long passage, String text) {}

    /** How it went. */
    public sealed interface Outcome {

        /**
         * @param candidates all of them, best first, equals in the order given; scores in [0, 1], comparable within this list only
         * @param cut of how many of them the model read only the beginning
         */
        record Ranked(List<Candidate> candidates, int cut) implements Outcome {

            public Ranked {
                candidates = List.copyOf(candidates);
            }
        }

        /** There was no time for all of them; the order given stands. */
        record BudgetSpent(Duration budget) implements Outcome {}

        /**
         * The engine is overloaded, away, or sent what is no score; the order given stands.
         *
         * @param why a sentence for those who run this installation; without question or text
         */
        record EngineAway(String why) implements Outcome {}
    }

    /**
     * Reads all candidates beside the question.
     *
     * @param candidates in the order in which they stand now
     * @param budget how long it may take
     * @throws EmbeddingException when the calling thread was interrupted, and for nothing else
     */
    public Outcome rerank(String question, List<Reading> candidates, Duration budget) {
        if (candidates.isEmpty()) {
            return new Outcome.Ranked(List.of(), 0);
        }
        if (!budget.isPositive()) {
            return new Outcome.BudgetSpent(budget);
        }
        try {
            List<String> texts = candidates.stream().map(Reading::text).toList();
            return ranked(candidates, encoder.score(question, texts, budget));
        } catch (OutOfTimeException e) {
            return new Outcome.BudgetSpent(budget);
        } catch (EmbeddingException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return new Outcome.EngineAway(String.valueOf(e.getMessage()));
        }
    }

    /** In the order of the scores themselves: within 0 to 1 the highest ones of some models are the same number. */
    private Outcome ranked(List<Reading> candidates, Relevance relevance) {
        List<Place> places = new ArrayList<>();
        for (Reading candidate : candidates) {
            places.add(new Place(candidate.passage(), relevance.scores().get(places.size())));
        }
        places.sort(comparingDouble(Place::score).reversed());
        return new Outcome.Ranked(
                places.stream()
                        .map(place ->
                                new Candidate(place.passage(), encoder.scale().relevance(place.score())))
                        .toList(),
                relevance.cut().size());
    }

    private record Place(long passage, float score) {}
}
