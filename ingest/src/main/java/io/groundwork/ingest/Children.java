package io.groundwork.ingest;

import io.groundwork.ingest.parse.Part;
import io.groundwork.ingest.parse.Room;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.hibernate.Session;

/**
 * Documents below others: attachments below their mail, entries below their archive (the {@code document_part} table, and who is whose child).
 * They are made in the transaction that keeps what was read of their parent, so that both are there or neither.
 */
@Singleton
@Transactional
public class Children {

    private static final String LOCK_ROOT = """
            SELECT id FROM document
            WHERE id = (SELECT coalesce(root_id, id) FROM document WHERE id = :id) FOR NO KEY UPDATE
            """;

    private static final String PLACE = "SELECT coalesce(root_id, id) AS root, depth FROM document WHERE id = :id";

    private static final String BELOW = """
            WITH RECURSIVE below AS (
                SELECT id, depth FROM document WHERE parent_id = :id
                UNION ALL
                SELECT d.id, d.depth FROM below JOIN document d ON d.parent_id = below.id
            )
            """;

    private static final String LIST_BELOW = BELOW + "SELECT id FROM below ORDER BY depth DESC, id";

    /** Of all below the root, this one among them, but what is below it: that is what is to be replaced. */
    private static final String TAKEN_ELSEWHERE = BELOW + """
            SELECT count(*) AS files, cast(coalesce(sum(f.size_bytes), 0) AS bigint) AS bytes
            FROM document d JOIN file f ON f.id = d.id
            WHERE d.root_id = :root AND d.id NOT IN (SELECT id FROM below)
            """;

    private static final String KNOWN = """
            SELECT d.id, d.name, f.sha256 FROM document d JOIN file f ON f.id = d.id
            WHERE d.parent_id = :parent ORDER BY d.created_at, d.id
            """;

    private static final String ADD = """
            INSERT INTO document (id, name, latest_version, parent_id, root_id, depth)
            SELECT :id, :name, 1, p.id, coalesce(p.root_id, p.id), p.depth + 1 FROM document p WHERE p.id = :parent
            """;

    private static final String ADD_VERSION =
            "INSERT INTO document_version (document_id, version, file_id) VALUES (:id, 1, :id)";

    private static final String ADD_PARTS = """
            INSERT INTO document_part (document_id, version, ordinal, child_id)
            SELECT :parent, :version, ordinal - 1, child
            FROM unnest(cast(:children AS uuid[])) WITH ORDINALITY AS c (child, ordinal)
            """;

    private static final String RESTORE = """
            INSERT INTO document (id, name, latest_version, parent_id, root_id, depth)
            SELECT :id, :name, :version, p.id, coalesce(p.root_id, p.id), p.depth + 1 FROM document p WHERE p.id = :parent
            """;

    private static final String RESTORE_PART = """
            INSERT INTO document_part (document_id, version, ordinal, child_id)
            SELECT id, latest_version, :ordinal, :child FROM document WHERE id = :parent
            """;

    private static final String OF = """
            SELECT d.id, d.latest_version, f.size_bytes
            FROM document_part p JOIN document d ON d.id = p.child_id JOIN file f ON f.id = d.id
            WHERE p.document_id = :id AND p.version = :version
            ORDER BY p.ordinal
            """;

    private static final String ALL_OF = "SELECT id FROM document WHERE parent_id = :id ORDER BY created_at, id";

    private static final String PARENTS =
            "SELECT id, parent_id FROM document WHERE id = ANY (cast(:ids AS uuid[])) AND parent_id IS NOT NULL";

    private final Session session;
    private final Documents documents;
    private final Files files;
    private final IngestConfig config;

    Children(Session session, Documents documents, Files files, IngestConfig config) {
        this.session = session;
        this.documents = documents;
        this.files = files;
        this.config = config;
    }

    /** A child as it is now. */
    public record Child(DocumentId document, int latestVersion, long sizeBytes) {}

    /** What may be taken out of a document that is nobody's child. */
    public Room wholeRoom() {
        return new Room(config.parserNesting(), config.parserEmbeddedFiles(), unpackedBytes());
    }

    /** What may be taken out of a document, of all that the upload at its top may hold. */
    public Room room(DocumentId id) {
        Object[] place = session.createNativeQuery(PLACE, Object[].class)
                .addScalar("root", UUID.class)
                .addScalar("depth", Integer.class)
                .setParameter("id", id.value())
                .getSingleResultOrNull();
        if (place == null) {
            return new Room(0, 0, 0);
        }
        if (place[0].equals(id.value())) {
            return wholeRoom();
        }
        int levels = Math.max(0, config.parserNesting() - (Integer) place[1]);
        Object[] taken = session.createNativeQuery(TAKEN_ELSEWHERE, Object[].class)
                .addScalar("files", Long.class)
                .addScalar("bytes", Long.class)
                .setParameter("id", id.value())
                .setParameter("root", place[0])
                .getSingleResult();
        return new Room(
                levels,
                (int) Math.max(0, config.parserEmbeddedFiles() - (Long) taken[0]),
                Math.max(0, unpackedBytes() - (Long) taken[1]));
    }

