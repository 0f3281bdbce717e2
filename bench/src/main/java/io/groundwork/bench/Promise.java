package io.groundwork.bench;

import java.io.PrintStream;
import java.util.List;

/**
 * One line of a drill's outcome.
 *
 * @param promised what should be, in words
 * @param happened what was seen, in words
 */
record Promise(String promised, String happened, boolean kept) {

    /** @throws BenchException when any is broken */
    static void print(List<Promise> promises, PrintStream out) {
        out.printf("%n%-58s %-52s%n", "promised", "happened");
        for (Promise promise : promises) {
            out.printf("%-58s %-52s %s%n", promise.promised, promise.happened, promise.kept ? "kept" : "BROKEN");
        }
        long broken = promises.stream().filter(promise -> !promise.kept).count();
        if (broken > 0) {
            throw new BenchException("%d of %d promises were broken.".formatted(broken, promises.size()));
        }
    }
}
