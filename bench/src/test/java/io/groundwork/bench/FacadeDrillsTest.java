package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The drills of model servers, against a system that hands on whatever comes. What promises say of time is not asserted. */
class FacadeDrillsTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void whatTheSystemAddsIsMeasuredOnBothWays() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            run(
                    system,
                    "facade",
                    "--seconds",
                    "3",
                    "--rounds",
                    "1",
                    "--rate",
                    "40",
                    "--stream-rate",
                    "4",
                    "--most-rate",
                    "100");

            assertThat(system.modelsAndRoutes()).isEmpty();
        }
        assertThat(printed.toString(UTF_8))
                .containsPattern("answers +p50 [0-9.]+ - [0-9.]+ = -?[0-9.]+ ms")
                .containsPattern("first token of streams +p50")
                .containsPattern("between two tokens +p50")
                .containsPattern("100/s: +[0-9.]+/s answered")
                .containsPattern("no request fails +0 failed +kept");
    }

    @Test
    void whatIsNotTheModelsServersFaultIsTriedToo() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            int status = run(system, "faults", "--streams", "3", "--kind", "unknown-route");

            assertThat(status).isZero();
            assertThat(system.modelsAndRoutes()).isEmpty();
        }
        assertThat(printed.toString(UTF_8))
                .containsPattern("an unknown route +3/3 +3 × 404, 0 tokens of '', model_not_found");
    }

    @Test
    void aSystemThatHandsOnACutIsCaught() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            int status = run(system, "faults", "--streams", "3", "--kind", "cut");

            assertThat(status).isEqualTo(1);
        }
        assertThat(printed.toString(UTF_8))
                .containsPattern("cut without \\[DONE] +0/3 +3 × WRONG: 200, 10 tokens of 'f', no error")
                .containsPattern("\\[DONE] of an answer that is not whole: never +0 +kept");
    }

    @Test
    void aSystemThatBelievesAWrongCountIsCaught() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            int status = run(system, "faults", "--streams", "2", "--kind", "wrong_usage");

            assertThat(status).isEqualTo(1);
        }
        assertThat(printed.toString(UTF_8))
                .containsPattern("a wrong count of tokens +2/2")
                .containsPattern("the count told with an answer is exact to the token +2 not +BROKEN");
    }

    @Test
    void anUnknownKindIsNamed() throws IOException {
        try (FakeGroundwork system = new FakeGroundwork()) {
            run(system, "faults", "--kind", "flood");
        }

        assertThat(printed.toString(UTF_8)).contains("There is no kind 'flood'; there are slow, reset, busy");
    }

    private int run(FakeGroundwork system, String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--url", system.url(), "--key", FakeGroundwork.KEY));
        return Bench.run(line, Map.of(), new PrintStream(printed, true, UTF_8));
    }
}
