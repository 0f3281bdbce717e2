package io.groundwork.retrieval;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.CollectionStatistics.Change;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Writes what is searched. Each method is one transaction, or part of the caller's, and keeps the statistics of BM25 right to the
 * passage. Writers of one collection wait for one another, membership (the top one's first) then collection, so that they cannot deadlock; a caller that
 * writes for several collections in one transaction takes them in a fixed order. Safe for use by many threads.
 *
 * <p>The weights of passages depend on the mean length of all of them. It moves most while a collection is small: then all weights are
 * rewritten whenever the passages have doubled and the mean has drifted by over 5 %. From {@value #REWRITTEN_AT_ONCE} passages on, that
 * is left to {@link #reweigh}.
 */
@Singleton
public final class PassageIndex {

    /** Up to so many passages are rewritten within the transaction that finds the drift: some 50 ms. */
    static final int REWRITTEN_AT_ONCE = 1000;

    private static final int REWEIGHED_TOGETHER = 500;
    private static final UUID FIRST = new UUID(0, 0);

    /** The one row that all work on a document in a collection goes through. */
    private static final String LOCK_MEMBER = """
            SELECT FROM membership WHERE collection_id = ? AND document_id = ? FOR NO KEY UPDATE
            """;

    /**
     * The one at the top first: nobody changes its readers while passages below it are written with them. One statement, as nearly all documents are
     * at the top themselves.
     */
    private static final String LOCK_BELOW_TOP = """
            WITH top AS MATERIALIZED (
                SELECT FROM membership WHERE collection_id = ? AND document_id = (
                    SELECT root_id FROM membership WHERE collection_id = ? AND document_id = ?) FOR SHARE
            )
            SELECT FROM membership WHERE collection_id = ? AND document_id = ? AND (SELECT count(*) FROM top) >= 0
            FOR NO KEY UPDATE
            """;

    /** Those at the top first: who writes below one holds it. */
    private static final String LOCK_MEMBERS = """
            SELECT FROM membership WHERE collection_id = ? ORDER BY root_id IS NOT NULL, document_id FOR UPDATE
            """;

    private static final String SET_VERSION =
            "UPDATE membership SET version = ? WHERE collection_id = ? AND document_id = ?";

    private static final String DRIFTED = """
            SELECT id FROM collection
            WHERE reweighed_to IS NOT NULL
                OR (passages > 0 AND abs(greatest(1, lexemes::float8 / passages) / weighted_length - 1) > ?)
            ORDER BY id
            """;

    private static final String COUNT = """
            SELECT count(*) FROM passage WHERE collection_id = ANY (?) AND document_id = ANY (?)
            """;

    private static final String DELETE_COLLECTION = "DELETE FROM collection WHERE id = ?";

    private final Database database;

    PassageIndex(DataSource source) {
        this.database = new Database(source);
    }

    /**
     * Makes a version of a document answer in place of the one before. A search sees either the one or the other.
     *
     * @return false, with nothing changed, when the document is no longer in the collection
     * @throws RetrievalException when the collection holds vectors of another model, or the database cannot be written
     */
    public boolean replace(Replacement replacement) {
        CollectionId collection = replacement.collection();
        DocumentId document = replacement.document();
        return database.write("store document " + document, connection -> {
            if (!lockBelowTop(connection, collection, document)) {
                return false;
            }
            CollectionStatistics before =
                    CollectionStatistics.lock(connection, collection).orElseThrow();
            checkSpace(before, replacement);
            CollectionStatistics without = before.after(
                    Passages.delete(connection, collection, document).negated());
            CollectionStatistics weighing = without.weightedLength() > 0
                    ? without
                    : without.weightedBy(Passages.meanLength(connection, before.language(), replacement));
            Change stored = Passages.insert(connection, weighing, replacement);
            settle(connection, stored.passages() == 0 ? without : weighing.after(stored));
            setVersion(connection, replacement);
            return true;
        });
    }

    /** Takes a document's passages out of a collection; its membership stays. Does nothing where there are none. */
    public void remove(CollectionId collection, DocumentId document) {
        database.write("remove document " + document, connection -> {
            if (lockMember(connection, collection, document)) {
                CollectionStatistics before =
                        CollectionStatistics.lock(connection, collection).orElseThrow();
                settle(
                        connection,
                        before.after(Passages.delete(connection, collection, document)
                                .negated()));
            }
            return collection;
        });
    }

    /** The passages by which a document is found in a collection, in order from an ordinal on; for those whose right to read it was checked. */
    public List<Passage> passages(CollectionId collection, DocumentId document, int from, int limit) {
        return database.read(
                "read passages of " + document,
                connection -> Passages.list(connection, collection, document, from, limit));
    }

    /** How many passages of these documents there are in these collections. */
    public long count(Collection<CollectionId> collections, Collection<DocumentId> documents) {
        return database.write("count passages", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
                statement.setArray(1, SqlArrays.collections(connection, collections));
                statement.setArray(
                        2,
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

    /** Deletes a collection with all that is in it; its documents as such stay. Does nothing where there is none. */
    public void removeCollection(CollectionId collection) {
        database.write("remove collection " + collection, connection -> {
            execute(connection, LOCK_MEMBERS, collection);
            if (CollectionStatistics.lock(connection, collection).isPresent()) {
                Passages.deleteAll(connection, collection);
                execute(connection, DELETE_COLLECTION, collection);
            }
            return collection;
        });
    }

    /** Collections whose weights are due to be rewritten; for a background task. */
    public List<CollectionId> drifted() {
        return database.read("look for drifted collections", connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DRIFTED)) {
                statement.setDouble(1, CollectionStatistics.TOLERANCE);
                List<CollectionId> drifted = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        drifted.add(new CollectionId(rows.getObject("id", UUID.class)));
                    }
                }
                return drifted;
            }
        });
    }

    /**
     * Rewrites the weights of a collection by the mean length as it is when this begins, some hundred passages a transaction; searches
     * and writers go on meanwhile. Where it was cut short before, it goes on from there. Does nothing where all is exact. To be called
     * outside of a transaction.
     */
    public void reweigh(CollectionId collection) {
        boolean more = database.write("reweigh " + collection, connection -> beginReweighing(connection, collection));
        while (more) {
            more = database.write("reweigh " + collection, connection -> reweighSome(connection, collection));
        }
    }

    static boolean beginReweighing(Connection connection, CollectionId collection) throws SQLException {
        Optional<CollectionStatistics> locked = CollectionStatistics.lock(connection, collection);
        if (locked.isEmpty()
                || locked.get().reweighedTo().isPresent()
                || locked.get().exact()) {
            return locked.isPresent() && locked.get().reweighedTo().isPresent();
        }
        locked.get().weightedNow(Optional.of(FIRST)).save(connection);
        return true;
    }

    static boolean reweighSome(Connection connection, CollectionId collection) throws SQLException {
        Optional<CollectionStatistics> locked = CollectionStatistics.lock(connection, collection);
        if (locked.isEmpty() || locked.get().reweighedTo().isEmpty()) {
            return false;
        }
        UUID from = locked.get().reweighedTo().get();
        Optional<UUID> to = Passages.next(connection, collection, from, REWEIGHED_TOGETHER);
        if (to.isPresent()) {
            Passages.reweigh(connection, collection, from, to.get());
        }
        locked.get().reweighed(to).save(connection);
        return to.isPresent();
    }

    /** Writes back what was counted; a small collection that has doubled has its weights checked, and rewritten if need be. */
    private static void settle(Connection connection, CollectionStatistics counted) throws SQLException {
        boolean check = counted.passages() <= REWRITTEN_AT_ONCE && counted.passages() >= 2 * counted.weightedPassages();
        if (!check) {
            counted.save(connection);
        } else if (counted.drifted()) {
            counted.weightedNow(Optional.empty()).save(connection);
            Passages.reweighAll(connection, counted.id());
        } else {
            counted.checkedNow().save(connection);
        }
    }

    /** The space that answers must be served; the other may be filled later. */
    private static void checkSpace(CollectionStatistics collection, Replacement replacement) {
        if (replacement.of(collection.layout().answering().model()).isEmpty()) {
            EmbeddingModel model = replacement.vectors().model();
            throw new RetrievalException("Collection %s does not hold vectors of %s (%s, %d dimensions)"
                    .formatted(collection.id(), model.name(), model.digest(), model.dimension()));
        }
    }

    /** Waits for whoever else works on the document in the collection. */
    static boolean lockMember(Connection connection, CollectionId collection, DocumentId document) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK_MEMBER)) {
            statement.setObject(1, collection.value());
            statement.setObject(2, document.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static boolean lockBelowTop(Connection connection, CollectionId collection, DocumentId document)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK_BELOW_TOP)) {
            statement.setObject(1, collection.value());
            statement.setObject(2, collection.value());
            statement.setObject(3, document.value());
            statement.setObject(4, collection.value());
            statement.setObject(5, document.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void setVersion(Connection connection, Replacement replacement) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_VERSION)) {
            statement.setInt(1, replacement.version());
            statement.setObject(2, replacement.collection().value());
            statement.setObject(3, replacement.document().value());
            statement.executeUpdate();
        }
    }

    private static void execute(Connection connection, String sql, CollectionId collection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, collection.value());
            statement.execute();
        }
    }
}
