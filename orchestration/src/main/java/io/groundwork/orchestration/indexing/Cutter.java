package io.groundwork.orchestration.indexing;

import io.groundwork.embeddings.Embedder;
import io.groundwork.ingest.IngestConfig;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Budget;
import io.groundwork.ingest.chunk.Chunker;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.ingest.chunk.Profile;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import jakarta.inject.Singleton;
import java.util.List;

/** Cuts what was read into passages, by the rules of a collection and as the embedding model that is running takes them. */
@Singleton
public final class Cutter {

    /** What a model puts around a text. */
    private static final int SPECIAL_TOKENS = 2;

    private final Chunker chunker;
    private final Embedder embedder;
    private final Collections collections;
    private final IngestConfig config;

    Cutter(Chunker chunker, Embedder embedder, Collections collections, IngestConfig config) {
        this.chunker = chunker;
        this.embedder = embedder;
        this.collections = collections;
        this.config = config;
    }

    /**
     * Under the file's name where the document names no title itself. The title goes above every passage: one that would take more than a quarter of
     * what the model reads is shortened, so that no passage is ever too long.
     */
    public ParsedDocument titled(ParsedDocument content, String fileName) {
        String title = fitting(content.title().isBlank() ? fileName : content.title());
        return title.equals(content.title()) ? content : content.titled(title);
    }

    private String fitting(String title) {
        int room = maxTokens() / 4;
        String kept = title;
        int tokens = embedder.countTokens(kept);
        while (tokens > room) {
            int length = (int) Math.min(kept.length() - 2L, (long) kept.length() * room / tokens);
            boolean splitsPair = length > 0 && Character.isHighSurrogate(kept.charAt(length - 1));
            kept = kept.substring(0, splitsPair ? length - 1 : length).strip() + "…";
            tokens = embedder.countTokens(kept);
        }
        return kept;
    }

    /**
     * A document in pieces.
     *
     * @param rules by which it was cut
     * @param profile that the rules came to for this document; never {@link Profile#AUTO}
     * @param passages in order
     */
    record Cut(PassageRules rules, Profile profile, List<Passage> passages) {}

    /** By the rules that the collection has now. */
    Cut cut(CollectionId collection, ParsedDocument titled) {
        return cut(collections.find(collection).map(CollectionInfo::rules).orElse(PassageRules.DEFAULT), titled);
    }

    Cut cut(PassageRules rules, ParsedDocument titled) {
        Profile profile = rules.profile().of(titled);
        Budget budget = Budget.of(config, profile, rules.size(), maxTokens());
        return new Cut(rules, profile, chunker.chunk(titled, embedder::countTokens, budget, profile));
    }

    /** The most tokens that a passage may have with title, headings and context, for the model that is running. */
    public int maxTokens() {
        return embedder.model().maxTokens() - SPECIAL_TOKENS;
    }

    /** What the model is given of a passage, in its own tokens. */
    int tokens(ParsedDocument titled, Passage passage) {
        return embedder.countTokens(passage.inContext(titled.title()));
    }
}
