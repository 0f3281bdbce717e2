package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Sentences;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.prompts.PromptTemplate;
import io.groundwork.orchestration.routing.Attempt;
import io.groundwork.orchestration.routing.Routed;
import io.groundwork.orchestration.routing.Router;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets a chat model answer from the passages, and holds what it cites against them. */
final class ChatWriter implements Writer {

    /** More than the engine reads of a claim, in characters. */
    private static final int LONGEST_CLAIM = 4_000;

    private final Model model;
    private final Support support;
    private final Writer builtIn;
    private final AnsweringConfig config;

    /** @param builtIn writes when its turn comes on the way that the model stands for */
    ChatWriter(Model model, Support support, Writer builtIn, AnsweringConfig config) {
        this.model = model;
        this.support = support;
        this.builtIn = builtIn;
        this.config = config;
    }

    @Override
    public Written write(Ask ask, List<Hit> hits, Draft draft, Stop stop) {
        Prompt prompt = Prompt.of(ask, hits, config, PromptTemplate.fence());
        Reader reader = ask.policy().unsupported() == Policy.Unsupported.KEEP
                ? new UncheckedReader(ask, draft, prompt.passages())
                : new StatementReader(ask, draft, prompt.passages(), support);
        CitationMarks marks = new CitationMarks(reader);
        ChatRequest request =
                new ChatRequest(prompt.messages(), Sampling.steady(config.temperature(), mostTokens(ask, config)));
        Heard heard = new Heard(marks::accept);
        Routed routed;
        try {
            routed = model.chat(ask, request, heard, stop);
        } catch (RuntimeException | Error e) {
            noteRead(heard.tried, prompt, draft);
            draft.brokeOff(
                    heard.tried, heard.pieces == 0 ? Usage.NONE : new Usage(request.estimatedTokens(), heard.pieces));
            throw e;
        }
        draft.tried(routed.attempts());
        noteRead(routed.attempts(), prompt, draft);
        return switch (routed) {
            case Routed.ToBuiltIn toBuiltIn -> builtIn.write(ask, hits, draft, stop);
            case Routed.Nobody nobody ->
                new Written.Failed(
                        nobody.why().reason(),
                        nobody.why().words(),
                        nobody.why().usage());
            case Routed.Answered answered -> {
                draft.writtenBy(answered.model().name());
                draft.took(answered.outcome().usage());
                draft.read(prompt.passages());
                yield ended(answered.outcome(), prompt, reader, marks);
            }
        };
    }

    /** Where all were passed over, the prompt went to nobody. */
    private static void noteRead(List<Attempt> attempts, Prompt prompt, Draft draft) {
        if (Attempt.askedLast(attempts).isPresent()) {
            draft.read(prompt.passages());
        }
    }

    private static Written ended(ChatOutcome outcome, Prompt prompt, Reader reader, CitationMarks marks) {
        return switch (outcome) {
            case ChatOutcome.Failed failed -> new Written.Failed(failed.reason(), failed.words(), failed.usage());
            case ChatOutcome.Finished finished -> {
                marks.end();
                yield new Written.Ended(
                        reader.outcome(finished.ending()),
                        finished.ending() == ChatOutcome.Ending.CALLS // of nothing, as it was offered none
                                ? ChatOutcome.Ending.COMPLETE
                                : finished.ending(),
                        finished.usage(),
                        prompt.passages(),
                        Optional.empty());
            }
        };
    }

    /** What its asker wants, within what the installation lets one have. */
    static int mostTokens(Ask ask, AnsweringConfig config) {
        return Math.min(ask.mostTokens().orElse(config.answerTokens()), config.answerTokens());
    }

    @Override
    public Recipe recipe(Ask ask) {
        return new Recipe(Optional.of(Prompt.version(ask)), builtIn.recipe(ask).digest());
    }

    /** The way to a model, which is found when it is asked. */
    @FunctionalInterface
    interface Model {

        Routed chat(Ask ask, ChatRequest request, Heard heard, Stop stop);
    }

    /** What came of it so far. Used by one thread. */
    static final class Heard implements Router.Listener {

        private final Consumer<ChatEvent> words;
        private final List<Attempt> tried = new ArrayList<>();
        private int pieces;

        private Heard(Consumer<String> words) {
            this.words = ChatEvent.wordsOnly(words);
        }

        @Override
        public void accept(ChatEvent event) {
            pieces++;
            words.accept(event);
        }

        @Override
        public void tried(Attempt attempt) {
            tried.add(attempt);
        }
    }

    /** Takes what a model writes to a draft. */
    interface Reader extends CitationMarks.Receiver {

        /** No more will come. */
        Outcome outcome(ChatOutcome.Ending ending);
    }

    /** Writes what is to be shown, and turns marks into citations of the sentences that they rest on; looks at no sentence beyond that. */
    private final class UncheckedReader implements Reader {

        private final Ask ask;
        private final Draft draft;
        private final List<Hit> passages;
        private int unmarked;
        private String claim = "";
        private boolean declined;

        UncheckedReader(Ask ask, Draft draft, List<Hit> passages) {
            this.ask = ask;
            this.draft = draft;
            this.passages = passages;
        }

        @Override
        public void text(String text) {
            draft.write(text);
        }

        @Override
        public void cite(List<Integer> numbers) {
            claim = claim(draft.from(Math.max(unmarked, draft.length() - LONGEST_CLAIM)));
            for (int number : numbers) {
                if (number < 1 || number > passages.size()) {
                    draft.drop();
                } else {
                    support.of(claim, passages.get(number - 1)).ifPresentOrElse(draft::cite, draft::drop);
                }
            }
        }

        /** The sentence before the mark; where nothing was written since the last mark, what that one stood for. */
        private String claim(String unmarkedText) {
            List<Span> since = Sentences.of(unmarkedText);
            unmarked = draft.length();
            return since.isEmpty() ? claim : since.getLast().of(unmarkedText);
        }

        @Override
        public void declined() {
            declined = true;
        }

        @Override
        public Outcome outcome(ChatOutcome.Ending ending) {
            if (draft.isBlank() && ending.isCut()) {
                return Outcome.PARTIAL;
            }
            if (draft.isBlank() || (declined && draft.citations().isEmpty())) {
                if (draft.isBlank()) {
                    draft.write(FixedWords.declined(ask));
                }
                return Outcome.DECLINED;
            }
            return declined
                            || ending != ChatOutcome.Ending.COMPLETE
                            || draft.citations().isEmpty()
                    ? Outcome.PARTIAL
                    : Outcome.ANSWERED;
        }
    }
}
