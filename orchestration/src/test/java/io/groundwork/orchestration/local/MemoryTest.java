package io.groundwork.orchestration.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTest {

    @TempDir
    Path proc;

    @TempDir
    Path groups;

    @Test
    void theLesserOfMachineAndContainerCounts() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemTotal: 9000 kB\nMemAvailable:    4000 kB\n");
        Memory memory = new Memory(proc, groups);

        assertThat(memory.available()).hasValue(4000L << 10);

        Files.writeString(groups.resolve("memory.max"), "3000000\n");
        Files.writeString(groups.resolve("memory.current"), "2500000\n");
        Files.writeString(groups.resolve("memory.stat"), "anon 1\nactive_file 7\ninactive_file 100000\n");
        assertThat(memory.available())
                .as("what the page cache gives back counts as free")
                .hasValue(600_000);
    }

    @Test
    void aContainerWithoutALimitIsTheMachine() throws IOException {
        Files.writeString(proc.resolve("meminfo"), "MemAvailable:    4000 kB\n");
        Files.writeString(groups.resolve("memory.max"), "max\n");
        Files.writeString(groups.resolve("memory.current"), "1\n");

        assertThat(new Memory(proc, groups).available()).hasValue(4000L << 10);
    }

    @Test
    void theOlderKindOfContainersIsKnown() throws IOException {
        Path old = Files.createDirectory(groups.resolve("memory"));
        Files.writeString(old.resolve("memory.limit_in_bytes"), "1000\n");
        Files.writeString(old.resolve("memory.usage_in_bytes"), "900\n");
        Files.writeString(old.resolve("memory.stat"), "total_inactive_file 50\n");

        assertThat(new Memory(proc, groups).available()).hasValue(150);
    }

    @Test
    void aSystemThatTellsNothingIsNotGuessedAt() {
        assertThat(new Memory(proc, groups).available()).isEmpty();
    }
}
