package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.orchestration.answering.Answer.Searched;
import io.groundwork.orchestration.answering.AnswerEvent.Kind;
import io.groundwork.orchestration.answering.AnswerEvent.Problem;
import io.groundwork.orchestration.answering.Writer.Written;
import io.groundwork.orchestration.audit.Ending;
import io.groundwork.orchestration.audit.Outcome.Times;
import io.groundwork.orchestration.budgets.OverBudgetException;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.ModelsException;
import io.groundwork.orchestration.routing.Attempt;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.RetrievalException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Conducts a question to its answer: search, write, cite, record. Safe for use by many threads; each question blocks its own, a
 * virtual one.
 */
public final class Answerer {

    private static final Logger LOG = Logger.getLogger(Answerer.class);

    private final PassageSearch search;
    private final Author.Choice authors;
    private final DocumentText texts;
    private final Beside.Finder besides;
    private final Ledger ledger;

    Answerer(PassageSearch search, Author.Choice authors, DocumentText texts, Beside.Finder besides, Ledger ledger) {
        this.search = search;
        this.authors = authors;
        this.texts = texts;
        this.besides = besides;
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
        Optional<Author> asked = authors.of(ask.model());
        if (asked.isEmpty()) {
            return failed(
                    Kind.UNKNOWN_MODEL,
                    "There is no model \"%s\".".formatted(ask.model().orElse("")));
        }
        try {
            return conducted(ask, asked.get(), events, stop);
        } catch (OverBudgetException e) {
            return cheaper(ask, asked.get(), e, events, stop);
        }
    }

    /** What the budget's route answers in place of the one that was asked for. */
    private AnswerEvent cheaper(Ask ask, Author asked, OverBudgetException e, Listener events, Stop stop) {
        Optional<Author> other = e.standing()
                .budget()
                .thenRoute()
                .flatMap(route -> authors.of(Optional.of(route)))
                .filter(author -> !author.model().equals(asked.model()));
        if (other.isEmpty()) {
            return overBudget(e);
        }
        try {
            return conducted(ask, other.get(), events, stop);
        } catch (OverBudgetException again) {
            return overBudget(again);
        }
    }

    private static AnswerEvent overBudget(OverBudgetException e) {
        return failed(
                Kind.BUDGET,
                "%s Ask for more: POST /api/v1/budgets/%s/requests."
                        .formatted(e.getMessage(), e.standing().budget().id()));
    }

    private AnswerEvent conducted(Ask ask, Author author, Listener events, Stop stop) {
        Ledger.Entry entry;
        try {
            entry = ledger.open(ask, author);
        } catch (AnsweringException e) {
            return unrecorded(e);
        }
        Finished finished = ended(ask, author, entry, events, stop);
        try {
            entry.close(finished.account(events.times()));
        } catch (AnsweringException e) {
            return unrecorded(e);
        }
        return finished.event();
    }

    /** Whoever listens may leave, and there may be faults in the program: then too the record has an end. */
    private Finished ended(Ask ask, Author author, Ledger.Entry entry, Listener events, Stop stop) {
        Draft draft = new Draft(events, texts);
        try {
            return finished(ask, author, entry.id(), events, draft, stop);
        } catch (RuntimeException | Error e) {
            boolean left = e instanceof Left;
            Finished broken = Finished.brokenOff(
                    draft,
                    left ? Ending.ABORTED : Ending.FAILED,
                    left
                            ? "Whoever asked did not wait for the end."
                            : "A fault in the program: " + e.getClass().getSimpleName());
            try {
                entry.close(broken.account(events.times()));
            } catch (AnsweringException unrecorded) {
                LOG.errorf(unrecorded, "Answer %s broke off, and that could not be recorded", entry.id());
            }
            throw e;
        }
    }

