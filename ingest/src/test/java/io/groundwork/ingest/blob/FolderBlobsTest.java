package io.groundwork.ingest.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.ingest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBlobsTest {

    @TempDir
    Path folder;

    private FolderBlobs blobs;
    private Path file;
    private Digest digest;

    @BeforeEach
    void aFile() throws IOException {
        blobs = new FolderBlobs(folder.resolve("blobs"));
        file = Files.writeString(folder.resolve("upload"), "some bytes");
        try (InputStream bytes = Files.newInputStream(file)) {
            digest = Digest.ofContent(bytes);
        }
    }

    @Test
    void whatIsPutIsRead() throws IOException {
        blobs.put(digest, file);

        try (InputStream bytes = blobs.open(digest)) {
            assertThat(bytes).hasContent("some bytes");
        }
    }

    @Test
    void theSameTwiceIsKeptOnceAndLeavesNothingBehind() throws IOException {
        blobs.put(digest, file);
        blobs.put(digest, file);

        try (Stream<Path> kept = Files.walk(folder.resolve("blobs"))) {
            assertThat(kept.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void whatIsRemovedIsGoneAndMayBeRemovedAgain() throws IOException {
        blobs.put(digest, file);

        blobs.remove(digest);
        blobs.remove(digest);

        assertThatThrownBy(() -> blobs.open(digest)).isInstanceOf(NoSuchFileException.class);
    }
}
