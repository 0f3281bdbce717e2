package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelFailuresTest {

    @Test
    void eachReasonHasItsStatusAndNoneBlamesTheCallerForTheServersKey() {
        Map<Reason, Integer> statuses = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            if (ModelFailures.of(reason, "words") instanceof ProblemException problem) {
                statuses.put(reason, problem.problem().status);
                if (reason != Reason.FORBIDDEN_ADDRESS) {
                    assertThat(problem).hasMessage("words");
                }
            }
        }

        assertThat(statuses)
                .isEqualTo(new EnumMap<>(Map.ofEntries(
                        Map.entry(Reason.UNREACHABLE, 502),
                        Map.entry(Reason.FORBIDDEN_ADDRESS, 502),
                        Map.entry(Reason.WRONG_KEY, 502),
                        Map.entry(Reason.UNKNOWN_MODEL, 502),
                        Map.entry(Reason.NOT_OPENAI, 502),
                        Map.entry(Reason.OTHER_MODEL, 502),
                        Map.entry(Reason.REFUSED, 400),
                        Map.entry(Reason.TOO_LONG, 400),
                        Map.entry(Reason.BUSY, 429),
                        Map.entry(Reason.TIMED_OUT, 504),
                        Map.entry(Reason.CUT_OFF, 502),
                        Map.entry(Reason.SERVER_ERROR, 502),
                        Map.entry(Reason.NOT_ABLE, 400),
                        Map.entry(Reason.RECALLED, 503),
                        Map.entry(Reason.REMOVED, 503))));
    }

    @Test
    void anAddressThatMayNotBeGoneToIsNotTold() {
        assertThat(ModelFailures.of(Reason.FORBIDDEN_ADDRESS, "models.internal is a private address"))
                .message()
                .doesNotContain("models.internal");
    }

    @Test
    void nobodyIsToldWhoHasLeft() {
        assertThat(ModelFailures.of(Reason.LEFT, "words")).isInstanceOf(EventStream.ClientGone.class);
    }
}
