package io.groundwork.orchestration.answering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The {@code decision} table: who was answered, by which model, on what grounds, and how it ended. Opened before anything is
 * answered, so that an answer whose end nobody recorded stands there as aborted.
 */
@Singleton
final class Decisions implements Answerer.Ledger {

    private static final String OPEN = """
            INSERT INTO decision (id, caller_id, question_hash, model, outcome, collections, sources, millis)
            VALUES (?, ?, ?, ?, 'aborted', ?, '[]', 0)
            """;

    private static final String CLOSE = """
            UPDATE decision SET outcome = ?, sources = CAST(? AS jsonb), millis = ? WHERE id = ?
            """;

    private final DataSource database;
    private final ObjectMapper json;

    Decisions(DataSource database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** @throws AnsweringException when it cannot be written */
    @Override
    public UUID open(Ask ask, String model) {
        UUID id = UUID.randomUUID();
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(OPEN)) {
            insert.setObject(1, id);
            insert.setObject(2, ask.caller());
            insert.setBytes(3, hash(ask.question()));
            insert.setString(4, model);
            insert.setArray(
                    5,
                    connection.createArrayOf(
                            "uuid",
                            ask.collections().stream().map(CollectionId::value).toArray()));
            insert.executeUpdate();
            return id;
        } catch (SQLException e) {
            throw new AnsweringException("The record of an answer could not be opened", e);
        }
    }

    /** @throws AnsweringException when it cannot be written */
    @Override
    public void close(UUID id, Ending ending, Grounds grounds, Duration took) {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(CLOSE)) {
            update.setString(1, ending.name().toLowerCase(Locale.ROOT));
            update.setString(2, written(grounds));
            update.setInt(3, (int) Math.min(took.toMillis(), Integer.MAX_VALUE));
            update.setObject(4, id);
            if (update.executeUpdate() != 1) {
                throw new SQLException("Decision %s is gone".formatted(id));
            }
        } catch (SQLException | JsonProcessingException e) {
            throw new AnsweringException("The record of answer %s could not be closed".formatted(id), e);
        }
    }

    private String written(Grounds grounds) throws JsonProcessingException {
        ArrayNode sources = json.createArrayNode();
        for (Evidence cited : grounds.cited()) {
            add(sources, "cited", cited.hit(), cited.start(), cited.end(), cited.score());
        }
        for (Hit read : grounds.read()) {
            add(sources, "read", read, read.passage().start(), read.passage().end(), read.score());
        }
        return json.writeValueAsString(sources);
    }

    private static void add(ArrayNode sources, String use, Hit hit, int start, int end, double score) {
        ObjectNode source = sources.addObject();
        source.put("use", use);
        source.put("collection", hit.collection().toString());
        source.put("document", hit.document().toString());
        source.put("version", hit.version());
        source.put("start", start);
        source.put("end", end);
        source.put("score", Math.round(score * 10_000) / 10_000.0);
    }

    private static byte[] hash(String question) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(question.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** How a record ends. */
    enum Ending {
        ANSWERED,
        PARTIAL,
        DECLINED,
        FAILED,
        ABORTED
    }

    /**
     * @param cited spans that the answer shows as its sources
     * @param read passages that the model had before its eyes
     */
    record Grounds(List<Evidence> cited, List<Hit> read) {

        static final Grounds NONE = new Grounds(List.of(), List.of());

        Grounds {
            cited = List.copyOf(cited);
            read = List.copyOf(read);
        }
    }
}
