package io.groundwork.embeddings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A cross-encoder for tests: the words that question and passage share, as a logit. Can be told to fail. */
public final class OverlapCrossEncoder implements CrossEncoder {

    private volatile Optional<EmbeddingException> failure = Optional.empty();

    /** Every call from now on ends in this. */
    public void fail(EmbeddingException with) {
        failure = Optional.of(with);
    }

    @Override
    public String model() {
        return "overlap";
    }

    @Override
    public int maxTokens() {
        return 512;
    }

    @Override
    public Scale scale() {
        return Scale.LOGIT;
    }

    @Override
    public Duration longest() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Relevance score(String query, List<String> passages, Duration within) {
        if (failure.isPresent()) {
            throw failure.get();
        }
        Set<String> asked = words(query);
        List<Float> scores = new ArrayList<>();
        List<Integer> cut = new ArrayList<>();
        for (String passage : passages) {
            if (passage.length() > maxTokens()) {
                cut.add(scores.size());
            }
            scores.add((float) words(passage).stream().filter(asked::contains).count());
        }
        return new Relevance(scores, cut);
    }

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.toLowerCase(Locale.ROOT).split("\\W+", -1)).stream()
                .distinct()
                .toList());
    }
}
