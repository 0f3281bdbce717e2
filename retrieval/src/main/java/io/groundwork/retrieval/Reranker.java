package io.groundwork.retrieval;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.Rerankers;
import io.groundwork.retrieval.rerank.CrossEncoding;
import io.groundwork.retrieval.rerank.PassageScorer;
import io.groundwork.retrieval.rerank.Reranking;
import io.groundwork.retrieval.rerank.StoredStates;
import java.util.Optional;

/**
 * What ranks the first passages anew.
 *
 * @param isOfTheVectors whether it is the model of the vectors that scores, which then knows the same languages
 * @param settings so many candidates, so long; none where the stage is off
 */
record Reranker(PassageScorer scorer, boolean isOfTheVectors, Reranking.Settings settings) {

    /** The cross-encoder that this process has, unless it is set that late interaction does it all the same. */
    static Reranker of(Engines engines, Rerankers rerankers, RetrievalConfig config) {
        Optional<CrossEncoder> crossEncoder = rerankers.usual();
        return config.reranker() == RetrievalConfig.Reranking.AUTO && crossEncoder.isPresent()
                ? byCrossEncoder(crossEncoder.get(), config)
                : byStates(engines, config);
    }

    static Reranker byCrossEncoder(CrossEncoder encoder, RetrievalConfig config) {
        return new Reranker(
                new CrossEncoding(encoder, config.crossEncoderSearches()),
                false,
                new Reranking.Settings(
                        Math.min(config.crossEncoderCandidates(), config.rerankCandidates()),
                        config.crossEncoderWeight(),
                        config.crossEncoderBudget()));
    }

    static Reranker byStates(Engines engines, RetrievalConfig config) {
        return new Reranker(
                new StoredStates(engines),
                true,
                new Reranking.Settings(config.rerankCandidates(), config.rerankWeight(), config.rerankBudget()));
    }

    Reranking ranking() {
        return new Reranking(settings);
    }

    boolean isOn() {
        return settings.candidates() > 0;
    }
}
