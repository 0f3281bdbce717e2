package io.groundwork.retrieval;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How passages are searched. Read once, at start. */
@ConfigMapping(prefix = "groundwork.retrieval")
public interface RetrievalConfig {

    /** How long one look into the database may take for a search; afterwards the search is given up, in words that say so. */
    @WithDefault("PT30S")
    Duration searchTime();

    /**
     * How long a search waits for an embedding model to read its question; afterwards it goes by words where vectors of that model are needed, and the report of the stage says so. Until
     * the model works again, further searches do not wait for it.
     */
    @WithDefault("PT10S")
    Duration questionTime();

    /** Passages that each search gives to fusion; a request for more hits raises it to its limit. */
    @WithDefault("200")
    int pool();

    /** The {@code k} of reciprocal rank fusion. Measured on SciFact: 10 gives nDCG@10 .735, the usual 60 gives .719. */
    @WithDefault("10")
    int rankConstant();

    /** What a rank in the search by words counts for in fusion. */
    @WithDefault("1")
    double lexicalWeight();

    /** What a rank in the search by meaning counts for in fusion. */
    @WithDefault("1")
    double vectorWeight();

    /**
     * What remains of the weight of meaning, and of states of tokens, for a question in a language that the embedding model was not trained for. Which language
     * that is, is told by the best passages that the search by words found. As small as this, a first place by meaning does not change which of the first two by
     * words comes first.
     */
    @WithDefault("0.05")
    double unknownLanguage();

    /**
     * Passages that the search by words looks at before it asks which others could still be better: the lexemes of a query are taken rarest first as long
     * as they stand together in no more.
     */
    @WithDefault("5000")
    int lexicalFloor();

    /**
     * Share of the searched passages, in [0, 1], that it looks at where these hold too few to tell how good the best are: lexemes are taken rarest first
     * until the passages in which they stand add up to it.
     */
    @WithDefault("0.03")
    double lexicalShare();

    /** Up to so many passages within reach, the search by meaning compares them all; above, it asks the space's HNSW index. */
    @WithDefault("20000")
    int exactPassages();

    /** Passages that a search of an HNSW index visits at most before the rest is searched exactly. */
    @WithDefault("20000")
    int indexVisits();

    /** What ranks the head of the ranking anew. */
    @WithDefault("auto")
    Reranking reranker();

    /** Passages at the head of the ranking that are ranked anew; 0 switches that stage off for all searches, whatever would do it. */
    @WithDefault("100")
    int rerankCandidates();

    /** What a score given there counts for, where those of the searches count {@link #lexicalWeight} and {@link #vectorWeight}. */
    @WithDefault("1")
    double rerankWeight();

    /** How long late interaction may take; afterwards the order before stands, and the report of the stage says so. */
    @WithDefault("PT0.25S")
    Duration rerankBudget();

    /** Passages that a cross-encoder reads at each search, at most {@link #rerankCandidates}: each costs a run of its model. */
    @WithDefault("50")
    int crossEncoderCandidates();

    /** What its scores count for, in place of {@link #rerankWeight}: as much as both searches together. */
    @WithDefault("2")
    double crossEncoderWeight();

    /** How long a cross-encoder may take; afterwards the order before stands, and the report of the stage says so. */
    @WithDefault("PT1.5S")
    Duration crossEncoderBudget();

    /** Searches that may wait for a cross-encoder at once, each with a connection to the database; those beyond keep the order before. */
    @WithDefault("8")
    int crossEncoderSearches();

    /** Share of the ten nearest passages, in [0, 1], that a search of an HNSW index should find: how broadly that takes is measured on the index. */
    @WithDefault("0.99")
    double indexRecall();

    /** Neighbours that a passage has in a new HNSW index, 2 to 100: with more, questions find their way to passages of another kind, and the index is larger. */
    @WithDefault("32")
    int indexNeighbours();

    /** Candidates from which they are chosen when it is built, at least twice as many, at most 1000: with more it is built better, and longer. */
    @WithDefault("200")
    int indexCandidates();

    /** Memory for building an HNSW index, in MiB. A graph that does not fit is built many times slower. */
    @WithDefault("256")
    int indexBuildMib();

    /** What ranks anew. */
    enum Reranking {
        /** The cross-encoder that is configured ({@code groundwork.embeddings.reranker}); late interaction where there is none. */
        AUTO,
        /** The states of tokens that were stored, whether or not there is a cross-encoder. */
        LATE_INTERACTION
    }
}
