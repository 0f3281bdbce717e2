package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.retrieval.Hit;
import java.util.List;
import java.util.Optional;

/** Writes answers. Implementations are safe for use by many threads. */
interface Writer {

    /**
     * Writes into {@code draft}, on this thread.
     *
     * @param hits best first; never empty
     * @param stop ends what a model server is doing for it
     * @throws io.groundwork.embeddings.EmbeddingException when the engine is overloaded or cannot be reached
     */
    Written write(Ask ask, List<Hit> hits, Draft draft, Stop stop);

    /** What determines its answers beside the model's name, as far as that is known. */
    default Recipe recipe(Ask ask) {
        return new Recipe(Optional.empty(), Optional.empty());
    }

    /**
     * @param prompt version of the templates that the model is told by
     * @param digest of what the built-in model weighs sentences by, where it is the one that writes
     */
    record Recipe(Optional<String> prompt, Optional<String> digest) {}

    /** How the writing ended. */
    sealed interface Written {

        /**
         * @param ending whether it is whole, or was cut
         * @param read what the writer had before its eyes
         * @param score how likely it is that the documents answer the question, in [0, 1], by a writer that can tell
         */
        record Ended(Outcome outcome, ChatOutcome.Ending ending, Usage usage, List<Hit> read, Optional<Double> score)
                implements Written {

            public Ended {
                read = List.copyOf(read);
            }
        }

        /**
         * @param words why, for the person who asked
         * @param usage as far as it came
         */
        record Failed(ChatOutcome.Reason reason, String words, Usage usage) implements Written {}
    }
}
