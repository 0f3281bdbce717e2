package io.groundwork.orchestration.indexing;

import io.groundwork.embeddings.Embedder;
import io.groundwork.ingest.IngestConfig;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Budget;
import io.groundwork.ingest.chunk.Chunker;
import jakarta.inject.Singleton;
import java.util.List;

/** Cuts what was read into passages as the embedding model that is running takes them. */
@Singleton
final class Cutter {

    /** What a model puts around a text. */
    private static final int SPECIAL_TOKENS = 2;

    private final Chunker chunker;
    private final Embedder embedder;
    private final IngestConfig config;

    Cutter(Chunker chunker, Embedder embedder, IngestConfig config) {
        this.chunker = chunker;
        this.embedder = embedder;
        this.config = config;
    }

    /** Under the file's name where the document names no title itself. */
    static ParsedDocument titled(ParsedDocument content, String fileName) {
        return content.title().isBlank() ? content.titled(fileName) : content;
    }

    List<Passage> cut(ParsedDocument titled) {
        Budget budget = Budget.of(config, embedder.model().maxTokens() - SPECIAL_TOKENS);
        return chunker.chunk(titled, embedder::countTokens, budget);
    }

    /** What the model is given of a passage, in its own tokens. */
    int tokens(ParsedDocument titled, Passage passage) {
        return embedder.countTokens(passage.inContext(titled.title()));
    }
}
