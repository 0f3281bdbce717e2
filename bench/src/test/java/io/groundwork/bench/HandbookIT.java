package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quality is tested too: {@code eval/handbook}, uploaded to the application as it was built and searched there. */
class HandbookIT {

    @TempDir
    private static Path folder;

    private static JsonNode means;

    @BeforeAll
    static void evaluate() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (RunningSystem system = new RunningSystem(Files.createDirectories(folder.resolve("data")))) {
            int status = Eval.run(
                    List.of(
                            Settings.project().resolve("eval/handbook").toString(),
                            "--out",
                            folder.resolve("out").toString()),
                    Map.of(
                            "GROUNDWORK_URL", system.url().toString(),
                            "GROUNDWORK_ADMIN_API_KEY", RunningSystem.KEY,
                            "GROUNDWORK_DATA", folder.resolve("data").toString()),
                    new PrintStream(printed, true, UTF_8));
            assertThat(status).as(printed.toString(UTF_8)).isZero();
        }
        System.out.println(printed.toString(UTF_8));
        means = new ObjectMapper().readTree(folder.resolve("out/summary.json").toFile());
    }

    @Test
    void fusedSearchPutsTheAnswerOnTop() {
        assertThat(ndcg("lexical-vector-fusion")).isGreaterThan(.85);
        assertThat(means.path("lexical-vector-fusion").path("recall@10").asDouble())
                .isGreaterThan(.95);
    }

    @Test
    void neitherHalfIsBroken() {
        assertThat(ndcg("vector")).isGreaterThan(.80);
        assertThat(ndcg("lexical")).isGreaterThan(.72);
    }

    @Test
    void fusionIsWorthItsWhile() {
        assertThat(ndcg("lexical-vector-fusion")).isGreaterThan(Math.max(ndcg("vector"), ndcg("lexical")) - .02);
    }

    private static double ndcg(String configuration) {
        return means.path(configuration).path("ndcg@10").asDouble();
    }
}