    private long unpackedBytes() {
        return (long) config.parserUnpackedMegabytes() << 20;
    }

    /**
     * Checkpoint: keeps what was read of a document, and makes its parts its children. One that was there already, by its bytes or else by its name,
     * stays the same document; other bytes are a new version of it. Does nothing, but tell what is kept, when a reading is kept already.
     *
     * @param content with the first of {@code parts} only, and marked so, where others have used up the room meanwhile
     * @return what is kept
     */
    public ParsedDocument keep(DocumentId id, int version, ParsedDocument content, String parser, List<Part> parts) {
        Optional<DocumentVersion> known = hold(id) ? documents.version(id, version) : Optional.empty();
        if (known.isEmpty() || known.get().content().isPresent()) {
            return known.flatMap(DocumentVersion::content).orElse(content);
        }
        List<Part> fitting = parts.isEmpty() ? parts : fitting(parts, room(id));
        ParsedDocument kept = fitting.size() == parts.size()
                ? content
                : content.endedBy(
                        new Partial(fitting.size(), parts.size(), "files"),
                        "there is no room for more files within one upload.");
        documents.parsed(id, version, kept, parser);
        if (!fitting.isEmpty()) {
            session.flush();
            adopt(id, version, fitting);
        }
        return kept;
    }

    /**
     * Makes a child of what another installation had read, as {@link Documents#restore} does.
     *
     * @param parent restored already
     * @param ordinal among the parent's children, counted from 0
     */
    public DocumentId restore(
            DocumentId parent, int ordinal, StoredFile file, String name, int version, ParsedDocument content) {
        session.flush();
        session.createNativeMutationQuery(RESTORE)
                .setParameter("id", file.id().value())
                .setParameter("name", name)
                .setParameter("version", version)
                .setParameter("parent", parent.value())
                .executeUpdate();
        DocumentId child = documents.restored(file, version, content);
        session.createNativeMutationQuery(RESTORE_PART)
                .setParameter("ordinal", ordinal)
                .setParameter("child", child.value())
                .setParameter("parent", parent.value())
                .executeUpdate();
        return child;
    }

    /**
     * Until the caller's transaction ends nothing is put below this document, nor below any that has the same one at its top.
     *
     * @return false when it is not there
     */
    public boolean hold(DocumentId id) {
        return !session.createNativeQuery(LOCK_ROOT, Object[].class)
                .addScalar("id", UUID.class)
                .setParameter("id", id.value())
                .getResultList()
                .isEmpty();
    }

    private static List<Part> fitting(List<Part> parts, Room room) {
        long bytes = 0;
        int count = 0;
        while (count < parts.size()
                && count < room.files()
                && bytes + parts.get(count).sizeBytes() <= room.bytes()) {
            bytes += parts.get(count).sizeBytes();
            count++;
        }
        return parts.subList(0, count);
    }

    private record Known(DocumentId document, String name, Digest digest) {}

    /** A part that is to be stored, as a new version of a document that was there or as a new document. */
    private record Arrival(int ordinal, Part part, Digest digest, Optional<DocumentId> known) {}

