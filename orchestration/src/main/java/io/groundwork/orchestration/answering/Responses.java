package io.groundwork.orchestration.answering;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The {@code response} table: answers that a later request may continue from. Nobody but its owner finds one. */
@Singleton
public final class Responses {

    private static final String SAVE = """
            INSERT INTO response (id, owner_id, previous_id, body, input, created_at)
            VALUES (?, ?, ?, CAST(? AS jsonb), CAST(? AS jsonb), ?)
            """;

    private static final String FIND = """
            SELECT id, owner_id, previous_id, body, input, created_at
            FROM response
            WHERE id = ? AND owner_id = ?
            """;

    private static final String DELETE = "DELETE FROM response WHERE id = ? AND owner_id = ?";

    private final DataSource database;

    Responses(DataSource database) {
        this.database = database;
    }

    /** @throws AnsweringException when it cannot be written, as when the previous one is gone */
    public void save(Stored response) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(SAVE)) {
            insert.setObject(1, response.id());
            insert.setObject(2, response.owner());
            insert.setObject(3, response.previous().orElse(null));
            insert.setString(4, response.body());
            insert.setString(5, response.input());
            insert.setObject(6, response.createdAt().withOffsetSameInstant(ZoneOffset.UTC));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new AnsweringException("Response %s could not be saved".formatted(response.id()), e);
        }
    }

    public Optional<Stored> find(UUID id, UUID owner) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setObject(1, id);
            select.setObject(2, owner);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(stored(row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new AnsweringException("Response %s could not be read".formatted(id), e);
        }
    }

    /** Whether it was there. Later ones that continued from it stay. */
    public boolean delete(UUID id, UUID owner) {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            delete.setObject(1, id);
            delete.setObject(2, owner);
            return delete.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new AnsweringException("Response %s could not be deleted".formatted(id), e);
        }
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                Optional.ofNullable(row.getObject("previous_id", UUID.class)),
                row.getString("body"),
                row.getString("input"),
                row.getObject("created_at", OffsetDateTime.class));
    }

    /**
     * @param owner the caller that it was given to
     * @param previous the one that it continues from
     * @param body the response as it was given, JSON; the order of its fields is not kept
     * @param input what was asked, JSON
     */
    public record Stored(
            UUID id, UUID owner, Optional<UUID> previous, String body, String input, OffsetDateTime createdAt) {}
}
