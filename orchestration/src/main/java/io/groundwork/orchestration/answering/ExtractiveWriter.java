package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.answering.SentenceChooser.Choice;
import io.groundwork.orchestration.answering.Statement.Verdict;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        for (Evidence sentence : choice.sentences()) {
            if (draft.holds(sentence)) {
                String shown = shown(sentence.text());
                draft.write(separator(draft.text()) + shown);
                draft.cite(sentence, draft.text().length())
                        .ifPresent(citation -> quoted.add(quotation(draft.text().length(), shown.length(), citation)));
            }
        }
        if (ask.policy().unsupported() != Policy.Unsupported.KEEP) {
            draft.checked(new Checked(quoted, 0));
        }
        Outcome outcome = draft.citations().isEmpty() ? Outcome.DECLINED : Outcome.ANSWERED;
        if (outcome == Outcome.DECLINED) {
            draft.write(FixedWords.declined(ask));
        }
        return new Written.Ended(
                outcome,
                Usage.NONE,
                hits.stream().limit(config.extractivePassages()).toList(),
                Optional.of(choice.score()));
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
