package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.answering.Answerer.Account;
import io.groundwork.orchestration.answering.Answerer.Grounds;
import io.groundwork.orchestration.answering.Statement.Verdict;
import io.groundwork.orchestration.audit.Attempt;
import io.groundwork.orchestration.audit.Ending;
import io.groundwork.orchestration.audit.Intent;
import io.groundwork.orchestration.audit.Kind;
import io.groundwork.orchestration.audit.Outcome.Sentences;
import io.groundwork.orchestration.audit.Outcome.Tokens;
import io.groundwork.orchestration.audit.Outcome.Verification;
import io.groundwork.orchestration.audit.RecordException;
import io.groundwork.orchestration.audit.Records;
import io.groundwork.orchestration.audit.Source;
import io.groundwork.orchestration.budgets.Claim;
import io.groundwork.orchestration.budgets.OverBudgetException;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.prompts.PromptTemplate;
import io.groundwork.orchestration.routing.Bookkeeping;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;

/** Answers from documents in the decision record's terms: who was answered, by which model, on what grounds, and how it ended. */
@Singleton
final class RecordedAnswers implements Answerer.Ledger {

    /** Tokens of the walls and headings around a passage, about. */
    private static final int AROUND_A_PASSAGE = 40;

    private final Records records;
    private final Bookkeeping books;
    private final AnsweringConfig config;

    RecordedAnswers(Records records, Bookkeeping books, AnsweringConfig config) {
        this.records = records;
        this.books = books;
        this.config = config;
    }

    @Override
    public Entry open(Ask ask, Author author) {
        try {
            return new Recorded(records.begin(intent(ask, author), claim(ask, author)), ask, author, books);
        } catch (RecordException e) {
            throw new AnsweringException("The record of an answer could not be opened", e);
        }
    }

    private Optional<Claim> claim(Ask ask, Author author) {
        return books.route(author.model())
                .filter(route -> !route.onlyBuiltIn())
                .flatMap(route -> books.claim(
                        route,
                        ask.caller(),
                        ask.scope().principals(),
                        inputTokens(ask),
                        ChatWriter.mostTokens(ask, config)));
    }

    /** Of the prompt as it will be sent, but for its passages, which are not known yet: for these, all the room that they have. */
    private int inputTokens(Ask ask) {
        int withoutPassages = new ChatRequest(
                        Prompt.of(ask, List.of(), config, PromptTemplate.fence())
                                .messages(),
                        Sampling.steady(config.temperature(), ChatWriter.mostTokens(ask, config)))
                .estimatedTokens();
        return withoutPassages + config.passageTokens() + ask.maxResults() * AROUND_A_PASSAGE;
    }

    private Intent intent(Ask ask, Author author) {
        return new Intent(
                Kind.GROUNDED,
                ask.caller(),
                ask.question(),
                ask.collections().stream().map(CollectionId::value).toList(),
                ask.assistant().map(Intent.Assistant::name).or(ask::model),
                author.model(),
                author.writer().recipe(ask).prompt(),
                books.ruling(author.model()),
                List.of(),
                ask.assistant());
    }

    private record Recorded(Records.Recording recording, Ask ask, Author author, Bookkeeping books) implements Entry {

        @Override
        public UUID id() {
            return recording.id();
        }

        @Override
        public void close(Account account) {
            try {
                recording.end(
                        outcome(account),
                        Optional.of(books.taken(ask.caller(), author.model(), account.asked(), account.usage())));
            } catch (RecordException
                    | OverBudgetException e) { // nobody waited for the verdict, as there was no budget then
                throw new AnsweringException("The record of answer %s could not be closed".formatted(id()), e);
            }
        }

        private io.groundwork.orchestration.audit.Outcome outcome(Account account) {
            boolean answered = account.ending() == Ending.ANSWERED
                    || account.ending() == Ending.PARTIAL
                    || account.ending() == Ending.DECLINED;
            return new io.groundwork.orchestration.audit.Outcome(
                    account.ending(),
                    account.reason(),
                    answered ? Optional.of(account.text()) : Optional.empty(),
                    sources(account.grounds()),
                    verification(account),
                    attempts(account),
                    new Tokens(account.usage().inputTokens(), account.usage().outputTokens()),
                    account.asked()
                            .map(model -> books.costMicros(model, account.usage()))
                            .orElseGet(OptionalLong::empty),
                    account.times());
        }

        /** The router knows of those that have servers; the built-in one is there where none of them wrote. */
        private List<Attempt> attempts(Account account) {
            List<Attempt> attempts = new ArrayList<>(books.attempts(account.tried()));
            if (attempts.isEmpty() || account.writtenBy().equals(Optional.of(ModelVersion.EXTRACTIVE))) {
                attempts.add(new Attempt(
                        ModelVersion.EXTRACTIVE,
                        Optional.empty(),
                        author.writer().recipe(ask).digest(),
                        Optional.empty(),
                        account.reason(),
                        account.times().all()));
            }
            return attempts;
        }

        private static Verification verification(Account account) {
            List<Evidence> cited = account.grounds().cited();
            OptionalDouble weakest = cited.stream().mapToDouble(Evidence::score).min();
            return new Verification(cited.size(), account.dropped(), weakest, sentences(account.checked()));
        }

        private static Optional<Sentences> sentences(Checked checked) {
            return checked.sentences().isEmpty() && checked.leftOut() == 0
                    ? Optional.empty()
                    : Optional.of(new Sentences(
                            checked.count(Verdict.SUPPORTED),
                            checked.count(Verdict.QUOTED),
                            checked.count(Verdict.UNSUPPORTED),
                            checked.leftOut()));
        }

        private static List<Source> sources(Grounds grounds) {
            List<Source> sources = new ArrayList<>();
            for (Evidence cited : grounds.cited()) {
                sources.add(source(
                        Source.Use.CITED, sources.size() + 1, cited.hit(), cited.start(), cited.end(), cited.score()));
            }
            int rank = 0;
            for (Hit read : grounds.read()) {
                sources.add(source(
                        Source.Use.READ,
                        ++rank,
                        read,
                        read.passage().start(),
                        read.passage().end(),
                        read.score()));
            }
            return sources;
        }

        private static Source source(Source.Use use, int rank, Hit hit, int start, int end, double score) {
            Map<String, Integer> stages = hit.ranks().entrySet().stream()
                    .collect(Collectors.toMap(
                            stage -> stage.getKey().name().toLowerCase(java.util.Locale.ROOT), Map.Entry::getValue));
            return new Source(
                    use,
                    hit.collection().value(),
                    hit.document().value(),
                    hit.version(),
                    rank,
                    start,
                    end,
                    score,
                    stages);
        }
    }
}
