package io.groundwork.embeddings;

import java.util.List;

/**
 * Scores texts, and segments within them, against a question by the best match of each of its tokens (MaxSim).
 * Implementations are safe for use by many threads.
 *
 * @see <a href="https://doi.org/10.1145/3397271.3401075">Khattab, Zaharia, SIGIR 2020</a>
 */
public interface LateInteraction {

    /** What reads question and texts; not always the model of the vectors. */
    EmbeddingModel model();

    /**
     * @param texts shape {@code [n]}
     * @return shape {@code [n]}, in the order given
     * @throws EmbeddingException when the engine is overloaded or cannot be reached
     */
    List<Scores> score(Question question, List<Text> texts);

    /**
     * @param text the question
     * @param words how much each of its words counts, such as its inverse document frequency; a token takes the weight of
     *     the word that it stands in, and {@code 1} where none is given. Empty: all count the same
     */
    record Question(String text, List<Weight> words) {

        public Question {
            words = List.copyOf(words);
        }
    }

    /** The weight of the characters {@code [start, end)} of a question. */
    record Weight(int start, int end, double weight) {}

    /**
     * @param text what is encoded as one piece, so that each segment is read in its surroundings
     * @param segments spans of {@code text}, such as its sentences
     */
    record Text(String text, List<Segment> segments) {

        public Text {
            segments = List.copyOf(segments);
        }
    }

    /** The characters {@code [start, end)} of a text. */
    record Segment(int start, int end) {}

    /**
     * Weighted means of the best cosine of each token of the question, in [-1, 1].
     *
     * @param text over all tokens of the text
     * @param segments over the tokens of each segment, in order; -1 for a segment without tokens within the model's reach
     */
    record Scores(double text, List<Double> segments) {

        public Scores {
            segments = List.copyOf(segments);
        }
    }
}
