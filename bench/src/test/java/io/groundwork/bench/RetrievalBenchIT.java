package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The scale benchmark where all is small enough to be searched exactly, on a real database. */
class RetrievalBenchIT {

    @Test
    void allIsFoundWhereAllIsCompared() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int status = Bench.run(
                List.of(
                        "retrieval",
                        "--db",
                        System.getenv("GROUNDWORK_TEST_DB_URL"),
                        "--user",
                        System.getenv("GROUNDWORK_TEST_DB_USER"),
                        "--password",
                        System.getenv("GROUNDWORK_TEST_DB_PASSWORD"),
                        "--sizes",
                        "2000",
                        "--questions",
                        "20",
                        "--exact",
                        "20",
                        "--seconds",
                        "1"),
                Map.of(),
                new PrintStream(printed, true, UTF_8));

        assertThat(status).as(printed.toString(UTF_8)).isZero();
        assertThat(printed.toString(UTF_8))
                .containsPattern("2,000 passages: all that is counted is as a recount has it +0 miscounts +kept")
                .containsPattern("2,000 +Groundwork +1\\.000 +1\\.000 ")
                .containsPattern("2,000 +may read 50 % +1\\.000 +1\\.000 ")
                .containsPattern("2,000 +filtered to 3 passages +1\\.000 +1\\.000 ")
                .containsPattern("2,000 +SQL, every word ")
                .containsPattern("2,000 +Lucene ");
    }
}
