package io.groundwork.orchestration.http;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.CrossEncoder.Relevance;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Scores;
import io.groundwork.embeddings.LateInteraction.Text;
import io.groundwork.embeddings.Rerankers;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts texts in the order in which they answer a question: by the cross-encoder that is configured, or by late interaction, which is always there. */
@Singleton
final class RelevanceScores {

    private final LateInteraction engine;
    private final Rerankers rerankers;
    private final NamedModels names;

    RelevanceScores(LateInteraction engine, Rerankers rerankers, NamedModels names) {
        this.names = names;
        this.engine = engine;
        this.rerankers = rerankers;
    }

    /** What scores where nobody names a model. */
    Optional<CrossEncoder> crossEncoder() {
        return rerankers.usual();
    }

    /** The cross-encoder that a request is for; empty where it is for late interaction. */
    private Optional<CrossEncoder> chosen(String named) {
        Optional<CrossEncoder> encoder = rerankers
                .usual()
                .filter(usual -> named.isEmpty() || usual.model().equals(named))
                .or(() -> Optional.of(named)
                        .filter(name -> !name.isEmpty())
                        .flatMap(rerankers::named)
                        .filter(found -> names.open(named)));
        if (encoder.isPresent()) {
            return encoder;
        }
        String builtIn = engine.model().name();
        if (named.isEmpty() || named.equals(builtIn)) {
            return Optional.empty();
        }
        List<String> open = rerankers.names().stream().filter(names::open).toList();
        String known = open.isEmpty()
                ? "there is '%s'".formatted(builtIn)
                : "there are '%s' and '%s'".formatted(String.join("', '", open), builtIn);
        throw Problem.MODEL_NOT_FOUND.because(
                "model", "There is no reranking model '%s' here; %s.".formatted(named, known));
    }

    /**
     * @param index of the text in the request, from 0
     * @param score on the model's own scale: a mean cosine in [-1, 1] of late interaction, what the cross-encoder says otherwise
     * @param relevance the same within 0 to 1
     */
    record Ranked(int index, double score, double relevance) {}

    /**
     * @param model what scored
     * @param ranked all texts, best first; equals in the order given
     * @param cut places of texts of which a cross-encoder read only the beginning
     */
    record Ranking(String model, List<Ranked> ranked, List<Integer> cut) {}

    /**
     * @param named the model that is asked for; empty for the one that is there
     * @throws ProblemException when there is no such model
     */
    Ranking rank(String named, String query, List<String> texts) {
        return chosen(named)
                .map(model -> byCrossEncoder(model, query, texts))
                .orElseGet(() -> byLateInteraction(query, texts));
    }

    private Ranking byCrossEncoder(CrossEncoder model, String query, List<String> texts) {
        Relevance relevance = model.score(query, texts, model.longest());
        List<Ranked> ranked = new ArrayList<>();
        for (float score : relevance.scores()) {
            ranked.add(new Ranked(ranked.size(), score, model.scale().relevance(score)));
        }
        return new Ranking(model.model(), bestFirst(ranked), relevance.cut());
    }

    /** A text that is turned away from the question is of no use, however far. */
    private Ranking byLateInteraction(String query, List<String> texts) {
        List<Scores> scores = engine.score(
                new Question(query, List.of()),
                texts.stream().map(text -> new Text(text, List.of())).toList());
        List<Ranked> ranked = new ArrayList<>();
        for (Scores of : scores) {
            ranked.add(new Ranked(ranked.size(), of.text(), Math.max(0, of.text())));
        }
        return new Ranking(engine.model().name(), bestFirst(ranked), List.of());
    }

    private static List<Ranked> bestFirst(List<Ranked> ranked) {
        ranked.sort(Comparator.comparingDouble(Ranked::score).reversed());
        return ranked;
    }
}
