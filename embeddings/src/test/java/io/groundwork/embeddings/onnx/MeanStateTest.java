package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.embeddings.SharedEngine;
import io.groundwork.embeddings.TokenVectors;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeanStateTest {

    @Test
    void theMeanIsThatOfTheGeneralText() throws Exception {
        List<String> paragraphs;
        try (InputStream text = MeanStateTest.class.getResourceAsStream("general-text.txt")) {
            paragraphs = new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        double[] sum = new double[MeanState.BUILT_IN.dimension()];
        int tokens = 0;
        for (TokenVectors made : SharedEngine.get().embedTokens(paragraphs)) {
            for (int token = 0; token < made.tokens(); token++) {
                float[] state = made.token(token);
                TokenStates.toUnitLength(state, 0, state.length);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += state[i];
                }
                tokens++;
            }
        }

        float[] stored = MeanState.BUILT_IN.values();

        double distance = 0;
        for (int i = 0; i < sum.length; i++) {
            distance += Math.pow(sum[i] / tokens - stored[i], 2);
        }
        assertThat(paragraphs).hasSize(50);
        // Processors round products of eight-bit numbers differently.
        assertThat(Math.sqrt(distance)).isLessThan(0.01);
    }

    @Test
    void centredStatesHaveUnitLengthAndNoMean() {
        float[] states = {3, 4, 0, 1};

        new MeanState(new float[] {0.6f, 0}).centre(states);

        assertThat(states[0]).isZero();
        assertThat(states[1]).isEqualTo(1);
        assertThat(Math.hypot(states[2], states[3])).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-6));
    }
}