    private Finished finished(Ask ask, Author author, UUID decision, Listener events, Draft draft, Stop stop) {
        try {
            events.accept(new AnswerEvent.Searching(List.of(ask.question())));
            AnswerEvent.Found found = search.search(ask, stop);
            events.accept(found);
            return written(ask, author, decision, found, draft, stop);
        } catch (RetrievalException | EmbeddingException e) {
            LOG.errorf(e, "Answer %s failed in its search", decision);
            return Finished.failed(draft, Kind.SEARCH, "The documents cannot be searched at the moment.");
        } catch (ModelsException e) {
            LOG.errorf(e, "Answer %s failed at its model", decision);
            return Finished.failed(draft, Kind.MODEL, e.getMessage());
        }
    }

    private Finished written(Ask ask, Author author, UUID decision, AnswerEvent.Found found, Draft draft, Stop stop) {
        List<Hit> hits = found.hits();
        if (hits.isEmpty()) { // no model is asked: the words are our own
            draft.writtenBy(ModelVersion.EXTRACTIVE);
            draft.write(FixedWords.declined(ask));
            Written.Ended nothing = new Written.Ended(
                    Outcome.DECLINED, ChatOutcome.Ending.COMPLETE, Usage.NONE, List.of(), Optional.of(0.0));
            return ended(
                    author,
                    decision,
                    draft,
                    nothing,
                    new Searched(found.queries(), ask.collections(), 0),
                    Beside.NOTHING);
        }
        return switch (author.writer().write(ask, hits, draft, stop)) {
            case Written.Failed failed -> Finished.failed(draft, failed);
            case Written.Ended ended -> {
                int passages = ended.read().size();
                yield ended(
                        author,
                        decision,
                        draft,
                        ended,
                        new Searched(found.queries(), ask.collections(), passages),
                        beside(ask, decision, hits, ended.outcome(), draft));
            }
        };
    }

    /** An answer that is whole does not fail for what would stand beside it. */
    private Beside beside(Ask ask, UUID decision, List<Hit> hits, Outcome outcome, Draft draft) {
        if (outcome == Outcome.DECLINED) {
            return Beside.NOTHING;
        }
        try {
            return besides.of(ask, hits, draft.grounds());
        } catch (RetrievalException | EmbeddingException e) {
            LOG.warnf(e, "Answer %s is given without what stands beside it", decision);
            return Beside.NOTHING;
        }
    }

