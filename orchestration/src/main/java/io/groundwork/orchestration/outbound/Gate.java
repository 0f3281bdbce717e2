package io.groundwork.orchestration.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Decides whether a URL may be connected to for one purpose, and keeps it so while the connection is made. */
final class Gate {

    private final Purpose purpose;
    private final Set<String> trusted;
    private final Predicate<URI> proxied;
    private final Denials denials;

    /**
     * @param trusted hosts that may stand in the inner network whatever the purpose, see {@link Target#host}
     * @param proxied whether a URL goes through the proxy, which then resolves its name
     */
    Gate(Purpose purpose, Set<String> trusted, Predicate<URI> proxied, Denials denials) {
        this.purpose = purpose;
        this.trusted = trusted;
        this.proxied = proxied;
        this.denials = denials;
    }

    /**
     * Opens until the pass is closed, which must not be before the connection stands.
     *
     * @throws OutboundDeniedException when the purpose may not go there
     * @throws UnknownHostException when the name has no address
     */
    Pass admit(URI url) throws OutboundDeniedException, UnknownHostException {
        try {
            Target target = Target.of(url);
            AddressPolicy policy = trusted.contains(target.host()) ? AddressPolicy.NETWORK : purpose.policy();
            if (target.literal().isPresent()) {
                refuse(target.host(), policy.objection(target.literal().get()));
                return () -> {};
            }
            return admit(target.host(), policy, url);
        } catch (OutboundDeniedException e) {
            denials.add(purpose, url, e.getMessage());
            throw e;
        }
    }

    private Pass admit(String name, AddressPolicy policy, URI url)
            throws OutboundDeniedException, UnknownHostException {
        NameGuard.Hold hold = NameGuard.hold(name, policy);
        boolean admitted = false;
        try {
            List<InetAddress> addresses = hold.resolve();
            refuse(name, NameGuard.objection(policy, addresses));
            admitted = true;
            return hold::close;
        } catch (UnknownHostException e) {
            refuse(name, hold.refusal());
            if (proxied.test(url)) {
                admitted = true;
                return hold::close;
            }
            throw e;
        } finally {
            if (!admitted) {
                hold.close();
            }
        }
    }

    private static void refuse(String name, Optional<String> objection) throws OutboundDeniedException {
        if (objection.isPresent()) {
            throw new OutboundDeniedException(
                    objection.get().startsWith(name) ? objection.get() : name + ": " + objection.get());
        }
    }

    /** Leave to connect, until closed. */
    interface Pass {

        void close();
    }
}
