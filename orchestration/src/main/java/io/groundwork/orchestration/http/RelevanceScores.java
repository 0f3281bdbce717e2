package io.groundwork.orchestration.http;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Scores;
import io.groundwork.embeddings.LateInteraction.Text;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts texts in the order in which they answer a question, by late interaction. */
@Singleton
final class RelevanceScores {

    private final LateInteraction engine;
    private final Embedder embedder;

    RelevanceScores(LateInteraction engine, Embedder embedder) {
        this.engine = engine;
        this.embedder = embedder;
    }

    /** What clients call the model that scores. */
    String model() {
        return embedder.model().name();
    }

    /**
     * @param index of the text in the request, from 0
     * @param score the mean cosine, in [-1, 1]
     */
    record Ranked(int index, double score) {

        /** The same within 0 to 1: a text that is turned away from the question is of no use, however far. */
        double relevance() {
            return Math.max(0, score);
        }
    }

    /** All texts, best first; equals in the order given. */
    List<Ranked> rank(String query, List<String> texts) {
        List<Scores> scores = engine.score(
                new Question(query, List.of()),
                texts.stream().map(text -> new Text(text, List.of())).toList());
        List<Ranked> ranked = new ArrayList<>();
        for (Scores of : scores) {
            ranked.add(new Ranked(ranked.size(), of.text()));
        }
        ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
        return ranked;
    }
}
