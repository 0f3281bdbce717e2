package io.groundwork.orchestration.identity;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * Someone who signs in.
 *
 * @param active false: every session and key of theirs is refused
 * @param groups ids of the groups they are in, {@link Groups#EVERYONE} not named
 */
public record Person(
        UUID id, String email, String name, boolean active, boolean admin, Set<UUID> groups, Instant createdAt) {

    public Person {
        groups = Set.copyOf(groups);
    }
}
