package io.groundwork.ingest;

import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    private static final String RESTORE =
            "INSERT INTO document (id, name, latest_version) VALUES (:id, :name, :version)";

    private static final String NAMES = """
            WITH RECURSIVE up AS (
                SELECT id, name, parent_id FROM document WHERE id = ANY (cast(:ids AS uuid[]))
                UNION ALL
                SELECT up.id, up.name || ' in ' || d.name, d.parent_id FROM up JOIN document d ON d.id = up.parent_id
            )
            SELECT id, name FROM up WHERE parent_id IS NULL
            """;

    private static final String IN_THREAD = """
            SELECT d.id FROM document_version v JOIN document d ON d.id = v.document_id AND d.latest_version = v.version
            WHERE v.thread = :thread
            ORDER BY v.mail ->> 'sent', d.id
            LIMIT :limit
            """;

    /** The blocks of a version, which may be many, are looked through once, however many of its parts are asked for. */
    private static final String OUTLINES = """
            WITH part AS (
                SELECT * FROM unnest(CAST(:documents AS uuid[]), CAST(:versions AS integer[]), CAST(:starts AS integer[]), CAST(:ends AS integer[]))
                    WITH ORDINALITY AS part (document, version, start, past, place)
            ), heading AS MATERIALIZED (
                SELECT v.document_id AS document, v.version, CAST(block ->> 'start' AS integer) AS start, CAST(block ->> 'end' AS integer) AS past,
                    CAST(block ->> 'page' AS integer) AS page, CAST(block ->> 'level' AS integer) AS level
                FROM (SELECT DISTINCT document, version FROM part) AS asked
                JOIN document_version v ON v.document_id = asked.document AND v.version = asked.version
                CROSS JOIN LATERAL jsonb_array_elements(v.blocks) AS block
                WHERE block ->> 'kind' = 'HEADING'
            )
            SELECT part.place, v.title, heading.start, heading.past, heading.page, heading.level
            FROM part
            JOIN document_version v ON v.document_id = part.document AND v.version = part.version
            LEFT JOIN heading ON heading.document = part.document AND heading.version = part.version
                AND heading.start < part.past AND heading.past > part.start
            ORDER BY part.place, heading.start
            """;

    /** By the bytes, and by what else decides how they are read. */
    private static final String READ_BEFORE = """
            select v from DocumentVersionEntity v, FileEntity f
            where f.id = v.fileId and f.sha256 = :sha256 and f.mediaType = :mediaType and lower(f.name) like :ending escape '!'
                and v.parser = :parser and v.parsedAt is not null and v.partial is null
            order by v.createdAt
            """;

    private static final String HELD =
            "SELECT EXISTS (SELECT 1 FROM document_part WHERE document_id = :id AND version = :version) AS held";

    private static final String SUPERSEDE = """
            update DocumentVersionEntity v set v.supersededAt = :now
            where v.key.document = :id and v.key.version < :version and v.supersededAt is null
            """;

    /** In the place of a parser, and none: what stands in such a document was not read from its file. */
    private static final String RESTORED = "import";

    private final Session session;
    private final Files files;

    Documents(Session session, Files files) {
        this.session = session;
        this.files = files;
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

    /**
     * Makes a document of what another installation had read.
     *
     * @param file a new one, for this document only
     * @param name of the document, which may be another than the file's
     * @param version its only one here
     */
    public DocumentId restore(StoredFile file, String name, int version, ParsedDocument content) {
        session.flush();
        session.createNativeMutationQuery(RESTORE)
                .setParameter("id", file.id().value())
                .setParameter("name", name)
                .setParameter("version", version)
                .executeUpdate();
        return restored(file, version, content);
    }

    /** The same of a document whose row is there. */
    DocumentId restored(StoredFile file, int version, ParsedDocument content) {
        DocumentVersionEntity read = new DocumentVersionEntity(
                new DocumentVersionEntity.Key(file.id().value(), version),
                file.id().value(),
                now());
        read.parsed(content, RESTORED, now());
        session.persist(read);
        session.flush();
        return file.id().document();
    }

    /**
     * Gives a document new bytes, and a version that is to be read from them. The document's file has the new name and bytes from here on, and belongs to
     * whoever uploaded these; the former ones stay with the former version.
     *
     * @param incoming an upload of its own until now
     * @return the new version's number
     * @throws java.util.NoSuchElementException when there is no such document, or no such file
     */
    public int newVersion(DocumentId id, StoredFile incoming) {
        DocumentEntity document = Optional.ofNullable(
                        session.find(DocumentEntity.class, id.value(), LockModeType.PESSIMISTIC_WRITE))
                .orElseThrow();
        FileId own = new FileId(id.value());
        files.exchange(own, incoming.id());
        session.find(DocumentVersionEntity.class, new DocumentVersionEntity.Key(id.value(), document.latestVersion))
                        .fileId =
                incoming.id().value();
        document.latestVersion++;
        document.name = incoming.name();
        session.persist(new DocumentVersionEntity(
                new DocumentVersionEntity.Key(id.value(), document.latestVersion), own.value(), now()));
        session.flush();
        return document.latestVersion;
    }

    /** Gives a document, and its file, another name. */
    public void rename(DocumentId id, String name) {
        Optional.ofNullable(session.find(DocumentEntity.class, id.value())).ifPresent(found -> found.name = name);
        Optional.ofNullable(session.find(FileEntity.class, id.value())).ifPresent(found -> found.name = name);
    }

    /** Notes that versions before this one answer no longer: from now on the time runs for which they are kept. */
    public void supersede(DocumentId id, int version) {
        session.createMutationQuery(SUPERSEDE)
                .setParameter("now", now())
                .setParameter("id", id.value())
                .setParameter("version", version)
                .executeUpdate();
    }

    /** Versions that answer no longer, for so long at least; oldest first, at most {@code limit}. */
    public List<DocumentVersion> supersededBefore(Instant then, int limit) {
        return session.createQuery(
                        "from DocumentVersionEntity v where v.supersededAt < :then order by v.supersededAt",
                        DocumentVersionEntity.class)
                .setParameter("then", then)
                .setMaxResults(limit)
                .getResultStream()
                .map(found -> new DocumentVersion(
                        new DocumentId(found.key.document()),
                        found.key.version(),
                        "",
                        new FileId(found.fileId),
                        Optional.empty(),
                        found.createdAt))
                .toList();
    }

    /** Removes one version with its bytes; what cites it can no longer be checked. Does nothing with the latest. */
    public void removeVersion(DocumentId id, int version) throws IOException {
        DocumentVersionEntity found =
                session.find(DocumentVersionEntity.class, new DocumentVersionEntity.Key(id.value(), version));
        if (found == null || found.fileId.equals(id.value())) {
            return;
        }
        session.remove(found);
        session.flush();
        files.delete(new FileId(found.fileId));
    }

    /** The files that hold the bytes of the documents' versions. */
    public List<FileId> files(Collection<DocumentId> ids) {
        return session.createQuery(
                        "select v.fileId from DocumentVersionEntity v where v.key.document in :ids order by v.key.version",
                        UUID.class)
                .setParameter("ids", ids.stream().map(DocumentId::value).toList())
                .getResultStream()
                .map(FileId::new)
                .toList();
    }

    /** How many versions there are of these documents, and how many characters of text in them. */
    public Extent extent(Collection<DocumentId> ids) {
        Object[] row = session.createQuery(
                        "select count(*), coalesce(sum(length(v.text)), 0) from DocumentVersionEntity v where v.key.document in :ids",
                        Object[].class)
                .setParameter("ids", ids.stream().map(DocumentId::value).toList())
                .getSingleResult();
        return new Extent(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }

    /** How much there is of documents. */
    public record Extent(long versions, long characters) {}

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

    /** The characters {@code [start, end)} of a version's text. */
    public record Part(DocumentId document, int version, int start, int end) {}

    /**
     * What orders a part of a document.
     *
     * @param title of the version; empty when it has none
     * @param headings that lie, wholly or in part, in the part, in order
     */
    public record Outline(String title, List<Block> headings) {

        public Outline {
            headings = List.copyOf(headings);
        }
    }

    /** One for each part, in their order; that of a version which does not exist is empty. */
    public List<Outline> outlines(List<Part> parts) {
        List<String> titles = new ArrayList<>(Collections.nCopies(parts.size(), ""));
        List<List<Block>> headings = Stream.generate(() -> (List<Block>) new ArrayList<Block>())
                .limit(parts.size())
                .toList();
        session.createNativeQuery(OUTLINES, Object[].class)
                .setParameter(
                        "documents",
                        parts.stream().map(part -> part.document().value()).toArray(UUID[]::new))
                .setParameter("versions", parts.stream().map(Part::version).toArray(Integer[]::new))
                .setParameter("starts", parts.stream().map(Part::start).toArray(Integer[]::new))
                .setParameter("ends", parts.stream().map(Part::end).toArray(Integer[]::new))
                .getResultStream()
                .forEach(row -> {
                    int place = ((Number) row[0]).intValue() - 1;
                    titles.set(place, Objects.requireNonNullElse((String) row[1], ""));
                    if (row[2] != null) {
                        headings.get(place)
                                .add(new Block(
                                        Block.Kind.HEADING, (int) row[2], (int) row[3], (int) row[4], (int) row[5]));
                    }
                });
        return IntStream.range(0, parts.size())
                .mapToObj(place -> new Outline(titles.get(place), headings.get(place)))
                .toList();
    }

    /** Names by id, as people are to see them: {@code report.docx in mail.eml}. Documents that do not exist are left out. */
    public Map<DocumentId, String> names(Collection<DocumentId> ids) {
        return session.createNativeQuery(NAMES, Object[].class)
                .addScalar("id", UUID.class)
                .addScalar("name", String.class)
                .setParameter("ids", ids.stream().map(DocumentId::value).toArray(UUID[]::new))
                .getResultStream()
                .collect(Collectors.toMap(row -> new DocumentId((UUID) row[0]), row -> (String) row[1]));
    }

    /** The documents whose latest version is a message of the thread, the first sent first; at most {@code limit}. */
    public List<DocumentId> inThread(String thread, int limit) {
        return session.createNativeQuery(IN_THREAD, Object[].class)
                .addScalar("id", UUID.class)
                .setParameter("thread", thread)
                .setParameter("limit", limit)
                .getResultStream()
                .map(row -> new DocumentId((UUID) row[0]))
                .toList();
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

    /**
     * What the same parser read from the same bytes, of the same declared type and the same ending of the name, in whatever document. Only whole readings
     * count, and only of files that held no others.
     */
    public Optional<ParsedDocument> readBefore(StoredFile file, String parser) {
        String name = file.name().toLowerCase(Locale.ROOT);
        String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
        return session.createQuery(READ_BEFORE, DocumentVersionEntity.class)
                .setParameter("sha256", file.digest().toArray())
                .setParameter("mediaType", file.mediaType())
                .setParameter(
                        "ending",
                        "%" + ending.replace("!", "!!").replace("%", "!%").replace("_", "!_"))
                .setParameter("parser", parser)
                .setMaxResults(1)
                .uniqueResultOptional()
                .filter(found -> !held(found.key))
                .flatMap(DocumentVersionEntity::content);
    }

    private boolean held(DocumentVersionEntity.Key version) {
        return (Boolean) session.createNativeQuery(HELD, Object[].class)
                .addScalar("held", Boolean.class)
                .setParameter("id", version.document())
                .setParameter("version", version.version())
                .getSingleResult()[0];
    }

    /** Checkpoint: what was read is kept, so that a later try goes on from here. Once set it never changes. */
    public void parsed(DocumentId id, int version, ParsedDocument content, String parser) {
        DocumentVersionEntity found =
                session.find(DocumentVersionEntity.class, new DocumentVersionEntity.Key(id.value(), version));
        if (found != null && found.parsedAt == null) {
            found.parsed(content, parser, now());
        }
    }

    /** Adds a sentence to what {@link #warnings} tells of a version that was read; nothing when it stands there already. */
    public void warn(DocumentId id, int version, String sentence) {
        DocumentVersionEntity found =
                session.find(DocumentVersionEntity.class, new DocumentVersionEntity.Key(id.value(), version));
        if (found != null && found.warnings != null && !found.warnings.contains(sentence)) {
            List<String> more = new ArrayList<>(found.warnings);
            more.add(sentence);
            found.warnings = more;
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

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}
