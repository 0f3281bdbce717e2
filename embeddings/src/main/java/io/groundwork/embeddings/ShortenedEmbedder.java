package io.groundwork.embeddings;

import java.util.List;

/**
 * Another engine's vectors cut to their first values and made unit-length again: a smaller space, good where the model was trained for it.
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
    public boolean ready() {
        return whole.ready();
    }

    @Override
    public int countTokens(String text) {
        return whole.countTokens(text);
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        Embeddings made = whole.embed(kind, texts);
        return new Embeddings(
                made.vectors().stream()
                        .map(vector -> vector.shortened(model.dimension()))
                        .toList(),
                made.tokens(),
                made.cut());
    }
}
