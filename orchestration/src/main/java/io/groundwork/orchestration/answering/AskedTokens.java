package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.LateInteraction.Weight;
import java.util.List;

/** The tokens of a question, each with what it counts: as its word does; outside of words, as punctuation stands, as little as a stop word. */
final class AskedTokens {

    private static final double LEAST = RarityWeights.STOP_WORD;

    private final TokenPlaces places;
    private final double[] weights;
    private final double sum;

    AskedTokens(TokenPlaces places, List<Weight> words) {
        this.places = places;
        weights = new double[places.matches().asked()];
        double all = 0;
        for (int token = 0; token < weights.length; token++) {
            weights[token] = weight(places.asked().start(token), words);
            all += weights[token];
        }
        sum = all;
    }

    private static double weight(int start, List<Weight> words) {
        return words.stream()
                .filter(word -> word.start() <= start && start < word.end())
                .mapToDouble(Weight::weight)
                .findFirst()
                .orElse(LEAST);
    }

    /** Of the best that each meets among the passage's states in {@code [from, to)}; -1 for a question without tokens. */
    double mean(int from, int to) {
        double met = 0;
        for (int token = 0; token < weights.length; token++) {
            met += weights[token] * places.matches().best(token, from, to);
        }
        return weights.length == 0 ? -1 : met / sum;
    }

    /** What the token that finds least there finds; stop words are not looked at where there are others. */
    double worst(int from, int to) {
        double worst = 1;
        boolean telling = false;
        for (int token = 0; token < weights.length; token++) {
            if (weights[token] > LEAST) {
                telling = true;
                worst = Math.min(worst, places.matches().best(token, from, to));
            }
        }
        return telling ? worst : mean(from, to);
    }
}
