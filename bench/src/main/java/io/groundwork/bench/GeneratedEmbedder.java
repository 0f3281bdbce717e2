package io.groundwork.bench;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives generated questions the vectors that were generated with them, at once; knows no other text. */
final class GeneratedEmbedder implements Embedder {

    private final EmbeddingModel model;
    private final Map<String, float[]> vectors = new HashMap<>();

    GeneratedEmbedder(EmbeddingModel model, List<GeneratedLibrary.Question> questions) {
        this.model = model;
        questions.forEach(question -> vectors.put(question.text(), question.vector()));
    }

    @Override
    public EmbeddingModel model() {
        return model;
    }

    @Override
    public int countTokens(String text) {
        return text.split(" ", -1).length;
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        List<Embedding> found = texts.stream()
                .map(text -> new Embedding(vectors.get(text).clone()))
                .toList();
        return new Embeddings(found, texts.stream().mapToLong(this::countTokens).sum(), List.of());
    }
}
