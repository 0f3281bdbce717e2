package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MixtureFittingTest {

    private static final int DIMENSION = 24;
    private static final long SEED = 7;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void whatIsGeneratedLiesAsWhatWasFitted() {
        List<float[]> real = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            real.add(i % 3 == 0 ? around(0, .2f) : around(1, .4f));
        }

        VectorMixture mixture = MixtureFitting.fit(real, 2, 3, 8, random);

        List<float[]> made = new ArrayList<>();
        for (int i = 0; i < 900; i++) {
            made.add(mixture.vector(
                    mixture.cluster(random),
                    mixture.coordinates(random),
                    mixture.coordinates(random),
                    mixture.coordinates(random)));
        }
        for (int axis = 0; axis < 2; axis++) {
            assertThat(shareAlong(made, axis)).isCloseTo(shareAlong(real, axis), within(.06));
            assertThat(meanAlong(made, axis)).isCloseTo(meanAlong(real, axis), within(.03));
        }
    }

    /** A unit vector near an axis, wider along the third than elsewhere. */
    private float[] around(int axis, float width) {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = (float) random.nextGaussian() * (i == 2 ? width : .05f);
        }
        vector[axis] += 1;
        return VectorMixture.unit(vector);
    }

    private static double shareAlong(List<float[]> vectors, int axis) {
        return (double) vectors.stream().filter(vector -> vector[axis] > .5f).count() / vectors.size();
    }

    private static double meanAlong(List<float[]> vectors, int axis) {
        return vectors.stream()
                .filter(vector -> vector[axis] > .5f)
                .mapToDouble(vector -> vector[axis])
                .average()
                .orElseThrow();
    }
}
