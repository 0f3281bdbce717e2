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

/** The {@code file} and {@code blob} tables: what was uploaded, each content stored once. */
@Singleton
@Transactional
public class Files {

    private static final String KEEP_BLOB = """
            INSERT INTO blob (sha256, size_bytes) VALUES (:sha256, :size) ON CONFLICT DO NOTHING
            """;

    /** Holds the row until the transaction ends, so that nobody forgets a blob between our looking and our referring to it. */
    private static final String HOLD_BLOB = "SELECT 1 FROM blob WHERE sha256 = :sha256 FOR KEY SHARE";

    private static final String FORGET_BLOB = """
            DELETE FROM blob WHERE sha256 = :sha256 AND NOT EXISTS (SELECT 1 FROM file WHERE sha256 = :sha256)
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

    public Optional<StoredFile> find(FileId id) {
        return Optional.ofNullable(session.find(FileEntity.class, id.value())).map(FileEntity::toFile);
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
                        "from FileEntity f where f.ownerId = :owner" + fromHere
                                + " order by f.createdAt desc, f.id desc",
                        FileEntity.class)
                .setParameter("owner", owner)
                .setMaxResults(limit);
        after.ifPresent(id -> query.setParameter("after", id.value()));
        return query.getResultStream().map(FileEntity::toFile).toList();
    }

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
        int forgotten = session.createNativeMutationQuery(FORGET_BLOB)
                .setParameter("sha256", digest.toArray())
                .executeUpdate();
        if (forgotten > 0) {
            blobs.remove(digest);
        }
    }

    /** True when the bytes are new here and must be stored. */
    private boolean keepBlob(Digest digest, long size) {
        boolean isNew = session.createNativeMutationQuery(KEEP_BLOB)
                        .setParameter("sha256", digest.toArray())
                        .setParameter("size", size)
                        .executeUpdate()
                > 0;
        boolean held = !session.createNativeQuery(HOLD_BLOB, Integer.class)
                .setParameter("sha256", digest.toArray())
                .getResultList()
                .isEmpty();
        return held ? isNew : keepBlob(digest, size);
    }
}
