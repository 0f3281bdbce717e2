package io.groundwork.embeddings;

import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.tokens.Tokens;
import java.util.List;
import java.util.Set;

/** Turns text into vectors. Implementations are safe for use by many threads, and block while they work. */
public interface Embedder {

    /** What a text is. Models that were trained with a prefix for one of them get it from the engine. */
    enum Kind {
        /** A question that somebody waits for: never waits behind passages. */
        QUESTION,
        /** A passage of a document. */
        PASSAGE
    }

    /** Most tokens of a question that {@link #questionStates} gives. */
    int MOST_QUESTION_STATES = 128;

    /** What is running: vectors of one model never meet those of another. */
    EmbeddingModel model();

    /** Where its weights come from, as far as this process knows. */
    default Provenance provenance() {
        return Provenance.UNKNOWN;
    }

    /** Languages that the model was trained for, as BCP 47 writes them; empty: many, or nobody has said. In others its vectors are worth little. */
    default Set<String> languages() {
        return Set.of();
    }

    /** Whether a call now would be served without waiting for a model to load or a server to appear. Cheap enough for a health check. */
    default boolean ready() {
        return true;
    }

    /**
     * How many tokens of the model {@code text} makes, special tokens not counted; where another server has the tokenizer, not fewer as a rule. Cheap: a
     * fraction of a millisecond a passage.
     */
    int countTokens(String text);

    /**
     * Embeds texts. One over {@link EmbeddingModel#maxTokens} is cut at that length, and the answer says so. The vector of a text does not depend on its
     * neighbours in the list.
     *
     * @param texts shape {@code [n]}
     * @throws EngineOverloadedException when too much waits already
     * @throws EmbeddingException when the engine failed or cannot be reached
     */
    Embeddings embed(Kind kind, List<String> texts);

    /** {@link #embed} for one question. */
    default Embedding embedQuery(String text) {
        return embed(Kind.QUESTION, List.of(text)).vectors().getFirst();
    }

    /** {@link #embed} for callers who know that no passage is too long, or do not mind. */
    default List<Embedding> embedPassages(List<String> texts) {
        return embed(Kind.PASSAGE, texts).vectors();
    }

    /** Whether this engine gives the states of tokens, in a form that a {@link io.groundwork.embeddings.states.StateScorer} reads. */
    default boolean givesStates() {
        return false;
    }

    /** Passages as {@link #embed} makes them and, where the engine {@link #givesStates}, the states of their tokens, special ones included: in one run. */
    default PassageVectors embedWithStates(List<String> texts) {
        return new PassageVectors(embed(Kind.PASSAGE, texts), List.of());
    }

    /**
     * The tokens that a text is read as, with their places, special ones left out; of a text that is too long those that are read. Cheap, as {@link #countTokens} is.
     *
     * @throws UnsupportedOperationException by engines that give no states
     */
    default Tokens tokens(String text) {
        throw new UnsupportedOperationException("The engine that is running does not tell tokens");
    }

    /**
     * The states of a question's tokens, without special ones and without the prefix of questions. Of a long question the first
     * {@value #MOST_QUESTION_STATES}: each costs as much as the others.
     *
     * @throws EngineOverloadedException when too much waits already
     * @throws EmbeddingException when the engine failed or cannot be reached
     * @throws UnsupportedOperationException by engines that give none
     */
    default QuestionStates questionStates(String question) {
        throw new UnsupportedOperationException("The engine that is running does not give the states of tokens");
    }

    /**
     * What the model makes of each token, for engines in this process.
     *
     * @param texts shape {@code [n]}, each cut as {@link #embed} does
     * @return shape {@code [n]}, in the order given
     * @throws UnsupportedOperationException by engines behind HTTP
     */
    default List<TokenVectors> embedTokens(List<String> texts) {
        throw new UnsupportedOperationException(
                "The engine that is running does not give the vectors of single tokens");
    }
}
