package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Sentences;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.models.ChatOutcome;
import io.groundwork.orchestration.models.Message;
import io.groundwork.orchestration.models.Sampling;
import io.groundwork.orchestration.prompts.PromptTemplate;
import io.groundwork.retrieval.Hit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets a chat model answer from the passages, and holds what it cites against them. */
final class ChatWriter implements Writer {

    private final Model model;
    private final Support support;
    private final AnsweringConfig config;

    ChatWriter(Model model, Support support, AnsweringConfig config) {
        this.model = model;
        this.support = support;
        this.config = config;
    }

    @Override
    public Written write(Ask ask, List<Hit> hits, Draft draft) {
        Prompt prompt = Prompt.of(ask, hits, config, PromptTemplate.fence());
        Reader reader = new Reader(draft, prompt.passages());
        CitationMarks marks = new CitationMarks(reader);
        ChatOutcome outcome = model.chat(
                prompt.messages(), Sampling.steady(config.temperature(), config.answerTokens()), marks::accept);
        return switch (outcome) {
            case ChatOutcome.Failed failed -> new Written.Failed(failed.words());
            case ChatOutcome.Finished finished -> {
                marks.end();
                yield new Written.Ended(
                        reader.outcome(finished.ending()), finished.usage(), prompt.passages(), Optional.empty());
            }
        };
    }

    /** A model, bound to its server. */
    @FunctionalInterface
    interface Model {

        ChatOutcome chat(List<Message> messages, Sampling sampling, Consumer<String> pieces);
    }

    /** Writes what is to be shown, and turns marks into citations of the sentences that they rest on. */
    private final class Reader implements CitationMarks.Receiver {

        private final Draft draft;
        private final List<Hit> passages;
        private int unmarked;
        private String claim = "";
        private boolean declined;

        Reader(Draft draft, List<Hit> passages) {
            this.draft = draft;
            this.passages = passages;
        }

        @Override
        public void text(String text) {
            draft.write(text);
        }

        @Override
        public void cite(List<Integer> numbers) {
            claim = claim(draft.text());
            for (int number : numbers) {
                if (number < 1 || number > passages.size()) {
                    draft.drop();
                } else {
                    support.of(claim, passages.get(number - 1)).ifPresentOrElse(draft::cite, draft::drop);
                }
            }
        }

        /** The sentence before the mark; where nothing was written since the last mark, what that one stood for. */
        private String claim(String text) {
            List<Span> since = Sentences.of(text.substring(unmarked));
            String before = since.isEmpty() ? claim : since.getLast().of(text.substring(unmarked));
            unmarked = text.length();
            return before;
        }

        @Override
        public void declined() {
            declined = true;
        }

        Outcome outcome(ChatOutcome.Ending ending) {
            if (draft.isBlank() || (declined && draft.citations().isEmpty())) {
                if (draft.isBlank()) {
                    draft.write(DECLINED);
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
