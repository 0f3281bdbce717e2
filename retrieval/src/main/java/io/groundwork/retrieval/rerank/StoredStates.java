package io.groundwork.retrieval.rerank;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.states.StateScorer;
import io.groundwork.retrieval.vector.Space;
import io.groundwork.retrieval.vector.VectorPlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Late interaction: scores passages by the states of their tokens that were stored beside them. The question is read by the model in a thread of its own
 * while the searches run. States are read of the slot that is searched, and only those that the model of the question made: those of another space are
 * as good as none.
 */
public final class StoredStates implements PassageScorer {

    /** A few megabytes at a time, so that the time is looked at between. */
    private static final int ROWS_AT_ONCE = 20;

    private static final String READ = """
            SELECT p.id, p.{states} AS states
            FROM unnest(?::bigint[]) AS f (id)
            JOIN passage p ON p.id = f.id
            WHERE p.{states} IS NOT NULL AND p.{space} = ? AND {permitted}
            """;

    private static final String SPENT = "the time for it was spent";

    private final Engines engines;

    public StoredStates(Engines engines) {
        this.engines = engines;
    }

    @Override
    public Asked ask(String question) {
        return new Question(question);
    }

    /** The states of the question, made by the engine of each space. */
    private final class Question implements Asked {

        private final String text;
        private final Map<Space, Optional<FutureTask<QuestionStates>>> begun = new HashMap<>();

        Question(String text) {
            this.text = text;
        }

        @Override
        public void begin(Collection<Space> spaces) {
            spaces.forEach(space -> begun.computeIfAbsent(space, this::begin));
        }

        /** Empty when the engine of the space gives no states, or is not here. */
        private Optional<FutureTask<QuestionStates>> begin(Space space) {
            Optional<FutureTask<QuestionStates>> states = engines.serving(space.model())
                    .map(Engines.Engine::embedder)
                    .filter(embedder -> embedder.givesStates())
                    .map(embedder -> new FutureTask<>(() -> embedder.questionStates(text)));
            states.ifPresent(task -> Thread.ofVirtual().name("question-states").start(task));
            return states;
        }

        @Override
        public Scored score(Connection connection, List<VectorPlace> places, List<Long> passages, Deadline deadline)
                throws SQLException {
            Map<Space, Map<Long, Double>> scores = new LinkedHashMap<>();
            Set<String> whyNot = new LinkedHashSet<>();
            try {
                for (VectorPlace place : places) {
                    Optional<FutureTask<QuestionStates>> states = begun.getOrDefault(place.space(), Optional.empty());
                    if (states.isEmpty()) {
                        whyNot.add(place.space().model().name() + " gives no states of tokens here");
                        continue;
                    }
                    QuestionStates asked = states.get().get(Math.max(0, deadline.nanos()), TimeUnit.NANOSECONDS);
                    scores.computeIfAbsent(place.space(), space -> new HashMap<>())
                            .putAll(read(connection, place, asked, passages, deadline));
                }
                if (deadline.passed()) {
                    return new Scored.Nothing(SPENT);
                }
            } catch (TimeoutException e) {
                cancel();
                return new Scored.Nothing(SPENT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cancel();
                return new Scored.Nothing("it was interrupted");
            } catch (ExecutionException e) {
                cancel();
                if (e.getCause() instanceof EmbeddingException) {
                    return new Scored.Nothing("the question could not be read by the model");
                }
                throw new IllegalStateException("The states of a question could not be made", e.getCause());
            }
            return scores.isEmpty()
                    ? new Scored.Nothing(String.join(", ", whyNot))
                    : new Scored.Scores(List.copyOf(scores.values()), "maxsim", "without states");
        }

        private void cancel() {
            begun.values().forEach(states -> states.ifPresent(task -> task.cancel(true)));
        }
    }

    private static Map<Long, Double> read(
            Connection connection, VectorPlace place, QuestionStates asked, List<Long> passages, Deadline deadline)
            throws SQLException, TimeoutException {
        StateScorer scorer = new StateScorer(asked);
        Map<Long, Double> scores = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement(place.permitted().in(place.slot().in(READ)))) {
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setArray(1, connection.createArrayOf("bigint", passages.toArray()));
            statement.setInt(2, place.space().id());
            place.permitted().bind(statement, 3);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (deadline.passed()) {
                        throw new TimeoutException();
                    }
                    long passage = rows.getLong("id");
                    // What a later version wrote is as good as none.
                    CompressedStates.read(rows.getBytes("states"), asked.dimension())
                            .ifPresent(states -> scores.put(passage, scorer.score(states)));
                }
            }
        }
        return scores;
    }
}
