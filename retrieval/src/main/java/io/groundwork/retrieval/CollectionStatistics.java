package io.groundwork.retrieval;

import io.groundwork.retrieval.vector.Slot;
import io.groundwork.retrieval.vector.Space;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/**
 * What is counted over a collection, and how its weights were made. Read under a lock that lasts until the end of the transaction, so
 * that whoever holds one may write it back.
 *
 * @param language text search configuration
 * @param layout its embedding spaces and their slots
 * @param k1 term saturation of its weights
 * @param b length normalisation of its weights
 * @param weightedLength mean length that its weights were made with; 0 until there are some
 * @param weightedPassages how many passages there were when the mean was last compared with that
 * @param reweighedTo how far a rewrite of the weights has come; empty when none is under way
 * @param passages how many it holds
 * @param lexemes how many they hold, repetitions counted
 */
record CollectionStatistics(
        CollectionId id,
        String language,
        Layout layout,
        double k1,
        double b,
        double weightedLength,
        long weightedPassages,
        Optional<UUID> reweighedTo,
        long passages,
        long lexemes) {

    /** Weights made with a mean length that is off by less are left as they are. */
    static final double TOLERANCE = 0.05;

    /** NO KEY: memberships are added to the collection meanwhile. */
    private static final String LOCK = """
            SELECT language::text, k1, b, weighted_length, weighted_passages, reweighed_to, passages, lexemes
            FROM collection WHERE id = ? FOR NO KEY UPDATE
            """;

    private static final String SAVE = """
            UPDATE collection SET weighted_length = ?, weighted_passages = ?, reweighed_to = ?, passages = ?, lexemes = ?,
                last_active_at = now()
            WHERE id = ?
            """;

    /** Waits for whoever else writes for the collection; empty when there is no such collection. */
    static Optional<CollectionStatistics> lock(Connection connection, CollectionId id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setObject(1, id.value());
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(statistics(id, Layout.read(connection, id).orElseThrow(), row))
                        : Optional.empty();
            }
        }
    }

    /** What a slot holds; empty when nothing in it counts. */
    Optional<Space> in(Slot slot) {
        return slot == layout.slot() ? Optional.of(layout.answering()) : layout.other();
    }

    private static CollectionStatistics statistics(CollectionId id, Layout layout, ResultSet row) throws SQLException {
        return new CollectionStatistics(
                id,
                row.getString("language"),
                layout,
                row.getFloat("k1"),
                row.getFloat("b"),
                row.getFloat("weighted_length"),
                row.getLong("weighted_passages"),
                Optional.ofNullable(row.getObject("reweighed_to", UUID.class)),
                row.getLong("passages"),
                row.getLong("lexemes"));
    }

    void save(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
            statement.setFloat(1, (float) weightedLength);
            statement.setLong(2, weightedPassages);
            statement.setObject(3, reweighedTo.orElse(null));
            statement.setLong(4, passages);
            statement.setLong(5, lexemes);
            statement.setObject(6, id.value());
            statement.executeUpdate();
        }
    }

    /** Mean length of its passages, at least 1. */
    double meanLength() {
        return passages == 0 ? 1 : Math.max(1, (double) lexemes / passages);
    }

    /** Whether its weights are off by more than is tolerated. */
    boolean drifted() {
        return passages > 0 && Math.abs(meanLength() / weightedLength - 1) > TOLERANCE;
    }

    /** Whether its weights are made with the mean length as it is. */
    boolean exact() {
        return passages == 0 || (float) meanLength() == (float) weightedLength;
    }

    /** After a change; an emptied collection begins anew. */
    CollectionStatistics after(Change change) {
        long left = passages + change.passages();
        return left == 0
                ? with(0, 0, Optional.empty(), 0, 0)
                : with(weightedLength, weightedPassages, reweighedTo, left, lexemes + change.lexemes());
    }

    /** With a first mean length, before there are any weights. */
    CollectionStatistics weightedBy(double length) {
        return with((float) length, 0, Optional.empty(), passages, lexemes);
    }

    /** With all weights made by the mean length as it is now, or about to be. */
    CollectionStatistics weightedNow(Optional<UUID> progress) {
        return with((float) meanLength(), passages, progress, passages, lexemes);
    }

    /** With a rewrite that has come so far. */
    CollectionStatistics reweighed(Optional<UUID> progress) {
        return with(weightedLength, weightedPassages, progress, passages, lexemes);
    }

    /** With weights that were found good enough for as many passages as there are now. */
    CollectionStatistics checkedNow() {
        return with(weightedLength, passages, reweighedTo, passages, lexemes);
    }

    private CollectionStatistics with(
            double newLength, long newWeighted, Optional<UUID> progress, long newPassages, long newLexemes) {
        return new CollectionStatistics(
                id, language, layout, k1, b, newLength, newWeighted, progress, newPassages, newLexemes);
    }

    /** Passages, and lexemes in them, that came or (below 0) went. */
    record Change(long passages, long lexemes) {

        Change negated() {
            return new Change(-passages, -lexemes);
        }
    }
}
