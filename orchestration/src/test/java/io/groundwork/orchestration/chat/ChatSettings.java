package io.groundwork.orchestration.chat;

import java.time.Duration;

/** Settings for tests: short patience. */
public record ChatSettings() implements ChatConfig {

    @Override
    public Duration firstToken() {
        return Duration.ofMillis(700);
    }

    @Override
    public Duration betweenTokens() {
        return Duration.ofMillis(500);
    }

    @Override
    public Duration farewell() {
        return Duration.ofMillis(300);
    }

    @Override
    public int maxAnswerCharacters() {
        return 100_000;
    }

    @Override
    public long maxResponseBytes() {
        return 200_000;
    }
}
