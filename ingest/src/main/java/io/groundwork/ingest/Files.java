package io.groundwork.ingest;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.Session;

/**
 * The {@code file} and {@code blob} tables: what was uploaded, each content stored once.
 *
 * <p>Native queries here, as elsewhere, name their columns as scalars of an {@code Object[]}. With a plain result class, Hibernate 7.2 finds no
 * plan again in its cache, and each call adds one more to it and compares with all before.
 */
@Singleton
@Transactional
public class Files {

    /**
     * One row where the bytes are new, none where they were there. Either way the row is held until the transaction ends, so that nobody forgets
     * a blob between our looking and our referring to it.
     */
    private static final String KEEP_BLOB = """
            INSERT INTO blob (sha256, size_bytes) VALUES (:sha256, :size)
            ON CONFLICT (sha256) DO UPDATE SET size_bytes = blob.size_bytes WHERE false
            """;

    /** Waits for whoever stores the same bytes: the statement after it then sees what they have referred to. */
    private static final String HOLD_BLOB = "SELECT 1 AS held FROM blob WHERE sha256 = :sha256 FOR UPDATE";

    private static final String FORGET_BLOB = """
            DELETE FROM blob WHERE sha256 = :sha256 AND NOT EXISTS (SELECT 1 FROM file WHERE sha256 = :sha256)
            """;

    private static final String NOTE_GARBAGE =
            "INSERT INTO blob_garbage (sha256) VALUES (:sha256) ON CONFLICT DO NOTHING";

    private static final String TAKE_GARBAGE =
            "SELECT sha256 FROM blob_garbage ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED";

    private static final String DROP_GARBAGE = "DELETE FROM blob_garbage WHERE sha256 = :sha256";

    private static final String LOCK_CONTENT =
            "SELECT 1 AS held FROM pg_advisory_xact_lock(hashtextextended('blob ' || :sha256, 0))";

    private static final String HOLDING = """
            SELECT count(*), count(DISTINCT f.sha256) FILTER (WHERE NOT EXISTS (
                SELECT 1 FROM file other WHERE other.sha256 = f.sha256 AND other.id <> ALL (cast(:ids AS uuid[]))))
            FROM file f WHERE f.id = ANY (cast(:ids AS uuid[]))
            """;

    private static final String HOLD = "SELECT 1 AS held FROM file WHERE id = :id FOR NO KEY UPDATE";

    private static final String RELEASE = """
            UPDATE file SET purpose = :purpose WHERE id = ANY (cast(:ids AS uuid[])) AND purpose = :arriving
            """;

    private final Session session;
    private final Blobs blobs;

    Files(Session session, Blobs blobs) {
        this.session = session;
        this.blobs = blobs;
    }

