package io.groundwork.retrieval;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.Rerankers;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which model ranks the first passages anew: the one that is usual here, or the one that the collections of a search, or the search itself, name. A model that
 * is named and not there is not replaced by another: then nothing is ranked anew, and the stage says why. Safe for use by many threads.
 */
final class RankerChoice {

    private final Reranker usual;
    private final Rerankers rerankers;
    private final RetrievalConfig config;

    /** By name, as a scorer remembers how many wait for it. */
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    RankerChoice(Reranker usual, Rerankers rerankers, RetrievalConfig config) {
        this.usual = usual;
        this.rerankers = rerankers;
        this.config = config;
    }

    private record Known(CrossEncoder encoder, Reranker reranker) {}

    /** What ranks. */
    sealed interface Chosen {

        record Usual(Reranker reranker) implements Chosen {}

        record Named(Reranker reranker) implements Chosen {}

        /** @param why the end of a sentence that begins with "not reranked:" */
        record Away(String why) implements Chosen {}
    }

    Reranker usual() {
        return usual;
    }

    /** The reranker that all of them name; empty where they name none, or not the same: scores of two models do not compare. */
    static Optional<String> named(Collection<ReadableCollection> collections) {
        Set<String> names = collections.stream()
                .filter(collection -> collection.runs(Stage.RERANK))
                .map(collection -> collection.settings().ranker())
                .collect(Collectors.toSet());
        return names.size() == 1 ? names.stream().findFirst().filter(name -> !name.isEmpty()) : Optional.empty();
    }

    Chosen of(Collection<ReadableCollection> collections) {
        Optional<String> name = named(collections);
        if (name.isEmpty()) {
            return new Chosen.Usual(usual);
        }
        return rerankers
                .named(name.get())
                .<Chosen>map(encoder -> new Chosen.Named(reranker(name.get(), encoder)))
                .orElseGet(
                        () -> new Chosen.Away("reranker %s: %s".formatted(name.get(), rerankers.absence(name.get()))));
    }

    private Reranker reranker(String name, CrossEncoder encoder) {
        return known.compute(
                        name,
                        (same, before) -> before != null && before.encoder() == encoder
                                ? before
                                : new Known(encoder, Reranker.byCrossEncoder(encoder, config)))
                .reranker();
    }
}
