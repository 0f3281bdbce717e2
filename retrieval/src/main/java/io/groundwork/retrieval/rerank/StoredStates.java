package io.groundwork.retrieval.rerank;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.states.StateScorer;
import io.groundwork.retrieval.Permitted;
import io.groundwork.retrieval.vector.Space;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Late interaction: scores passages by the states of their tokens that were stored beside them. The question is read by the model in a thread of its own
 * while the searches run. Only states that the model of the question made are read.
 */
public final class StoredStates implements PassageScorer {

    /** A few megabytes at a time, so that the time is looked at between. */
    private static final int ROWS_AT_ONCE = 20;

    private static final String READ = """
            SELECT p.id, p.states
            FROM unnest(?::bigint[]) AS f (id)
            JOIN passage p ON p.id = f.id
            WHERE p.states IS NOT NULL AND p.space_id = ? AND {permitted}
            """;

    private static final String SPENT = "the time for it was spent";

    private final Embedder embedder;

    public StoredStates(Embedder embedder) {
        this.embedder = embedder;
    }

    @Override
    public Asked ask(String question) {
        EmbeddingModel model = embedder.model();
        if (!embedder.givesStates()) {
            Scored nothing = new Scored.Nothing(model.name() + " gives no states of tokens here");
            return (connection, permitted, passages, deadline) -> nothing;
        }
        FutureTask<QuestionStates> states = new FutureTask<>(() -> embedder.questionStates(question));
        Thread.ofVirtual().name("question-states").start(states);
        return (connection, permitted, passages, deadline) -> {
            try {
                QuestionStates asked = states.get(Math.max(0, deadline.nanos()), TimeUnit.NANOSECONDS);
                return score(connection, model, new StateScorer(asked), permitted, passages, deadline);
            } catch (TimeoutException e) {
                states.cancel(true);
                return new Scored.Nothing(SPENT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                states.cancel(true);
                return new Scored.Nothing("it was interrupted");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof EmbeddingException) {
                    return new Scored.Nothing("the question could not be read by the model");
                }
                throw new IllegalStateException("The states of a question could not be made", e.getCause());
            }
        };
    }

    private static Scored score(
            Connection connection,
            EmbeddingModel model,
            StateScorer scorer,
            Permitted permitted,
            List<Long> passages,
            Deadline deadline)
            throws SQLException {
        Optional<Space> space = Space.find(connection, model);
        if (space.isEmpty()) {
            return new Scored.Nothing("nothing is embedded by " + model.name());
        }
        Map<Long, Double> scores = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(READ))) {
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setArray(1, connection.createArrayOf("bigint", passages.toArray()));
            statement.setInt(2, space.get().id());
            permitted.bind(statement, 3);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (deadline.passed()) {
                        return new Scored.Nothing(SPENT);
                    }
                    // What a later version wrote is as good as none.
                    CompressedStates.read(rows.getBytes("states"), model.dimension())
                            .ifPresent(put(scores, rows.getLong("id"), scorer));
                }
            }
        }
        return deadline.passed() ? new Scored.Nothing(SPENT) : new Scored.Scores(scores, "maxsim", "without states");
    }

    private static Consumer<CompressedStates> put(Map<Long, Double> scores, long passage, StateScorer scorer) {
        return states -> scores.put(passage, scorer.score(states));
    }
}
