package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.LateInteraction;
import java.util.List;
import java.util.Locale;

/**
 * A late interaction for tests: a word of the question matches a text with 1 when the text holds it, else with 0. The score is
 * then the weighted share of words held, which a reader can work out.
 */
final class WordOverlap implements LateInteraction {

    @Override
    public EmbeddingModel model() {
        return new EmbeddingModel("word-overlap", "1", 1, 512);
    }

    @Override
    public List<Scores> score(Question question, List<Text> texts) {
        return texts.stream()
                .map(text -> new Scores(
                        share(question, text.text()),
                        text.segments().stream()
                                .map(segment -> share(question, text.text().substring(segment.start(), segment.end())))
                                .toList()))
                .toList();
    }

    private static double share(Question question, String text) {
        double held = 0;
        double all = 0;
        for (Weight word : question.words()) {
            all += word.weight();
            if (words(text)
                    .contains(words(question.text().substring(word.start(), word.end()))
                            .getFirst())) {
                held += word.weight();
            }
        }
        return all == 0 ? 0 : held / all;
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"));
    }
}
