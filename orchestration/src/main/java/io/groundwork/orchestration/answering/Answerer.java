package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.orchestration.answering.AnswerEvent.Kind;
import io.groundwork.orchestration.answering.AnswerEvent.Problem;
import io.groundwork.orchestration.answering.Decisions.Ending;
import io.groundwork.orchestration.answering.Decisions.Grounds;
import io.groundwork.orchestration.answering.Writer.Written;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.ModelsException;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.RetrievalException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Conducts a question to its answer: search, write, cite, record. Safe for use by many threads; each question blocks its own, a
 * virtual one.
 */
public final class Answerer {

    private static final Logger LOG = Logger.getLogger(Answerer.class);

    private final PassageSearch search;
    private final Author.Choice authors;
    private final DocumentText texts;
    private final Ledger ledger;

    Answerer(PassageSearch search, Author.Choice authors, DocumentText texts, Ledger ledger) {
        this.search = search;
        this.authors = authors;
        this.texts = texts;
        this.ledger = ledger;
    }

    /**
     * Answers {@code ask} and tells {@code events} of each step, on this thread, before the next is taken. The last event is
     * {@link AnswerEvent.Done} or {@link AnswerEvent.Failed}. An exception out of {@code events} ends the work, also at the model
     * server, and is thrown on; the record then says that it was aborted.
     */
    public void answer(Ask ask, Consumer<AnswerEvent> events) {
        answer(ask, events, new Stop());
    }

    /** The same; {@code stop} ends what the model server is doing for it, and a record of one whose asker has left says so. */
    public void answer(Ask ask, Consumer<AnswerEvent> events, Stop stop) {
        Listener listener = new Listener(events);
        try {
            listener.accept(conducted(ask, listener, stop));
        } catch (Left left) {
            throw left.cause;
        }
    }

    private AnswerEvent conducted(Ask ask, Listener events, Stop stop) {
        Optional<Author> author = authors.of(ask.model());
        if (author.isEmpty()) {
            return failed(
                    Kind.UNKNOWN_MODEL,
                    "There is no model \"%s\".".formatted(ask.model().orElse("")));
        }
        long began = System.nanoTime();
        UUID decision;
        try {
            decision = ledger.open(ask, author.get().model());
        } catch (AnsweringException e) {
            return unrecorded(e);
        }
        Finished finished = finished(ask, author.get(), decision, events, stop);
        try {
            ledger.close(decision, finished.ending(), finished.grounds(), Duration.ofNanos(System.nanoTime() - began));
        } catch (AnsweringException e) {
            return unrecorded(e);
        }
        return finished.event();
    }

    private Finished finished(Ask ask, Author author, UUID decision, Listener events, Stop stop) {
        try {
            events.accept(new AnswerEvent.Searching(List.of(ask.question())));
            AnswerEvent.Found found = search.search(ask);
            events.accept(found);
            return written(ask, author, decision, found.hits(), new Draft(events, texts), stop);
        } catch (RetrievalException | EmbeddingException e) {
            LOG.errorf(e, "Answer %s failed in its search", decision);
            return Finished.failed(Kind.SEARCH, "The documents cannot be searched at the moment.");
        } catch (ModelsException e) {
            LOG.errorf(e, "Answer %s failed at its model", decision);
            return Finished.failed(Kind.MODEL, e.getMessage());
        }
    }

    private static Finished written(Ask ask, Author author, UUID decision, List<Hit> hits, Draft draft, Stop stop) {
        if (hits.isEmpty()) {
            draft.write(Writer.DECLINED);
            return ended(author, decision, draft, new Written.Ended(Outcome.DECLINED, Usage.NONE, List.of()));
        }
        return switch (author.writer().write(ask, hits, draft, stop)) {
            case Written.Failed failed ->
                Finished.failed(new Problem(Kind.MODEL, failed.words(), Optional.of(failed.reason())));
            case Written.Ended ended -> ended(author, decision, draft, ended);
        };
    }

    private static Finished ended(Author author, UUID decision, Draft draft, Written.Ended ended) {
        if (draft.dropped() > 0) {
            LOG.infof("Answer %s: %d citations were dropped", decision, draft.dropped());
        }
        Ending ending =
                switch (ended.outcome()) {
                    case ANSWERED -> Ending.ANSWERED;
                    case PARTIAL -> Ending.PARTIAL;
                    case DECLINED -> Ending.DECLINED;
                };
        Answer answer = new Answer(
                draft.text(),
                draft.citations(),
                ended.outcome(),
                draft.dropped(),
                draft.writtenBy().orElse(author.model()),
                ended.usage(),
                decision);
        return new Finished(new AnswerEvent.Done(answer), ending, new Grounds(draft.grounds(), ended.read()));
    }

    private static AnswerEvent unrecorded(AnsweringException e) {
        LOG.error("An answer was withheld because it could not be recorded", e);
        return failed(Kind.RECORD, "The answer could not be recorded, so it is not given.");
    }

    private static AnswerEvent failed(Kind kind, String words) {
        return new AnswerEvent.Failed(new Problem(kind, words));
    }

    /** Where answers are recorded: {@link Decisions}, or a list in a test. */
    interface Ledger {

        UUID open(Ask ask, String model);

        void close(UUID decision, Ending ending, Grounds grounds, Duration took);
    }

    private record Finished(AnswerEvent event, Ending ending, Grounds grounds) {

        static Finished failed(Kind kind, String words) {
            return failed(new Problem(kind, words));
        }

        static Finished failed(Problem problem) {
            Ending ending = problem.reason().stream().anyMatch(ChatOutcome.Reason.LEFT::equals)
                    ? Ending.ABORTED
                    : Ending.FAILED;
            return new Finished(new AnswerEvent.Failed(problem), ending, Grounds.NONE);
        }
    }

    /** Tells an exception of the one who listens from one of our own. */
    private record Listener(Consumer<AnswerEvent> events) implements Consumer<AnswerEvent> {

        @Override
        public void accept(AnswerEvent event) {
            try {
                events.accept(event);
            } catch (RuntimeException e) {
                throw new Left(e);
            }
        }
    }

    private static final class Left extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient RuntimeException cause;

        Left(RuntimeException cause) {
            super(null, cause, false, false);
            this.cause = cause;
        }
    }
}
