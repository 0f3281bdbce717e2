package io.groundwork.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many probes each path has had, and what was wrong. Safe for use by many threads. */
final class LeakTally {

    private static final int EXAMPLES = 10;

    private final Map<String, int[]> byPath = new LinkedHashMap<>();
    private final List<String> examples = new ArrayList<>();

    /** @param paths in the order of the table */
    LeakTally(List<String> paths) {
        paths.forEach(path -> byPath.put(path, new int[5]));
    }

    /** @param probes how many documents it was judged about */
    synchronized void add(String path, int probes, LeakJudge.Verdict verdict) {
        int[] numbers = byPath.computeIfAbsent(path, name -> new int[5]);
        numbers[0]++;
        numbers[1] += probes;
        numbers[2] += verdict.refusals();
        numbers[3] += verdict.leaks().size();
        numbers[4] += verdict.withheld().size();
        verdict.leaks().forEach(leak -> example("leaked by %s: %s".formatted(path, leak)));
        verdict.withheld().forEach(held -> example("withheld by %s: %s".formatted(path, held)));
    }

    synchronized long probes() {
        return sum(1);
    }

    synchronized long leaks() {
        return sum(3);
    }

    synchronized long withheld() {
        return sum(4);
    }

    /** Requests of the path that was asked least. */
    synchronized int fewest() {
        return byPath.values().stream().mapToInt(numbers -> numbers[0]).min().orElse(0);
    }

    synchronized void print(PrintStream out) {
        out.printf(
                "%n%-28s %10s %10s %14s %8s %9s%n", "path", "requests", "probes", "not permitted", "leaks", "withheld");
        byPath.forEach((path, numbers) -> line(out, path, numbers));
        line(out, "all", new int[] {(int) sum(0), (int) sum(1), (int) sum(2), (int) sum(3), (int) sum(4)});
        examples.forEach(example -> out.println("  " + example));
    }

    private static void line(PrintStream out, String path, int[] numbers) {
        out.printf(
                "%-28s %10s %10s %14s %8s %9s%n",
                path,
                Figures.count(numbers[0]),
                Figures.count(numbers[1]),
                Figures.count(numbers[2]),
                Figures.count(numbers[3]),
                Figures.count(numbers[4]));
    }

    private void example(String example) {
        if (examples.size() < EXAMPLES) {
            examples.add(example);
        }
    }

    private long sum(int column) {
        return byPath.values().stream().mapToLong(numbers -> numbers[column]).sum();
    }
}
