package io.groundwork.retrieval;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.groundwork.retrieval.vector.Slot;
import io.groundwork.retrieval.vector.Space;
import io.groundwork.retrieval.vector.VectorPlace;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A collection that a scope may read, as a search needs to know it.
 *
 * @param space the embedding space that is searched
 * @param slot in which the vectors of that space are
 * @param passages how many it holds
 * @param settings how it is searched
 */
record ReadableCollection(CollectionId id, Space space, Slot slot, long passages, SearchSettings settings) {

    private static final String AMONG =
            """
            SELECT c.id, c.slot, c.passages, {settings}, {columns}
            FROM collection c
            JOIN embedding_space s ON s.id = {side}
            WHERE c.id = ANY (ARRAY(
                SELECT r.collection_id FROM collection_reader r
                WHERE r.principal_id = ANY (?) AND r.collection_id = ANY (?)))
            ORDER BY c.id
            """.replace("{columns}", Space.COLUMNS).replace("{settings}", SearchColumns.COLUMNS);

    private static final String ANSWERING = AMONG.replace("{side}", "c.space_id");
    private static final String OTHER = AMONG.replace("{side}", "c.other_space_id");

    /** Those of the collections that exist, have that side and may be read, each once. */
    static List<ReadableCollection> among(Connection connection, Scope scope, List<CollectionId> collections, Side side)
            throws SQLException {
        String statement =
                switch (side) {
                    case ANSWERING -> ANSWERING;
                    case OTHER -> OTHER;
                };
        try (PreparedStatement among = connection.prepareStatement(statement)) {
            among.setArray(1, SqlArrays.uuids(connection, scope.principals()));
            among.setArray(2, SqlArrays.collections(connection, collections));
            List<ReadableCollection> readable = new ArrayList<>();
            try (ResultSet rows = among.executeQuery()) {
                while (rows.next()) {
                    Slot answering = Slot.of(rows.getInt("slot"));
                    readable.add(new ReadableCollection(
                            new CollectionId(rows.getObject("id", UUID.class)),
                            Space.read(rows),
                            side == Side.ANSWERING ? answering : answering.other(),
                            rows.getLong("passages"),
                            SearchColumns.read(rows)));
                }
            }
            return readable;
        }
    }

    /** The same, searched as is wished. */
    ReadableCollection as(List<Wish> wishes) {
        return new ReadableCollection(id, space, slot, passages, settings.changedBy(wishes));
    }

    /** Whether a stage is on in it. */
    boolean runs(Stage stage) {
        return settings.stages().contains(stage);
    }

    /** What these collections hold by meaning, by space and slot. */
    static List<VectorPlace> places(List<ReadableCollection> readable, Permitted permitted) {
        Map<Place, List<ReadableCollection>> places = readable.stream()
                .collect(groupingBy(
                        collection -> new Place(collection.space(), collection.slot()), LinkedHashMap::new, toList()));
        return places.entrySet().stream()
                .map(place -> new VectorPlace(
                        place.getKey().space(),
                        place.getKey().slot(),
                        permitted.within(place.getValue().stream()
                                .map(ReadableCollection::id)
                                .toList()),
                        place.getValue().stream()
                                .mapToLong(ReadableCollection::passages)
                                .sum()))
                .toList();
    }

    private record Place(Space space, Slot slot) {}
}
