package io.groundwork.embeddings;

import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.tokens.Tokens;
import java.util.List;
import java.util.Set;

/**
 * Another engine's vectors cut to their first values and made unit-length again: a smaller space, good where the model was trained for it. The
 * states of tokens are the other engine's, in all their dimensions.
 *
 * @see <a href="https://arxiv.org/abs/2205.13147">Kusupati et al., NeurIPS 2022</a>
 */
public final class ShortenedEmbedder implements Embedder {

    private final Embedder whole;
    private final EmbeddingModel model;

    /** @throws IllegalArgumentException when {@code dimension} is not below the engine's */
    public ShortenedEmbedder(Embedder whole, int dimension) {
        if (dimension < 1 || dimension >= whole.model().dimension()) {
            throw new IllegalArgumentException("%s cannot be shortened to %d dimensions: it has %d"
                    .formatted(whole.model().name(), dimension, whole.model().dimension()));
        }
        this.whole = whole;
        this.model = whole.model().shortened(dimension);
    }

    @Override
    public EmbeddingModel model() {
        return model;
    }

    @Override
    public Set<String> languages() {
        return whole.languages();
    }

    @Override
    public boolean ready() {
        return whole.ready();
    }

    @Override
    public int countTokens(String text) {
        return whole.countTokens(text);
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        return shortened(whole.embed(kind, texts));
    }

    @Override
    public boolean givesStates() {
        return whole.givesStates();
    }

    @Override
    public PassageVectors embedWithStates(List<String> texts) {
        PassageVectors made = whole.embedWithStates(texts);
        return new PassageVectors(shortened(made.embeddings()), made.states());
    }

    @Override
    public QuestionStates questionStates(String question) {
        return whole.questionStates(question);
    }

    @Override
    public Tokens tokens(String text) {
        return whole.tokens(text);
    }

    private Embeddings shortened(Embeddings made) {
        return new Embeddings(
                made.vectors().stream()
                        .map(vector -> vector.shortened(model.dimension()))
                        .toList(),
                made.tokens(),
                made.cut());
    }
}
