package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.onnx.Workers.Ticket;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What the engine did, by model and lane, for {@code /metrics}: {@code groundwork_embeddings_queue_seconds} (how long texts waited),
 * {@code …_run_seconds} (how long the model took), {@code …_texts_total}, {@code …_tokens_total}, {@code …_refused_total},
 * {@code …_queued_tokens}, {@code …_in_flight}; where texts run in batches also
 * {@code …_batch_texts} and {@code …_batch_fill} (the share of a batch that is tokens and not filling). Tokens a second are the rate of the counter. Neither text nor user. Thread-safe.
 */
final class WorkMeters {

    private static final String NAME = "groundwork.embeddings.";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60)
    };
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    /** A guess until the first text was run: 5,000 tokens a second. */
    private static final double FIRST_NANOS_PER_TOKEN = 200_000;

    private final MeterRegistry registry;
    private final String model;
    private final int callers;
    private final Map<Lane, Meters> meters = new EnumMap<>(Lane.class);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder tokens = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    /** @param callers that read passages at once */
    WorkMeters(MeterRegistry registry, String model, int callers) {
        this.registry = registry;
        this.model = model;
        this.callers = callers;
        for (Lane lane : Lane.values()) {
            meters.put(lane, Meters.of(registry, tags(lane)));
        }
        Gauge.builder(NAME + "in.flight", inFlight, AtomicInteger::get)
                .description("Texts that the model is reading now")
                .tags("model", model)
                .register(registry);
    }

    private Tags tags(Lane lane) {
        return Tags.of("model", model, "lane", lane.name().toLowerCase(Locale.ROOT));
    }

    /** @param queuedTokens of the calls in {@code lane} */
    void watch(Lane lane, LongSupplier queuedTokens) {
        Gauge.builder(NAME + "queued.tokens", queuedTokens::getAsLong)
                .description("About how many tokens the calls have that wait or are being served")
                .tags(tags(lane))
                .strongReference(true)
                .register(registry);
    }

    /** Runs it, unless its caller has left. */
    void measure(Lane lane, Ticket<?> ticket) {
        if (ticket.isCancelled()) {
            return;
        }
        long start = System.nanoTime();
        inFlight.incrementAndGet();
        try {
            ticket.run();
        } finally {
            inFlight.decrementAndGet();
            long took = System.nanoTime() - start;
            Meters of = meters.get(lane);
            of.queue().record(Duration.ofNanos(start - ticket.since));
            of.run().record(Duration.ofNanos(took));
            of.texts().increment();
            nanos.add(took);
        }
    }

    /** Called by work that is being measured, once it knows how long its text is. */
    void read(Lane lane, int tokensOfText) {
        meters.get(lane).tokens().increment(tokensOfText);
        tokens.add(tokensOfText);
    }

    /**
     * Runs a batch.
     *
     * @param since when each of its texts came, {@link System#nanoTime}
     * @param tokens of its texts
     * @param places tokens and filling
     */
    void measure(Lane lane, List<Long> since, long tokens, long places, Runnable batch) {
        long start = System.nanoTime();
        Meters of = meters.get(lane);
        of.batch().record(since.size());
        of.fill().record((double) tokens / places);
        inFlight.addAndGet(since.size());
        try {
            batch.run();
        } finally {
            inFlight.addAndGet(-since.size());
            long took = System.nanoTime() - start;
            for (long came : since) {
                of.queue().record(Duration.ofNanos(start - came));
                of.run().record(Duration.ofNanos(took));
            }
            of.texts().increment(since.size());
            nanos.add(took);
        }
    }

    void refused(Lane lane) {
        meters.get(lane).refused().increment();
    }

    /** How long so many tokens will take, by what was measured so far; from a second to a minute. */
    Duration timeFor(long waiting) {
        long done = tokens.sum();
        double each = done == 0 ? FIRST_NANOS_PER_TOKEN : (double) nanos.sum() / done;
        Duration time = Duration.ofNanos((long) (waiting * each / Math.max(1, callers)));
        if (time.compareTo(LEAST_PAUSE) < 0) {
            return LEAST_PAUSE;
        }
        return time.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : time;
    }

    private record Meters(
            Timer queue,
            Timer run,
            Counter texts,
            Counter tokens,
            Counter refused,
            DistributionSummary batch,
            DistributionSummary fill) {

        static Meters of(MeterRegistry registry, Tags tags) {
            return new Meters(
                    Timer.builder(NAME + "queue")
                            .description("How long texts waited for the model")
                            .serviceLevelObjectives(BUCKETS)
                            .tags(tags)
                            .register(registry),
                    Timer.builder(NAME + "run")
                            .description("How long the model took for a text")
                            .serviceLevelObjectives(BUCKETS)
                            .tags(tags)
                            .register(registry),
                    counter(registry, "texts", "Texts read", tags),
                    counter(registry, "tokens", "Tokens read, with prefixes and special ones", tags),
                    counter(registry, "refused", "Calls refused because too much waited", tags),
                    summary(registry, "batch.texts", "Texts that ran together", tags),
                    summary(registry, "batch.fill", "Share of a batch that is tokens and not filling", tags));
        }

        private static DistributionSummary summary(MeterRegistry registry, String name, String description, Tags tags) {
            return DistributionSummary.builder(NAME + name)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }

        private static Counter counter(MeterRegistry registry, String name, String description, Tags tags) {
            return Counter.builder(NAME + name)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }
    }
}
