package io.groundwork.retrieval.rerank;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.CrossEncoder.Relevance;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineMissingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.retrieval.Permitted;
import io.groundwork.retrieval.vector.Space;
import io.groundwork.retrieval.vector.VectorPlace;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Scores passages by a cross-encoder, which reads each beside the question: its headings, its context and its text. A search holds its connection to the
 * database meanwhile, so only so many searches at once get that far; the others are told at once.
 */
public final class CrossEncoding implements PassageScorer {

    private static final Logger LOG = Logger.getLogger(CrossEncoding.class);

    private static final String READ = """
            SELECT p.id, concat_ws(E'\\n', nullif(array_to_string(p.headings, ' › '), ''), nullif(p.context, ''), p.text) AS reading
            FROM unnest(?::bigint[]) WITH ORDINALITY AS f (id, place)
            JOIN passage p ON p.id = f.id
            WHERE {permitted}
            ORDER BY f.place
            """;

    private final CrossEncoder encoder;
    private final Semaphore turns;
    private final AtomicBoolean failing = new AtomicBoolean();

    /** @param searches so many at once may wait for the model */
    public CrossEncoding(CrossEncoder encoder, int searches) {
        this.encoder = encoder;
        this.turns = new Semaphore(searches);
    }

    /** A candidate and what is read of it. */
    record Reading(long passage, String text) {}

    /** It reads texts, whatever space their vectors are in. */
    @Override
    public Asked ask(String question) {
        return new Asked() {
            @Override
            public void begin(Collection<Space> spaces) {
                // The candidates are all it needs.
            }

            @Override
            public Scored score(Connection connection, List<VectorPlace> places, List<Long> passages, Deadline deadline)
                    throws SQLException {
                if (!turns.tryAcquire()) {
                    return nothing("too many searches wait for it");
                }
                try {
                    List<Reading> readings = new ArrayList<>();
                    for (VectorPlace place : places) {
                        readings.addAll(read(connection, place.permitted(), passages));
                    }
                    return CrossEncoding.this.score(question, readings, deadline);
                } finally {
                    turns.release();
                }
            }
        };
    }

    private static List<Reading> read(Connection connection, Permitted permitted, List<Long> passages)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(READ))) {
            Array ids = connection.createArrayOf("bigint", passages.toArray());
            statement.setArray(1, ids);
            permitted.bind(statement, 2);
            List<Reading> readings = new ArrayList<>(passages.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    readings.add(new Reading(rows.getLong("id"), rows.getString("reading")));
                }
            }
            return readings;
        }
    }

    /** All of them or none: half a ranking by one model and half by another is neither. */
    Scored score(String question, List<Reading> readings, Deadline deadline) {
        if (deadline.passed()) {
            return nothing("the time for it was spent");
        }
        try {
            List<String> texts = readings.stream().map(Reading::text).toList();
            Relevance relevance = encoder.score(question, texts, Duration.ofNanos(deadline.nanos()));
            recovered();
            Map<Long, Double> scores = new HashMap<>();
            for (Reading reading : readings) {
                scores.put(reading.passage(), (double) relevance.scores().get(scores.size()));
            }
            return new Scored.Scores(List.of(scores), how(relevance.cut().size()), "not readable");
        } catch (OutOfTimeException e) {
            return nothing("the time for it was spent");
        } catch (EngineOverloadedException e) {
            return nothing("it is overloaded");
        } catch (EngineMissingException e) {
            return nothing(String.valueOf(e.getMessage()));
        } catch (EmbeddingException e) {
            if (Thread.currentThread().isInterrupted()) {
                return nothing("it was interrupted");
            }
            failed(e);
            return nothing("it failed or cannot be reached");
        }
    }

    private String how(int cut) {
        String name = "cross-encoder " + encoder.model();
        return cut == 0 ? name : "%s (%d read in part)".formatted(name, cut);
    }

    private Scored nothing(String why) {
        return new Scored.Nothing("cross-encoder %s: %s".formatted(encoder.model(), why));
    }

    /** Once until it works again, and with its address, which is nobody's business who searches. */
    private void failed(EmbeddingException e) {
        if (failing.compareAndSet(false, true)) {
            LOG.warnf("Searches are not reranked: the cross-encoder %s fails: %s", encoder.model(), e.getMessage());
        }
    }

    private void recovered() {
        if (failing.compareAndSet(true, false)) {
            LOG.infof("The cross-encoder %s works again", encoder.model());
        }
    }
}
