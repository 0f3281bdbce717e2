package io.groundwork.orchestration.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which names are being connected to, and under which policy. While a name is held, no lookup of it in this JVM yields an
 * address that a holding policy forbids, so a name that changes its address between check and connection (DNS rebinding) finds
 * the same wall twice. Static because the JVM has one resolver.
 */
final class NameGuard {

    private static final Map<Hold, Integer> HELD = new ConcurrentHashMap<>();
    private static final Map<Hold, String> REFUSED = new ConcurrentHashMap<>();
    private static final int MOST_REFUSED = 256;

    private static volatile boolean installed;

    private NameGuard() {}

    /** Called when the JVM takes our resolver. */
    static void install() {
        installed = true;
    }

    /** Whether the JVM asks us. It does not when something looked up a name before the application's classes could be seen. */
    static boolean isInstalled() {
        try {
            InetAddress.getByName("localhost"); // the JVM chooses its resolver at the first lookup
        } catch (UnknownHostException e) {
            return installed;
        }
        return installed;
    }

    /** Counts holders: each must {@link Hold#close} once. */
    static Hold hold(String name, AddressPolicy policy) {
        Hold hold = new Hold(name, policy);
        HELD.merge(hold, 1, Integer::sum);
        return hold;
    }

    /** @throws UnknownHostException when a policy that holds the name forbids one of its addresses: the resolver's way to say no */
    static void check(String host, Collection<InetAddress> addresses) throws UnknownHostException {
        String name = Target.plain(host);
        for (AddressPolicy policy : AddressPolicy.values()) {
            Hold hold = new Hold(name, policy);
            if (HELD.containsKey(hold)) {
                Optional<String> objection = objection(policy, addresses);
                if (objection.isPresent()) {
                    if (REFUSED.size() >= MOST_REFUSED) {
                        REFUSED.clear();
                    }
                    REFUSED.put(hold, objection.get());
                    throw new UnknownHostException("%s: %s".formatted(name, objection.get()));
                }
                REFUSED.remove(hold);
            }
        }
    }

    static Optional<String> objection(AddressPolicy policy, Collection<InetAddress> addresses) {
        return addresses.stream()
                .flatMap(address -> policy.objection(address).stream())
                .findFirst();
    }

    /** A name in use under a policy. */
    record Hold(String name, AddressPolicy policy) implements AutoCloseable {

        /** Why the resolver refused the name last; the JDK keeps a refusal for some seconds without asking again. */
        Optional<String> refusal() {
            return Optional.ofNullable(REFUSED.get(this));
        }

        /** @throws UnknownHostException when it has no address, or one that the policy forbids */
        List<InetAddress> resolve() throws UnknownHostException {
            return List.of(InetAddress.getAllByName(name));
        }

        @Override
        public void close() {
            HELD.computeIfPresent(this, (hold, count) -> count == 1 ? null : count - 1);
        }
    }
}
