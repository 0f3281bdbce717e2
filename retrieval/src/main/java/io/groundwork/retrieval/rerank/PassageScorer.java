package io.groundwork.retrieval.rerank;

import io.groundwork.retrieval.vector.Space;
import io.groundwork.retrieval.vector.VectorPlace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Says how well passages answer a question: what the reranking stage goes by. Safe for use by many threads. */
public interface PassageScorer {

    /** Nothing is begun yet. */
    Asked ask(String question);

    /** A question that is being asked; used once, by one thread. */
    interface Asked {

        /** Begins with what can be done before the candidates are known, for passages in these spaces, and returns at once. What was begun goes on. */
        void begin(Collection<Space> spaces);

        /**
         * Scores passages, reading them with the scope inside the statement: what may not be seen has no score.
         *
         * @param places where the passages are, none twice; of spaces that {@link #begin} was told of
         * @param passages their rows, best first
         * @param deadline to be looked at every few milliseconds; when it has passed, nothing is scored
         */
        Scored score(Connection connection, List<VectorPlace> places, List<Long> passages, Deadline deadline)
                throws SQLException;
    }

    /** How it went. */
    sealed interface Scored {

        /**
         * @param spaces for each space, scores by passage: higher is better, comparable within the space only. Passages that could not be scored
         *     are not there
         * @param how in a word, such as {@code maxsim}
         * @param lack what those without a score are, such as {@code without states}
         */
        record Scores(List<Map<Long, Double>> spaces, String how, String lack) implements Scored {

            public Scores {
                spaces = spaces.stream().map(Map::copyOf).toList();
            }
        }

        /**
         * Nothing was scored.
         *
         * @param why the end of a sentence that begins with "not reranked:"
         */
        record Nothing(String why) implements Scored {}
    }
}
