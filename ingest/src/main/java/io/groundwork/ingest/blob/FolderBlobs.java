package io.groundwork.ingest.blob;

import io.groundwork.ingest.Blobs;
import io.groundwork.ingest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A folder, for one machine or a file system that all of them share: {@code ab/abcdef…}, written whole or not at all. */
public final class FolderBlobs implements Blobs {

    private final Path folder;

    public FolderBlobs(Path folder) {
        this.folder = folder;
    }

    @Override
    public void put(Digest digest, Path file) throws IOException {
        Path target = path(digest);
        if (Files.exists(target)) {
            return;
        }
        Files.createDirectories(target.getParent());
        Path partial = Files.createTempFile(target.getParent(), "partial", ".tmp");
        try {
            Files.copy(file, partial, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        return Files.newInputStream(path(digest));
    }

    @Override
    public void remove(Digest digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    private Path path(Digest digest) {
        String name = digest.toHex();
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }
}
