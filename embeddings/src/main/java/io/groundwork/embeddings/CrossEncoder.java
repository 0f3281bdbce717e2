package io.groundwork.embeddings;

import java.time.Duration;
import java.util.List;

/**
 * Scores passages against a question by a model that reads the two together. Better than comparing vectors, and it costs a run of the model for each
 * passage. Implementations are safe for use by many threads, block while they work, and stop when the calling thread is interrupted.
 *
 * @see <a href="https://arxiv.org/abs/1901.04085">Nogueira, Cho 2019</a>
 */
public interface CrossEncoder {

    /** What the numbers of a model are. Scores of two models, or of two questions, do not compare. */
    enum Scale {
        /** The model's output as it is, any finite number; 0 is undecided. Of models in this process, and of Text Embeddings Inference. */
        LOGIT {
            @Override
            public double relevance(float score) {
                return 1 / (1 + Math.exp(-score));
            }
        },
        /** Within 0 to 1 as the server makes it. Of servers that speak Cohere's form; what one sends beyond that keeps its rank. */
        RELEVANCE {
            @Override
            public double relevance(float score) {
                return Math.clamp(score, 0.0, 1.0);
            }
        };

        /** A score within 0 to 1, in the same order as the scores. */
        public abstract double relevance(float score);
    }

    /** As callers know it, such as {@code BAAI/bge-reranker-base}. */
    String model();

    /** Tokens of the longest question and passage together that it reads, special ones included. */
    int maxTokens();

    Scale scale();

    /** How long scoring a list may take where its caller has not less. */
    Duration longest();

    /** So many tokens are read of a question: of a longer one the beginning, so that a quarter of what the model reads is left to the passage. */
    default int maxQuestionTokens(int specialTokens) {
        return (maxTokens() - specialTokens) * 3 / 4;
    }

    /**
     * Scores passages. The question is read whole as long as it leaves a quarter of what the model reads to the passage; of a longer passage the
     * beginning is read, and the answer says so. The score of a passage does not depend on its neighbours in the list.
     *
     * @param passages shape {@code [n]}
     * @param within how long it may take
     * @throws OutOfTimeException when it would take longer; what was begun is left
     * @throws EngineOverloadedException when too much waits already
     * @throws EmbeddingException when the model failed or cannot be reached, sent what is no score, or the caller was interrupted
     */
    Relevance score(String query, List<String> passages, Duration within);

    /** {@link #score(String, List, Duration)} within the {@link #longest} time, for callers who do not mind what was cut. */
    default List<Float> score(String query, List<String> passages) {
        return score(query, passages, longest()).scores();
    }

    /**
     * What a list of passages is worth.
     *
     * @param scores shape {@code [n]}, in the order of the passages; each finite, higher is better, on the model's {@link Scale}
     * @param cut places, from 0 and ascending, of the passages of which the model read only the beginning; all, where that is so of the question.
     *     Estimated where the tokenizer is on another server
     */
    record Relevance(List<Float> scores, List<Integer> cut) {

        public Relevance {
            scores = List.copyOf(scores);
            cut = List.copyOf(cut);
        }
    }
}
