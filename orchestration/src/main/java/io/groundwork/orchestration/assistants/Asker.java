package io.groundwork.orchestration.assistants;

import java.util.Set;
import java.util.UUID;

/**
 * Whose rights count.
 *
 * @param principals of the caller: itself, its groups, and everyone
 * @param admin may do with any assistant what its owner may
 */
public record Asker(Set<UUID> principals, boolean admin) {

    public Asker {
        principals = Set.copyOf(principals);
    }
}
