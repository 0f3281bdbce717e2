package io.groundwork.orchestration.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentConfigTest {

    @TempDir
    Path folder;

    @Test
    void aSecretInAFileIsReadWithoutItsLineEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "s3cret\n");

        Map<String, String> secrets =
                EnvironmentConfig.secretsInFiles(Map.of("GROUNDWORK_DB_PASSWORD_FILE", file.toString()));

        assertThat(secrets).containsExactly(Map.entry("groundwork.db.password", "s3cret"));
    }

    @Test
    void aFileThatCannotBeReadStopsTheStartAndIsNamed() {
        Path missing = folder.resolve("nothing-here");

        assertThatThrownBy(
                        () -> EnvironmentConfig.secretsInFiles(Map.of("GROUNDWORK_MODEL_KEY_FILE", missing.toString())))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("GROUNDWORK_MODEL_KEY_FILE")
                .hasMessageContaining("nothing-here");
    }

    @Test
    void otherVariablesAreLeftAlone() {
        assertThat(EnvironmentConfig.secretsInFiles(Map.of("PROFILE", "x", "GROUNDWORK_PORT", "1")))
                .isEmpty();
    }
}