    private static Finished ended(
            Author author, UUID decision, Draft draft, Written.Ended ended, Searched searched, Beside beside) {
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
                ended.ending(),
                draft.dropped(),
                draft.writtenBy().orElse(author.model()),
                ended.usage(),
                ended.score(),
                searched,
                decision,
                draft.checked(),
                beside,
                ended.read().stream().map(Hit::document).collect(Collectors.toSet()));
        return new Finished(
                        new AnswerEvent.Done(answer),
                        ending,
                        Optional.empty(),
                        new Grounds(draft.grounds(), ended.read()),
                        draft.dropped(),
                        draft.text(),
                        ended.usage(),
                        Optional.empty())
                .after(draft);
    }

    private static AnswerEvent unrecorded(AnsweringException e) {
        LOG.error("An answer was withheld because it could not be recorded", e);
        return failed(Kind.RECORD, "The answer could not be recorded, so it is not given.");
    }

    private static AnswerEvent failed(Kind kind, String words) {
        return new AnswerEvent.Failed(new Problem(kind, words));
    }

    /** Where answers are recorded: {@link RecordedAnswers}, or a list in a test. */
    interface Ledger {

        /** @throws AnsweringException when it cannot be recorded that an answer is to be given */
        Entry open(Ask ask, Author author);

        /** The record of one answer. */
        interface Entry {

            UUID id();

            /** @throws AnsweringException when it cannot be recorded how it ended */
            void close(Account account);
        }
    }

    /**
     * How an answer ended.
     *
     * @param reason in a sentence, where there is none to give
     * @param dropped citations that were not shown
     * @param checked what came of holding its sentences against what they cite
     * @param tried the models that were considered before one wrote; empty where there was no choice
     * @param writtenBy the model that wrote; empty where none did
     */
    record Account(
            Ending ending,
            Optional<String> reason,
            Grounds grounds,
            int dropped,
            Checked checked,
            String text,
            Usage usage,
            List<Attempt> tried,
            Optional<String> writtenBy,
            Times times) {

        Account {
            tried = List.copyOf(tried);
        }

        /** The model that wrote or, where none did, was asked last: what was taken, it took. Empty where none was asked. */
        Optional<String> asked() {
            return writtenBy.or(() -> Attempt.askedLast(tried));
        }
    }

    /**
     * @param cited spans that the answer shows as its sources
     * @param read passages that the model had before its eyes
     */
    record Grounds(List<Evidence> cited, List<Hit> read) {

        Grounds {
            cited = List.copyOf(cited);
            read = List.copyOf(read);
        }
    }

    private record Finished(
            AnswerEvent event,
            Ending ending,
            Optional<String> reason,
            Grounds grounds,
            int dropped,
            String text,
            Usage usage,
            Optional<Draft> draft) {

        static Finished failed(Draft draft, Kind kind, String words) {
            return new Finished(
                            Answerer.failed(kind, words),
                            Ending.FAILED,
                            Optional.of(words),
                            draft.groundsSoFar(),
                            draft.dropped(),
                            "",
                            draft.usage(),
                            Optional.empty())
                    .after(draft);
        }

        /** The record says what kind of failure it was: the server's own words may hold some of the conversation. */
        static Finished failed(Draft draft, Written.Failed failed) {
            return new Finished(
                            new AnswerEvent.Failed(
                                    new Problem(Kind.MODEL, failed.words(), Optional.of(failed.reason()))),
                            failed.reason() == ChatOutcome.Reason.LEFT ? Ending.ABORTED : Ending.FAILED,
                            Optional.of("The model failed: "
                                    + failed.reason().name().toLowerCase(Locale.ROOT)),
                            draft.groundsSoFar(),
                            draft.dropped(),
                            "",
                            failed.usage(),
                            Optional.empty())
                    .after(draft);
        }

        /** In the middle of its making, with what the draft knows of that. */
        static Finished brokenOff(Draft draft, Ending ending, String reason) {
            return new Finished(
                            Answerer.failed(Kind.MODEL, ""),
                            ending,
                            Optional.of(reason),
                            draft.groundsSoFar(),
                            draft.dropped(),
                            "",
                            draft.usage(),
                            Optional.empty())
                    .after(draft);
        }

        /** The same, with what the draft knows of its making. */
        Finished after(Draft made) {
            return new Finished(event, ending, reason, grounds, dropped, text, usage, Optional.of(made));
        }

        /** A model that was recalled while it wrote did not just fail. */
        Account account(Times times) {
            List<Attempt> tried = draft.map(Draft::tried).orElse(List.of());
            boolean recalled = ending == Ending.FAILED
                    && !tried.isEmpty()
                    && tried.getLast().why().equals(Attempt.RECALLED);
            return new Account(
                    recalled ? Ending.RECALLED : ending,
                    reason,
                    grounds,
                    dropped,
                    draft.map(Draft::checked).orElse(Checked.NOTHING),
                    text,
                    usage,
                    tried,
                    draft.flatMap(Draft::writtenBy),
                    times);
        }
    }

    /** Tells an exception of the one who listens from one of our own, and notes when what was heard first. */
    private static final class Listener implements Consumer<AnswerEvent> {

        private final Consumer<AnswerEvent> events;
        private final long began = System.nanoTime();
        private @Nullable Duration searched;
        private @Nullable Duration firstWord;

        Listener(Consumer<AnswerEvent> events) {
            this.events = events;
        }

        @Override
        public void accept(AnswerEvent event) {
            if (event instanceof AnswerEvent.Found) {
                searched = sinceThen();
            } else if (event instanceof AnswerEvent.Delta && firstWord == null) {
                firstWord = sinceThen();
            }
            try {
                events.accept(event);
            } catch (RuntimeException e) {
                throw new Left(e);
            }
        }

        Times times() {
            return new Times(Optional.ofNullable(searched), Optional.ofNullable(firstWord), sinceThen());
        }

        private Duration sinceThen() {
            return Duration.ofNanos(System.nanoTime() - began);
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
