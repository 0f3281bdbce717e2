package io.groundwork.orchestration.budgets;

import java.util.Optional;
import java.util.UUID;

/**
 * What an answer took.
 *
 * @param caller empty where it is not to be known any more
 * @param model empty where no model wrote
 */
public record Taken(
        Optional<UUID> caller,
        String route,
        String model,
        int inputTokens,
        int outputTokens,
        long micros,
        Optional<String> currency) {}
