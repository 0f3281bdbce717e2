package io.groundwork.orchestration.sources;

import io.groundwork.ingest.Digest;
import io.groundwork.ingest.source.SourceException;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;

/** An item's bytes, on this machine's disk until closed. */
record Fetched(Path path, Digest digest) implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Fetched.class);

    /**
     * @param folder which is made where it is missing
     * @param bytes read to their end, or up to the limit; the caller closes them
     * @throws SourceException when there are more than the limit, or the source breaks off
     */
    static Fetched from(InputStream bytes, Path folder, long limitBytes) {
        Path path = newFile(folder);
        boolean whole = false;
        try {
            copy(bytes, path, limitBytes);
            Fetched fetched = new Fetched(path, digest(path));
            whole = true;
            return fetched;
        } catch (IOException e) {
            throw new SourceException(Kind.PASSING, "The source broke off while it was read", e);
        } finally {
            if (!whole) {
                delete(path);
            }
        }
    }

    /** Deletes what processes that were killed have left: nothing is kept for a day. */
    static void sweep(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(Instant.now().minus(Duration.ofDays(1)))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warnf(
                    "What lies in %s cannot be tidied up (%s)",
                    folder, e.getClass().getSimpleName());
        }
    }

    static SourceException tooLarge(long limitBytes) {
        return new SourceException(
                Kind.BROKEN,
                "It is larger than the %d MiB that are fetched of an item".formatted(limitBytes / (1024 * 1024)));
    }

    private static void copy(InputStream bytes, Path path, long limitBytes) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long taken = 0;
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                taken += read;
                if (taken > limitBytes) {
                    throw tooLarge(limitBytes);
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private static Digest digest(Path path) throws IOException {
        try (InputStream bytes = Files.newInputStream(path)) {
            return Digest.ofContent(bytes);
        }
    }

    private static Path newFile(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.createTempFile(folder, "item", "");
        } catch (IOException e) {
            throw new UncheckedIOException("No item can be kept in " + folder, e);
        }
    }

    @Override
    public void close() {
        delete(path);
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.warnf("A fetched item stays in %s (%s)", path, e.getClass().getSimpleName());
        }
    }
}