    private void adopt(DocumentId parent, int version, List<Part> parts) {
        List<Known> left = new ArrayList<>(known(parent));
        List<Digest> digests = parts.stream().map(Children::digest).toList();
        SortedMap<Integer, DocumentId> children = new TreeMap<>();
        Map<Integer, DocumentId> renewed = new HashMap<>();
        // Those that are as they were come first, lest another take their place.
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Digest digest = digests.get(i);
            int ordinal = i;
            take(left, one -> one.digest().equals(digest) && one.name().equals(part.name()))
                    .ifPresent(same -> children.put(ordinal, same));
        }
        for (int i = 0; i < parts.size(); i++) {
            Digest digest = digests.get(i);
            int ordinal = i;
            if (!children.containsKey(i)) {
                take(left, one -> one.digest().equals(digest)).ifPresent(same -> renewed.put(ordinal, same));
            }
        }
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (!children.containsKey(i)) {
                Optional<DocumentId> known = Optional.ofNullable(renewed.get(i))
                        .or(() -> take(left, one -> one.name().equals(part.name())));
                arrivals.add(new Arrival(i, part, digests.get(i), known));
            }
        }
        // In one order for all: two mails with the same attachments wait for one another, and not in a circle.
        arrivals.sort(Comparator.comparing(arrival -> arrival.digest().toHex()));
        for (Arrival arrival : arrivals) {
            children.put(
                    arrival.ordinal(),
                    arrival.known()
                            .map(same -> renew(same, arrival.part(), parent))
                            .orElseGet(() -> add(parent, arrival.part())));
        }
        UUID[] ids = children.values().stream().map(DocumentId::value).toArray(UUID[]::new);
        session.createNativeMutationQuery(ADD_PARTS)
                .setParameter("parent", parent.value())
                .setParameter("version", version)
                .setParameter("children", ids)
                .executeUpdate();
    }

    private static Optional<DocumentId> take(List<Known> left, Predicate<Known> wanted) {
        Optional<Known> found = left.stream().filter(wanted).findFirst();
        found.ifPresent(left::remove);
        return found.map(Known::document);
    }

    private List<Known> known(DocumentId parent) {
        return session.createNativeQuery(KNOWN, Object[].class)
                .addScalar("id", UUID.class)
                .addScalar("name", String.class)
                .addScalar("sha256", byte[].class)
                .setParameter("parent", parent.value())
                .getResultStream()
                .map(row -> new Known(new DocumentId((UUID) row[0]), (String) row[1], Digest.of((byte[]) row[2])))
                .toList();
    }

    private DocumentId renew(DocumentId child, Part part, DocumentId parent) {
        documents.newVersion(child, store(part, parent));
        return child;
    }

    private DocumentId add(DocumentId parent, Part part) {
        StoredFile file = store(part, parent);
        session.flush();
        session.createNativeMutationQuery(ADD)
                .setParameter("id", file.id().value())
                .setParameter("name", part.name())
                .setParameter("parent", parent.value())
                .executeUpdate();
        session.createNativeMutationQuery(ADD_VERSION)
                .setParameter("id", file.id().value())
                .executeUpdate();
        return file.id().document();
    }

    private StoredFile store(Part part, DocumentId parent) {
        UUID owner = files.find(new FileId(parent.value())).orElseThrow().owner();
        String mediaType = part.mediaType().isBlank() ? "application/octet-stream" : part.mediaType();
        try {
            return files.store(part.name(), mediaType, StoredFile.WITHIN, owner, part.path());
        } catch (IOException e) {
            throw new UncheckedIOException("A part of %s could not be stored".formatted(parent), e);
        }
    }

    private static Digest digest(Part part) {
        try (InputStream bytes = java.nio.file.Files.newInputStream(part.path())) {
            return Digest.ofContent(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("A part that was taken out of a file could not be read", e);
        }
    }

    /** The children of a version of a document, in the order of the file. */
    public List<Child> of(DocumentId id, int version) {
        return session.createNativeQuery(OF, Object[].class)
                .addScalar("id", UUID.class)
                .addScalar("latest_version", Integer.class)
                .addScalar("size_bytes", Long.class)
                .setParameter("id", id.value())
                .setParameter("version", version)
                .getResultStream()
                .map(row -> new Child(new DocumentId((UUID) row[0]), (Integer) row[1], (Long) row[2]))
                .toList();
    }

    /** The children of all its versions. */
    public List<DocumentId> of(DocumentId id) {
        return ids(ALL_OF, id);
    }

    /** All documents below one, the deepest first. */
    public List<DocumentId> below(DocumentId id) {
        return ids(LIST_BELOW, id);
    }

    private List<DocumentId> ids(String query, DocumentId id) {
        return session.createNativeQuery(query, Object[].class)
                .addScalar("id", UUID.class)
                .setParameter("id", id.value())
                .getResultStream()
                .map(row -> new DocumentId((UUID) row[0]))
                .toList();
    }

    /** Whose child each is; those that are nobody's are left out. */
    public Map<DocumentId, DocumentId> parents(Collection<DocumentId> ids) {
        return session.createNativeQuery(PARENTS, Object[].class)
                .addScalar("id", UUID.class)
                .addScalar("parent_id", UUID.class)
                .setParameter("ids", ids.stream().map(DocumentId::value).toArray(UUID[]::new))
                .getResultStream()
                .collect(Collectors.toMap(row -> new DocumentId((UUID) row[0]), row -> new DocumentId((UUID) row[1])));
    }

    /** Whose child it is; empty when it is nobody's. */
    public Optional<DocumentId> parent(DocumentId id) {
        return Optional.ofNullable(parents(List.of(id)).get(id));
    }
}
