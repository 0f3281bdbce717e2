package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.bench.Script.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScriptTest {

    @Test
    void isReadAsItWasWritten() {
        Script script = new Script(Kind.ERROR_CHUNK, 64, Duration.ofMillis(20), "a-7");

        assertThat(script.message()).isEqualTo("stub(error_chunk,64,20,a-7)");
        assertThat(Script.in("{\"content\":\"%s\"}".formatted(script.message())))
                .hasValue(script);
    }

    @Test
    void theLastOneCounts() {
        String both = Script.whole(1, Duration.ZERO, "early").message()
                + " and then "
                + Script.whole(2, Duration.ZERO, "late").message();

        assertThat(Script.in(both).orElseThrow().id()).isEqualTo("late");
    }

    @Test
    void otherWordsAreNone() {
        assertThat(Script.in("Reply with: ready")).isEmpty();
        assertThat(Script.in("a stub(without,numbers)")).isEmpty();
    }
}
