package io.groundwork.orchestration.engines;

import java.time.Duration;
import java.util.function.Function;

/** To a server, which is always at the same place. */
record ServerWay<E>(E engine) implements Way<E> {

    @Override
    public <T> T ask(Duration patience, Function<E, T> question) {
        return question.apply(engine);
    }
}
