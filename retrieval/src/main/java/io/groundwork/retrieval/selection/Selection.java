package io.groundwork.retrieval.selection;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Permitted;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.selection.Chooser.Fate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is given of a ranked list: of passages that say the same the best, of a document no more than its collection says. Looks from the best on,
 * and no further than it takes to have enough. Immutable.
 */
public final class Selection {

    /** What is looked at beyond as many as are wanted, before more is read: most lists hold few copies. */
    private static final int SPARE = 10;

    private static final String READ = """
            SELECT f.place, p.id, p.collection_id, p.document_id, p.context, p.text,
                coalesce(p.headings[cardinality(p.headings)], '') AS heading
            FROM unnest(?::bigint[]) WITH ORDINALITY AS f (id, place)
            JOIN passage p ON p.id = f.id
            WHERE {permitted}
            ORDER BY f.place
            """;

    private final Permitted permitted;
    private final Map<CollectionId, SearchSettings> settings;

    /**
     * @param permitted what may be seen: what may not is neither given nor told, and stands in nobody's way
     * @param settings of all collections that are searched
     */
    public Selection(Permitted permitted, Map<CollectionId, SearchSettings> settings) {
        this.permitted = permitted;
        this.settings = Map.copyOf(settings);
    }

    /**
     * What was chosen.
     *
     * @param given in the order they had
     * @param copies passages that say what one of these says, in the order they had
     * @param beyond passages that their documents give too many of
     * @param looked how many were looked at
     */
    public record Chosen(List<Ranked> given, List<Copy> copies, List<Ranked> beyond, int looked) {

        public Chosen {
            given = List.copyOf(given);
            copies = List.copyOf(copies);
            beyond = List.copyOf(beyond);
        }

        /** All there is, nothing compared. */
        public static Chosen all(List<Ranked> ranked) {
            return new Chosen(ranked, List.of(), List.of(), 0);
        }
    }

    /**
     * A passage that is not given, as another says the same.
     *
     * @param of the one that is given, which stands in this document of this collection
     * @param same whether in the same words
     */
    public record Copy(long passage, long of, CollectionId collection, DocumentId document, boolean same) {}

    /** The first {@code limit} that are to be given, or as many as there are. */
    public Chosen of(Connection connection, List<Ranked> ranked, int limit) throws SQLException {
        Chooser chooser = new Chooser();
        List<Ranked> given = new ArrayList<>();
        List<Copy> copies = new ArrayList<>();
        List<Ranked> beyond = new ArrayList<>();
        int looked = 0;
        int read = 0;
        while (given.size() < limit && read < ranked.size()) {
            int next = (int) Math.min(ranked.size(), (long) read + limit - given.size() + SPARE);
            Map<Long, Reading> readings = read(connection, ranked, read, next);
            for (int i = read; i < next && given.size() < limit; i++) {
                Ranked passage = ranked.get(i);
                Reading reading = readings.get(passage.passage());
                looked++;
                if (reading == null) {
                    continue;
                }
                switch (chooser.take(reading)) {
                    case Fate.Given() -> given.add(passage);
                    case Fate.Copy(Reading original, boolean same) ->
                        copies.add(new Copy(
                                passage.passage(),
                                original.passage(),
                                original.place().collection(),
                                original.place().document(),
                                same));
                    case Fate.Beyond() -> beyond.add(passage);
                }
            }
            read = next;
        }
        return new Chosen(given, copies, beyond, looked);
    }

    private Map<Long, Reading> read(Connection connection, List<Ranked> ranked, int from, int to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(READ))) {
            Object[] ids =
                    ranked.subList(from, to).stream().map(Ranked::passage).toArray();
            statement.setArray(1, connection.createArrayOf("bigint", ids));
            permitted.bind(statement, 2);
            Map<Long, Reading> readings = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    CollectionId collection = new CollectionId(rows.getObject("collection_id", UUID.class));
                    readings.put(
                            rows.getLong("id"),
                            new Reading(
                                    rows.getLong("id"),
                                    from + rows.getInt("place"),
                                    new Reading.Place(
                                            collection, new DocumentId(rows.getObject("document_id", UUID.class))),
                                    new Wording(
                                            rows.getString("heading"),
                                            rows.getString("context"),
                                            rows.getString("text")),
                                    settings.getOrDefault(collection, SearchSettings.DEFAULT)));
                }
            }
            return readings;
        }
    }
}
