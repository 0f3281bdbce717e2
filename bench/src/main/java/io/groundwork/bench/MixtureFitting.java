package io.groundwork.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Fits a {@link VectorMixture} to real vectors: clusters by k-means, in each the widest directions by the power method, then those of what all have left. */
final class MixtureFitting {

    private static final int ROUNDS = 25;
    private static final int STEPS = 40;

    /** Of a cluster, each direction needs so many vectors, or it would tell of these alone. */
    private static final int VECTORS_A_DIRECTION = 8;

    private MixtureFitting() {}

    static VectorMixture fit(List<float[]> vectors, int clusters, int directions, int common, SplittableRandom random) {
        int dimension = vectors.getFirst().length;
        float[][] means = new float[clusters][];
        int[] cluster = kMeans(vectors, means, random);
        float[] weights = new float[clusters];
        float[][][] own = new float[clusters][directions][dimension];
        double[] left = new double[clusters];
        List<float[]> all = new ArrayList<>();
        for (int c = 0; c < clusters; c++) {
            List<float[]> deviations = new ArrayList<>();
            for (int i = 0; i < cluster.length; i++) {
                if (cluster[i] == c) {
                    float[] deviation = vectors.get(i).clone();
                    VectorMixture.add(deviation, means[c], -1);
                    deviations.add(deviation);
                }
            }
            weights[c] = (float) deviations.size() / vectors.size();
            int told = Math.min(directions, deviations.size() / VECTORS_A_DIRECTION);
            for (int i = 0; i < told; i++) {
                own[c][i] = widest(deviations, random);
            }
            left[c] = squares(deviations) / Math.max(1, deviations.size());
            all.addAll(deviations);
        }
        double mean = squares(all) / all.size();
        float[] spreads = new float[clusters];
        for (int c = 0; c < clusters; c++) {
            spreads[c] = (float) Math.sqrt(left[c] / mean);
        }
        float[][] shared = new float[common][];
        for (int i = 0; i < common; i++) {
            shared[i] = widest(all, random);
        }
        float rest = (float) Math.sqrt(squares(all) / all.size() / dimension);
        return new VectorMixture(weights, means, own, spreads, shared, rest, new VectorMixture.Levels(0.5f, 0.3f));
    }

    /** To which cluster each vector belongs. */
    private static int[] kMeans(List<float[]> vectors, float[][] means, SplittableRandom random) {
        int dimension = vectors.getFirst().length;
        for (int c = 0; c < means.length; c++) {
            means[c] = vectors.get(random.nextInt(vectors.size())).clone();
        }
        int[] cluster = new int[vectors.size()];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < cluster.length; i++) {
                cluster[i] = nearest(vectors.get(i), means);
            }
            int[] counts = new int[means.length];
            float[][] sums = new float[means.length][dimension];
            for (int i = 0; i < cluster.length; i++) {
                VectorMixture.add(sums[cluster[i]], vectors.get(i), 1);
                counts[cluster[i]]++;
            }
            for (int c = 0; c < means.length; c++) {
                if (counts[c] == 0) {
                    means[c] = vectors.get(random.nextInt(vectors.size())).clone();
                } else {
                    Arrays.fill(means[c], 0);
                    VectorMixture.add(means[c], sums[c], 1f / counts[c]);
                }
            }
        }
        return cluster;
    }

    private static int nearest(float[] vector, float[][] means) {
        int nearest = 0;
        float least = Float.MAX_VALUE;
        for (int c = 0; c < means.length; c++) {
            float distance = VectorMixture.dot(means[c], means[c]) - 2 * VectorMixture.dot(vector, means[c]);
            if (distance < least) {
                least = distance;
                nearest = c;
            }
        }
        return nearest;
    }

    /** The direction in which these are widest, as long as their standard deviation along it; it is taken out of them. */
    private static float[] widest(List<float[]> deviations, SplittableRandom random) {
        float[] direction = new float[deviations.getFirst().length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = (float) random.nextGaussian();
        }
        VectorMixture.unit(direction);
        for (int step = 0; step < STEPS; step++) {
            float[] next = new float[direction.length];
            for (float[] deviation : deviations) {
                VectorMixture.add(next, deviation, VectorMixture.dot(deviation, direction));
            }
            if (VectorMixture.dot(next, next) == 0) {
                return next;
            }
            direction = VectorMixture.unit(next);
        }
        double squares = 0;
        for (float[] deviation : deviations) {
            float along = VectorMixture.dot(deviation, direction);
            squares += (double) along * along;
            VectorMixture.add(deviation, direction, -along);
        }
        float[] scaled = new float[direction.length];
        VectorMixture.add(scaled, direction, (float) Math.sqrt(squares / deviations.size()));
        return scaled;
    }

    private static double squares(List<float[]> vectors) {
        return vectors.stream()
                .mapToDouble(vector -> VectorMixture.dot(vector, vector))
                .sum();
    }
}
