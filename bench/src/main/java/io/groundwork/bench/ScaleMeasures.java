package io.groundwork.bench;

import io.groundwork.bench.GeneratedLibrary.Question;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How one searcher fares.
 *
 * @param passages that it searches
 * @param meaning share of the exact ten nearest that it finds, on the mean
 * @param words share of the exact BM25's first ten that it finds
 * @param one times of fused searches, one after the other
 * @param perSecond fused searches a second of {@value #CLIENTS} who ask at once; 0 where that was not measured
 * @param bytesPerPassage on disk; 0 where that is told elsewhere
 */
record ScaleMeasures(
        String searcher,
        int passages,
        double meaning,
        double words,
        Latencies one,
        double perSecond,
        double bytesPerPassage) {

    static final int CLIENTS = 8;

    private static final int WARM_UP = 40;
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int FEWEST = 20;

    /**
     * What is measured of a searcher.
     *
     * @param exact how many of the questions are compared with exact answers
     * @param part of which the exact answers are
     * @param load how long many ask at once; zero for not at all
     */
    record Plan(List<Question> questions, int exact, ExactAnswers answers, String part, Duration load) {}

    static ScaleMeasures of(ScaleSearcher searcher, int passages, Plan plan) {
        double meaning =
                found(plan, (i, question) -> plan.answers().meaningFound(plan.part(), i, searcher.byMeaning(question)));
        double words =
                found(plan, (i, question) -> plan.answers().wordsFound(plan.part(), i, searcher.byWords(question)));
        Latencies one = oneByOne(searcher, plan.questions());
        double perSecond = plan.load().isZero() ? 0 : atOnce(searcher, plan.questions(), plan.load());
        return new ScaleMeasures(searcher.name(), passages, meaning, words, one, perSecond, 0);
    }

    private interface Share {
        double of(int number, Question question);
    }

    private static double found(Plan plan, Share share) {
        double sum = 0;
        int asked = 0;
        long start = System.nanoTime();
        while (asked < plan.exact() && goesOn(asked, start)) {
            sum += share.of(asked, plan.questions().get(asked));
            asked++;
        }
        return sum / asked;
    }

    /** What is slow is asked less: a share of few questions says as much where each takes seconds. */
    private static boolean goesOn(int asked, long start) {
        return asked < FEWEST || System.nanoTime() - start < LONGEST.toNanos();
    }

    /** Whether it is the product's on a part of the collection. */
    boolean isOfAPart() {
        return searcher.startsWith(ProductSearcher.READING) || searcher.startsWith(ProductSearcher.FILTERED);
    }

    ScaleMeasures on(double bytes) {
        return new ScaleMeasures(searcher, passages, meaning, words, one, perSecond, bytes / passages);
    }

    private static Latencies oneByOne(ScaleSearcher searcher, List<Question> questions) {
        long begin = System.nanoTime();
        for (int i = 0; i < WARM_UP && System.nanoTime() - begin < LONGEST_WARM_UP.toNanos(); i++) {
            searcher.fused(questions.get(questions.size() - 1 - i % questions.size()));
        }
        List<Duration> times = new ArrayList<>();
        long first = System.nanoTime();
        for (int i = 0; i < questions.size() && goesOn(i, first); i++) {
            long start = System.nanoTime();
            searcher.fused(questions.get(i));
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        return Latencies.of(times);
    }

    private static double atOnce(ScaleSearcher searcher, List<Question> questions, Duration time) {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        long start = System.nanoTime();
        try (InFlight clients = new InFlight(CLIENTS)) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.start(() -> {
                    while (System.nanoTime() - start < time.toNanos()) {
                        searcher.fused(questions.get(next.getAndIncrement() % questions.size()));
                        done.incrementAndGet();
                    }
                });
            }
        }
        return done.get() / ((System.nanoTime() - start) / 1e9);
    }

    static void printHead(PrintStream out) {
        out.printf(
                "%10s  %-26s %9s %9s %9s %9s %9s %9s %11s%n",
                "passages",
                "searcher",
                "vectors",
                "BM25",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                CLIENTS + " at once",
                "bytes each");
    }

    void print(PrintStream out) {
        out.printf(
                "%10s  %-26s %9s %9s %9s %9s %9s %9s %11s%n",
                Figures.count(passages),
                searcher,
                Figures.decimal(meaning, 3),
                Figures.decimal(words, 3),
                Figures.decimal(one.millis(.5), 1),
                Figures.decimal(one.millis(.95), 1),
                Figures.decimal(one.millis(.99), 1),
                perSecond == 0 ? "" : Figures.decimal(perSecond, 1) + "/s",
                bytesPerPassage == 0 ? "" : Figures.count(Math.round(bytesPerPassage)));
    }
}
