package io.groundwork.ingest;

import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** The {@code upload} and {@code upload_part} tables: files that come in parts, which whoever sends them may send again after a break. */
@Singleton
@Transactional
public class Uploads {

    private static final Duration LIFE = Duration.ofDays(1);

    private static final String ADD_PART = "INSERT INTO upload_part (file_id, upload_id) VALUES (:file, :upload)";

    private static final String PARTS = """
            SELECT p.file_id FROM upload_part p JOIN file f ON f.id = p.file_id
            WHERE p.upload_id = :upload ORDER BY f.created_at, f.id
            """;

    private final Session session;
    private final Files files;

    Uploads(Session session, Files files) {
        this.session = session;
        this.files = files;
    }

    /** Announces a file. */
    public Upload create(String name, String mediaType, String purpose, long sizeBytes, UUID owner) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        UploadEntity entity = new UploadEntity(name, mediaType, purpose, sizeBytes, owner, now, now.plus(LIFE));
        session.persist(entity);
        return entity.toUpload(List.of(), Optional.empty());
    }

    public Optional<Upload> find(UUID id) {
        return Optional.ofNullable(session.find(UploadEntity.class, id)).map(this::upload);
    }

    /**
     * Takes a part.
     *
     * @param content lies on this machine's disk; the caller deletes it afterwards
     * @return empty when the upload is no longer pending
     */
    public Optional<StoredFile> addPart(UUID id, Path content) throws IOException {
        UploadEntity upload = session.find(UploadEntity.class, id, LockModeType.PESSIMISTIC_READ);
        if (upload == null || upload.status() != Upload.Status.PENDING) {
            return Optional.empty();
        }
        StoredFile part = files.store(upload.name, upload.mediaType, StoredFile.PART, upload.ownerId, content);
        session.flush();
        session.createNativeMutationQuery(ADD_PART)
                .setParameter("file", part.id().value())
                .setParameter("upload", id)
                .executeUpdate();
        return Optional.of(part);
    }

    /**
     * Makes one file of parts.
     *
     * @param parts in the order in which they follow one another
     * @param md5 of the whole, in hexadecimal, where the sender wants it checked
     * @param scratch a file on this machine's disk that may be overwritten
     */
    public CompletionOutcome complete(UUID id, List<FileId> parts, Optional<String> md5, Path scratch)
            throws IOException {
        UploadEntity upload = session.find(UploadEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (upload == null || upload.status() != Upload.Status.PENDING) {
            return new CompletionOutcome.Refused("This upload is no longer pending.");
        }
        Map<FileId, StoredFile> known =
                parts(id).stream().collect(Collectors.toMap(StoredFile::id, Function.identity()));
        for (FileId part : parts) {
            if (!known.containsKey(part)) {
                return new CompletionOutcome.Refused("One of 'part_ids' is not a part of this upload.");
            }
        }
        long size =
                parts.stream().mapToLong(part -> known.get(part).sizeBytes()).sum();
        if (size != upload.sizeBytes) {
            return new CompletionOutcome.Refused(
                    "These parts hold %d bytes together; %d were announced.".formatted(size, upload.sizeBytes));
        }
        String sum = join(parts.stream().map(known::get).toList(), scratch);
        if (md5.isPresent() && !md5.get().equalsIgnoreCase(sum)) {
            return new CompletionOutcome.Refused("The MD5 of these parts is %s, not what was given.".formatted(sum));
        }
        StoredFile whole = files.store(upload.name, upload.mediaType, upload.purpose, upload.ownerId, scratch);
        session.flush();
        upload.fileId = whole.id().value();
        upload.become(Upload.Status.COMPLETED);
        dropParts(id);
        return new CompletionOutcome.Completed(upload(upload));
    }

    /** Gives an upload up, with its parts. One that is no longer pending stays as it is. */
    public Optional<Upload> cancel(UUID id) throws IOException {
        return end(id, Upload.Status.CANCELLED);
    }

    /** Gives uploads up whose time is over. */
    public void expire() throws IOException {
        List<UUID> over = session.createQuery(
                        "select u.id from UploadEntity u where u.status = 'pending' and u.expiresAt < :now", UUID.class)
                .setParameter("now", Instant.now())
                .setMaxResults(100)
                .getResultList();
        for (UUID id : over) {
            end(id, Upload.Status.EXPIRED);
        }
    }

    private Optional<Upload> end(UUID id, Upload.Status status) throws IOException {
        UploadEntity upload = session.find(UploadEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (upload == null) {
            return Optional.empty();
        }
        if (upload.status() == Upload.Status.PENDING) {
            upload.become(status);
            dropParts(id);
        }
        return Optional.of(upload(upload));
    }

    private Upload upload(UploadEntity entity) {
        Optional<StoredFile> file = Optional.ofNullable(entity.fileId).flatMap(id -> files.find(new FileId(id)));
        return entity.toUpload(parts(entity.id), file);
    }

    private List<StoredFile> parts(UUID upload) {
        session.flush();
        return files.findAll(session.createNativeQuery(PARTS, Object[].class)
                .addScalar("file_id", UUID.class)
                .setParameter("upload", upload)
                .getResultStream()
                .map(row -> new FileId((UUID) row[0]))
                .toList());
    }

    private void dropParts(UUID upload) throws IOException {
        for (StoredFile part : parts(upload)) {
            files.delete(part.id());
        }
    }

    /** @return the MD5 of what was written, in hexadecimal */
    private String join(List<StoredFile> parts, Path target) throws IOException {
        MessageDigest md5 = md5();
        try (OutputStream out = java.nio.file.Files.newOutputStream(target)) {
            for (StoredFile part : parts) {
                try (InputStream in = new DigestInputStream(files.open(part), md5)) {
                    in.transferTo(out);
                }
            }
        }
        return HexFormat.of().formatHex(md5.digest());
    }

    /** Not for security: OpenAI's API has it as a check of the transport. */
    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
