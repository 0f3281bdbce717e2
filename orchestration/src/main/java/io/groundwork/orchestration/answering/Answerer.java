package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.orchestration.answering.Answer.Searched;
import io.groundwork.orchestration.answering.AnswerEvent.Kind;
import io.groundwork.orchestration.answering.AnswerEvent.Problem;
import io.groundwork.orchestration.answering.Decisions.Ending;
import io.groundwork.orchestration.answering.Decisions.Grounds;
import io.groundwork.orchestration.answering.Writer.Written;
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
        Listener listener = new Listener(events);
        try {
            listener.accept(conducted(ask, listener));
        } catch (Left left) {
            throw left.cause;
        }
    }

    private AnswerEvent conducted(Ask ask, Listener events) {
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
        Finished finished = finished(ask, author.get(), decision, events);
        try {
            ledger.close(decision, finished.ending(), finished.grounds(), Duration.ofNanos(System.nanoTime() - began));
        } catch (AnsweringException e) {
            return unrecorded(e);
        }
        return finished.event();
    }

    private Finished finished(Ask ask, Author author, UUID decision, Listener events) {
        try {
            events.accept(new AnswerEvent.Searching(List.of(ask.question())));
            AnswerEvent.Found found = search.search(ask);
            events.accept(found);
            return written(ask, author, decision, found, new Draft(events, texts));
        } catch (RetrievalException | EmbeddingException e) {
            LOG.errorf(e, "Answer %s failed in its search", decision);
            return Finished.failed(Kind.SEARCH, "The documents cannot be searched at the moment.");
        } catch (ModelsException e) {
            LOG.errorf(e, "Answer %s failed at its model", decision);
            return Finished.failed(Kind.MODEL, e.getMessage());
        }
    }

    private static Finished written(Ask ask, Author author, UUID decision, AnswerEvent.Found found, Draft draft) {
        List<Hit> hits = found.hits();
        if (hits.isEmpty()) {
            draft.write(Writer.DECLINED);
            Written.Ended nothing = new Written.Ended(Outcome.DECLINED, Usage.NONE, List.of(), Optional.of(0.0));
            return ended(author, decision, draft, nothing, new Searched(found.queries(), ask.collections(), 0));
        }
        return switch (author.writer().write(ask, hits, draft)) {
            case Written.Failed failed -> Finished.failed(Kind.MODEL, failed.words());
            case Written.Ended ended -> {
                int passages = ended.read().size();
                yield ended(author, decision, draft, ended, new Searched(found.queries(), ask.collections(), passages));
            }
        };
    }

    private static Finished ended(Author author, UUID decision, Draft draft, Written.Ended ended, Searched searched) {
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
                ended.score(),
                searched,
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
            return new Finished(Answerer.failed(kind, words), Ending.FAILED, Grounds.NONE);
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
