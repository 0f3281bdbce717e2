package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.bench.ModelStub.End;
import io.groundwork.bench.ModelStub.Sent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What counts as the right end of an answer. */
class FaultTest {

    private static final List<Sent> FAILED = List.of(new Sent("faulty3", 2, End.FAULT, 0));
    private static final List<Sent> BOTH =
            List.of(new Sent("faulty3", 0, End.FAULT, 0), new Sent("healthy", 3, End.WHOLE, 0));

    @Test
    void beforeTheFirstWordTheOtherOneAnswersWhole() {
        assertThat(Fault.BUSY.objection(heard("h0 h1 h2 ", "", 3), 3, BOTH)).isEmpty();
        assertThat(Fault.BUSY.objection(heard("h0 h1 ", "", 2), 3, BOTH)).isNotEmpty();
        assertThat(Fault.BUSY.objection(heard("", "model_failed", -1), 3, BOTH)).isNotEmpty();
    }

    @Test
    void aFaultThatDidNotHappenIsNoPass() {
        List<Sent> onlyHealthy = List.of(new Sent("healthy", 3, End.WHOLE, 0));

        assertThat(Fault.BUSY.objection(heard("h0 h1 h2 ", "", 3), 3, onlyHealthy))
                .hasValue("the server that fails was not asked");
    }

    @Test
    void afterTheFirstWordOnlyTheRightErrorWillDo() {
        assertThat(Fault.CUT.objection(heard("f0 f1 ", "model_failed", -1), 3, FAILED))
                .isEmpty();
        assertThat(Fault.CUT.objection(heard("f0 f1 ", "internal_error", -1), 3, FAILED))
                .isNotEmpty();
        assertThat(Fault.CUT.objection(heard("h0 h1 h2 ", "", 3), 3, FAILED)).isNotEmpty();
        assertThat(Fault.SILENT.objection(heard("f0 f1 ", "model_failed", -1), 3, FAILED))
                .isNotEmpty();
    }

    @Test
    void aMarkOfTheEndAfterHalfIsFalse() {
        assertThat(Fault.CUT.isFalselyDone(heard("f0 f1 ", "", 2), 3)).isTrue();
        assertThat(Fault.CUT.isFalselyDone(heard("f0 f1 ", "model_failed", -1), 3))
                .isFalse();
    }

    @Test
    void wordsOfTwoModelsAreASwitchAndNoBeginning() {
        Heard mixed = heard("f0 h1 h2 ", "", 3);

        assertThat(Fault.isSwitched(mixed)).isTrue();
        assertThat(Fault.isPrefix(mixed, BOTH)).isFalse();
    }

    @Test
    void moreThanWasSentIsNoBeginning() {
        assertThat(Fault.isPrefix(heard("f0 f1 ", "model_failed", -1), FAILED)).isTrue();
        assertThat(Fault.isPrefix(heard("f0 f1 f2 ", "model_failed", -1), FAILED))
                .isFalse();
    }

    @Test
    void theCountToldMustBeThatOfTheTokensHeard() {
        assertThat(Fault.isCounted(heard("f0 f1 ", "", 2))).isTrue();
        assertThat(Fault.isCounted(heard("f0 f1 ", "", 3))).isFalse();
        assertThat(Fault.isCounted(heard("f0 f1 ", "", -1))).isFalse();
    }

    /** A stream; done where there is no error. */
    private static Heard heard(String text, String error, int usage) {
        FrameSequence tokens = new FrameSequence();
        tokens.accept(text);
        return new Heard(
                200,
                tokens,
                Optional.of(error).filter(code -> !code.isEmpty()),
                error.isEmpty(),
                usage < 0 ? OptionalInt.empty() : OptionalInt.of(usage),
                1,
                2,
                3);
    }
}
