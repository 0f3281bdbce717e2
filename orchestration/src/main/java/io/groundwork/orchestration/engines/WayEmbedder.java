package io.groundwork.orchestration.engines;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.tokens.WordPiece;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** An embedder at the end of some {@link Ways}. Its tokenizer is not here, so tokens are estimated, on the high side. */
final class WayEmbedder implements Embedder {

    /** Somebody waits for a question; a document can. */
    private static final Duration QUESTION_PATIENCE = Duration.ofSeconds(5);

    private static final Duration PASSAGE_PATIENCE = Duration.ofMinutes(5);
    private static final double MARGIN = 1.2;

    private final EmbeddingModel model;
    private final Set<String> languages;
    private final Ways<Embedder> ways;
    private final WordPiece pieces;

    WayEmbedder(EmbeddingModel model, Set<String> languages, Ways<Embedder> ways, WordPiece pieces) {
        this.model = model;
        this.languages = Set.copyOf(languages);
        this.ways = ways;
        this.pieces = pieces;
    }

    @Override
    public EmbeddingModel model() {
        return model;
    }

    @Override
    public Set<String> languages() {
        return languages;
    }

    @Override
    public int countTokens(String text) {
        return estimate(pieces, text);
    }

    static int estimate(WordPiece pieces, String text) {
        return (int) Math.ceil(pieces.count(text) * MARGIN);
    }

    @Override
    public Embeddings embed(Kind kind, List<String> texts) {
        Duration patience =
                switch (kind) {
                    case QUESTION -> QUESTION_PATIENCE;
                    case PASSAGE -> PASSAGE_PATIENCE;
                };
        return ways.ask(patience, engine -> engine.embed(kind, texts));
    }
}
