package io.groundwork.retrieval;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.vector.Slot;
import io.groundwork.retrieval.vector.Space;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The two embedding spaces that a collection can have. One answers; the other is filled beside it, takes its place in one statement, gives it back
 * in one statement, or is emptied. Whoever changes which is which holds the collection's row alone; whoever fills a slot only keeps it from being
 * changed, so that uploads go on. Each method is one transaction, or part of the caller's. Safe for use by many threads.
 */
@Singleton
public final class Spaces {

    /** Against those who fill a slot, and those who store documents. */
    private static final String LOCK_ALONE = "SELECT FROM collection WHERE id = ? FOR UPDATE";

    /** Against a change of slots only: who stores documents or adds members does not wait for it. */
    private static final String LOCK_SLOTS = "SELECT FROM collection WHERE id = ? FOR KEY SHARE";

    private static final String USES =
            "SELECT c.id AS collection, c.name, s.id = c.space_id AS answering, " + Space.COLUMNS + """
             FROM collection c JOIN embedding_space s ON s.id IN (c.space_id, c.other_space_id)
            ORDER BY c.name, c.id, s.id
            """;

    private static final String RANKERS =
            "SELECT DISTINCT ranked_by FROM collection WHERE reranked AND ranked_by <> '' ORDER BY 1";

    private static final String ADD = "UPDATE collection SET other_space_id = ? WHERE id = ?";

    private static final String SWAP = """
            UPDATE collection SET space_id = other_space_id, other_space_id = space_id, slot = 3 - slot WHERE id = ?
            """;

    private static final String UNFILLED = """
            SELECT id, document_id, version, text_hash, ordinal, text, context, headings, span_start, span_end, page, page_end,
                sheet, row_start, row_end, section_start, section_end
            FROM passage
            WHERE collection_id = ? AND document_id >= ? AND {space} IS DISTINCT FROM ?
            ORDER BY document_id, version, ordinal
            LIMIT ?
            """;

    private static final String ANY_UNFILLED = """
            SELECT EXISTS (SELECT FROM passage WHERE collection_id = ? AND {space} IS DISTINCT FROM ?)
            """;

    private static final String COUNT = """
            SELECT count(*) AS passages, count(*) FILTER (WHERE {space} = ?) AS filled,
                coalesce(sum(pg_column_size({vector}) + coalesce(pg_column_size({states}), 0)) FILTER (WHERE {space} = ?), 0) AS bytes
            FROM passage WHERE collection_id = ?
            """;

    /**
     * A row that somebody else writes to is left for later: nobody ever waits here for a row, so nobody waits in a circle. A passage whose text was not
     * the one of its hash is no longer found by that hash. States that were not made now are those of the same text elsewhere, where it has any.
     */
    private static final String FILL = """
            WITH made AS (
                SELECT * FROM unnest(?::bigint[], ?::text[], ?::uuid[], ?::bytea[]) AS made (id, vector, hash, states)
            ), free AS MATERIALIZED (
                SELECT p.id FROM passage p
                WHERE p.id = ANY (?) AND p.collection_id = ? AND p.{space} IS DISTINCT FROM ?
                FOR NO KEY UPDATE SKIP LOCKED
            )
            UPDATE passage p SET {vector} = made.vector::halfvec, {space} = ?, {states} = coalesce(made.states,
                (SELECT o.states FROM passage o WHERE o.text_hash = made.hash AND o.space_id = ? AND o.states IS NOT NULL LIMIT 1),
                (SELECT o.other_states FROM passage o
                    WHERE o.text_hash = made.hash AND o.other_space_id = ? AND o.other_states IS NOT NULL LIMIT 1),
                (SELECT e.states FROM embedded_text e
                    WHERE e.text_hash = made.hash AND e.space_id = ? AND e.states IS NOT NULL LIMIT 1)),
                text_hash = nullif(p.text_hash, CASE
                WHEN p.text_hash <> made.hash THEN p.text_hash END)
            FROM made JOIN free ON free.id = made.id
            WHERE p.id = made.id
            """;

    private static final String CLEAR = """
            UPDATE passage SET {vector} = NULL, {states} = NULL, {space} = NULL
            WHERE id = ANY (ARRAY(
                SELECT id FROM passage WHERE collection_id = ? AND {space} IS NOT NULL
                LIMIT ? FOR NO KEY UPDATE SKIP LOCKED))
            """;

    private static final String ANY_TO_CLEAR =
            "SELECT EXISTS (SELECT FROM passage WHERE collection_id = ? AND {space} IS NOT NULL)";

    /** Some passages that the scope may see, spread over the whole collection, always the same ones while it does not change. */
    private static final String SAMPLE = """
            SELECT p.document_id, p.text
            FROM passage p
            WHERE {permitted}
            ORDER BY md5(p.id::text)
            LIMIT ?
            """;

    private static final Duration SAMPLE_TIME = Duration.ofMinutes(1);

    private final Database database;

    Spaces(DataSource source) {
        this.database = new Database(source);
    }

