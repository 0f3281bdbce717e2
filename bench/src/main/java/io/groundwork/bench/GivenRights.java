package io.groundwork.bench;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Grants on collections, readers of documents and members of groups, and who may read what by them. Not safe for use by several threads. */
final class GivenRights {

    static final UUID EVERYONE = new UUID(0, 1);

    private final List<Placed> all;
    private final Map<String, Set<UUID>> grants = new HashMap<>();
    private final Map<String, Set<UUID>> curators = new HashMap<>();
    private final Map<Integer, Set<UUID>> readers = new HashMap<>();
    private final Map<UUID, Set<UUID>> groups = new HashMap<>();

    /** Nobody may read anything; documents have no readers of their own. */
    GivenRights(List<Placed> all) {
        this.all = List.copyOf(all);
    }

    boolean isGranted(String store, UUID principal) {
        return grants.getOrDefault(store, Set.of()).contains(principal);
    }

    boolean isMember(UUID group, UUID user) {
        return groups.getOrDefault(user, Set.of()).contains(group);
    }

    void grant(String store, UUID principal) {
        grants.computeIfAbsent(store, id -> new HashSet<>()).add(principal);
    }

    /** Grants the collection, and the right to curate it. */
    void appoint(String store, UUID principal) {
        grant(store, principal);
        curators.computeIfAbsent(store, id -> new HashSet<>()).add(principal);
    }

    void revoke(String store, UUID principal) {
        grants.computeIfAbsent(store, id -> new HashSet<>()).remove(principal);
        curators.computeIfAbsent(store, id -> new HashSet<>()).remove(principal);
    }

    /** @param named empty: all who may read the collection */
    void restrict(Placed root, Set<UUID> named) {
        readers.put(root.number(), Set.copyOf(named));
    }

    void join(UUID group, UUID user) {
        groups.computeIfAbsent(user, id -> new HashSet<>()).add(group);
    }

    void leave(UUID group, UUID user) {
        groups.computeIfAbsent(user, id -> new HashSet<>()).remove(group);
    }

    /** A user, its groups, and everyone. */
    Set<UUID> principals(UUID user) {
        Set<UUID> principals = new HashSet<>(groups.getOrDefault(user, Set.of()));
        principals.add(user);
        principals.add(EVERYONE);
        return principals;
    }

    /** By the numbers of what is placed. */
    BitSet readable(UUID user) {
        Set<UUID> principals = principals(user);
        BitSet readable = new BitSet(all.size());
        for (Placed placed : all) {
            Set<UUID> named = readers.getOrDefault(placed.root(), Set.of());
            readable.set(
                    placed.number(),
                    holds(grants, placed, principals)
                            && (named.isEmpty() || named.stream().anyMatch(principals::contains)));
        }
        return readable;
    }

    /** The numbers of the collections that a user curates. */
    BitSet curated(UUID user) {
        Set<UUID> principals = principals(user);
        BitSet curated = new BitSet(all.size());
        all.stream()
                .filter(placed -> placed.isCollection() && holds(curators, placed, principals))
                .forEach(placed -> curated.set(placed.number()));
        return curated;
    }

    private static boolean holds(Map<String, Set<UUID>> given, Placed placed, Set<UUID> principals) {
        return given.getOrDefault(placed.store(), Set.of()).stream().anyMatch(principals::contains);
    }
}
