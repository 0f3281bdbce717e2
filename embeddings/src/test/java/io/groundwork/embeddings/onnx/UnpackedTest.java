package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.onnx.Fused.Form;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackedTest {

    private static final Resource TOKENIZER = new Resource(
            "/bge-small-en-v1.5-q-tokenizer.json", "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66");

    @TempDir
    private Path folder;

    @Test
    void aKeptFileThatWasChangedIsUnpackedAgain() throws IOException {
        Unpacked unpacked = Unpacked.into(Optional.of(folder.resolve("new/one")));
        Path file = unpacked.verified(TOKENIZER);
        Files.writeString(file, "{}");

        assertThat(unpacked.verified(TOKENIZER)).isEqualTo(file).hasSize(711_396);
    }

    @Test
    void aKeptGraphThatWasChangedIsWrittenAgain() throws IOException {
        Unpacked unpacked = Unpacked.into(Optional.of(folder));
        Path fused = BgeSmall.fused(unpacked);
        long size = Files.size(fused);
        Files.copy(BgeSmall.published(unpacked), fused, StandardCopyOption.REPLACE_EXISTING);

        assertThat(BgeSmall.fused(unpacked)).isEqualTo(fused).hasSize(size);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aGraphThatIsNotKnownIsRunAsItIs() throws Exception {
        Unpacked unpacked = Unpacked.into(Optional.of(folder));
        Path published = BgeSmall.published(unpacked);
        Path other = folder.resolve("other.onnx");
        Files.write(other, FusedBertTest.withOtherActivation(Files.readAllBytes(published)));

        assertThat(Fused.file(unpacked, () -> other, "of-other", Form.ONE_TEXT)).isEqualTo(other);
        assertThat(Fused.file(unpacked, () -> published, "of-published", Form.ONE_TEXT))
                .isNotEqualTo(published);
    }

    @Test
    void contentThatIsNotTheExpectedOneIsRefused() throws IOException {
        Unpacked unpacked = Unpacked.into(Optional.of(folder));

        assertThatThrownBy(() -> unpacked.verified(new Resource(TOKENIZER.path(), "0".repeat(64))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected content");
    }

    @Test
    void aTemporaryFolderGoesWhenItIsClosed() throws IOException {
        Path temporary;
        try (Unpacked unpacked = Unpacked.into(Optional.empty())) {
            temporary = unpacked.verified(TOKENIZER).getParent();
            assertThat(temporary).isDirectory();
        }

        assertThat(temporary).doesNotExist();
    }

    @Test
    void theDigestOfTheModelIsThatOfItsFiles() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String resource : new String[] {"/bge-small-en-v1.5-q.onnx", TOKENIZER.path()}) {
            try (InputStream bytes = Resource.open(resource)) {
                digest.update(bytes.readAllBytes());
            }
        }

        EmbeddingModel model = BgeSmall.MODEL;
        assertThat(model.digest()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
    }

    /** ONNX Runtime reports on its users from 1.29 on; this fails when a version that does comes in. */
    @Test
    void theNativeLibraryHasNowhereToReportTo() throws IOException {
        try (InputStream library = Resource.open("/ai/onnxruntime/native/linux-x64/libonnxruntime.so")) {
            String bytes = new String(library.readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(bytes.contains("OneCollector")).isFalse();
            assertThat(bytes.contains("libcurl")).isFalse();
        }
    }
}
