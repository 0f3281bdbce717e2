package io.groundwork.ingest.blob;

import io.groundwork.ingest.Blobs;
import io.groundwork.ingest.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** The {@code blob_chunk} table: bytes in pieces of one mebibyte, so that neither side ever holds a whole file. */
public final class PostgresBlobs implements Blobs {

    private static final int CHUNK_BYTES = 1 << 20;

    private static final String PUT = """
            INSERT INTO blob_chunk (sha256, ordinal, bytes) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String COUNT = "SELECT count(*) FROM blob_chunk WHERE sha256 = ?";

    private static final String READ = "SELECT bytes FROM blob_chunk WHERE sha256 = ? AND ordinal = ?";

    private static final String REMOVE = "DELETE FROM blob_chunk WHERE sha256 = ?";

    private final DataSource database;

    public PostgresBlobs(DataSource database) {
        this.database = database;
    }

    @Override
    public boolean inDatabase() {
        return true;
    }

    @Override
    public void put(Digest digest, Path file) throws IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement put = connection.prepareStatement(PUT);
                InputStream bytes = Files.newInputStream(file)) {
            byte[] chunk = bytes.readNBytes(CHUNK_BYTES);
            int ordinal = 0;
            do {
                put.setBytes(1, digest.toArray());
                put.setInt(2, ordinal++);
                put.setBytes(3, chunk);
                put.executeUpdate();
                chunk = bytes.readNBytes(CHUNK_BYTES);
            } while (chunk.length > 0);
        } catch (SQLException e) {
            throw new IOException("Could not store blob " + digest, e);
        }
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        int chunks = count(digest);
        if (chunks == 0) {
            throw new NoSuchFileException(digest.toHex());
        }
        List<LazyChunk> streams = IntStream.range(0, chunks)
                .mapToObj(ordinal -> new LazyChunk(digest, ordinal))
                .toList();
        return new SequenceInputStream(Collections.enumeration(streams));
    }

    @Override
    public void remove(Digest digest) throws IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setBytes(1, digest.toArray());
            remove.executeUpdate();
        } catch (SQLException e) {
            throw new IOException("Could not remove blob " + digest, e);
        }
    }

    private int count(Digest digest) throws IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement count = connection.prepareStatement(COUNT)) {
            count.setBytes(1, digest.toArray());
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException e) {
            throw new IOException("Could not read blob " + digest, e);
        }
    }

    private byte[] read(Digest digest, int ordinal) throws IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement read = connection.prepareStatement(READ)) {
            read.setBytes(1, digest.toArray());
            read.setInt(2, ordinal);
            try (ResultSet row = read.executeQuery()) {
                if (!row.next()) {
                    throw new NoSuchFileException(digest.toHex(), null, "chunk %d is gone".formatted(ordinal));
                }
                return row.getBytes(1);
            }
        } catch (SQLException e) {
            throw new IOException("Could not read blob " + digest, e);
        }
    }

    /** Read from the database when the chunk before it is used up. */
    private final class LazyChunk extends InputStream {

        private final Digest digest;
        private final int ordinal;
        private InputStream bytes = InputStream.nullInputStream();
        private boolean opened;

        LazyChunk(Digest digest, int ordinal) {
            this.digest = digest;
            this.ordinal = ordinal;
        }

        @Override
        public int read() throws IOException {
            return opened().read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return opened().read(target, offset, length);
        }

        private InputStream opened() throws IOException {
            if (!opened) {
                bytes = new ByteArrayInputStream(PostgresBlobs.this.read(digest, ordinal));
                opened = true;
            }
            return bytes;
        }
    }
}
