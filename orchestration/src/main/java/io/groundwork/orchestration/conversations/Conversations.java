package io.groundwork.orchestration.conversations;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.FileId;
import io.groundwork.orchestration.sql.Statements;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The tables {@code conversation} and {@code conversation_file}. Each method is one statement, in the caller's transaction where there is one. Safe for use by many threads. */
@Singleton
public final class Conversations {

    private static final String COLUMNS = """
            SELECT id, owner_id, title, model, collections, metadata, files_id, head_id, created_at, updated_at
            FROM conversation
            """;

    /** Where its owner has room for one more. */
    private static final String CREATE = """
            INSERT INTO conversation (id, owner_id, title, model, collections, metadata, opening)
            SELECT CAST(? AS uuid), CAST(? AS uuid), CAST(? AS text), CAST(? AS text), CAST(? AS uuid[]), CAST(? AS jsonb), CAST(? AS jsonb)
            WHERE (SELECT count(*) FROM conversation WHERE owner_id = ?) < ?
            """;

    private static final String FIND = COLUMNS + "WHERE id = ? AND owner_id = ?";

    /** Waits for whoever else changes it. */
    private static final String LOCK = FIND + " FOR NO KEY UPDATE";

    private static final String OPENING = "SELECT opening FROM conversation WHERE id = ?";

    private static final String BY_FILES = COLUMNS + "WHERE files_id = ? AND owner_id = ?";

    private static final String HOLD_FILES = "SELECT files_id FROM conversation WHERE files_id = ANY (?)";

    private static final String HOLD_ALONE = """
            SELECT m.document_id FROM membership m
            WHERE m.document_id = ANY (?)
            GROUP BY m.document_id
            HAVING bool_and(EXISTS (SELECT FROM conversation c WHERE c.files_id = m.collection_id))
            """;

    private static final String LIST = COLUMNS + """
            WHERE owner_id = ?
                AND (CAST(? AS text) IS NULL OR position(lower(?) IN lower(title)) > 0)
                AND (CAST(? AS uuid) IS NULL
                    OR (updated_at, id) < (SELECT c.updated_at, c.id FROM conversation c WHERE c.id = ? AND c.owner_id = ?))
            ORDER BY updated_at DESC, id DESC
            LIMIT ?
            """;

    private static final String IDS = "SELECT id FROM conversation WHERE owner_id = ? ORDER BY updated_at, id LIMIT ?";

    private static final String CHANGE = """
            UPDATE conversation SET title = coalesce(?, title), model = coalesce(?, model), collections = coalesce(?, collections),
                metadata = coalesce(CAST(? AS jsonb), metadata), updated_at = clock_timestamp()
            WHERE id = ? AND owner_id = ?
            """;

    private static final String ENTITLE = "UPDATE conversation SET title = ? WHERE id = ? AND title = ''";

    /** To look at another branch is not to say something: the conversation keeps its place in the list. */
    private static final String LOOK_AT = "UPDATE conversation SET head_id = ? WHERE id = ?";

    /** What is looked at from there on is what a response followed. */
    private static final String STEP_BACK = """
            UPDATE conversation SET head_id = (SELECT previous_id FROM response WHERE id = ?) WHERE id = ? AND head_id = ?
            """;

    private static final String ANSWERED = """
            UPDATE conversation SET head_id = ?, model = ?, updated_at = clock_timestamp() WHERE id = ?
            """;

    private static final String COLLECT_IN = "UPDATE conversation SET files_id = ? WHERE id = ?";

    private static final String DELETE = "DELETE FROM conversation WHERE id = ?";

    private static final String ADD_FILE = """
            INSERT INTO conversation_file (conversation_id, file_id) VALUES (?, ?) ON CONFLICT DO NOTHING
            """;

    private static final String REMOVE_FILE = "DELETE FROM conversation_file WHERE conversation_id = ? AND file_id = ?";

    private static final String FILES = """
            SELECT file_id FROM conversation_file WHERE conversation_id = ? ORDER BY added_at, file_id
            """;

    private final Statements statements;
    private final ConversationsConfig config;

    Conversations(DataSource database, ConversationsConfig config) {
        this.statements = new Statements(database, "conversations");
        this.config = config;
    }

    /** What a conversation begins with. */
    public record Beginning(
            String title, Optional<String> model, List<CollectionId> collections, String metadata, String opening) {

        public Beginning {
            collections = List.copyOf(collections);
        }
    }

    /** What is to be otherwise; what is empty stays as it is. */
    public record Change(
            Optional<String> title,
            Optional<String> model,
            Optional<List<CollectionId>> collections,
            Optional<String> metadata) {}

    /** How many one owner may have. */
    public int mostPerOwner() {
        return config.perOwner();
    }

