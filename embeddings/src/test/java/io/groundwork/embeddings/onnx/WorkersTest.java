package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.groundwork.embeddings.onnx.Workers.Work;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkersTest {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Workers workers =
            new Workers(1, new Workers.Limits(2, 100), new WorkMeters(registry, "model", 1), () -> {});

    @AfterEach
    void close() {
        finish.countDown();
        callers.close();
        workers.close();
    }

    @Test
    void resultsComeInTheOrderOfTheTasks() {
        assertThat(run(Lane.PASSAGES, () -> 1, () -> 2, () -> 3)).containsExactly(1, 2, 3);
    }

    @Test
    void aQuestionDoesNotWaitBehindPassages() throws Exception {
        occupy();

        assertThat(run(Lane.QUESTION, () -> "answered")).containsExactly("answered");
    }

    @Test
    void textsOfAnAnswerOvertakePassages() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        occupy();
        Future<?> passages = callers.submit(() -> run(Lane.PASSAGES, () -> order.add("passage")));
        untilWaiting(Lane.PASSAGES);
        Future<?> answer = callers.submit(() -> run(Lane.ANSWER, () -> order.add("answer")));
        untilWaiting(Lane.ANSWER);

        finish.countDown();
        passages.get();
        answer.get();

        assertThat(order).containsExactly("answer", "passage");
    }

    @Test
    void aShortCallTakesItsTurnBesideALongOne() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        occupy();
        Future<?> many = callers.submit(() ->
                run(Lane.ANSWER, () -> order.add("long 1"), () -> order.add("long 2"), () -> order.add("long 3")));
        untilWaiting(Lane.ANSWER, 3);
        Future<?> one = callers.submit(() -> run(Lane.ANSWER, () -> order.add("short")));
        untilWaiting(Lane.ANSWER, 4);

        finish.countDown();
        many.get();
        one.get();

        assertThat(order).containsExactly("long 1", "short", "long 2", "long 3");
    }

    @Test
    void oneCallTooManyIsRefusedAsOverload() throws Exception {
        occupy();
        callers.execute(() -> run(Lane.PASSAGES, () -> 2));
        untilWaiting(Lane.PASSAGES);

        assertThatThrownBy(() -> run(Lane.PASSAGES, () -> 3))
                .isInstanceOf(EngineOverloadedException.class)
                .hasMessageContaining("overloaded");
        assertThat(registry.get("groundwork.embeddings.refused")
                        .tag("lane", "passages")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void tokensBeyondTheLimitAreRefusedUnlessThereIsNoOtherCall() throws Exception {
        occupy();
        callers.execute(() -> workers.run(Lane.ANSWER, List.of(new Work<>(1_000, () -> 1))));
        untilWaiting(Lane.ANSWER);

        assertThatThrownBy(() -> workers.run(Lane.ANSWER, List.of(new Work<>(1, () -> 2))))
                .isInstanceOfSatisfying(EngineOverloadedException.class, overload -> assertThat(overload.retryAfter())
                        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(60)));
    }

    @Test
    void aCallerWhoseTimeIsOverLeavesTheQueue() throws Exception {
        occupy();

        assertThatThrownBy(() -> workers.run(
                        Lane.PASSAGES, List.of(new Work<>(1, () -> 1), new Work<>(1, () -> 2)), Duration.ofMillis(20)))
                .isInstanceOf(OutOfTimeException.class)
                .hasMessageContaining("20 ms");

        assertThat(workers.waiting(Lane.PASSAGES)).isZero();
    }

    @Test
    void workThatIsDoneInTimeIsNoDifferent() {
        assertThat(workers.run(Lane.ANSWER, List.of(new Work<>(1, () -> "done")), Duration.ofSeconds(20)))
                .containsExactly("done");
    }

    @Test
    void aCallerThatGoesAwayLeavesTheQueue() throws Exception {
        occupy();
        Thread leaving = Thread.ofVirtual().start(() -> assertThatThrownBy(() -> run(Lane.PASSAGES, () -> 1, () -> 2))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("Interrupted"));
        untilWaiting(Lane.PASSAGES, 2);

        leaving.interrupt();
        leaving.join();

        assertThat(workers.waiting(Lane.PASSAGES)).isZero();
        assertThat(registry.get("groundwork.embeddings.queued.tokens")
                        .tag("lane", "passages")
                        .gauge()
                        .value())
                .isEqualTo(10);
        callers.execute(() -> run(Lane.PASSAGES, () -> 3));
        untilWaiting(Lane.PASSAGES);
    }

    @Test
    void aFailureReachesTheCallerAndLeavesTheThreadAlive() {
        Callable<Integer> broken = () -> {
            throw new IllegalStateException("broken");
        };

        assertThatThrownBy(() -> run(Lane.PASSAGES, broken))
                .isInstanceOf(EmbeddingException.class)
                .hasRootCauseMessage("broken");
        assertThat(run(Lane.PASSAGES, () -> 1)).containsExactly(1);
    }

    @Test
    void aCallThatWaitsWhenTheEngineClosesFails() throws Exception {
        occupy();
        Future<?> waiting = callers.submit(() -> run(Lane.PASSAGES, () -> 2));
        untilWaiting(Lane.PASSAGES);
        Future<?> closing = callers.submit(workers::close);

        assertThatThrownBy(waiting::get).hasCauseInstanceOf(EmbeddingException.class);
        finish.countDown();
        closing.get();
    }

    /** Holds the one general thread until {@link #finish}. */
    private void occupy() throws InterruptedException {
        Callable<Boolean> hold = () -> {
            started.countDown();
            finish.await();
            return true;
        };
        callers.execute(() -> run(Lane.PASSAGES, hold));
        started.await();
    }

    private void untilWaiting(Lane lane) {
        untilWaiting(lane, 1);
    }

    private void untilWaiting(Lane lane, int texts) {
        while (workers.waiting(lane) < texts) {
            Thread.onSpinWait();
        }
    }

    @SafeVarargs
    private <T> List<T> run(Lane lane, Callable<T>... tasks) {
        List<Work<T>> work = new ArrayList<>();
        for (Callable<T> task : tasks) {
            work.add(new Work<>(10, task));
        }
        return workers.run(lane, work);
    }
}
