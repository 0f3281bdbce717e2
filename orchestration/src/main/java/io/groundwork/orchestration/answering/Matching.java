package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.retrieval.Hit;
import java.util.List;

/** Says how a question meets passages and their sentences. Safe for use by many threads. */
interface Matching {

    /** What reads passages that were not read before. */
    EmbeddingModel model();

    /**
     * @param hits whose passages those are
     * @param segments one for each hit, in their order
     * @return one for each hit, in their order
     * @throws io.groundwork.embeddings.EmbeddingException when the engine is overloaded or cannot be reached
     * @throws io.groundwork.retrieval.RetrievalException when the database cannot be read
     */
    List<Met> of(Ask ask, List<Hit> hits, List<Segments> segments);

    /**
     * How a question meets a passage: weighted means, over the question's tokens, of the best cosine of each, in about [-1, 1], on centred states.
     *
     * @param passage over all tokens of it and of what stands above it
     * @param sentences over the tokens of each span of the segments, in their order
     */
    record Met(double passage, List<Sentence> sentences) {

        public Met {
            sentences = List.copyOf(sentences);
        }
    }

    /**
     * How a question meets a sentence.
     *
     * @param mean -1 for one without tokens within the model's reach
     * @param worst of the question's tokens that are no stop words, the one that the sentence meets least
     */
    record Sentence(double mean, double worst) {

        static final Sentence UNREAD = new Sentence(-1, -1);
    }
}
