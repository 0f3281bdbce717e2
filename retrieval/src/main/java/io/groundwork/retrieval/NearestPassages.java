package io.groundwork.retrieval;

import static java.util.Comparator.comparingDouble;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.vector.Space;
import io.groundwork.retrieval.vector.VectorPlace;
import io.groundwork.retrieval.vector.VectorSearch;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * One question in the spaces of the collections that are asked: embedded once for each, searched in each for itself. A vector is only ever
 * compared with vectors of its own space; lists of different spaces are merged by rank. For one search; not safe for use by several threads.
 */
final class NearestPassages {

    private static final Logger LOG = Logger.getLogger(NearestPassages.class);

    private final QuestionVectors vectors;
    private final VectorSearch search;
    private final String question;
    private final Map<Integer, Optional<Embedding>> asked = new HashMap<>();
    private final Map<Integer, String> away = new HashMap<>();
    private final Set<Integer> failing = new HashSet<>();
    private final Set<Set<String>> trained = new HashSet<>();
    private long nanos;

    NearestPassages(QuestionVectors vectors, VectorSearch search, String question) {
        this.vectors = vectors;
        this.search = search;
        this.question = question;
    }

    /** Whether the question is known in all these spaces. */
    boolean knows(Collection<Space> spaces) {
        return spaces.stream().allMatch(space -> asked.containsKey(space.id()));
    }

    /**
     * Embeds the question for those spaces in which it is not known yet. Where an engine is away or fails, that is remembered, and the words are searched all the same. To be called
     * outside of a transaction.
     *
     * @throws EngineOverloadedException when an engine has too much to do, and no other has embedded the question
     * @throws EmbeddingException when the caller is interrupted
     */
    void ask(Collection<Space> spaces) {
        long started = System.nanoTime();
        Map<Space, EngineOverloadedException> busy = new HashMap<>();
        vectors.of(
                        question,
                        spaces.stream()
                                .filter(space -> !asked.containsKey(space.id()))
                                .toList())
                .forEach((space, outcome) -> {
                    switch (outcome) {
                        case QuestionVectors.Outcome.Made(Embedding vector, Set<String> languages) -> {
                            asked.put(space.id(), Optional.of(vector));
                            trained.add(languages);
                        }
                        case QuestionVectors.Outcome.Away(Optional<String> why, boolean fails) ->
                            passOver(space, why, fails);
                        case QuestionVectors.Outcome.Busy(EngineOverloadedException failure) ->
                            busy.put(space, failure);
                    }
                });
        nanos += System.nanoTime() - started;
        if (!busy.isEmpty() && asked.values().stream().noneMatch(Optional::isPresent)) {
            throw busy.values().iterator().next();
        }
        busy.keySet().forEach(space -> passOver(space, Optional.of("it is overloaded"), true));
    }

    private void passOver(Space space, Optional<String> why, boolean fails) {
        asked.put(space.id(), Optional.empty());
        if (fails) {
            failing.add(space.id());
        }
        why.ifPresent(words -> away.put(space.id(), words));
    }

    /** Which of these models serve and could not be asked: there it is searched by words alone, for now. */
    List<String> away(Collection<Space> spaces) {
        return spaces.stream()
                .filter(space -> failing.contains(space.id()))
                .map(space -> space.model().name())
                .distinct()
                .toList();
    }

    /** The same for spaces that are perhaps not asked after all: an engine that has too much to do is let be. */
    void askInAdvance(Collection<Space> spaces) {
        try {
            ask(spaces);
        } catch (EmbeddingException e) {
            LOG.debug("A question could not be embedded in advance", e);
        }
    }

    /** What it took to embed the question. */
    long nanos() {
        return nanos;
    }

    /**
     * How much of a question the models know, in [0, 1]: all of it where nobody has said which languages they were trained for.
     *
     * @param languages in which the question may be, with their shares
     */
    double fluency(Map<String, Double> languages) {
        double unknown = 0;
        for (Map.Entry<String, Double> language : languages.entrySet()) {
            boolean known = trained.stream().allMatch(model -> model.isEmpty() || model.contains(language.getKey()));
            unknown += known ? 0 : language.getValue();
        }
        return Math.clamp(1 - unknown, 0, 1);
    }

    /** The nearest passages of places whose spaces are known; where there are several spaces, in turns by rank. */
    VectorSearch.Found in(Connection connection, List<VectorPlace> places, int limit) throws SQLException {
        Map<Space, List<Candidate>> bySpace = new LinkedHashMap<>();
        List<String> plans = new ArrayList<>();
        for (VectorPlace place : places) {
            Space space = place.space();
            Optional<Embedding> vector = asked.get(space.id());
            if (vector.isEmpty()) {
                String none = "no engine for %s".formatted(space.model().name());
                String why = away.get(space.id());
                plans.add(why == null ? none : "%s (%s)".formatted(none, why));
                continue;
            }
            VectorSearch.Found found = search.search(connection, place, vector.get(), limit);
            plans.add(found.plan());
            bySpace.merge(space, found.candidates(), NearestPassages::byScore);
        }
        return new VectorSearch.Found(inTurns(List.copyOf(bySpace.values()), limit), String.join(", ", plans));
    }

    /** Where a document stands in a place whose space is known; empty where no engine serves it. */
    Optional<VectorSearch.Traced> trace(Connection connection, VectorPlace place, DocumentId document)
            throws SQLException {
        Optional<Embedding> vector = asked.get(place.space().id());
        return vector.isEmpty()
                ? Optional.empty()
                : Optional.of(search.trace(connection, place, vector.get(), document));
    }

    /** Lists of one space, whose scores are comparable. */
    private static List<Candidate> byScore(List<Candidate> one, List<Candidate> two) {
        List<Candidate> both = new ArrayList<>(one);
        both.addAll(two);
        both.sort(comparingDouble(Candidate::score).reversed());
        return List.copyOf(both);
    }

    /** Lists of different spaces: all first ones, then all second ones; a score is never above the one before it. */
    private static List<Candidate> inTurns(List<List<Candidate>> lists, int limit) {
        if (lists.size() == 1) {
            return lists.getFirst().stream().limit(limit).toList();
        }
        int longest = lists.stream().mapToInt(List::size).max().orElse(0);
        List<Candidate> merged = new ArrayList<>();
        double[] least = {1};
        IntStream.range(0, longest).forEach(rank -> lists.stream()
                .filter(list -> rank < list.size())
                .map(list -> list.get(rank))
                .sorted(comparingDouble(Candidate::score).reversed())
                .forEach(candidate -> {
                    least[0] = Math.min(least[0], candidate.score());
                    merged.add(new Candidate(candidate.passage(), least[0]));
                }));
        return merged.stream().limit(limit).toList();
    }
}
