package io.groundwork.orchestration.budgets;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What an answer may come to take, before it begins.
 *
 * @param principals the caller and its groups
 * @param currency of the price; empty where there is none
 */
public record Claim(UUID caller, Set<UUID> principals, long tokens, long micros, Optional<String> currency) {

    public Claim {
        principals = Set.copyOf(principals);
    }
}
