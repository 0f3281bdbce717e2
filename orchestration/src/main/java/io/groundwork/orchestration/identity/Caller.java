package io.groundwork.orchestration.identity;

import io.groundwork.retrieval.Scope;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Who a request comes from.
 *
 * @param id of the person, or of the key where it stands for a service
 * @param name for people to read
 * @param email empty for a service
 * @param principals itself, its groups and {@link Groups#EVERYONE}
 * @param admin may administer people, keys, models; says nothing about which documents it may read
 */
public record Caller(UUID id, String name, String email, Set<UUID> principals, boolean admin) {

    public Caller {
        principals = Set.copyOf(principals);
    }

    /**
     * The same within one of its conversations, where it reads what was put into that besides.
     *
     * @param conversation that was found to be the caller's own
     */
    public Caller within(UUID conversation) {
        Set<UUID> more = new HashSet<>(principals);
        more.add(conversation);
        return new Caller(id, name, email, more, admin);
    }

    /** What its searches see. */
    public Scope scope() {
        return new Scope(principals);
    }
}
