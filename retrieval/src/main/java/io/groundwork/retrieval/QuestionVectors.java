package io.groundwork.retrieval;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.EngineMissingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.Engines;
import io.groundwork.retrieval.vector.Space;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has engines embed questions, each in the spaces that it is searched in, all at once. An engine that let a question wait in vain is left alone for a moment: until it works
 * again, questions are told at once that it is away, and one after the other tries it without being waited for. Safe for use by many threads.
 */
final class QuestionVectors {

    private static final Logger LOG = Logger.getLogger(QuestionVectors.class);

    /** What fails sooner keeps nobody waiting, and is asked each time. */
    private static final Duration IN_VAIN = Duration.ofMillis(500);

    private static final Duration REST = Duration.ofSeconds(2);

    private final Engines engines;
    private final Duration longest;
    private final Map<EmbeddingModel, Known> known = new ConcurrentHashMap<>();

    /** @param longest that a question is waited for */
    QuestionVectors(Engines engines, Duration longest) {
        this.engines = engines;
        this.longest = longest;
    }

    /** What an engine made of a question. */
    sealed interface Outcome {

        /** @param languages that the engine knows; empty: many */
        record Made(Embedding vector, Set<String> languages) implements Outcome {}

        /**
         * @param why it is not there, or fails, in a few words, where that is known
         * @param fails whether it should be there, and may be again in a moment
         */
        record Away(Optional<String> why, boolean fails) implements Outcome {}

        /** It lives, and has too much to do. */
        record Busy(EngineOverloadedException failure) implements Outcome {}
    }

    /** @throws EmbeddingException when the caller is interrupted */
    Map<Space, Outcome> of(String question, Collection<Space> spaces) {
        long deadline = System.nanoTime() + longest.toNanos();
        Map<Space, Waiting> waiting = new LinkedHashMap<>();
        spaces.forEach(space -> waiting.put(space, begin(question, space.model())));
        Map<Space, Outcome> outcomes = new LinkedHashMap<>();
        try {
            for (Map.Entry<Space, Waiting> one : waiting.entrySet()) {
                outcomes.put(one.getKey(), one.getValue().outcome(deadline));
            }
        } catch (InterruptedException e) {
            waiting.values().forEach(Waiting::giveUp);
            Thread.currentThread().interrupt();
            throw new EmbeddingException("Interrupted while a question was embedded", e);
        }
        return outcomes;
    }

    private Waiting begin(String question, EmbeddingModel model) {
        Optional<Embedder> embedder = engines.serving(model).map(Engines.Engine::embedder);
        return embedder.isEmpty()
                ? new Waiting.Done(new Outcome.Away(engines.why(model), false))
                : known(model, embedder.get()).begin(question);
    }

    /** One that was registered anew, or moved, begins anew. */
    private Known known(EmbeddingModel model, Embedder embedder) {
        return known.compute(
                model,
                (same, before) ->
                        before != null && before.embedder == embedder ? before : new Known(embedder, longest));
    }

    /** What comes of a question. */
    private sealed interface Waiting {

        /** @param deadline as {@link System#nanoTime} counts */
        Outcome outcome(long deadline) throws InterruptedException;

        void giveUp();

        record Done(Outcome known) implements Waiting {

            @Override
            public Outcome outcome(long deadline) {
                return known;
            }

            @Override
            public void giveUp() {
                // Nothing is being done.
            }
        }

        record Begun(Known engine, FutureTask<Outcome> work) implements Waiting {

            @Override
            public Outcome outcome(long deadline) throws InterruptedException {
                try {
                    return work.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    return engine.late();
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new EmbeddingException("A question could not be embedded", e.getCause());
                }
            }

            @Override
            public void giveUp() {
                work.cancel(true);
            }
        }
    }

    /** An engine, and how it fared. */
    private static final class Known {

        private final Embedder embedder;
        private final Duration longest;

        /** Null while it works, as far as anybody knows. */
        private @Nullable String failing;

        private long restsUntil;
        private boolean tried;

        Known(Embedder embedder, Duration longest) {
            this.embedder = embedder;
            this.longest = longest;
        }

        synchronized Waiting begin(String question) {
            if (failing == null) {
                return new Waiting.Begun(this, started(new FutureTask<>(() -> embedded(question))));
            }
            if (!tried && System.nanoTime() - restsUntil > 0) {
                tried = true;
                FutureTask<Outcome> unused = started(new FutureTask<>(() -> triedAgain(question)));
            }
            return new Waiting.Done(new Outcome.Away(Optional.of(failing), true));
        }

        private static FutureTask<Outcome> started(FutureTask<Outcome> work) {
            Thread.ofVirtual().name("question-vector").start(work);
            return work;
        }

        private Outcome triedAgain(String question) {
            try {
                return embedded(question);
            } finally {
                synchronized (this) {
                    tried = false;
                }
            }
        }

        private Outcome embedded(String question) {
            long began = System.nanoTime();
            try {
                Embedding made = embedder.embedQuery(question);
                works();
                return new Outcome.Made(made, embedder.languages());
            } catch (EngineOverloadedException e) {
                works();
                return new Outcome.Busy(e);
            } catch (EngineMissingException e) {
                return failed(String.valueOf(e.getMessage()), began, e);
            } catch (EmbeddingException e) {
                if (Thread.currentThread()
                        .isInterrupted()) { // by whoever does not wait any more: that says nothing of the engine
                    throw e;
                }
                return failed("it failed or cannot be reached", began, e);
            }
        }

        private synchronized void works() {
            if (failing != null) {
                LOG.infof("The embedding model %s works again", embedder.model().name());
                failing = null;
            }
        }

        private synchronized Outcome failed(String why, long began, EmbeddingException failure) {
            if (failing != null || System.nanoTime() - began > IN_VAIN.toNanos()) {
                rest(why, String.valueOf(failure.getMessage()));
            }
            return new Outcome.Away(Optional.of(why), true);
        }

        synchronized Outcome late() {
            String why = "it did not answer within %d s".formatted(Math.max(1, longest.toSeconds()));
            rest(why, why);
            return new Outcome.Away(Optional.of(why), true);
        }

        /** The log is told once until it works again, and with its address, which is nobody's business who searches. */
        private void rest(String why, String log) {
            if (failing == null) {
                LOG.warnf(
                        "Where vectors of %s are needed, it is searched by words alone: %s",
                        embedder.model().name(), log);
            }
            failing = why;
            restsUntil = System.nanoTime() + REST.toNanos();
        }
    }
}
