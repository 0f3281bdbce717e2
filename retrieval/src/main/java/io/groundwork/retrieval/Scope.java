package io.groundwork.retrieval;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

/**
 * On whose behalf a search runs. It goes into every query; what it may see is decided there, from the readers of
 * collections and documents as they stand at that moment.
 *
 * @param principals the caller's own id, the groups it belongs to, and everyone; empty sees nothing
 */
public record Scope(Set<UUID> principals) {

    public Scope {
        principals = Set.copyOf(principals);
    }

    public static Scope of(Collection<UUID> principals) {
        return new Scope(Set.copyOf(principals));
    }
}
