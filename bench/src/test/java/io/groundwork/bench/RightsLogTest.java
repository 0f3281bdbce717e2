package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.bench.RightsLog.Window;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class RightsLogTest {

    private static final int USER = 0;

    private final RightsLog log = new RightsLog(List.of(bits(1)), 0);

    @Test
    void betweenChangesOneStateHolds() {
        changed(100, 110, bits(2));

        assertThat(log.between(USER, 50, 99).states()).containsExactly(bits(1));
        assertThat(log.between(USER, 111, 120).states()).containsExactly(bits(2));
    }

    /** Until it is answered nobody knows whether it has happened. */
    @Test
    void whileAChangeIsOnItsWayBothStatesMayHold() {
        changed(100, 110, bits(2));

        for (long[] asked : new long[][] {{99, 100}, {101, 109}, {110, 120}, {50, 150}}) {
            Window window = log.between(USER, asked[0], asked[1]);

            assertThat(window.possible()).isEqualTo(bits(1, 2));
            assertThat(window.certain()).isEqualTo(bits());
        }
    }

    @Test
    void whatIsSentAndNotYetAnsweredCountsAlready() {
        log.changing(List.of(bits(2)), 100);

        assertThat(log.between(USER, 100, 101).possible()).isEqualTo(bits(1, 2));
        assertThat(log.between(USER, 500, 600).possible()).isEqualTo(bits(1, 2));
    }

    @Test
    void whatWasTakenAndGivenBackIsNotCertain() {
        changed(100, 110, bits());
        changed(120, 130, bits(1));

        assertThat(log.between(USER, 90, 140).certain()).isEqualTo(bits());
        assertThat(log.between(USER, 111, 119).possible()).isEqualTo(bits());
        assertThat(log.between(USER, 131, 140).certain()).isEqualTo(bits(1));
    }

    @Test
    void countsAreThoseOfOneMoment() {
        changed(100, 110, bits(2));

        Window window = log.between(USER, 90, 120);

        assertThat(window.most(bits(1, 2, 3))).isEqualTo(1);
        assertThat(window.least(bits(2))).isZero();
    }

    private void changed(long sent, long answered, BitSet readable) {
        log.changing(List.of(readable), sent);
        log.changed(answered);
    }

    private static BitSet bits(int... numbers) {
        BitSet bits = new BitSet();
        for (int number : numbers) {
            bits.set(number);
        }
        return bits;
    }
}
