package io.groundwork.bench;

/**
 * What the way through the system adds to a time: the difference of the percentiles, which is no percentile of differences, as no request goes both ways.
 *
 * @param direct of the requests that went straight to the model server
 * @param through of those that went through the system
 */
record Added(Latencies direct, Latencies through) {

    /** In milliseconds; below zero where the direct way was slower. */
    double millis(double share) {
        return through.millis(share) - direct.millis(share);
    }

    /** One line of the three percentiles that count. */
    String line(String of) {
        StringBuilder line = new StringBuilder("%-26s".formatted(of));
        for (double share : new double[] {.5, .95, .99}) {
            line.append("  p%d %s - %s = %s ms"
                    .formatted(
                            Math.round(share * 100),
                            Figures.decimal(through.millis(share), 2),
                            Figures.decimal(direct.millis(share), 2),
                            Figures.decimal(millis(share), 2)));
        }
        return line.toString();
    }
}
