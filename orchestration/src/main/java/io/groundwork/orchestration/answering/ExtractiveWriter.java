package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.answering.SentenceChooser.Choice;
import io.groundwork.orchestration.answering.Statement.Verdict;
import io.groundwork.orchestration.chat.ChatOutcome.Ending;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Answers with sentences of the documents, each with its citation; declines when none answers the question. */
final class ExtractiveWriter implements Writer {

    private static final Pattern ITEM_MARK = Pattern.compile("^[-*+•●◦▪‣·–]\\s+");
    private static final Pattern ENDED = Pattern.compile("[.!?…。！？]['\"”’)\\]]*$");

    private final SentenceChooser chooser;
    private final AnsweringConfig config;

    ExtractiveWriter(SentenceChooser chooser, AnsweringConfig config) {
        this.chooser = chooser;
        this.config = config;
    }

    @Override
    public Written write(Ask ask, List<Hit> hits, Draft draft, Stop stop) {
        draft.writtenBy(ModelVersion.EXTRACTIVE);
        draft.read(hits.stream().limit(config.extractivePassages()).toList());
        Choice choice = chooser.choose(ask, hits);
        List<Statement> quoted = new ArrayList<>();
        Room room = new Room(ask.mostTokens());
        for (Evidence sentence : choice.sentences()) {
            if (!room.isUsedUp() && draft.holds(sentence)) {
                String shown = room.take(draft.text(), separator(draft.text()), shown(sentence.text()));
                if (!shown.isEmpty()) {
                    draft.write(separator(draft.text()) + shown);
                    draft.cite(sentence, draft.length())
                            .ifPresent(citation -> quoted.add(quotation(draft.length(), shown.length(), citation)));
                }
            }
        }
        if (ask.policy().unsupported() != Policy.Unsupported.KEEP) {
            draft.checked(new Checked(quoted, 0));
        }
        Outcome outcome =
                draft.citations().isEmpty() ? Outcome.DECLINED : room.isUsedUp() ? Outcome.PARTIAL : Outcome.ANSWERED;
        if (outcome == Outcome.DECLINED) {
            draft.write(FixedWords.declined(ask));
        }
        return new Written.Ended(
                outcome,
                outcome == Outcome.PARTIAL ? Ending.CUT : Ending.COMPLETE,
                Usage.NONE,
                hits.stream().limit(config.extractivePassages()).toList(),
                Optional.of(choice.score()));
    }

    /** For so many tokens, as far as that can be told without a tokenizer; the last sentence that begins within it is cut behind a word. */
    private static final class Room {

        private final long characters;
        private boolean usedUp;

        Room(OptionalInt mostTokens) {
            characters = (long) mostTokens.orElse(Integer.MAX_VALUE) * ChatRequest.CHARACTERS_A_TOKEN;
        }

        boolean isUsedUp() {
            return usedUp;
        }

        /** As much of a sentence as there is room for behind what stands there; of the first at least a word. */
        String take(String before, String separator, String sentence) {
            long left = characters - before.length() - separator.length();
            if (sentence.length() <= left) {
                return sentence;
            }
            usedUp = true;
            int end = left <= 0 ? -1 : sentence.lastIndexOf(' ', (int) left);
            if (end <= 0 && before.isEmpty()) {
                end = sentence.indexOf(' ');
            }
            return end <= 0 ? before.isEmpty() ? sentence : "" : sentence.substring(0, end);
        }
    }

    /** What is taken over whole needs no check. */
    private static Statement quotation(int end, int length, int citation) {
        int start = end - length;
        return new Statement(
                start, end, Verdict.QUOTED, Optional.empty(), List.of(citation), List.of(new Span(start, end)));
    }

    /** The engine that weighs the sentences is what answers. */
    @Override
    public Recipe recipe(Ask ask) {
        return new Recipe(Optional.empty(), Optional.of(chooser.model().digest()));
    }

    /** Sentences follow each other; rows of tables and items of lists stand on lines of their own. */
    private static String separator(String before) {
        if (before.isEmpty()) {
            return "";
        }
        return ENDED.matcher(before).find() ? " " : "\n";
    }

    /** On one line, however it was wrapped, and without the mark of its list. */
    private static String shown(String sentence) {
        return ITEM_MARK.matcher(sentence.strip().replaceAll("\\s+", " ")).replaceFirst("");
    }
}
