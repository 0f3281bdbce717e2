package io.groundwork.orchestration.audit;

import java.time.Duration;
import java.util.Optional;

/**
 * A model that was tried.
 *
 * @param version which version of it the registry had
 * @param digest of its weights, where they are known
 * @param server where it was asked; empty where it was passed over, or needs none
 * @param left why it was left for the next one, or given up; empty for the one that answered
 */
public record Attempt(
        String model,
        Optional<String> version,
        Optional<String> digest,
        Optional<String> server,
        Optional<String> left,
        Duration took) {}
