package io.groundwork.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @BeforeEach
    void lay() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "abc");
        describe("\"model.onnx\": \"%s\"".formatted(SHA256_OF_ABC));
    }

    @Test
    void whatWasLaidDownIsRecorded() {
        ModelFolder model = ModelFolder.open(folder);

        assertThat(model.name()).isEqualTo("small");
        assertThat(model.maxTokens()).isEqualTo(64);
        assertThat(model.licence()).isEqualTo("Apache-2.0");
        assertThat(model.source()).isEqualTo("https://models.example.org/small");
        assertThat(model.revision()).isEqualTo("r1");
        assertThat(model.file("model.onnx"))
                .hasValueSatisfying(file -> assertThat(file).hasContent("abc"));
        assertThat(model.file("vocab.txt")).isEmpty();
    }

    @Test
    void aFileThatIsNotTheOneThatWasPinnedIsNamed() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "abd");

        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.resolve("model.onnx").toString())
                .hasMessageContaining(SHA256_OF_ABC);
    }

    @Test
    void aFileThatIsMissingIsNamed() throws IOException {
        describe("\"model.onnx\": \"%1$s\", \"vocab.txt\": \"%1$s\"".formatted(SHA256_OF_ABC));

        assertThatThrownBy(() -> ModelFolder.open(folder))
                .hasMessageContaining("vocab.txt")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aFileThatNobodyPinnedIsNamed() throws IOException {
        Files.writeString(folder.resolve("model.onnx.data"), "more weights");

        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model.onnx.data");
    }

    @Test
    void aFileOutsideIsNotRead() throws IOException {
        describe("\"model.onnx\": \"%1$s\", \"../other\": \"%1$s\"".formatted(SHA256_OF_ABC));

        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("outside");
    }

    @Test
    void aFolderWithoutDescriptionIsRefused() throws IOException {
        Files.delete(folder.resolve(ModelFolder.DESCRIPTION));

        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining(ModelFolder.DESCRIPTION);
    }

    @Test
    void aDescriptionThatLeavesSomethingOutOrSaysTooMuchIsRefusedInWords() throws IOException {
        write("{\"name\": \"small\", \"max_tokens\": 64, \"source\": \"s\", \"revision\": \"r\", \"files\": {}}");
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageEndingWith("'licence' must be said");

        write("{\"name\": \"small\", \"licence\": \"l\", \"source\": \"s\", \"revision\": \"r\", \"files\": {}}");
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("'max_tokens'");

        describe("\"model.onnx\": \"md5\"");
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("SHA-256 of model.onnx");

        write(
                "{\"name\": \"small\", \"max_tokens\": 64, \"licence\": \"l\", \"source\": \"s\", \"revision\": \"r\", \"files\": {\"model.onnx\": \"%s\"}, \"nome\": 1}"
                        .formatted(SHA256_OF_ABC));
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("nome");

        write("no JSON");
        assertThatThrownBy(() -> ModelFolder.open(folder)).hasMessageContaining("is no description");
    }

    @Test
    void anotherFileIsAnotherModel() throws IOException {
        String digest = ModelFolder.open(folder).digest();
        Files.writeString(folder.resolve("vocab.txt"), "abc");
        describe("\"model.onnx\": \"%1$s\", \"vocab.txt\": \"%1$s\"".formatted(SHA256_OF_ABC));

        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(ModelFolder.open(folder).digest()).isNotEqualTo(digest);
    }

    private void describe(String files) throws IOException {
        write(
                "{\"name\": \"small\", \"max_tokens\": 64, \"licence\": \"Apache-2.0\", \"source\": \"https://models.example.org/small\", \"revision\": \"r1\", \"files\": {%s}}"
                        .formatted(files));
    }

    private void write(String description) throws IOException {
        Files.writeString(folder.resolve(ModelFolder.DESCRIPTION), description);
    }
}
