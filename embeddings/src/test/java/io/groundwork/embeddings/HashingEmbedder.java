package io.groundwork.embeddings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An engine for tests that need vectors but no model: texts that share words are near one another, whatever the words mean. Same text, same
 * vector, on every machine; microseconds a text.
 */
public final class HashingEmbedder implements Embedder, LateInteraction {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final EmbeddingModel model;

    /** Of the built-in model's dimension, 384. */
    public HashingEmbedder() {
        this(new EmbeddingModel("hashing", "0".repeat(64), 384, 512));
    }

    public HashingEmbedder(EmbeddingModel model) {
        this.model = model;
    }

    @Override
    public EmbeddingModel model() {
        return model;
    }

    /** Words. */
    @Override
    public int countTokens(String text) {
        return words(text).size();
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        return new Embeddings(
                texts.stream().map(this::embed).toList(),
                texts.stream().mapToLong(this::countTokens).sum(),
                List.of());
    }

    /** The weighted share of the question's words that stand in the text, or in the segment. */
    @Override
    public List<Scores> score(Question question, List<Text> texts) {
        return texts.stream().map(text -> score(question, text)).toList();
    }

    private Scores score(Question question, Text text) {
        List<Double> segments = new ArrayList<>();
        for (Segment segment : text.segments()) {
            segments.add(share(question, text.text().substring(segment.start(), segment.end())));
        }
        return new Scores(share(question, text.text()), segments);
    }

    private static double share(Question question, String text) {
        List<String> found = words(text);
        if (found.isEmpty()) {
            return -1;
        }
        double matched = 0;
        double all = 0;
        for (MatchResult word :
                (Iterable<MatchResult>) WORD.matcher(question.text()).results()::iterator) {
            double weight = weight(question, word.start());
            all += weight;
            matched += found.contains(word.group().toLowerCase(Locale.ROOT)) ? weight : 0;
        }
        return all == 0 ? -1 : matched / all;
    }

    private static double weight(Question question, int position) {
        return question.words().stream()
                .filter(word -> word.start() <= position && position < word.end())
                .mapToDouble(Weight::weight)
                .findFirst()
                .orElse(1);
    }

    private Embedding embed(String text) {
        float[] values = new float[model.dimension()];
        // So that a text without words has a direction too.
        values[0] = 1e-3f;
        for (String word : words(text)) {
            int hash = word.hashCode() * 0x9E3779B9;
            values[Math.floorMod(hash, values.length)] += hash < 0 ? -1 : 1;
        }
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / Math.sqrt(squares));
        }
        return new Embedding(values);
    }

    private static List<String> words(String text) {
        return WORD.matcher(text)
                .results()
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .toList();
    }
}
