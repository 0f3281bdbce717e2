package io.groundwork.embeddings.states;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CompressedStatesTest {

    @Test
    void aTokenTakes96BytesOf384Dimensions() {
        CompressedStates states = CompressedStates.of(RandomStates.of(1, 250, 384), 384);

        assertThat(states.tokens()).isEqualTo(250);
        assertThat(states.toBytes()).hasSize(2 + 250 * 96);
    }

    @Test
    void storedBytesStayWhatTheyAre() {
        float[] two = new float[128];
        Arrays.fill(two, 0, 64, 1);
        Arrays.fill(two, 64, 128, -0.01f);

        byte[] bytes = CompressedStates.of(two, 64).toBytes();

        // Format 1, one word; upper bits of both tokens, then lower bits: codes 3 and 1.
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0101" + "ffffffffffffffff" + "0000000000000000" + "ffffffffffffffff" + "ffffffffffffffff");
    }

    @Test
    void aDimensionsBitIsTheOneOfItsNumber() {
        float[] one = new float[128];
        Arrays.fill(one, -1);
        one[0] = 1;
        one[65] = 0.01f;

        byte[] bytes = CompressedStates.of(one, 128).toBytes();

        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("0102" + "0100000000000000" + "0200000000000000" + "0100000000000000" + "0000000000000000");
    }

    @Test
    void whatWasStoredIsReadAgain() {
        for (int dimension : new int[] {32, 64, 100, 384, 1024}) {
            CompressedStates states = CompressedStates.of(RandomStates.of(dimension, 7, dimension), dimension);

            assertThat(CompressedStates.read(states.toBytes(), dimension)).contains(states);
        }
    }

    @Test
    void aDirectionIsKeptWithinTwentyDegrees() {
        float[] original = RandomStates.of(2, 200, 384);

        float[] decoded = CompressedStates.of(original, 384).decoded(384);

        for (int token = 0; token < 200; token++) {
            double dot = 0;
            double squares = 0;
            for (int i = token * 384; i < (token + 1) * 384; i++) {
                dot += original[i] * decoded[i];
                squares += decoded[i] * decoded[i];
            }
            assertThat(dot / Math.sqrt(squares)).as("token %d", token).isGreaterThan(0.92);
        }
    }

    @Test
    void bytesOfAnotherKindAreNone() {
        byte[] bytes = CompressedStates.of(RandomStates.of(3, 2, 384), 384).toBytes();
        byte[] later = bytes.clone();
        later[0] = 2;

        assertThat(CompressedStates.read(bytes, 768)).isEqualTo(Optional.empty());
        assertThat(CompressedStates.read(later, 384)).isEmpty();
        assertThat(CompressedStates.read(Arrays.copyOf(bytes, bytes.length - 1), 384))
                .isEmpty();
        assertThat(CompressedStates.read(new byte[0], 384)).isEmpty();
    }
}
