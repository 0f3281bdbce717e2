package io.groundwork.orchestration.understanding;

import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.models.ModelsException;
import io.groundwork.orchestration.models.Route;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.RetrievalException;
import io.groundwork.retrieval.rerank.Deadline;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Asks a model within a time. Whatever goes wrong with it is a {@link Reply}. Safe for use by many threads. */
final class Thinker {

    private static final Logger LOG = Logger.getLogger(Thinker.class);

    private final Model models;
    private final ExecutorService threads;
    private final UnderstandingConfig config;

    Thinker(Model models, ExecutorService threads, UnderstandingConfig config) {
        this.models = models;
        this.threads = threads;
        this.config = config;
    }

    /** A chat model's server: behind the router, or a script in a test. */
    @FunctionalInterface
    interface Model {

        ChatOutcome chat(Way way, List<Message> messages, Sampling sampling, Consumer<String> pieces);
    }

    /**
     * Where to ask, and on whose behalf.
     *
     * @param principals the caller and its groups
     * @param question in the asker's words
     * @param collections where what comes of it is searched
     * @param stop ends it, as when the asker has left
     */
    record Way(
            Route route,
            UUID caller,
            Set<UUID> principals,
            String question,
            List<CollectionId> collections,
            Stop stop) {}

    /** @param reader of what the model says, once it has said all of it */
    Reply ask(Way way, List<Message> messages, Deadline deadline, Function<String, Reply> reader) {
        Sampling sampling = Sampling.steady(0, config.replyTokens());
        Future<ChatOutcome> asked = threads.submit(() -> models.chat(way, messages, sampling, new Length()));
        try {
            return switch (asked.get(Math.max(0, deadline.nanos()), TimeUnit.NANOSECONDS)) {
                case ChatOutcome.Finished finished -> reader.apply(finished.text());
                case ChatOutcome.Failed failed -> away(failed.reason().name(), failed.words());
            };
        } catch (TimeoutException e) {
            return new Reply.Late();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case TooLong tooLong -> new Reply.Unusable();
                case ModelsException known -> away("the registry's own trouble", String.valueOf(known.getMessage()));
                case null, default -> {
                    LOG.error("A model could not be asked", e.getCause());
                    yield new Reply.Away("The model could not be asked.");
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RetrievalException("Interrupted while a question was thought about", e);
        } finally {
            asked.cancel(true); // closes the connection to its server
        }
    }

    private static Reply away(String reason, String words) {
        LOG.infof("A question was searched as it is, as its model failed: %s", reason);
        return new Reply.Away(words);
    }

    /** Ends a reply that is longer than any that is read. */
    private static final class Length implements Consumer<String> {

        private int length;

        @Override
        public void accept(String piece) {
            length += piece.length();
            if (length > ReplyReader.LONGEST_REPLY) {
                throw new TooLong();
            }
        }
    }

    private static final class TooLong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLong() {
            super(null, null, false, false);
        }
    }
}
