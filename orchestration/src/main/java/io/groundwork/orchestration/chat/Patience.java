package io.groundwork.orchestration.chat;

import java.time.Duration;

/**
 * How long a model server may keep one waiting.
 *
 * @param firstToken for the first word; a server may have to load the model first
 * @param betweenTokens for each further one
 */
public record Patience(Duration firstToken, Duration betweenTokens) {

    public Patience {
        if (!firstToken.isPositive() || !betweenTokens.isPositive()) {
            throw new IllegalArgumentException("Patience of no length: %s, %s".formatted(firstToken, betweenTokens));
        }
    }
}
