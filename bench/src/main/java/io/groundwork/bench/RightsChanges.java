package io.groundwork.bench;

import io.groundwork.bench.LeakUsers.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives and takes rights at random, as an administrator who never rests: grants on collections, readers of documents, members of groups; one after another, each noted in
 * a {@link RightsLog}. To close is to stop; what was given stays. One thread changes, any may look at the log.
 */
final class RightsChanges implements AutoCloseable {

    private static final Duration SHORTEST_REST = Duration.ofMillis(20);
    private static final int LONGER = 180;
    private static final int MOST_READERS = 3;

    private final GroundworkApi api;
    private final LeakLibrary library;
    private final LeakUsers users;
    private final Random random;
    private final GivenRights rights;
    private final List<Placed> tops;
    private final RightsLog log;
    private final RightsLog curating;
    private volatile boolean stopped;
    private final AtomicInteger changes = new AtomicInteger();
    private Optional<Thread> thread = Optional.empty();
    private volatile Optional<RuntimeException> failure = Optional.empty();

    private RightsChanges(GroundworkApi api, LeakLibrary library, LeakUsers users, long seed) {
        this.api = api;
        this.library = library;
        this.users = users;
        this.random = new Random(seed);
        this.rights = new GivenRights(library.all());
        this.tops = library.all().stream().filter(Placed::isTop).toList();
        this.log = new RightsLog(readable(), System.nanoTime());
        this.curating = new RightsLog(curated(), System.nanoTime());
    }

    /** Half of all possible grants, and readers of every other document, are given before it returns; nothing changes until {@link #start}. */
    static RightsChanges begin(GroundworkApi api, LeakLibrary library, LeakUsers users, long seed) {
        RightsChanges changes = new RightsChanges(api, library, users, seed);
        for (String store : library.stores()) {
            for (User user : users.users()) {
                if (changes.random.nextBoolean()) {
                    changes.flipGrant(store, user.id());
                }
            }
        }
        for (Placed top : changes.tops) {
            if (changes.random.nextBoolean()) {
                changes.restrict(top);
            }
        }
        return changes;
    }

    /** Begins to change, or goes on. */
    void start() {
        stopped = false;
        thread = Optional.of(Thread.ofVirtual().start(() -> {
            try {
                while (!stopped) {
                    change();
                    Thread.sleep(SHORTEST_REST.plusMillis(random.nextInt(LONGER)));
                }
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** How many there were, the first ones included. */
    int changes() {
        return changes.get();
    }

    /** What each user could read. */
    RightsLog log() {
        return log;
    }

    /** Which collections each user could curate. */
    RightsLog curating() {
        return curating;
    }

    /** To be called while nothing changes. */
    Set<UUID> principals(User user) {
        return rights.principals(user.id());
    }

    /** @throws RuntimeException what ended it before its time */
    void check() {
        failure.ifPresent(thrown -> {
            throw thrown;
        });
    }

    @Override
    public void close() {
        stopped = true;
        try {
            if (thread.isPresent()) {
                thread.get().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
        check();
    }

    private void change() {
        int kind = random.nextInt(10);
        if (kind == 0 && !users.groups().isEmpty()) {
            flipMember(any(users.groups()), any(users.people()));
        } else if (kind < 5) {
            flipGrant(any(library.stores()), any(principals()));
        } else {
            restrict(any(tops));
        }
    }

    private void flipGrant(String store, UUID principal) {
        String path = "/api/v1/collections/%s/grants/%s".formatted(store, principal);
        if (rights.isGranted(store, principal)) {
            rights.revoke(store, principal);
            noted(() -> api.delete(path));
        } else {
            int most = random.nextInt(8);
            if (most < 2) {
                rights.appoint(store, principal);
            } else {
                rights.grant(store, principal);
            }
            String access = most < 2 ? "curate" : most < 4 ? "contribute" : "read";
            noted(() -> api.put(path, Map.of("access", access)));
        }
    }

    private void restrict(Placed top) {
        Set<UUID> named = new HashSet<>();
        for (int i = random.nextInt(MOST_READERS + 1); i > 0; i--) {
            named.add(any(principals()));
        }
        rights.restrict(top, named);
        String path = "/api/v1/collections/%s/documents/%s/readers".formatted(top.store(), top.file());
        noted(() -> api.put(path, Map.of("principals", List.copyOf(named))));
    }

    private void flipMember(UUID group, UUID person) {
        String path = "/api/v1/groups/%s/members/%s".formatted(group, person);
        if (rights.isMember(group, person)) {
            rights.leave(group, person);
            noted(() -> api.delete(path));
        } else {
            rights.join(group, person);
            noted(() -> api.put(path, Map.of()));
        }
    }

    /** @param request brings about what the rights say already */
    private void noted(Runnable request) {
        log.changing(readable(), System.nanoTime());
        curating.changing(curated(), System.nanoTime());
        request.run();
        curating.changed(System.nanoTime());
        log.changed(System.nanoTime());
        changes.incrementAndGet();
    }

    private List<BitSet> readable() {
        return users.users().stream().map(user -> rights.readable(user.id())).toList();
    }

    private List<BitSet> curated() {
        return users.users().stream().map(user -> rights.curated(user.id())).toList();
    }

    /** Who can be named in a grant: everyone too, but seldom, as that leaves little to be hidden. */
    private List<UUID> principals() {
        List<UUID> principals =
                new ArrayList<>(users.users().stream().map(User::id).toList());
        principals.addAll(users.groups());
        if (random.nextInt(4) == 0) {
            principals.add(GivenRights.EVERYONE);
        }
        return principals;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
