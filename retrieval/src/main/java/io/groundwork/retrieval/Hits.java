package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.fusion.Ranked;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Reads the text of what was found, the scope once more inside the statement. */
final class Hits {

    private static final String READ = """
            SELECT f.place, p.collection_id, p.document_id, p.version, p.ordinal, p.text, p.context, p.headings,
                p.span_start, p.span_end, p.page, p.page_end, d.attributes
            FROM unnest(?::bigint[]) WITH ORDINALITY AS f (id, place)
            JOIN passage p ON p.id = f.id
            JOIN membership d ON d.collection_id = p.collection_id AND d.document_id = p.document_id
            WHERE {permitted}
            ORDER BY f.place
            """;

    private Hits() {}

    /** In the order of {@code ranked}. */
    static List<Hit> read(Connection connection, Permitted permitted, List<Ranked> ranked) throws SQLException {
        if (ranked.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(READ))) {
            Object[] ids = ranked.stream().map(Ranked::passage).toArray();
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            permitted.bind(statement, 2);
            List<Hit> hits = new ArrayList<>(ranked.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    hits.add(hit(rows, ranked.get(rows.getInt("place") - 1)));
                }
            }
            return hits;
        }
    }

    private static Hit hit(ResultSet row, Ranked ranked) throws SQLException {
        Passage passage = Passages.read(row);
        return new Hit(
                new CollectionId(row.getObject("collection_id", UUID.class)),
                new DocumentId(row.getObject("document_id", UUID.class)),
                row.getInt("version"),
                passage,
                Json.attributes(row.getString("attributes")),
                ranked.score(),
                ranked.ranks());
    }
}