    /** A passage without a vector in a slot. */
    public record Unfilled(long id, DocumentId document, int version, Optional<TextHash> hash, Passage passage) {}

    /**
     * What was made of a text.
     *
     * @param states of its tokens; empty when they were made before, or are not kept
     */
    public record Vector(TextHash text, Embedding embedding, Optional<CompressedStates> states) {}

    /** A passage of a collection, to be asked for by its own words. */
    public record Sample(DocumentId document, String text) {}

    /**
     * How full a slot is.
     *
     * @param passages in the collection
     * @param filled those of them that have a vector of the space
     * @param bytes of these vectors, and of the states of tokens beside them
     */
    public record Fill(long passages, long filled, long bytes) {}

    /**
     * A collection whose vectors are of a model.
     *
     * @param side whether they answer, or stand beside those that do
     */
    public record Use(CollectionId collection, String name, Side side, EmbeddingModel model) {}

    /** Which collections have which vectors, those of the second spaces too; for who administers them all. By name. */
    public List<Use> uses() {
        return database.write("read the spaces of all collections", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(USES);
                    ResultSet rows = statement.executeQuery()) {
                List<Use> uses = new ArrayList<>();
                while (rows.next()) {
                    uses.add(new Use(
                            new CollectionId(rows.getObject("collection", UUID.class)),
                            rows.getString("name"),
                            rows.getBoolean("answering") ? Side.ANSWERING : Side.OTHER,
                            Space.read(rows).model()));
                }
                return List.copyOf(uses);
            }
        });
    }

    /** The rerankers that collections name, each once. */
    public List<String> rankers() {
        return database.write("read the rerankers of all collections", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RANKERS);
                    ResultSet rows = statement.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return List.copyOf(names);
            }
        });
    }

    /** Empty when there is no such collection. */
    public Optional<Layout> layout(CollectionId collection) {
        return database.write("read the spaces of " + collection, connection -> Layout.read(connection, collection));
    }

    /**
     * Gives a collection a second space, empty; from now on documents are stored in both.
     *
     * @return false when it has one, or answers from this one
     */
    public boolean add(CollectionId collection, EmbeddingModel model) {
        return database.write("add a space to " + collection, connection -> {
            lock(connection, LOCK_ALONE, collection);
            Space space = Space.of(connection, model);
            Optional<Layout> layout = Layout.read(connection, collection);
            boolean free = layout.filter(found ->
                            found.other().isEmpty() && !found.answering().equals(space))
                    .isPresent();
            if (free) {
                setOther(connection, collection, space.id());
            }
            return free;
        });
    }

    /** What became of a wish to change places. */
    public enum Swapped {
        DONE,
        /** There is no second space. */
        NOTHING_THERE,
        /** The second space lacks passages, and a whole one was asked for. */
        INCOMPLETE
    }

    /** Lets the other space answer from the next search on, when it has all passages. */
    public Swapped swapWhole(CollectionId collection) {
        return swap(collection, Whole.NEEDED);
    }

    /** The same, whatever it lacks; what is missing is found by its words until it is filled. */
    public Swapped swapAtOnce(CollectionId collection) {
        return swap(collection, Whole.NOT_NEEDED);
    }

    private enum Whole {
        NEEDED,
        NOT_NEEDED
    }

    private Swapped swap(CollectionId collection, Whole whole) {
        return database.write("switch the space of " + collection, connection -> {
            lock(connection, LOCK_ALONE, collection);
            Optional<Layout> layout = Layout.read(connection, collection)
                    .filter(found -> found.other().isPresent());
            if (layout.isEmpty()) {
                return Swapped.NOTHING_THERE;
            }
            Slot slot = layout.get().slot().other();
            Space space = layout.get().other().orElseThrow();
            if (whole == Whole.NEEDED && exists(connection, slot.in(ANY_UNFILLED), collection, space.id())) {
                return Swapped.INCOMPLETE;
            }
            try (PreparedStatement statement = connection.prepareStatement(SWAP)) {
                statement.setObject(1, collection.value());
                statement.executeUpdate();
            }
            return Swapped.DONE;
        });
    }

    /** The other slot counts for nothing from now on; to be emptied by {@link #clear}. */
    public void dropOther(CollectionId collection) {
        database.write("drop the other space of " + collection, connection -> {
            lock(connection, LOCK_ALONE, collection);
            setOther(connection, collection, null);
            return collection;
        });
    }

    /**
     * Empties some of the slot that counts for nothing.
     *
     * @return whether there may be more
     */
    public boolean clear(CollectionId collection, int passages) {
        return database.write("empty a slot of " + collection, connection -> {
            lock(connection, LOCK_SLOTS, collection);
            Optional<Layout> layout = Layout.read(connection, collection)
                    .filter(found -> found.other().isEmpty());
            if (layout.isEmpty()) {
                return false;
            }
            Slot slot = layout.get().slot().other();
            try (PreparedStatement statement = connection.prepareStatement(slot.in(CLEAR))) {
                statement.setObject(1, collection.value());
                statement.setInt(2, passages);
                statement.executeUpdate();
            }
            return exists(connection, slot.in(ANY_TO_CLEAR), collection);
        });
    }

    /** The next passages that lack a vector of a space, from a document on; none when the collection has not got that space. */
    public List<Unfilled> unfilled(CollectionId collection, Space space, DocumentId from, int limit) {
        return database.read("look for passages without vectors", connection -> {
            Optional<Slot> slot = Layout.read(connection, collection).flatMap(layout -> layout.slotOf(space));
            if (slot.isEmpty()) {
                return List.of();
            }
            try (PreparedStatement statement =
                    connection.prepareStatement(slot.get().in(UNFILLED))) {
                statement.setObject(1, collection.value());
                statement.setObject(2, from.value());
                statement.setInt(3, space.id());
                statement.setInt(4, limit);
                List<Unfilled> found = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        found.add(new Unfilled(
                                rows.getLong("id"),
                                new DocumentId(rows.getObject("document_id", UUID.class)),
                                rows.getInt("version"),
                                Optional.ofNullable(rows.getObject("text_hash", UUID.class))
                                        .map(TextHash::new),
                                Passages.read(rows)));
                    }
                }
                return found;
            }
        });
    }

    /**
     * Puts vectors on passages, by their ids. Those that are gone, have one already or are being written by somebody else are left as they are.
     *
     * @return how many were put; empty when the collection has not got that space any more
     */
    public Optional<Integer> fill(CollectionId collection, Space space, Map<Long, Vector> vectors) {
        return database.write("fill a space of " + collection, connection -> {
            lock(connection, LOCK_SLOTS, collection);
            Optional<Slot> slot = Layout.read(connection, collection).flatMap(layout -> layout.slotOf(space));
            if (slot.isEmpty()) {
                return Optional.empty();
            }
            List<Long> ids = List.copyOf(vectors.keySet());
            try (PreparedStatement statement =
                    connection.prepareStatement(slot.get().in(FILL))) {
                var wanted = connection.createArrayOf("bigint", ids.toArray());
                statement.setArray(1, wanted);
                statement.setArray(
                        2,
                        connection.createArrayOf(
                                "text",
                                ids.stream()
                                        .map(id -> vectors.get(id).embedding().toSqlLiteral())
                                        .toArray()));
                statement.setArray(
                        3,
                        SqlArrays.uuids(
                                connection,
                                ids.stream()
                                        .map(id -> vectors.get(id).text().value())
                                        .toList()));
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "bytea",
                                ids.stream()
                                        .map(id -> vectors.get(id).states())
                                        .map(states -> states.map(CompressedStates::toBytes)
                                                .orElse(null))
                                        .toArray(byte[][]::new)));
                statement.setArray(5, wanted);
                statement.setObject(6, collection.value());
                for (int i = 7; i <= 11; i++) {
                    statement.setInt(i, space.id());
                }
                return Optional.of(statement.executeUpdate());
            }
        });
    }

    /** Empty when the collection has not got that space. Counts passages: some milliseconds for ten thousand. */
    public Optional<Fill> count(CollectionId collection, Space space) {
        return database.read("count vectors", connection -> {
            Optional<Slot> slot = Layout.read(connection, collection).flatMap(layout -> layout.slotOf(space));
            if (slot.isEmpty()) {
                return Optional.empty();
            }
            try (PreparedStatement statement =
                    connection.prepareStatement(slot.get().in(COUNT))) {
                statement.setInt(1, space.id());
                statement.setInt(2, space.id());
                statement.setObject(3, collection.value());
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return Optional.of(new Fill(row.getLong("passages"), row.getLong("filled"), row.getLong("bytes")));
                }
            }
        });
    }

    /** Passages that the scope may see, spread over the collection. */
    public List<Sample> sample(Scope scope, CollectionId collection, int limit) {
        Permitted permitted = Permitted.by(scope, List.of(collection), Optional.empty());
        return database.readFor(scope, SAMPLE_TIME, "sample passages", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(permitted.in(SAMPLE))) {
                statement.setInt(permitted.bind(statement, 1), limit);
                List<Sample> sample = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        sample.add(new Sample(
                                new DocumentId(rows.getObject("document_id", UUID.class)), rows.getString("text")));
                    }
                }
                return sample;
            }
        });
    }

    private static void lock(Connection connection, String how, CollectionId collection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(how)) {
            statement.setObject(1, collection.value());
            statement.execute();
        }
    }

    private static void setOther(Connection connection, CollectionId collection, @Nullable Integer space)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            statement.setObject(1, space, Types.INTEGER);
            statement.setObject(2, collection.value());
            statement.executeUpdate();
        }
    }

    private static boolean exists(Connection connection, String query, CollectionId collection, Object... more)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, collection.value());
            for (int i = 0; i < more.length; i++) {
                statement.setObject(i + 2, more[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
