package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.onnx.Workers.Lane;
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
    private final Workers workers = new Workers(1, 2, () -> {});

    @AfterEach
    void close() {
        finish.countDown();
        callers.close();
        workers.close();
    }

    @Test
    void resultsComeInTheOrderOfTheTasks() {
        assertThat(workers.run(Lane.PASSAGES, List.of(() -> 1, () -> 2, () -> 3)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void aQuestionDoesNotWaitBehindPassages() throws Exception {
        occupy();

        assertThat(workers.run(Lane.QUESTION, List.of(() -> "answered"))).containsExactly("answered");
    }

    @Test
    void textsOfAnAnswerOvertakePassages() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        occupy();
        Future<?> passages = callers.submit(() -> workers.run(Lane.PASSAGES, List.of(() -> order.add("passage"))));
        untilWaiting(Lane.PASSAGES);
        Future<?> answer = callers.submit(() -> workers.run(Lane.ANSWER, List.of(() -> order.add("answer"))));
        untilWaiting(Lane.ANSWER);

        finish.countDown();
        passages.get();
        answer.get();

        assertThat(order).containsExactly("answer", "passage");
    }

    @Test
    void oneCallTooManyIsRefusedAsOverload() throws Exception {
        occupy();
        callers.execute(() -> workers.run(Lane.PASSAGES, List.of(() -> 2)));
        untilWaiting(Lane.PASSAGES);

        assertThatThrownBy(() -> workers.run(Lane.PASSAGES, List.of(() -> 3)))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("overloaded");
    }

    @Test
    void aFailureReachesTheCallerAndLeavesTheThreadAlive() {
        Callable<Integer> broken = () -> {
            throw new IllegalStateException("broken");
        };

        assertThatThrownBy(() -> workers.run(Lane.PASSAGES, List.of(broken)))
                .isInstanceOf(EmbeddingException.class)
                .hasRootCauseMessage("broken");
        assertThat(workers.run(Lane.PASSAGES, List.of(() -> 1))).containsExactly(1);
    }

    @Test
    void aCallThatWaitsWhenTheEngineClosesFails() throws Exception {
        occupy();
        Future<?> waiting = callers.submit(() -> workers.run(Lane.PASSAGES, List.of(() -> 2)));
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
        callers.execute(() -> workers.run(Lane.PASSAGES, List.of(hold)));
        started.await();
    }

    private void untilWaiting(Lane lane) {
        while (workers.waiting(lane) == 0) {
            Thread.onSpinWait();
        }
    }
}
