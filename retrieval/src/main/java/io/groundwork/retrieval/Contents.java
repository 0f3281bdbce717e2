package io.groundwork.retrieval;

import com.fasterxml.jackson.core.type.TypeReference;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.ingest.Block;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.MailHead;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.ingest.chunk.Profile;
import io.groundwork.retrieval.vector.Slot;
import io.groundwork.retrieval.vector.Space;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads a whole collection for a scope: in one view of the data however long that takes, a few rows at a time, so that its size does not matter. A
 * connection is held meanwhile. What the scope may not read is counted, and nothing else of it is told: each statement asks for it, and {@link RowSecurity} sees to it. Not to be
 * called within a transaction. Safe for use by many threads.
 */
@Singleton
public final class Contents {

    /** States of tokens are some 24 KB a passage: those of longer documents are left out, as whoever reads them must hold a document whole. */
    public static final int PASSAGES_WITH_STATES = 2000;

    private static final int DOCUMENTS_AT_ONCE = 200;
    private static final int PASSAGES_AT_ONCE = 100;
    private static final int HALFVEC_HEADER = 2 * Short.BYTES;

    private static final String HEAD =
            """
            SELECT c.name, c.description, c.metadata, c.language, c.profile, c.passage_tokens, c.overlap_tokens, c.k1, c.b, c.slot, c.attribute_types, {settings}, {columns}
            FROM collection c JOIN embedding_space s ON s.id = c.space_id
            WHERE c.id = ?
                AND EXISTS (SELECT FROM collection_reader r WHERE r.collection_id = c.id AND r.principal_id = ANY (?))
            """.replace("{columns}", Space.COLUMNS).replace("{settings}", SearchColumns.COLUMNS);

    /** Those of the document at the top. */
    private static final String VISIBLE = """
            (NOT EXISTS (
                SELECT FROM document_reader d
                WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id))
            OR EXISTS (
                SELECT FROM document_reader d
                WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id)
                    AND d.principal_id = ANY (?)))
            """;

    private static final String WITHHELD =
            "SELECT count(*) FROM membership m WHERE m.collection_id = ? AND NOT " + VISIBLE;

    /** In the order in which they came, each with all that lay within it, from the top down. */
    private static final String DOCUMENTS = """
            SELECT m.document_id, above.document_id AS parent_id, document.name, f.media_type, m.external_id, m.version, m.status,
                m.error_code, m.error_message, m.attributes, m.cut_by, m.passages_total, m.added_at,
                ARRAY(
                    SELECT d.principal_id FROM document_reader d
                    WHERE d.collection_id = m.collection_id AND d.document_id = coalesce(m.root_id, m.document_id)
                    ORDER BY d.principal_id) AS readers
            FROM membership m
                JOIN document ON document.id = m.document_id
                LEFT JOIN file f ON f.id = m.document_id
                LEFT JOIN membership top ON top.collection_id = m.collection_id AND top.document_id = m.root_id
                LEFT JOIN membership above ON above.collection_id = m.collection_id AND above.document_id = document.parent_id
                LEFT JOIN document_part part ON part.document_id = above.document_id AND part.version = above.version
                    AND part.child_id = m.document_id
            WHERE m.collection_id = ? AND {visible}
            ORDER BY coalesce(top.added_at, m.added_at), coalesce(m.root_id, m.document_id), document.depth, part.ordinal,
                m.added_at DESC, m.document_id
            """.replace("{visible}", VISIBLE);

    private static final String CONTENT = """
            SELECT title, media_type, pages, text, blocks, warnings, language, partial, mail FROM document_version
            WHERE document_id = ? AND version = ? AND parsed_at IS NOT NULL
            """;

    private static final String PASSAGES = """
            SELECT p.ordinal, p.text, p.context, p.headings, p.span_start, p.span_end, p.page, p.page_end, p.sheet, p.row_start, p.row_end,
                p.section_start, p.section_end, w.language,
                CASE WHEN p.{space} = ? THEN halfvec_send(p.{vector}) END AS vector,
                CASE WHEN p.{space} = ? AND ? THEN p.{states} END AS states
            FROM passage p LEFT JOIN passage_words w ON w.id = p.id
            WHERE p.document_id = ? AND p.version = ? AND {permitted}
            ORDER BY p.ordinal
            """;

