package io.groundwork.orchestration.engines;

import io.groundwork.embeddings.EmbeddingException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Several ways to the same model, tried in their order: the next one where one fails. */
record Ways<E>(List<Way<E>> ways) {

    Ways {
        ways = List.copyOf(ways);
        if (ways.isEmpty()) {
            throw new IllegalArgumentException("A model that is nowhere");
        }
    }

    /** @throws EmbeddingException that of the last one, when none could */
    <T> T ask(Duration patience, Function<E, T> question) {
        for (Way<E> way : ways.subList(0, ways.size() - 1)) {
            try {
                return way.ask(patience, question);
            } catch (EmbeddingException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        return ways.getLast().ask(patience, question);
    }
}
