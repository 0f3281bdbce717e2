package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void listsWhatThereIs() {
        int status = run(List.of());

        assertThat(status).isZero();
        assertThat(printed.toString(UTF_8)).contains("  search ").contains("  crash ");
    }

    @Test
    void anUnknownNameIsAMistakeOfTheCaller() {
        int status = run(List.of("nonsense"));

        assertThat(status).isEqualTo(2);
        assertThat(printed.toString(UTF_8)).startsWith("groundwork bench: there is no 'nonsense'.");
    }

    @Test
    void searchComparesEachLoadWithTheFirst() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            int status = run(List.of(
                    "search",
                    "--url",
                    system.url(),
                    "--key",
                    FakeGroundwork.KEY,
                    "--clients",
                    "1",
                    "--clients",
                    "3",
                    "--seconds",
                    "1"));

            assertThat(printed.toString(UTF_8)).contains("Ingested 63 documents");
            assertThat(status).isZero();
        }
        assertThat(printed.toString(UTF_8).lines().skip(1).map(String::strip))
                .anyMatch(line -> line.startsWith("1 ") && line.endsWith(" 0 1.00"))
                .anyMatch(line -> line.startsWith("3 "));
    }

    @Test
    void ingestionIsComparedWithTheEngineOnTheSameTexts() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            int status = run(List.of("ingest", "--url", system.url(), "--key", FakeGroundwork.KEY, "--documents", "6"));

            assertThat(printed.toString(UTF_8))
                    .containsPattern(
                            "Engine alone: (\\d,\\d+) tokens of 6 documents in .* tokens/s\n(.*\n)*Whole journey: \\1 tokens")
                    .containsPattern("Journey against engine: \\d+\\.\\d{3}");
            assertThat(status).isZero();
            assertThat(system.storeIds()).isEmpty();
        }
    }

    private int run(List<String> line) {
        return Bench.run(line, Map.of(), new PrintStream(printed, true, UTF_8));
    }
}
