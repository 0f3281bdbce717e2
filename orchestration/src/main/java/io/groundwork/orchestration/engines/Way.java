package io.groundwork.orchestration.engines;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineMissingException;
import java.time.Duration;
import java.util.function.Function;

/**
 * One way to an engine.
 *
 * @param <E> what there is at its end
 */
interface Way<E> {

    /**
     * Asks the engine for something.
     *
     * @param patience how long may be waited until it is there
     * @throws EngineMissingException when it cannot be had now
     * @throws EmbeddingException when it failed
     */
    <T> T ask(Duration patience, Function<E, T> question);
}
