package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.selection.Selection;
import io.groundwork.retrieval.selection.Selection.Chosen;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads the text of what was found, the scope once more inside the statement. */
final class Hits {

    private static final String READ = """
            SELECT f.place, p.collection_id, p.document_id, p.version, p.ordinal, p.text, p.context, p.headings,
                p.span_start, p.span_end, p.page, p.page_end, p.sheet, p.row_start, p.row_end, p.section_start, p.section_end,
                d.attributes
            FROM unnest(?::bigint[]) WITH ORDINALITY AS f (id, place)
            JOIN passage p ON p.id = f.id
            JOIN membership d ON d.collection_id = p.collection_id AND d.document_id = p.document_id
            WHERE {permitted}
            ORDER BY f.place
            """;

    /** What stands around each of them in its document, itself left out. Same document, same readers; the scope is asked all the same. */
    private static final String AROUND = """
            SELECT f.place, p.ordinal, p.text, p.context, p.headings,
                p.span_start, p.span_end, p.page, p.page_end, p.sheet, p.row_start, p.row_end, p.section_start, p.section_end
            FROM unnest(?::bigint[]) WITH ORDINALITY AS f (id, place)
            JOIN passage h ON h.id = f.id
            JOIN passage p ON p.collection_id = h.collection_id AND p.document_id = h.document_id AND p.version = h.version
                AND p.ordinal BETWEEN h.ordinal - ? AND h.ordinal + ? AND p.ordinal <> h.ordinal
                AND (NOT ? OR p.section_start = h.section_start)
            WHERE {permitted}
            ORDER BY f.place, p.ordinal
            """;

    private Hits() {}

    /** In the order in which they were chosen. */
    static List<Hit> read(Connection connection, Permitted permitted, Chosen chosen, Widening widening)
            throws SQLException {
        List<Ranked> ranked = chosen.given();
        if (ranked.isEmpty()) {
            return List.of();
        }
        Map<Integer, List<Passage>> around =
                widening.reach() == 0 ? Map.of() : around(connection, permitted, ranked, widening);
        Map<Long, List<Hit.Copy>> copies = chosen.copies().isEmpty() ? Map.of() : copies(connection, permitted, chosen);
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(READ))) {
            statement.setArray(1, ids(connection, ranked));
            permitted.bind(statement, 2);
            List<Hit> hits = new ArrayList<>(ranked.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    int place = rows.getInt("place");
                    Ranked found = ranked.get(place - 1);
                    hits.add(hit(
                            rows,
                            found,
                            copies.getOrDefault(found.passage(), List.of()),
                            around.getOrDefault(place, List.of())));
                }
            }
            return hits;
        }
    }

    /** By the passage that they are copies of. */
    private static Map<Long, List<Hit.Copy>> copies(Connection connection, Permitted permitted, Chosen chosen)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(READ))) {
            Object[] ids = chosen.copies().stream().map(Selection.Copy::passage).toArray();
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            permitted.bind(statement, 2);
            Map<Long, List<Hit.Copy>> copies = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Selection.Copy copy = chosen.copies().get(rows.getInt("place") - 1);
                    copies.computeIfAbsent(copy.of(), of -> new ArrayList<>())
                            .add(new Hit.Copy(
                                    new CollectionId(rows.getObject("collection_id", UUID.class)),
                                    new DocumentId(rows.getObject("document_id", UUID.class)),
                                    rows.getInt("version"),
                                    Passages.read(rows),
                                    Json.attributes(rows.getString("attributes")),
                                    copy.same()));
                }
            }
            return copies;
        }
    }

    /** By place, counted from 1; in the order of the document. */
    private static Map<Integer, List<Passage>> around(
            Connection connection, Permitted permitted, List<Ranked> ranked, Widening widening) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(AROUND))) {
            statement.setArray(1, ids(connection, ranked));
            statement.setInt(2, widening.reach());
            statement.setInt(3, widening.reach());
            statement.setBoolean(4, widening.withinSection());
            permitted.bind(statement, 5);
            Map<Integer, List<Passage>> around = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    around.computeIfAbsent(rows.getInt("place"), place -> new ArrayList<>())
                            .add(Passages.read(rows));
                }
            }
            return around;
        }
    }

    private static Array ids(Connection connection, List<Ranked> ranked) throws SQLException {
        return connection.createArrayOf(
                "bigint", ranked.stream().map(Ranked::passage).toArray());
    }

    private static Hit hit(ResultSet row, Ranked ranked, List<Hit.Copy> copies, List<Passage> around)
            throws SQLException {
        Passage passage = Passages.read(row);
        return new Hit(
                new CollectionId(row.getObject("collection_id", UUID.class)),
                new DocumentId(row.getObject("document_id", UUID.class)),
                row.getInt("version"),
                passage,
                Json.attributes(row.getString("attributes")),
                ranked.score(),
                ranked.ranks(),
                copies,
                around);
    }
}
