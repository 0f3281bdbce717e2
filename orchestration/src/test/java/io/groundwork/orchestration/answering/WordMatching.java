package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.LateInteraction.Weight;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.Hit;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A matching for tests: a word of the question meets a text with 1 when the text holds it, else with 0. The mean is then the weighted share of words held, which a reader
 * can work out.
 */
final class WordMatching implements Matching {

    @Override
    public EmbeddingModel model() {
        return new WordOverlap().model();
    }

    @Override
    public List<Met> of(Ask ask, List<Hit> hits, List<Segments> segments) {
        List<Weight> words = new RarityWeights().of(ask.question(), hits);
        return IntStream.range(0, hits.size())
                .mapToObj(i -> met(ask.question(), words, segments.get(i)))
                .toList();
    }

    private static Met met(String question, List<Weight> words, Segments segments) {
        String text = segments.passage().text();
        String around = String.join(" ", segments.passage().headings()) + " " + text;
        return new Met(
                mean(question, words, around),
                segments.spans().stream()
                        .map((Span span) -> sentence(question, words, span.of(text)))
                        .toList());
    }

    private static Sentence sentence(String question, List<Weight> words, String text) {
        double mean = mean(question, words, text);
        return new Sentence(mean, mean - 0.1);
    }

    private static double mean(String question, List<Weight> words, String text) {
        double held = 0;
        double sum = 0;
        for (Weight word : words) {
            sum += word.weight();
            held += holds(text, question, word) ? word.weight() : 0;
        }
        return sum == 0 ? 0 : held / sum;
    }

    private static boolean holds(String text, String question, Weight word) {
        return List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                .contains(question.substring(word.start(), word.end()).toLowerCase(Locale.ROOT));
    }
}
