package io.groundwork.retrieval.rerank;

import io.groundwork.retrieval.Permitted;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Says how well passages answer a question: what the reranking stage goes by. Safe for use by many threads. */
public interface PassageScorer {

    /** Begins with what can be done before the candidates are known, and returns at once. */
    Asked ask(String question);

    /** A question that is being asked; used once, by one thread. */
    interface Asked {

        /**
         * Scores passages, reading them with the scope inside the statement: what may not be seen has no score.
         *
         * @param passages their rows, best first
         * @param deadline to be looked at every few milliseconds; when it has passed, nothing is scored
         */
        Scored score(Connection connection, Permitted permitted, List<Long> passages, Deadline deadline)
                throws SQLException;
    }

    /** How it went. */
    sealed interface Scored {

        /**
         * @param scores by passage, higher is better; passages that could not be scored are not there
         * @param how in a word, such as {@code maxsim}
         * @param lack what those without a score are, such as {@code without states}
         */
        record Scores(Map<Long, Double> scores, String how, String lack) implements Scored {

            public Scores {
                scores = Map.copyOf(scores);
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
