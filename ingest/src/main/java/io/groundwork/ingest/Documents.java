package io.groundwork.ingest;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** The {@code document} and {@code document_version} tables. */
@Singleton
@Transactional
public class Documents {

    private static final String ADD_DOCUMENT = """
            INSERT INTO document (id, name, latest_version) VALUES (:id, :name, 1) ON CONFLICT DO NOTHING
            """;

    private static final String ADD_VERSION = """
            INSERT INTO document_version (document_id, version, file_id) VALUES (:id, 1, :file) ON CONFLICT DO NOTHING
            """;

    private static final String HEADINGS = """
            SELECT CAST(block ->> 'start' AS integer), CAST(block ->> 'end' AS integer),
                CAST(block ->> 'page' AS integer), CAST(block ->> 'level' AS integer)
            FROM document_version v, jsonb_array_elements(v.blocks) AS block
            WHERE v.document_id = :id AND v.version = :version AND block ->> 'kind' = 'HEADING'
                AND CAST(block ->> 'start' AS integer) < :end AND CAST(block ->> 'end' AS integer) > :start
            ORDER BY 1
            """;

    private final Session session;

    Documents(Session session) {
        this.session = session;
    }

    /** The document that an uploaded file is; made on the first call, the same on every other. */
    public DocumentId fromUpload(StoredFile file) {
        DocumentId id = file.id().document();
        session.createNativeMutationQuery(ADD_DOCUMENT)
                .setParameter("id", id.value())
                .setParameter("name", file.name())
                .executeUpdate();
        session.createNativeMutationQuery(ADD_VERSION)
                .setParameter("id", id.value())
                .setParameter("file", file.id().value())
                .executeUpdate();
        return id;
    }

    /** The version that a new attachment would read. */
    public Optional<Integer> latestVersion(DocumentId id) {
        return Optional.ofNullable(session.find(DocumentEntity.class, id.value()))
                .map(found -> found.latestVersion);
    }

    public Optional<DocumentVersion> version(DocumentId id, int version) {
        DocumentVersionEntity found =
                session.find(DocumentVersionEntity.class, new DocumentVersionEntity.Key(id.value(), version));
        DocumentEntity document = session.find(DocumentEntity.class, id.value());
        if (found == null || document == null) {
            return Optional.empty();
        }
        return Optional.of(new DocumentVersion(
                id, version, document.name, new FileId(found.fileId), found.content(), found.createdAt));
    }

    /** The text of a version that has been parsed. */
    public Optional<String> text(DocumentId id, int version) {
        return session.createQuery(
                        "select v.text from DocumentVersionEntity v where v.key.document = :id and v.key.version = :version and v.text is not null",
                        String.class)
                .setParameter("id", id.value())
                .setParameter("version", version)
                .uniqueResultOptional();
    }

    /** The headings that lie, wholly or in part, between two offsets of a version's text, in order. */
    public List<Block> headings(DocumentId id, int version, int start, int end) {
        return session.createNativeQuery(HEADINGS, Object[].class)
                .setParameter("id", id.value())
                .setParameter("version", version)
                .setParameter("start", start)
                .setParameter("end", end)
                .getResultStream()
                .map(row -> new Block(Block.Kind.HEADING, (int) row[0], (int) row[1], (int) row[2], (int) row[3]))
                .toList();
    }

    /** Names by id; documents that do not exist are left out. */
    public Map<DocumentId, String> names(Collection<DocumentId> ids) {
        List<UUID> values = ids.stream().map(DocumentId::value).toList();
        return session.createQuery("from DocumentEntity d where d.id in :ids", DocumentEntity.class)
                .setParameter("ids", values)
                .getResultStream()
                .collect(Collectors.toMap(found -> new DocumentId(found.id), found -> found.name));
    }

    /** What parsing left unread, by document, for the given versions; documents without warnings are left out. */
    @SuppressWarnings("unchecked")
    public Map<DocumentId, List<String>> warnings(Map<DocumentId, Integer> versions) {
        List<DocumentVersionEntity.Key> keys = versions.entrySet().stream()
                .map(entry -> new DocumentVersionEntity.Key(entry.getKey().value(), entry.getValue()))
                .toList();
        if (keys.isEmpty()) {
            return Map.of();
        }
        return session.createQuery(
                        "select v.key.document, v.warnings from DocumentVersionEntity v where v.key in :keys and v.warnings is not null",
                        Object[].class)
                .setParameter("keys", keys)
                .getResultStream()
                .filter(row -> !((List<String>) row[1]).isEmpty())
                .collect(Collectors.toMap(row -> new DocumentId((UUID) row[0]), row -> (List<String>) row[1]));
    }

    /** Checkpoint: what was read is kept, so that a later try goes on from here. Once set it never changes. */
    public void parsed(DocumentId id, int version, ParsedDocument content) {
        DocumentVersionEntity found =
                session.find(DocumentVersionEntity.class, new DocumentVersionEntity.Key(id.value(), version));
        if (found != null && found.parsedAt == null) {
            found.parsed(content, Instant.now().truncatedTo(ChronoUnit.MICROS));
        }
    }

    /** Deletes the document with all its versions; memberships must be gone. */
    public void delete(DocumentId id) {
        session.createMutationQuery("delete from DocumentVersionEntity v where v.key.document = :id")
                .setParameter("id", id.value())
                .executeUpdate();
        session.createMutationQuery("delete from DocumentEntity d where d.id = :id")
                .setParameter("id", id.value())
                .executeUpdate();
    }
}