    private static final TypeReference<List<Block>> BLOCKS = new TypeReference<>() {};
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<Partial> PARTIAL = new TypeReference<>() {};
    private static final TypeReference<MailHead> MAIL = new TypeReference<>() {};

    private final Database database;

    Contents(DataSource source) {
        this.database = new Database(source);
    }

    /** What is read beside the passages' texts. */
    public enum Beside {
        VECTORS,
        /** The states of tokens, too, of documents with up to {@value #PASSAGES_WITH_STATES} passages. */
        VECTORS_AND_STATES
    }

    /**
     * A collection's settings.
     *
     * @param language of documents whose own cannot be told
     * @param search how it is searched
     * @param attributes that its documents may have; empty: any
     * @param model whose vectors answer
     */
    public record Head(
            String name,
            String description,
            Map<String, String> metadata,
            String language,
            PassageRules rules,
            float k1,
            float b,
            SearchSettings search,
            Optional<AttributeTypes> attributes,
            EmbeddingModel model) {}

    /**
     * A document, as the version that answers has it.
     *
     * @param parent the document that it lay within; empty where that is not in the collection
     * @param mediaType as its sender declared it
     * @param readers those named; none: all who may read the collection
     * @param cutBy in one word; empty where that was not kept
     * @param content empty when no version answers yet
     */
    public record Document(
            DocumentId id,
            Optional<DocumentId> parent,
            String name,
            String mediaType,
            Optional<String> externalId,
            Optional<Integer> version,
            Member.Status status,
            Optional<Member.Failure> failure,
            Map<String, Object> attributes,
            Set<UUID> readers,
            Optional<String> cutBy,
            Instant addedAt,
            Optional<ParsedDocument> content) {}

    /**
     * A passage as it is searched. Its arrays are the visitor's.
     *
     * @param language by whose rules its words were read
     * @param vector half-precision numbers, little-endian; empty where it has none in the space that answers
     * @param states of its tokens, as they are stored; empty where there are none, or none were asked for
     */
    public record StoredPassage(Passage passage, String language, Optional<byte[]> vector, Optional<byte[]> states) {}

    /** Is told what there is: the collection, then each document, followed by its passages in order. What it throws ends the reading. */
    public interface Visitor {

        void collection(Head head);

        void document(Document document);

        void passage(StoredPassage passage);
    }

    /** @return how many documents the scope may not read; empty, and nothing is told, when it may not read the collection */
    public Optional<Long> read(Scope scope, CollectionId collection, Beside beside, Visitor visitor) {
        return database.read("read collection " + collection, connection -> {
            Optional<ReadHead> head = head(connection, scope, collection);
            if (head.isEmpty()) {
                return Optional.empty();
            }
            // Counted before the database shows no row of it any more.
            long withheld = withheld(connection, scope, collection);
            RowSecurity.readFor(connection, scope);
            visitor.collection(head.get().head());
            documents(connection, scope, collection, head.get(), beside, visitor);
            return Optional.of(withheld);
        });
    }

    private record ReadHead(Head head, Space space, Slot slot) {}

