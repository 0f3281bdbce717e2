package io.groundwork.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Some thousands of passages, real or generated, as far as they are compared: their different words with how often each stands, and their vectors.
 *
 * @param words shape {@code [passages]}
 * @param vectors shape {@code [passages]}, each of length 1
 */
record SamplePassages(List<Map<String, Integer>> words, List<float[]> vectors) {

    /** To which neighbours passages are compared, counted from 1. */
    static final int[] NEIGHBOURS = {1, 10, 100};

    private static final int PAIRS = 20_000;

    /** The first so many that a library has. */
    static SamplePassages of(GeneratedLibrary library, int count) {
        SamplePassages sample = new SamplePassages(new ArrayList<>(), new ArrayList<>());
        for (int document = 0; document < library.documents() && sample.words().size() < count; document++) {
            for (GeneratedLibrary.Passage passage : library.document(document)) {
                Map<String, Integer> words = new HashMap<>();
                for (int i = 0; i < passage.words().length; i++) {
                    words.put(SpelledWords.of(passage.words()[i]), passage.repeats()[i]);
                }
                sample.words().add(words);
                sample.vectors().add(passage.vector());
            }
        }
        return sample;
    }

    int size() {
        return words.size();
    }

    /** In how many passages each word stands. */
    Map<String, Integer> frequencies() {
        Map<String, Integer> frequencies = new HashMap<>();
        words.forEach(ofPassage -> ofPassage.keySet().forEach(word -> frequencies.merge(word, 1, Integer::sum)));
        return frequencies;
    }

    /** Falling. */
    int[] curve() {
        int[] rising = frequencies().values().stream()
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        int[] falling = new int[rising.length];
        for (int i = 0; i < rising.length; i++) {
            falling[i] = rising[rising.length - 1 - i];
        }
        return falling;
    }

    double meanLength() {
        return words.stream()
                .mapToInt(ofPassage ->
                        ofPassage.values().stream().mapToInt(Integer::intValue).sum())
                .average()
                .orElse(0);
    }

    double meanDifferent() {
        return words.stream().mapToInt(Map::size).average().orElse(0);
    }

    /** Share of all different words of passages that stand there so often, from once. */
    double[] repeats(int most) {
        double[] counts = new double[most];
        words.forEach(ofPassage -> ofPassage.values().forEach(count -> counts[Math.min(count, most) - 1]++));
        double all = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(count -> count / all).toArray();
    }

    /** How alike neighbours are. */
    static final class Likeness {

        private final double[][] cosines;
        private final double[] shared;
        private final double sharedByAny;

        /**
         * @param cosines of each passage to its neighbour, rising: shape {@code [NEIGHBOURS][passages]}
         * @param shared what part of their words they share, on the mean: shape {@code [NEIGHBOURS]}
         * @param sharedByAny the same of any two passages
         */
        Likeness(double[][] cosines, double[] shared, double sharedByAny) {
            this.cosines = cosines;
            this.shared = shared;
            this.sharedByAny = sharedByAny;
        }

        double[][] cosines() {
            return cosines;
        }

        double[] shared() {
            return shared;
        }

        double sharedByAny() {
            return sharedByAny;
        }

        double cosine(int neighbour, double share) {
            double[] sorted = cosines[neighbour];
            return sorted[(int) Math.min(sorted.length - 1.0, share * sorted.length)];
        }
    }

    Likeness likeness() {
        int[][] neighbours = neighbours();
        double[][] cosines = new double[NEIGHBOURS.length][size()];
        for (int k = 0; k < NEIGHBOURS.length; k++) {
            for (int i = 0; i < size(); i++) {
                cosines[k][i] = VectorMixture.dot(vectors.get(i), vectors.get(neighbours[k][i]));
            }
            Arrays.sort(cosines[k]);
        }
        SplittableRandom random = new SplittableRandom(1);
        double any = 0;
        for (int i = 0; i < PAIRS; i++) {
            any += shared(random.nextInt(size()), random.nextInt(size())) / PAIRS;
        }
        return new Likeness(cosines, shared(neighbours), any);
    }

    double[] shared(int[][] neighbours) {
        double[] shared = new double[NEIGHBOURS.length];
        for (int k = 0; k < NEIGHBOURS.length; k++) {
            for (int i = 0; i < size(); i++) {
                shared[k] += shared(i, neighbours[k][i]) / size();
            }
        }
        return shared;
    }

    /** The neighbour of each of {@link #NEIGHBOURS} of each passage. */
    int[][] neighbours() {
        int[][] neighbours = new int[NEIGHBOURS.length][size()];
        IntStream.range(0, size()).parallel().forEach(i -> {
            long[] near = new long[size()];
            for (int j = 0; j < size(); j++) {
                float cosine = i == j ? -2 : VectorMixture.dot(vectors.get(i), vectors.get(j));
                // Ordered as the cosines are, the highest first; the place is in the lower half.
                near[j] = (long) ((1 - cosine) * 1e8) << 32 | j;
            }
            Arrays.sort(near);
            for (int k = 0; k < NEIGHBOURS.length; k++) {
                neighbours[k][i] = (int) near[Math.min(NEIGHBOURS[k], size()) - 1];
            }
        });
        return neighbours;
    }

    private double shared(int one, int other) {
        Map<String, Integer> these = words.get(one);
        Map<String, Integer> those = words.get(other);
        long both = these.keySet().stream().filter(those::containsKey).count();
        return both / Math.sqrt((double) these.size() * those.size());
    }
}
