package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How answers are judged. What promises say of time is not asserted. */
class AnswersBenchTest {

    private static final String JUDGED = """
            {"version": "v2.0", "data": [{"title": "The_kiln", "paragraphs": [
              {"context": "the kiln in hall two burns clay at Nine  Hundred degrees", "qas": [
                {"id": "1", "question": "kiln hall burns", "is_impossible": false,
                  "answers": [{"text": "nine hundred degrees", "answer_start": 36}, {"text": "900", "answer_start": 0}]},
                {"id": "2", "question": "who painted ceilings", "is_impossible": true, "answers": [], "plausible_answers": []},
                {"id": "3", "question": "kiln clay", "is_impossible": true, "answers": []}]},
              {"context": "the pump in hall three moves water", "qas": [
                {"id": "4", "question": "pump moves", "is_impossible": false, "answers": [{"text": "water", "answer_start": 28}]},
                {"id": "5", "question": "kiln two", "is_impossible": false, "answers": [{"text": "clay", "answer_start": 0}]},
                {"id": "6", "question": "pump hall", "is_impossible": false, "answers": [{"text": "sand", "answer_start": 0}]}]}]}]}
            """;

    private static final String PLAIN = """
            {"data": [{"title": "Others", "paragraphs": [
              {"context": "the mill grinds glaze", "qas": [{"id": "7", "question": "mill grinds", "answers": []}]}]}]}
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void goldIsLookedForInWhatIsCitedAndInTheVeryParagraph() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            run(system, List.of());

            assertThat(system.storeIds()).isEmpty();
        }
        assertThat(printed.toString(UTF_8))
                .contains("4 answerable: gold within what is cited 0.750 (of the very paragraph 0.500), declined 0.000")
                .contains("2 questions that look answerable and are not: declined 0.500")
                .contains("2 questions of another corpus: declined 0.500")
                .containsPattern("default: gold within what is cited, at least 0.82 +0.250 +BROKEN")
                .containsPattern("default: those of another corpus declined, at least 0.95 +1.000 +kept")
                .containsPattern("strict: gold within what is cited, at least 0.70 +0.000 +BROKEN")
                .containsPattern("strict: unanswerable ones declined, at least 0.42 +1.000 +kept")
                .containsPattern("at most 3 sentences and 80 words +0 longer +kept");
    }

    @Test
    void theCurveSaysWhatEveryThresholdGives() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            run(system, List.of("--threshold", "0.2", "--strict-threshold", "0.3", "--keep"));

            assertThat(system.storeIds()).hasSize(1);
        }
        assertThat(printed.toString(UTF_8))
                .containsPattern("declined if +gold cited +answerable +looks it +other corpus")
                .containsPattern("under 0.20 +0.750 +0.000 +0.500 +0.500")
                .containsPattern("under 0.25 +0.250 +0.750 +1.000 +1.000")
                .containsPattern("default 0.20 +0.750 +0.000 +0.500 +0.500")
                .containsPattern("strict +0.30 +0.250 +0.750 +1.000 +1.000")
                .containsPattern("default: gold within what is cited, at least 0.82 +0.750 +BROKEN");
    }

    @Test
    void aThresholdIsAShare() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            run(system, List.of("--threshold", "50"));
        }

        assertThat(printed.toString(UTF_8)).contains("--threshold is '50'; it must be a number within 0 to 1.");
    }

    @Test
    void aFileOfAnotherFormIsNamed() throws IOException {
        Path other = Files.writeString(folder.resolve("other.json"), "{}");

        try (FakeGroundwork system = new FakeGroundwork()) {
            int status =
                    bench(List.of("answers", other.toString(), "--url", system.url(), "--key", FakeGroundwork.KEY));

            assertThat(status).isEqualTo(1);
        }
        assertThat(printed.toString(UTF_8)).contains("other.json holds no paragraphs in the form of SQuAD.");
    }

    private void run(FakeGroundwork system, List<String> more) throws IOException {
        Path judged = Files.writeString(folder.resolve("judged.json"), JUDGED);
        Path plain = Files.writeString(folder.resolve("plain.json"), PLAIN);
        Files.writeString(folder.resolve("corpus.jsonl"), "");
        Files.writeString(
                folder.resolve("queries.jsonl"),
                "{\"_id\": \"a\", \"text\": \"zebra stripes\"}\n{\"_id\": \"b\", \"text\": \"mill glaze\"}\n");
        List<String> line = new ArrayList<>(List.of(
                "answers",
                judged.toString(),
                plain.toString(),
                "--foreign",
                folder.toString(),
                "--url",
                system.url(),
                "--key",
                FakeGroundwork.KEY));
        line.addAll(more);
        bench(line);
    }

    private int bench(List<String> line) {
        return Bench.run(line, Map.of(), new PrintStream(printed, true, UTF_8));
    }
}
