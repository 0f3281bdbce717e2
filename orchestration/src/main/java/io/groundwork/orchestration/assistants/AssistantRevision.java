package io.groundwork.orchestration.assistants;

import java.time.Instant;
import java.util.UUID;

/**
 * An assistant as it was once.
 *
 * @param name its name then
 * @param state whether it answered then
 * @param by who made it so
 */
public record AssistantRevision(
        int revision, String name, Assistant.State state, Brief brief, String note, UUID by, Instant at) {}
