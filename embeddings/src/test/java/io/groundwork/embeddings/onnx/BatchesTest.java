package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.onnx.Batches.Waiting;
import io.groundwork.embeddings.onnx.Reading.Wanted;
import io.groundwork.embeddings.onnx.Workers.Lane;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchesTest {

    private static final int BUDGET = 100;

    /** The length of a text that holds the thread that reads it. */
    private static final int HOLDS = 99;

    /** The length of a text that no batch survives. */
    private static final int BREAKS = 13;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<List<Integer>> ran = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Batches batches = new Batches(1, BUDGET, this::run, new WorkMeters(registry, "model", 1));

    @AfterEach
    void close() {
        release.countDown();
        batches.close();
    }

    private List<States> run(List<long[]> sequences, Wanted wanted) {
        List<Integer> lengths =
                sequences.stream().map(sequence -> sequence.length).toList();
        ran.add(lengths);
        if (lengths.contains(HOLDS)) {
            held.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (lengths.contains(BREAKS)) {
            throw new IllegalStateException("out of memory");
        }
        return lengths.stream()
                .map(length -> States.ofSentence(new float[] {length}))
                .toList();
    }

    @Test
    void aTextThatComesAloneRunsAlone() throws Exception {
        assertThat(add(Lane.PASSAGES, 7).get()).containsExactly(7);
        assertThat(ran).containsExactly(List.of(7));
    }

    @Test
    void whatComesWhileTheDeviceIsBusyRunsTogether() throws Exception {
        hold();
        List<CompletableFuture<float[]>> waiting =
                List.of(add(Lane.PASSAGES, 10), add(Lane.PASSAGES, 12), add(Lane.PASSAGES, 11));

        release.countDown();

        assertThat(waiting.get(1).get()).containsExactly(12);
        assertThat(waiting.get(2).get()).containsExactly(11);
        assertThat(ran).hasSize(2);
        assertThat(ran.get(1)).containsExactlyInAnyOrder(10, 11, 12);
        assertThat(registry.get("groundwork.embeddings.batch.texts")
                        .tag("lane", "passages")
                        .summary()
                        .max())
                .isEqualTo(3);
    }

    @Test
    void fillingCountsTowardsTheBudget() throws Exception {
        hold();
        List<CompletableFuture<float[]>> waiting =
                List.of(add(Lane.PASSAGES, 40), add(Lane.PASSAGES, 5), add(Lane.PASSAGES, 30), add(Lane.PASSAGES, 5));

        release.countDown();
        for (CompletableFuture<float[]> text : waiting) {
            text.get();
        }

        // Two of 40 and 30 are 80 places; with a third they were 120.
        assertThat(ran.subList(1, ran.size())).containsExactly(List.of(40, 30), List.of(5, 5));
    }

    @Test
    void theOldestGoesFirstAndTakesThoseNearestInLength() throws Exception {
        hold();
        fill(9, 50, 8);
        CompletableFuture<float[]> last = add(Lane.PASSAGES, 49);

        release.countDown();
        last.get();

        assertThat(ran.get(1)).containsExactly(9, 8);
        assertThat(ran.get(2)).containsExactly(50, 49);
    }

    @Test
    void aQuestionDoesNotWaitBehindABatch() throws Exception {
        hold();

        assertThat(add(Lane.QUESTION, 12).get()).containsExactly(12);
    }

    @Test
    void aTextWhoseCallerHasGoneIsNotRead() throws Exception {
        hold();
        AtomicBoolean gone = new AtomicBoolean();
        CompletableFuture<States> left =
                batches.add(Lane.PASSAGES, new Waiting(new long[20], Wanted.SENTENCE, 0, gone::get));
        CompletableFuture<float[]> stays = add(Lane.PASSAGES, 21);

        gone.set(true);
        release.countDown();
        stays.get();

        assertThat(ran.getLast()).containsExactly(21);
        assertThat(left).isNotDone();
    }

    @Test
    void ofABatchThatFailsOnlyTheTextThatFailsAloneIsLost() throws Exception {
        hold();
        CompletableFuture<float[]> good = add(Lane.PASSAGES, 12);
        CompletableFuture<float[]> bad = add(Lane.PASSAGES, BREAKS);
        CompletableFuture<float[]> other = add(Lane.PASSAGES, 14);

        release.countDown();

        assertThat(good.get()).containsExactly(12);
        assertThat(other.get()).containsExactly(14);
        assertThatThrownBy(bad::get).hasRootCauseMessage("out of memory");
    }

    @Test
    void textsOfWhichDifferentThingsAreWantedDoNotRunTogether() throws Exception {
        hold();
        fill(10);
        CompletableFuture<States> tokens =
                batches.add(Lane.PASSAGES, new Waiting(new long[10], Wanted.TOKENS, 0, () -> false));

        release.countDown();
        tokens.get();

        assertThat(ran).containsExactly(List.of(HOLDS), List.of(10), List.of(10));
    }

    @Test
    void aClosedEngineRefuses() {
        batches.close();

        assertThatThrownBy(() -> add(Lane.PASSAGES, 1)).isInstanceOf(EmbeddingException.class);
    }

    private void hold() throws InterruptedException {
        fill(HOLDS);
        held.await();
    }

    private void fill(int... lengths) {
        for (int length : lengths) {
            assertThat(add(Lane.PASSAGES, length)).isNotCompletedExceptionally();
        }
    }

    private CompletableFuture<float[]> add(Lane lane, int length) {
        return batches.add(lane, new Waiting(new long[length], Wanted.SENTENCE, System.nanoTime(), () -> false))
                .thenApply(States::sentence);
    }
}
