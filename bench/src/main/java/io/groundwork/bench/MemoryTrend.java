package io.groundwork.bench;

import java.time.Duration;
import java.util.List;

/**
 * How a memory's size went over time. What it falls to counts, as garbage comes and goes.
 *
 * @param samples in order of time
 */
record MemoryTrend(List<Sample> samples) {

    MemoryTrend {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("Nothing was sampled");
        }
    }

    /** @param at since the first sample */
    record Sample(Duration at, double megabytes) {}

    double first() {
        return samples.getFirst().megabytes();
    }

    double last() {
        return samples.getLast().megabytes();
    }

    /** Of the line nearest to all samples by least squares, in megabytes an hour; 0 of less than two moments. */
    double slopePerHour() {
        double meanAt =
                samples.stream().mapToDouble(MemoryTrend::hours).average().orElseThrow();
        double meanSize =
                samples.stream().mapToDouble(Sample::megabytes).average().orElseThrow();
        double both = 0;
        double square = 0;
        for (Sample sample : samples) {
            both += (hours(sample) - meanAt) * (sample.megabytes() - meanSize);
            square += (hours(sample) - meanAt) * (hours(sample) - meanAt);
        }
        return square == 0 ? 0 : both / square;
    }

    /** The lowest size in the second fifth of the time, when all is warm. */
    double floorBefore() {
        return floor(samples.size() / 5, Math.max(1, samples.size() * 2 / 5));
    }

    /** The lowest size in the last fifth. */
    double floorAfter() {
        return floor(Math.min(samples.size() - 1, samples.size() * 4 / 5), samples.size());
    }

    /** Whether the floor rose by no more than a tenth. */
    boolean isFlat() {
        return floorAfter() <= 1.1 * floorBefore();
    }

    String line(String of) {
        return "%s: first %s MB, last %s MB, lowest in the second fifth %s MB and in the last %s MB, slope %s MB/hour over %d samples"
                .formatted(
                        of,
                        Figures.decimal(first(), 0),
                        Figures.decimal(last(), 0),
                        Figures.decimal(floorBefore(), 0),
                        Figures.decimal(floorAfter(), 0),
                        Figures.decimal(slopePerHour(), 1),
                        samples.size());
    }

    private double floor(int from, int to) {
        return samples.subList(Math.min(from, to - 1), to).stream()
                .mapToDouble(Sample::megabytes)
                .min()
                .orElseThrow();
    }

    private static double hours(Sample sample) {
        return sample.at().toNanos() / 3.6e12;
    }
}
