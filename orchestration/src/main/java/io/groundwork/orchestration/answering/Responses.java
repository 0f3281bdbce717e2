package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The {@code response} table: answers that a later request may continue from. Nobody but its owner finds one. */
@Singleton
public final class Responses {

    private static final String SAVE = """
            INSERT INTO response (id, owner_id, previous_id, body, input, created_at, conversation_id, rests_on)
            VALUES (?, ?, ?, CAST(? AS jsonb), CAST(? AS jsonb), ?, ?, ?)
            """;

    private static final String COLUMNS = """
            SELECT r.id, r.owner_id, r.previous_id, r.body, r.input, r.created_at, r.conversation_id, r.rests_on
            FROM response r
            """;

    private static final String FIND = COLUMNS + "WHERE r.id = ? AND r.owner_id = ?";

    private static final String OF_CONVERSATION = COLUMNS + "WHERE r.conversation_id = ? ORDER BY r.created_at, r.id";

    /** From the leaf up to the root; given the other way round. */
    private static final String PATH = """
            WITH RECURSIVE path AS (
                SELECT id, previous_id, 0 AS above FROM response WHERE id = ? AND conversation_id = ?
                UNION ALL
                SELECT p.id, p.previous_id, above + 1 FROM path JOIN response p ON p.id = path.previous_id
            )
            """ + COLUMNS + "JOIN path ON path.id = r.id ORDER BY path.above DESC";

    private static final String COUNT = "SELECT count(*) FROM response WHERE conversation_id = ?";

    /** What followed it in a conversation follows what it followed; elsewhere it follows nothing any more. */
    private static final String DELETE = """
            WITH gone AS (SELECT id, previous_id FROM response WHERE id = ? AND owner_id = ?),
                moved AS (
                    UPDATE response SET previous_id = gone.previous_id FROM gone
                    WHERE response.previous_id = gone.id AND response.conversation_id IS NOT NULL)
            DELETE FROM response USING gone WHERE response.id = gone.id
            """;

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
            insert.setObject(7, response.conversation().orElse(null));
            insert.setArray(
                    8,
                    connection.createArrayOf(
                            "uuid",
                            response.restsOn().stream().map(DocumentId::value).toArray()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new AnsweringException("Response %s could not be saved".formatted(response.id()), e);
        }
    }

    public Optional<Stored> find(UUID id, UUID owner) {
        return read(FIND, id, owner).stream().findFirst();
    }

    /** All of a conversation, whose owner is known; the oldest first. */
    public List<Stored> ofConversation(UUID conversation) {
        return read(OF_CONVERSATION, conversation);
    }

    /** Those of a conversation that lead to one of them, which is the last. */
    public List<Stored> path(UUID conversation, UUID last) {
        return read(PATH, last, conversation);
    }

    /** How many a conversation has. */
    public long count(UUID conversation) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(COUNT)) {
            select.setObject(1, conversation);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new AnsweringException("The responses of %s could not be counted".formatted(conversation), e);
        }
    }

    private List<Stored> read(String sql, UUID... ids) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < ids.length; i++) {
                select.setObject(i + 1, ids[i]);
            }
            try (ResultSet rows = select.executeQuery()) {
                List<Stored> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(stored(rows));
                }
                return List.copyOf(found);
            }
        } catch (SQLException e) {
            throw new AnsweringException("Responses could not be read", e);
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
                row.getObject("created_at", OffsetDateTime.class),
                Optional.ofNullable(row.getObject("conversation_id", UUID.class)),
                Stream.of((UUID[]) row.getArray("rests_on").getArray())
                        .map(DocumentId::new)
                        .collect(Collectors.toSet()));
    }

    /**
     * @param owner the caller that it was given to
     * @param previous the one that it continues from
     * @param body the response as it was given, JSON; the order of its fields is not kept
     * @param input what was asked, JSON: with what had been said before, but in a conversation, where that stands in those before it
     * @param conversation that it is a turn of
     * @param restsOn the documents that it quotes, whose passages a chat model had before its eyes as it wrote it, or on which answers rest that its writer had before it
     */
    public record Stored(
            UUID id,
            UUID owner,
            Optional<UUID> previous,
            String body,
            String input,
            OffsetDateTime createdAt,
            Optional<UUID> conversation,
            Set<DocumentId> restsOn) {

        public Stored {
            restsOn = Set.copyOf(restsOn);
        }

        /** One that is in no conversation. */
        public Stored(
                UUID id, UUID owner, Optional<UUID> previous, String body, String input, OffsetDateTime createdAt) {
            this(id, owner, previous, body, input, createdAt, Optional.empty(), Set.of());
        }
    }
}
