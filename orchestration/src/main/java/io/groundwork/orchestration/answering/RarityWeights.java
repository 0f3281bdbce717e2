package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.LateInteraction.Weight;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;

/**
 * Words that stand in every hit tell them apart no longer: they count half of what a word counts that stands in none. Words
 * without meaning of their own count .15 (the figure of the trial that this follows).
 */
final class RarityWeights implements TermWeights {

    static final double STOP_WORD = 0.15;

    @Override
    public List<Weight> of(String question, List<Hit> hits) {
        List<String> texts = hits.stream()
                .map(hit -> hit.passage().text().toLowerCase(Locale.ROOT))
                .toList();
        List<Weight> weights = new ArrayList<>();
        for (MatchResult word : Words.in(question)) {
            weights.add(new Weight(word.start(), word.end(), weight(word.group(), texts)));
        }
        return List.copyOf(weights);
    }

    private static double weight(String word, List<String> texts) {
        if (StopWords.holds(word)) {
            return STOP_WORD;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        long holders = texts.stream().filter(text -> text.contains(lower)).count();
        return texts.isEmpty() ? 1 : 1 - 0.5 * holders / texts.size();
    }
}
