package io.groundwork.retrieval;

import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Tells in which languages documents are, of those that somebody may read. Safe for use by many threads; blocks. */
@Singleton
public final class DocumentLanguages {

    /** So many documents tell what there is in numbers, and a collection of a million is not counted for a question. */
    private static final int SAMPLE = 1000;

    private static final String OF_SOME = """
            SELECT language, count(*) AS documents
            FROM (
                SELECT split_part(coalesce(nullif(v.language, ''), c.language), '-', 1) AS language
                FROM membership m
                JOIN collection c ON c.id = m.collection_id
                JOIN document_version v ON v.document_id = m.document_id AND v.version = m.version
                WHERE m.collection_id = ANY (ARRAY(
                        SELECT r.collection_id FROM collection_reader r
                        WHERE r.principal_id = ANY (?) AND r.collection_id = ANY (?)))
                    AND (
                        NOT EXISTS (
                            SELECT FROM document_reader d
                            WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id))
                        OR EXISTS (
                            SELECT FROM document_reader d
                            WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id)
                                AND d.principal_id = ANY (?)))
                LIMIT ?) AS sampled
            GROUP BY language
            ORDER BY documents DESC, language
            """;

    private final Database database;

    DocumentLanguages(DataSource source) {
        this.database = new Database(source);
    }

    /**
     * Shares of the languages (BCP 47, without regions), by a thousand of the documents that the scope may read, the most frequent first; of a document whose language is not known, its
     * collection's.
     *
     * @param longest the time for it
     * @throws TookTooLongException when it takes longer
     */
    public Map<String, Double> shares(Scope scope, List<CollectionId> collections, Duration longest) {
        return database.readFor(scope, longest, "tell the languages of documents", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OF_SOME)) {
                statement.setArray(1, SqlArrays.uuids(connection, scope.principals()));
                statement.setArray(2, SqlArrays.collections(connection, collections));
                statement.setArray(3, SqlArrays.uuids(connection, scope.principals()));
                statement.setInt(4, SAMPLE);
                return shares(statement);
            }
        });
    }

    private static Map<String, Double> shares(PreparedStatement statement) throws SQLException {
        Map<String, Double> shares = new LinkedHashMap<>();
        long all = 0;
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                shares.put(rows.getString("language"), (double) rows.getLong("documents"));
                all += rows.getLong("documents");
            }
        }
        double total = all;
        shares.replaceAll((language, documents) -> documents / total);
        return shares;
    }
}
