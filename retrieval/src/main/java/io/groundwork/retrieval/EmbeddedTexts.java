package io.groundwork.retrieval;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.vector.Space;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Vectors that are there already, found by the text they were made from: those of passages, whichever document they stand in, and those of
 * documents that are being embedded (the {@code embedded_text} table, a checkpoint). A vector says nothing that the text does not say, so
 * whose document it came from does not matter. Safe for use by many threads; joins the caller's transaction where there is one.
 */
@Singleton
public final class EmbeddedTexts {

    /** One look for each text, however many passages say the same. */
    private static final String FIND = """
            SELECT wanted.text_hash, found.embedding
            FROM unnest(?::uuid[]) AS wanted (text_hash), LATERAL (
                (SELECT embedding::text FROM passage WHERE text_hash = wanted.text_hash AND space_id = ? {whole} LIMIT 1)
                UNION ALL
                (SELECT other_embedding::text FROM passage WHERE text_hash = wanted.text_hash AND other_space_id = ? {other whole} LIMIT 1)
                UNION ALL
                (SELECT embedding::text FROM embedded_text WHERE text_hash = wanted.text_hash AND space_id = ? {whole} LIMIT 1)
                LIMIT 1) AS found
            """;

    private static final String FIND_ANY = FIND.replace("{whole}", "").replace("{other whole}", "");

    /** Where the states of tokens stand beside the vector. */
    private static final String FIND_WHOLE =
            FIND.replace("{whole}", "AND states IS NOT NULL").replace("{other whole}", "AND other_states IS NOT NULL");

    /** The same, and both go where the document finds them. */
    private static final String BRING = """
            WITH found AS MATERIALIZED (
                SELECT wanted.text_hash, found.embedding, found.states
                FROM unnest(?::uuid[]) AS wanted (text_hash), LATERAL (
                    (SELECT embedding, states FROM passage
                        WHERE text_hash = wanted.text_hash AND space_id = ? AND states IS NOT NULL LIMIT 1)
                    UNION ALL
                    (SELECT other_embedding, other_states FROM passage
                        WHERE text_hash = wanted.text_hash AND other_space_id = ? AND other_states IS NOT NULL LIMIT 1)
                    UNION ALL
                    (SELECT embedding, states FROM embedded_text
                        WHERE text_hash = wanted.text_hash AND space_id = ? AND states IS NOT NULL LIMIT 1)
                    LIMIT 1) AS found
            ), brought AS (
                INSERT INTO embedded_text (document_id, space_id, text_hash, embedding, states)
                SELECT d.id, ?, text_hash, embedding, states FROM document d, found WHERE d.id = ?
                ON CONFLICT (document_id, space_id, text_hash) DO UPDATE SET states = excluded.states
                    WHERE embedded_text.states IS NULL
            )
            SELECT text_hash, embedding::text AS embedding FROM found
            """;

    private static final String KEEP = """
            INSERT INTO embedded_text (document_id, space_id, text_hash, embedding, states)
            SELECT d.id, ?, text_hash, embedding::halfvec, states
            FROM document d, unnest(?::uuid[], ?::text[], ?::bytea[]) AS made (text_hash, embedding, states)
            WHERE d.id = ?
            ON CONFLICT (document_id, space_id, text_hash) DO UPDATE SET states = excluded.states
                WHERE embedded_text.states IS NULL AND excluded.states IS NOT NULL
            """;

    private static final String FORGET = "DELETE FROM embedded_text WHERE document_id = ?";

    private static final String FORGET_OLD =
            "DELETE FROM embedded_text WHERE created_at < now() - ? * interval '1 second'";

    private static final String COUNT = "SELECT count(*) FROM embedded_text WHERE document_id = ANY (?)";

    private final Database database;

    EmbeddedTexts(DataSource source) {
        this.database = new Database(source);
    }

    /** The vectors of those texts that have one, in the precision in which they are stored. */
    public Map<TextHash, Embedding> find(EmbeddingModel model, Collection<TextHash> texts) {
        return find(FIND_ANY, model, texts);
    }

