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
import java.util.Map;
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

    private static final String THESE = COLUMNS + "WHERE r.id = ANY (?)";

    /** Looks at no text, however long it is. */
    private static final String OUTLINES = """
            SELECT id, previous_id, created_at, rests_on, pg_column_size(body) + pg_column_size(input) AS stored_bytes
            FROM response WHERE conversation_id = ? ORDER BY created_at, id
            """;

    private static final String PLACE = "SELECT conversation_id FROM response WHERE id = ? AND owner_id = ?";

    /** Of what is read at a time, as it is stored: compressed. */
    private static final long BATCH_BYTES = 1024 * 1024;

    private static final int BATCH = 50;

    private static final String COUNT = "SELECT count(*) FROM response WHERE conversation_id = ?";

    /** What followed it in a conversation follows what it followed; elsewhere it follows nothing any more. */
    private static final String DELETE = """
            WITH gone AS (SELECT id, previous_id FROM response WHERE id = ? AND owner_id = ?),
                moved AS (
                    UPDATE response SET previous_id = gone.previous_id FROM gone
                    WHERE response.previous_id = gone.id AND response.conversation_id IS NOT NULL)
            DELETE FROM response USING gone WHERE response.id = gone.id
            """;

    /** Those in conversations go with these. */
    private static final String DELETE_ALL = "DELETE FROM response WHERE owner_id = ? AND conversation_id IS NULL";

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

    /** Where one stands; empty where its owner has none such. */
    public Optional<Place> place(UUID id, UUID owner) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(PLACE)) {
            select.setObject(1, id);
            select.setObject(2, owner);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Place(Optional.ofNullable(row.getObject("conversation_id", UUID.class))))
                        : Optional.empty();
            }
        } catch (SQLException e) {
            throw new AnsweringException("Response %s could not be looked up".formatted(id), e);
        }
    }

    /** All of a conversation, whose owner is known, without their words; the oldest first. */
    public List<Outline> outlines(UUID conversation) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(OUTLINES)) {
            select.setObject(1, conversation);
            try (ResultSet rows = select.executeQuery()) {
                List<Outline> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new Outline(
                            rows.getObject("id", UUID.class),
                            Optional.ofNullable(rows.getObject("previous_id", UUID.class)),
                            rows.getObject("created_at", OffsetDateTime.class),
                            restsOn(rows),
                            rows.getLong("stored_bytes")));
                }
                return List.copyOf(found);
            }
        } catch (SQLException e) {
            throw new AnsweringException("The responses of %s could not be looked through".formatted(conversation), e);
        }
    }

    /**
     * Reads responses in the order given, as long as they hold no more than so many characters together.
     *
     * @param wanted of one conversation, whose owner is known; those that are gone by now are left out
     */
    public Taken take(List<Outline> wanted, long mostCharacters) {
        List<Stored> taken = new ArrayList<>();
        long characters = 0;
        for (List<Outline> batch : batches(wanted)) {
            Map<UUID, Stored> found = these(batch).stream().collect(Collectors.toMap(Stored::id, one -> one));
            for (Outline one : batch) {
                Stored stored = found.get(one.id());
                characters += stored == null ? 0 : stored.characters();
                if (characters > mostCharacters) {
                    return new Taken(taken, false);
                }
                if (stored != null) {
                    taken.add(stored);
                }
            }
        }
        return new Taken(taken, true);
    }

    private static List<List<Outline>> batches(List<Outline> all) {
        List<List<Outline>> batches = new ArrayList<>();
        List<Outline> batch = new ArrayList<>();
        long bytes = 0;
        for (Outline one : all) {
            if (batch.size() == BATCH || (!batch.isEmpty() && bytes + one.storedBytes() > BATCH_BYTES)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(one);
            bytes += one.storedBytes();
        }
        batches.add(batch);
        return batches;
    }

    private List<Stored> these(List<Outline> wanted) {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(THESE)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "uuid", wanted.stream().map(Outline::id).toArray()));
            return read(select);
        } catch (SQLException e) {
            throw new AnsweringException("Responses could not be read", e);
        }
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
            return read(select);
        } catch (SQLException e) {
            throw new AnsweringException("Responses could not be read", e);
        }
    }

    private static List<Stored> read(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<Stored> found = new ArrayList<>();
            while (rows.next()) {
                found.add(stored(rows));
            }
            return List.copyOf(found);
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

    /** Deletes all of an owner that are in no conversation. @return how many */
    public int deleteAll(UUID owner) {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(DELETE_ALL)) {
            delete.setObject(1, owner);
            return delete.executeUpdate();
        } catch (SQLException e) {
            throw new AnsweringException("The responses of %s could not be deleted".formatted(owner), e);
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
                restsOn(row));
    }

    private static Set<DocumentId> restsOn(ResultSet row) throws SQLException {
        return Stream.of((UUID[]) row.getArray("rests_on").getArray())
                .map(DocumentId::new)
                .collect(Collectors.toSet());
    }

    /**
     * A response of a conversation without its words.
     *
     * @param restsOn as in {@link Stored}
     * @param storedBytes of its words, which are compressed
     */
    public record Outline(
            UUID id, Optional<UUID> previous, OffsetDateTime createdAt, Set<DocumentId> restsOn, long storedBytes) {

        public Outline {
            restsOn = Set.copyOf(restsOn);
        }
    }

    /** @param conversation that it is a turn of; empty where it is in none */
    public record Place(Optional<UUID> conversation) {}

    /** @param whole whether that is all; if not, the others would have been too much */
    public record Taken(List<Stored> responses, boolean whole) {

        public Taken {
            responses = List.copyOf(responses);
        }
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

        long characters() {
            return (long) body.length() + input.length();
        }

        /** One that is in no conversation. */
        public Stored(
                UUID id, UUID owner, Optional<UUID> previous, String body, String input, OffsetDateTime createdAt) {
            this(id, owner, previous, body, input, createdAt, Optional.empty(), Set.of());
        }
    }
}
