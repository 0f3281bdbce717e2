package io.groundwork.retrieval;

import io.groundwork.retrieval.vector.Slot;
import io.groundwork.retrieval.vector.Space;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Where a collection's vectors are.
 *
 * @param answering the space whose vectors answer
 * @param slot in which those are
 * @param other the space in the other slot: being built, whole, or on its way back; empty when nothing there counts
 */
public record Layout(Space answering, Slot slot, Optional<Space> other) {

    private static final String READ = """
            SELECT c.slot, {columns} FROM collection c JOIN embedding_space s ON s.id IN (c.space_id, c.other_space_id)
            WHERE c.id = ?
            ORDER BY s.id = c.space_id DESC
            """.replace("{columns}", Space.COLUMNS);

    /** The slot that holds a space of this collection; empty when it has another. */
    public Optional<Slot> slotOf(Space space) {
        return answering.equals(space)
                ? Optional.of(slot)
                : other.filter(there -> there.equals(space)).map(there -> slot.other());
    }

    /** Empty when there is no such collection. */
    static Optional<Layout> read(Connection connection, CollectionId collection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setObject(1, collection.value());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                Slot slot = Slot.of(rows.getInt("slot"));
                Space answering = Space.read(rows);
                return Optional.of(
                        new Layout(answering, slot, rows.next() ? Optional.of(Space.read(rows)) : Optional.empty()));
            }
        }
    }
}