    /** The same, of those texts only that have the states of their tokens too. These stay where they are: they are fifty times as large. */
    public Map<TextHash, Embedding> findWithStates(EmbeddingModel model, Collection<TextHash> texts) {
        return find(FIND_WHOLE, model, texts);
    }

    private Map<TextHash, Embedding> find(String sql, EmbeddingModel model, Collection<TextHash> texts) {
        return database.write("look for vectors", connection -> {
            Optional<Space> space = Space.find(connection, model);
            if (space.isEmpty() || texts.isEmpty()) {
                return Map.of();
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setArray(1, SqlArrays.uuids(connection, values(texts)));
                statement.setInt(2, space.get().id());
                statement.setInt(3, space.get().id());
                statement.setInt(4, space.get().id());
                return read(statement);
            }
        });
    }

    /** The same; their states are put into the document's checkpoint, where storing its passages finds them. */
    public Map<TextHash, Embedding> bringWithStates(
            DocumentId document, EmbeddingModel model, Collection<TextHash> texts) {
        return database.write("look for states of tokens", connection -> {
            Optional<Space> space = Space.find(connection, model);
            if (space.isEmpty() || texts.isEmpty()) {
                return Map.of();
            }
            try (PreparedStatement statement = connection.prepareStatement(BRING)) {
                statement.setArray(1, SqlArrays.uuids(connection, values(texts)));
                statement.setInt(2, space.get().id());
                statement.setInt(3, space.get().id());
                statement.setInt(4, space.get().id());
                statement.setInt(5, space.get().id());
                statement.setObject(6, document.value());
                return read(statement);
            }
        });
    }

    private static Map<TextHash, Embedding> read(PreparedStatement statement) throws SQLException {
        Map<TextHash, Embedding> found = new HashMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.put(
                        new TextHash(rows.getObject("text_hash", UUID.class)),
                        Embedding.fromSqlLiteral(rows.getString("embedding")));
            }
        }
        return found;
    }

    /** Checkpoint: these need not be embedded again, whatever happens before the document is stored. Does nothing for a document that is gone. */
    public void keep(DocumentId document, EmbeddingModel model, Map<TextHash, Embedding> made) {
        keep(document, model, made, Map.of());
    }

    /** The same with the states of tokens, of those texts that have them. */
    public void keep(
            DocumentId document,
            EmbeddingModel model,
            Map<TextHash, Embedding> made,
            Map<TextHash, CompressedStates> states) {
        List<TextHash> texts = List.copyOf(made.keySet());
        database.write("keep vectors of " + document, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
                statement.setInt(1, Space.of(connection, model).id());
                statement.setArray(2, SqlArrays.uuids(connection, values(texts)));
                statement.setArray(
                        3,
                        connection.createArrayOf(
                                "text",
                                texts.stream()
                                        .map(text -> made.get(text).toSqlLiteral())
                                        .toArray()));
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "bytea",
                                texts.stream()
                                        .map(states::get)
                                        .map(kept -> kept == null ? null : kept.toBytes())
                                        .toArray(byte[][]::new)));
                statement.setObject(5, document.value());
                return statement.executeUpdate();
            }
        });
    }

    /** Drops a document's checkpoint: its passages are stored, or never will be. */
    public void forget(DocumentId document) {
        update("forget vectors of " + document, FORGET, document.value());
    }

    /** Drops checkpoints that nobody has gone on from for so long. */
    public void forgetOlderThan(Duration age) {
        update("forget old vectors", FORGET_OLD, age.toSeconds());
    }

    /** How many vectors of these documents stand by. */
    public long count(Collection<DocumentId> documents) {
        return database.write("count vectors", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
                statement.setArray(
                        1,
                        SqlArrays.uuids(
                                connection,
                                documents.stream().map(DocumentId::value).toList()));
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }

    private void update(String purpose, String sql, Object parameter) {
        database.write(purpose, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, parameter);
                return statement.executeUpdate();
            }
        });
    }

    private static List<UUID> values(Collection<TextHash> texts) {
        return texts.stream().map(TextHash::value).toList();
    }
}
