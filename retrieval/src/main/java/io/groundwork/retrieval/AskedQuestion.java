package io.groundwork.retrieval;

import static java.util.stream.Collectors.toSet;

import io.groundwork.retrieval.rerank.PassageScorer;
import io.groundwork.retrieval.vector.Space;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A question as each stage of a search wants it, in the spaces of the collections that are searched. For one search; not safe for use by several threads. */
final class AskedQuestion {

    private final String text;
    private final NearestPassages meaning;
    private final Optional<PassageScorer.Asked> scorer;
    private final Set<Space> begun = new HashSet<>();

    /** @param scorer what is usual here; empty when nothing is reranked, whatever the collections say */
    AskedQuestion(String text, NearestPassages meaning, Optional<PassageScorer.Asked> scorer) {
        this.text = text;
        this.meaning = meaning;
        this.scorer = scorer;
    }

    String text() {
        return text;
    }

    NearestPassages meaning() {
        return meaning;
    }

    Optional<PassageScorer.Asked> scorer() {
        return scorer;
    }

    /** Whether these collections can be searched. */
    boolean isKnownIn(Collection<ReadableCollection> collections) {
        return meaning.knows(spaces(collections, Stage.VECTOR))
                && (scorer.isEmpty() || begun.containsAll(spacesToBegin(collections)));
    }

    /**
     * Makes the question known where these collections need it and it is not yet. To be called outside of a transaction.
     *
     * @throws io.groundwork.embeddings.EngineOverloadedException when the engines have too much to do
     */
    void ask(Collection<ReadableCollection> collections) {
        begin(spacesToBegin(collections));
        meaning.ask(spaces(collections, Stage.VECTOR));
    }

    /** The same for collections that have perhaps changed since: an engine that has too much to do is let be. */
    void askInAdvance(Collection<ReadableCollection> collections) {
        begin(spacesToBegin(collections));
        meaning.askInAdvance(spaces(collections, Stage.VECTOR));
    }

    /** Which models of these collections' vectors serve and could not be asked, where they are searched by meaning. */
    List<String> away(Collection<ReadableCollection> collections) {
        return meaning.away(spaces(collections, Stage.VECTOR));
    }

    /** The states of its tokens are made while the question is embedded and the searches run. */
    private void begin(Set<Space> spaces) {
        scorer.ifPresent(asked -> asked.begin(spaces));
        begun.addAll(spaces);
    }

    /** Nothing is begun where another model ranks than the usual one. */
    private static Set<Space> spacesToBegin(Collection<ReadableCollection> collections) {
        return RankerChoice.named(collections).isEmpty() ? spaces(collections, Stage.RERANK) : Set.of();
    }

    private static Set<Space> spaces(Collection<ReadableCollection> collections, Stage stage) {
        return collections.stream()
                .filter(collection -> collection.runs(stage))
                .map(ReadableCollection::space)
                .collect(toSet());
    }
}