    /**
     * Stores an upload.
     *
     * @param content lies on this machine's disk; the caller deletes it afterwards
     */
    public StoredFile store(String name, String mediaType, String purpose, UUID owner, Path content)
            throws IOException {
        Digest digest;
        try (InputStream bytes = java.nio.file.Files.newInputStream(content)) {
            digest = Digest.ofContent(bytes);
        }
        long size = java.nio.file.Files.size(content);
        if (!blobs.inDatabase()) {
            lock(digest);
        }
        if (keepBlob(digest, size)) {
            blobs.put(digest, content);
        }
        StoredFile file = new StoredFile(
                new FileId(UUID.randomUUID()),
                name,
                mediaType,
                digest,
                size,
                purpose,
                owner,
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        session.persist(new FileEntity(file));
        return file;
    }

    /** Stores the bytes of a document that is being imported; in nobody's list until {@link #release}. */
    public StoredFile arriving(String name, String mediaType, UUID owner, Path content) throws IOException {
        return store(name, mediaType, StoredFile.ARRIVING, owner, content);
    }

    /** The same of one that lay within another: it is in nobody's list afterwards either. */
    public StoredFile arrivingWithin(String name, String mediaType, UUID owner, Path content) throws IOException {
        return store(name, mediaType, StoredFile.WITHIN, owner, content);
    }

    /** From now on those of the files that were arriving are their owner's, as if uploaded. */
    public void release(List<FileId> ids, String purpose) {
        session.createNativeMutationQuery(RELEASE)
                .setParameter("purpose", purpose)
                .setParameter("ids", ids.stream().map(FileId::value).toArray(UUID[]::new))
                .setParameter("arriving", StoredFile.ARRIVING)
                .executeUpdate();
    }

    /** The bytes of a file once more, as a file of their own; nothing is copied. */
    public StoredFile again(StoredFile file, String name, String mediaType) {
        keepBlob(file.digest(), file.sizeBytes());
        StoredFile again = new StoredFile(
                new FileId(UUID.randomUUID()),
                name,
                mediaType,
                file.digest(),
                file.sizeBytes(),
                file.purpose(),
                file.owner(),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        session.persist(new FileEntity(again));
        return again;
    }

    public Optional<StoredFile> find(FileId id) {
        return Optional.ofNullable(session.find(FileEntity.class, id.value())).map(FileEntity::toFile);
    }

    /** From here until the caller's transaction ends, nobody else holds the file, changes or deletes it. @return false when it is not there */
    public boolean hold(FileId id) {
        session.flush();
        return !session.createNativeQuery(HOLD, Object[].class)
                .addScalar("held", Integer.class)
                .setParameter("id", id.value())
                .getResultList()
                .isEmpty();
    }

    /**
     * Gives a file the name, the bytes and the owner of another; the other has the former ones from then on, and is no longer listed.
     *
     * @throws java.util.NoSuchElementException when either is not there
     */
    void exchange(FileId kept, FileId incoming) {
        FileEntity one = Optional.ofNullable(session.find(FileEntity.class, kept.value()))
                .orElseThrow();
        FileEntity other = Optional.ofNullable(session.find(FileEntity.class, incoming.value()))
                .orElseThrow();
        one.exchangeWith(other);
        other.purpose = StoredFile.FORMER;
        session.flush();
    }

    /** In the order of {@code ids}; those that do not exist are left out. */
    public List<StoredFile> findAll(List<FileId> ids) {
        return session
                .findMultiple(
                        FileEntity.class,
                        ids.stream().map(id -> (Object) id.value()).toList())
                .stream()
                .filter(java.util.Objects::nonNull)
                .map(FileEntity::toFile)
                .toList();
    }

    /** A page of what {@code owner} uploaded, newest first, after the file {@code after} where one is given. */
    public List<StoredFile> ownedBy(UUID owner, Optional<FileId> after, int limit) {
        String fromHere = after.isEmpty() ? "" : """
                 and (f.createdAt, f.id) < (select g.createdAt, g.id from FileEntity g where g.id = :after)
                """;
        var query = session.createQuery(
                        "from FileEntity f where f.ownerId = :owner and f.purpose not in (:hidden)" + fromHere
                                + " order by f.createdAt desc, f.id desc",
                        FileEntity.class)
                .setParameter("owner", owner)
                .setParameter("hidden", StoredFile.INTERNAL)
                .setMaxResults(limit);
        after.ifPresent(id -> query.setParameter("after", id.value()));
        return query.getResultStream().map(FileEntity::toFile).toList();
    }

    /** How many of these files there are, and how many contents that no other file has. */
    public Holding holding(List<FileId> ids) {
        Object[] row = session.createNativeQuery(HOLDING, Object[].class)
                .setParameter("ids", ids.stream().map(FileId::value).toArray(UUID[]::new))
                .getSingleResult();
        return new Holding(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }

    /** @param ownContents different contents among the files that no file beside them has */
    public record Holding(long files, long ownContents) {}

    /** The bytes as they were uploaded; the caller closes the stream. */
    public InputStream open(StoredFile file) throws IOException {
        return blobs.open(file.digest());
    }

    /** Deletes the file, and its bytes where no other file has the same. */
    public void delete(FileId id) throws IOException {
        FileEntity entity = session.find(FileEntity.class, id.value());
        if (entity == null) {
            return;
        }
        Digest digest = Digest.of(entity.sha256);
        session.remove(entity);
        session.flush();
        hold(digest);
        int forgotten = session.createNativeMutationQuery(FORGET_BLOB)
                .setParameter("sha256", digest.toArray())
                .executeUpdate();
        if (forgotten > 0 && blobs.inDatabase()) {
            blobs.remove(digest);
        } else if (forgotten > 0) {
            session.createNativeMutationQuery(NOTE_GARBAGE)
                    .setParameter("sha256", digest.toArray())
                    .executeUpdate();
        }
    }

    /**
     * Removes contents outside of the database that nothing refers to any more, a hundred at most. What was stored again meanwhile stays.
     *
     * @return how many there were to look at
     */
    public int sweep() throws IOException {
        List<byte[]> garbage = session.createNativeQuery(TAKE_GARBAGE, Object[].class)
                .addScalar("sha256", byte[].class)
                .getResultStream()
                .map(row -> (byte[]) row[0])
                .toList();
        for (byte[] sha256 : garbage) {
            Digest digest = Digest.of(sha256);
            lock(digest);
            if (!hold(digest)) {
                blobs.remove(digest);
            }
            session.createNativeMutationQuery(DROP_GARBAGE)
                    .setParameter("sha256", sha256)
                    .executeUpdate();
        }
        return garbage.size();
    }

    /** Until the transaction ends, nobody else stores or sweeps these bytes. */
    private void lock(Digest digest) {
        session.createNativeQuery(LOCK_CONTENT, Object[].class)
                .addScalar("held", Integer.class)
                .setParameter("sha256", digest.toHex())
                .getSingleResult();
    }

    /** True when the bytes are new here and must be stored. */
    private boolean keepBlob(Digest digest, long size) {
        return session.createNativeMutationQuery(KEEP_BLOB)
                        .setParameter("sha256", digest.toArray())
                        .setParameter("size", size)
                        .executeUpdate()
                > 0;
    }

    /** False when there is no such blob. */
    private boolean hold(Digest digest) {
        return !session.createNativeQuery(HOLD_BLOB, Object[].class)
                .addScalar("held", Integer.class)
                .setParameter("sha256", digest.toArray())
                .getResultList()
                .isEmpty();
    }
}
