package io.groundwork.orchestration.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleTest {

    @Test
    void aVectorIsKnownAgainAtAnotherLengthAndAfterItWasStored() {
        float[] values = random(7, 384);
        float[] longer = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            longer[i] = 20 * values[i];
        }

        Sample stored = new Sample(Sample.of(values).halves());

        assertThat(stored.dimension()).isEqualTo(384);
        assertThat(stored.likeness(Sample.of(longer))).isCloseTo(1, within(1e-5));
        assertThat(stored.isLike(Sample.of(longer))).isTrue();
    }

    @Test
    void anotherVectorAndOneOfAnotherDimensionAreNotTakenForIt() {
        Sample sample = Sample.of(random(7, 384));

        assertThat(sample.isLike(Sample.of(random(8, 384)))).isFalse();
        assertThat(sample.likeness(Sample.of(random(7, 96)))).isZero();
    }

    private static float[] random(long seed, int dimension) {
        Random random = new Random(seed);
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