    /** Empty where the owner has {@link #mostPerOwner} already. */
    public Optional<Conversation> create(UUID owner, Beginning beginning) {
        UUID id = UUID.randomUUID();
        statements.update(
                CREATE,
                id,
                owner,
                beginning.title(),
                beginning.model().orElse(null),
                ids(beginning.collections()),
                beginning.metadata(),
                beginning.opening(),
                owner,
                config.perOwner());
        return find(id, owner);
    }

    public Optional<Conversation> find(UUID id, UUID owner) {
        return statements.query(FIND, Conversations::read, id, owner).stream().findFirst();
    }

    /** The same; within a transaction nobody else changes it until the end of that. */
    Optional<Conversation> lock(UUID id, UUID owner) {
        return statements.query(LOCK, Conversations::read, id, owner).stream().findFirst();
    }

    /** What was said before the first question, a JSON list of items. */
    public String opening(UUID id) {
        return statements.query(OPENING, row -> row.getString("opening"), id).stream()
                .findFirst()
                .orElse("[]");
    }

    /** The one whose files are in this collection. */
    public Optional<Conversation> byFiles(CollectionId files, UUID owner) {
        return statements.query(BY_FILES, Conversations::read, files.value(), owner).stream()
                .findFirst();
    }

    /** Those of the collections that hold the files of a conversation, whosever that is. */
    public Set<CollectionId> thatHoldFiles(Collection<CollectionId> collections) {
        return Set.copyOf(statements.query(
                HOLD_FILES, row -> new CollectionId(row.getObject("files_id", UUID.class)), (Object) ids(collections)));
    }

    /** Those of the documents that are in conversations, whosever these are, and in nothing else. */
    public Set<DocumentId> thatAreNowhereElse(Collection<DocumentId> documents) {
        return Set.copyOf(
                statements.query(HOLD_ALONE, row -> new DocumentId(row.getObject("document_id", UUID.class)), (Object)
                        documents.stream().map(DocumentId::value).toArray(UUID[]::new)));
    }

    /**
     * Those in which something was said last first.
     *
     * @param title what their titles hold, in any case; all where it is empty
     * @param after the last one that is known already
     */
    public List<Conversation> list(UUID owner, Optional<String> title, Optional<UUID> after, int limit) {
        @Nullable String held = title.orElse(null);
        @Nullable UUID from = after.orElse(null);
        return statements.query(LIST, Conversations::read, owner, held, held, from, from, owner, limit);
    }

    /** Of an owner's, those in which something was said last last. */
    List<UUID> ids(UUID owner, int limit) {
        return statements.query(IDS, row -> row.getObject("id", UUID.class), owner, limit);
    }

    /** False when there is no such conversation. */
    public boolean change(UUID id, UUID owner, Change change) {
        return statements.update(
                        CHANGE,
                        change.title().orElse(null),
                        change.model().orElse(null),
                        change.collections().map(Conversations::ids).orElse(null),
                        change.metadata().orElse(null),
                        id,
                        owner)
                > 0;
    }

    /** Names it by its first question, where it has no title yet. */
    public void entitle(UUID id, String question) {
        statements.update(ENTITLE, Titles.of(question), id);
    }

    /** @param response one of this conversation */
    public void lookAt(UUID id, UUID response) {
        statements.update(LOOK_AT, response, id);
    }

    void stepBack(UUID id, UUID response) {
        statements.update(STEP_BACK, response, id, response);
    }

    void answered(UUID id, UUID response, Optional<String> model) {
        statements.update(ANSWERED, response, model.orElse(null), id);
    }

    void collectIn(UUID id, CollectionId files) {
        statements.update(COLLECT_IN, files.value(), id);
    }

    /** With its responses. */
    void delete(UUID id) {
        statements.update(DELETE, id);
    }

    void addFile(UUID id, FileId file) {
        statements.update(ADD_FILE, id, file.value());
    }

    void removeFile(UUID id, FileId file) {
        statements.update(REMOVE_FILE, id, file.value());
    }

    /** What was put into it, the oldest first. */
    List<FileId> files(UUID id) {
        return statements.query(FILES, row -> new FileId(row.getObject("file_id", UUID.class)), id);
    }

    private static UUID[] ids(Collection<CollectionId> collections) {
        return collections.stream().map(CollectionId::value).toArray(UUID[]::new);
    }

    private static Conversation read(ResultSet row) throws SQLException {
        return new Conversation(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getString("title"),
                Optional.ofNullable(row.getString("model")),
                Stream.of((UUID[]) row.getArray("collections").getArray())
                        .map(CollectionId::new)
                        .toList(),
                row.getString("metadata"),
                Optional.ofNullable(row.getObject("files_id", UUID.class)).map(CollectionId::new),
                Optional.ofNullable(row.getObject("head_id", UUID.class)),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
