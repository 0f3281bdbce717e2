package io.groundwork.retrieval;

import io.groundwork.retrieval.rerank.PassageScorer;
import io.groundwork.retrieval.vector.Space;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A question as each stage of a search wants it, in the spaces of the collections that are searched. For one search; not safe for use by several threads. */
final class AskedQuestion {

    private final String text;
    private final Optional<NearestPassages> meaning;
    private final Optional<PassageScorer.Asked> scorer;
    private final Set<Space> begun = new HashSet<>();

    /**
     * @param meaning empty when it is not searched by meaning
     * @param scorer empty when what is found is not reranked
     */
    AskedQuestion(String text, Optional<NearestPassages> meaning, Optional<PassageScorer.Asked> scorer) {
        this.text = text;
        this.meaning = meaning;
        this.scorer = scorer;
    }

    String text() {
        return text;
    }

    Optional<NearestPassages> meaning() {
        return meaning;
    }

    Optional<PassageScorer.Asked> scorer() {
        return scorer;
    }

    /** Whether collections of these spaces can be searched. */
    boolean isKnownIn(Set<Space> spaces) {
        return (meaning.isEmpty() || meaning.get().knows(spaces)) && (scorer.isEmpty() || begun.containsAll(spaces));
    }

    /**
     * Makes the question known in those spaces in which it is not yet. To be called outside of a transaction.
     *
     * @throws io.groundwork.embeddings.EmbeddingException when an engine cannot embed it now
     */
    void ask(Collection<Space> spaces) {
        begin(spaces);
        meaning.ifPresent(nearest -> nearest.ask(spaces));
    }

    /** The same for spaces that are perhaps not asked after all: an engine that cannot do it now is let be. */
    void askInAdvance(Collection<Space> spaces) {
        begin(spaces);
        meaning.ifPresent(nearest -> nearest.askInAdvance(spaces));
    }

    /** The states of its tokens are made while the question is embedded and the searches run. */
    private void begin(Collection<Space> spaces) {
        scorer.ifPresent(asked -> asked.begin(spaces));
        begun.addAll(spaces);
    }
}
