package io.groundwork.orchestration.indexing;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedder.Kind;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.EmbeddedTexts;
import io.groundwork.retrieval.TextHash;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Has passages read by an engine as they are to be stored: with the states of their tokens where it gives any and they are kept here. What was read
 * before counts only when it has all of this. Safe for use by many threads.
 */
@Singleton
public final class PassageReader {

    private final EmbeddedTexts embeddedTexts;
    private final IndexingConfig config;

    PassageReader(EmbeddedTexts embeddedTexts, IndexingConfig config) {
        this.embeddedTexts = embeddedTexts;
        this.config = config;
    }

    /** Whether what this engine reads is stored with the states of its tokens. */
    public boolean keepsStates(Embedder engine) {
        return config.storeStates() && engine.givesStates();
    }

    /** Vectors that are there; states stay where they are. */
    public Map<TextHash, Embedding> known(Embedder engine, Collection<TextHash> texts) {
        return keepsStates(engine)
                ? embeddedTexts.findWithStates(engine.model(), texts)
                : embeddedTexts.find(engine.model(), texts);
    }

    /** The same; states go into the document's checkpoint. */
    Map<TextHash, Embedding> known(Embedder engine, DocumentId document, Collection<TextHash> texts) {
        return keepsStates(engine)
                ? embeddedTexts.bringWithStates(document, engine.model(), texts)
                : embeddedTexts.find(engine.model(), texts);
    }

    /**
     * Reads texts now.
     *
     * @throws io.groundwork.embeddings.EngineOverloadedException when too much waits already
     * @throws io.groundwork.embeddings.EmbeddingException when the engine failed or cannot be reached
     */
    public PassageVectors read(Embedder engine, List<String> texts) {
        return keepsStates(engine)
                ? engine.embedWithStates(texts)
                : new PassageVectors(engine.embed(Kind.PASSAGE, texts), List.of());
    }
}
