package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Scores;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.Hit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Finds the sentence of a passage that what a model wrote rests on. */
final class Support {

    private static final Logger LOG = Logger.getLogger(Support.class);

    /** Without the engine: the least share of a claim's telling words that the sentence must hold. */
    private static final double WORDS_HELD = 0.3;

    private final LateInteraction engine;
    private final TermWeights weights;
    private final double threshold;

    Support(LateInteraction engine, TermWeights weights, double threshold) {
        this.engine = engine;
        this.weights = weights;
        this.threshold = threshold;
    }

    /** The best sentence for {@code claim}; empty when the passage holds none that comes near it. */
    Optional<Evidence> of(String claim, Hit hit) {
        Segments segments = Segments.of(hit.passage());
        if (segments.spans().isEmpty() || Words.telling(claim).isEmpty()) {
            return Optional.empty();
        }
        try {
            Scores scores = engine.score(new Question(claim, weights.of(claim, List.of())), List.of(segments.encoded()))
                    .getFirst();
            return best(hit, segments.spans(), scores.segments(), threshold);
        } catch (EmbeddingException e) {
            LOG.debug("The engine is busy: a citation is checked by its words", e);
            Set<String> words = Words.telling(claim);
            return best(hit, segments.spans(), held(words, hit, segments.spans()), WORDS_HELD);
        }
    }

    private static List<Double> held(Set<String> words, Hit hit, List<Span> spans) {
        return spans.stream()
                .map(span -> Words.telling(span.of(hit.passage().text())))
                .map(there -> (double) words.stream().filter(there::contains).count() / words.size())
                .toList();
    }

    private static Optional<Evidence> best(Hit hit, List<Span> spans, List<Double> scores, double threshold) {
        int best = 0;
        for (int i = 1; i < scores.size(); i++) {
            if (scores.get(i) > scores.get(best)) {
                best = i;
            }
        }
        return scores.get(best) < threshold
                ? Optional.empty()
                : Optional.of(new Evidence(hit, spans.get(best), scores.get(best)));
    }
}
