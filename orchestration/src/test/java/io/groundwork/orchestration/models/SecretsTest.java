package io.groundwork.orchestration.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    private final Secrets secrets = new Secrets(Settings.plain());

    @Test
    void whatWasSealedOpensAgain() {
        byte[] sealed = secrets.seal("sk-püblic-1", "row 1");

        assertThat(secrets.open(sealed, "row 1")).isEqualTo("sk-püblic-1");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("sk-");
    }

    @Test
    void theSameSecretLooksDifferentEachTime() {
        assertThat(secrets.seal("word", "row")).isNotEqualTo(secrets.seal("word", "row"));
    }

    @Test
    void noByteCanBeChanged() {
        byte[] sealed = secrets.seal("word", "row");

        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> secrets.open(changed, "row")).isInstanceOf(ModelsException.class);
        }
    }

    @Test
    void aSecretCannotBeMovedToAnotherRow() {
        byte[] sealed = secrets.seal("word", "row 1");

        assertThatThrownBy(() -> secrets.open(sealed, "row 2")).isInstanceOf(ModelsException.class);
    }

    @Test
    void anotherInstallationCannotOpenIt() {
        Secrets other =
                new Secrets(new Settings(Optional.of("another secret key"), Optional.empty(), Path.of("unused")));

        assertThatThrownBy(() -> other.open(secrets.seal("word", "row"), "row")).isInstanceOf(ModelsException.class);
    }

    @Test
    void theKeyIsMadeOnceForItsOwnerOnly(@TempDir Path folder) throws IOException {
        Settings settings = new Settings(Optional.empty(), Optional.empty(), folder.resolve("new"));

        byte[] sealed = new Secrets(settings).seal("word", "row");

        assertThat(new Secrets(settings).open(sealed, "row")).isEqualTo("word");
        assertThat(Files.getPosixFilePermissions(folder.resolve("new/secret.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(folder.resolve("new")).isDirectoryContaining(file -> true).satisfies(made -> {
            try (var files = Files.list(made)) {
                assertThat(files).hasSize(1);
            }
        });
    }

    @Test
    void theKeyCanComeFromAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mounted"), "a secret of these tests\n");

        Secrets mounted = new Secrets(new Settings(Optional.empty(), Optional.of(file), folder));

        assertThat(mounted.open(secrets.seal("word", "row"), "row")).isEqualTo("word");
    }

    @Test
    void aShortKeyIsRefused() {
        Secrets weak = new Secrets(new Settings(Optional.of("short"), Optional.empty(), Path.of("unused")));

        assertThatThrownBy(() -> weak.seal("word", "row"))
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("16");
    }
}
