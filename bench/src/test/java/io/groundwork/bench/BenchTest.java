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
        assertThat(printed.toString(UTF_8))
                .contains("  search ")
                .contains("  crash ")
                .contains("  facade ")
                .contains("  faults ")
                .contains("  recall ")
                .contains("  leaks ");
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

    @Test
    void leaksAreLookedForWhileRightsChange() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            int status = run(leaks(system));

            assertThat(printed.toString(UTF_8))
                    .contains("5 users, 10 documents in 3 collections")
                    .containsPattern("no answer tells of what may not be read +0 leaks +kept")
                    .containsPattern("no answer keeps back what may be read +0 withheld +kept")
                    .contains("The second wall alone was not tried, as its database cannot be reached");
            assertThat(status).isZero();
            assertThat(system.storeIds()).isEmpty();
            assertThat(system.fileCount()).isZero();
        }
    }

    @Test
    void aSystemThatForgetsWhoMayReadADocumentIsCaught() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            system.forgetReaders();

            int status = run(leaks(system));

            assertThat(printed.toString(UTF_8))
                    .containsPattern("no answer tells of what may not be read +[1-9][0-9,]* leaks +BROKEN")
                    .containsPattern("leaked by (file|search-word|mcp-fetch|mcp-search|export): file-");
            assertThat(status).isEqualTo(1);
        }
    }

    @Test
    void aSystemThatLetsWhoMayOnlyReadExportIsCaught() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            system.letEveryoneExport();

            int status = run(leaks(system));

            assertThat(printed.toString(UTF_8)).contains("leaked by export: an export by an answer of 200");
            assertThat(status).isEqualTo(1);
        }
    }

    private static List<String> leaks(FakeGroundwork system) {
        return List.of(
                "leaks",
                "--url",
                system.url(),
                "--key",
                FakeGroundwork.KEY,
                "--services-only",
                "--users",
                "5",
                "--documents",
                "9",
                "--collections",
                "3",
                "--probes",
                "2000",
                "--seed",
                "1",
                "--path",
                "file",
                "--path",
                "search-word",
                "--path",
                "mcp-search",
                "--path",
                "mcp-fetch",
                "--path",
                "mcp-collections",
                "--path",
                "export");
    }

    private int run(List<String> line) {
        return Bench.run(line, Map.of(), new PrintStream(printed, true, UTF_8));
    }
}