    private static Optional<ReadHead> head(Connection connection, Scope scope, CollectionId collection)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HEAD)) {
            statement.setObject(1, collection.value());
            statement.setArray(2, SqlArrays.uuids(connection, scope.principals()));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Space space = Space.read(row);
                int max = row.getInt("passage_tokens");
                Optional<PassageRules.Size> size = row.wasNull()
                        ? Optional.empty()
                        : Optional.of(new PassageRules.Size(max, row.getInt("overlap_tokens")));
                Head head = new Head(
                        row.getString("name"),
                        row.getString("description"),
                        Json.metadata(row.getString("metadata")),
                        row.getString("language"),
                        new PassageRules(Profile.of(row.getString("profile")).orElseThrow(), size),
                        row.getFloat("k1"),
                        row.getFloat("b"),
                        SearchColumns.read(row),
                        AttributeDeclarations.read(row.getString("attribute_types")),
                        space.model());
                return Optional.of(new ReadHead(head, space, Slot.of(row.getInt("slot"))));
            }
        }
    }

    private static void documents(
            Connection connection, Scope scope, CollectionId collection, ReadHead head, Beside beside, Visitor visitor)
            throws SQLException {
        Permitted permitted = Permitted.by(scope, List.of(collection), Optional.empty());
        try (PreparedStatement documents = connection.prepareStatement(DOCUMENTS);
                PreparedStatement content = connection.prepareStatement(CONTENT);
                PreparedStatement passages =
                        connection.prepareStatement(permitted.in(head.slot().in(PASSAGES)))) {
            documents.setFetchSize(DOCUMENTS_AT_ONCE);
            passages.setFetchSize(PASSAGES_AT_ONCE);
            permitted.bind(passages, 6);
            documents.setObject(1, collection.value());
            documents.setArray(2, SqlArrays.uuids(connection, scope.principals()));
            try (ResultSet rows = documents.executeQuery()) {
                while (rows.next()) {
                    Document document = document(rows, content);
                    visitor.document(document);
                    if (document.content().isPresent()) {
                        passages.setInt(1, head.space().id());
                        passages.setInt(2, head.space().id());
                        passages.setBoolean(
                                3,
                                beside == Beside.VECTORS_AND_STATES
                                        && rows.getInt("passages_total") <= PASSAGES_WITH_STATES);
                        passages.setObject(4, document.id().value());
                        passages.setInt(5, document.version().orElseThrow());
                        passages(passages, visitor);
                    }
                }
            }
        }
    }

    private static Document document(ResultSet row, PreparedStatement content) throws SQLException {
        DocumentId id = new DocumentId(row.getObject("document_id", UUID.class));
        int answering = row.getInt("version");
        Optional<Integer> version = row.wasNull() ? Optional.empty() : Optional.of(answering);
        Set<UUID> readers = new HashSet<>();
        for (Object reader : (Object[]) row.getArray("readers").getArray()) {
            readers.add((UUID) reader);
        }
        return new Document(
                id,
                Optional.ofNullable(row.getObject("parent_id", UUID.class)).map(DocumentId::new),
                row.getString("name"),
                Optional.ofNullable(row.getString("media_type")).orElse("application/octet-stream"),
                Optional.ofNullable(row.getString("external_id")),
                version,
                Member.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                failure(row),
                Json.attributes(row.getString("attributes")),
                readers,
                Optional.ofNullable(row.getString("cut_by")),
                row.getObject("added_at", OffsetDateTime.class).toInstant(),
                version.isEmpty() ? Optional.empty() : content(content, id, version.get()));
    }

    private static Optional<Member.Failure> failure(ResultSet row) throws SQLException {
        Optional<String> message = Optional.ofNullable(row.getString("error_message"));
        return Optional.ofNullable(row.getString("error_code"))
                .map(code -> new Member.Failure(code, message.orElse("")));
    }

    private static Optional<ParsedDocument> content(PreparedStatement statement, DocumentId id, int version)
            throws SQLException {
        statement.setObject(1, id.value());
        statement.setInt(2, version);
        try (ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(new ParsedDocument(
                    row.getString("title"),
                    row.getString("media_type"),
                    row.getString("text"),
                    Json.read(row.getString("blocks"), BLOCKS).orElseThrow(),
                    row.getInt("pages"),
                    Json.read(row.getString("warnings"), TEXTS).orElse(List.of()),
                    Optional.ofNullable(row.getString("language")).orElse(""),
                    Json.read(row.getString("partial"), PARTIAL),
                    Json.read(row.getString("mail"), MAIL)));
        }
    }

    private static void passages(PreparedStatement statement, Visitor visitor) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                visitor.passage(new StoredPassage(
                        Passages.read(rows),
                        Optional.ofNullable(rows.getString("language")).orElse(""),
                        Optional.ofNullable(rows.getBytes("vector")).map(Contents::littleEndian),
                        Optional.ofNullable(rows.getBytes("states"))));
            }
        }
    }

    /** From pgvector's {@code halfvec_send}: the number of dimensions, a word that is not used, then the numbers, each with its upper byte first. */
    private static byte[] littleEndian(byte[] sent) {
        ByteBuffer numbers = ByteBuffer.allocate(sent.length - HALFVEC_HEADER);
        for (int i = HALFVEC_HEADER; i < sent.length; i += Short.BYTES) {
            numbers.put(sent[i + 1]).put(sent[i]);
        }
        return numbers.array();
    }

    private static long withheld(Connection connection, Scope scope, CollectionId collection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WITHHELD)) {
            statement.setObject(1, collection.value());
            statement.setArray(2, SqlArrays.uuids(connection, scope.principals()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
