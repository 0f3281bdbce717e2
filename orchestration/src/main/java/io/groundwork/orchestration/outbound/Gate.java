package io.groundwork.orchestration.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides whether a URL may be connected to for one purpose, and keeps it so while the connection is made. */
final class Gate {

    private final Purpose purpose;
    private final Predicate<URI> proxied;
    private final Denials denials;

    /** @param proxied whether a URL goes through the proxy, which then resolves its name */
    Gate(Purpose purpose, Predicate<URI> proxied, Denials denials) {
        this.purpose = purpose;
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
            if (target.literal().isPresent()) {
                refuse(
                        target.host(),
                        purpose.policy().objection(target.literal().get()));
                return () -> {};
            }
            return admit(target.host(), url);
        } catch (OutboundDeniedException e) {
            denials.add(purpose, url, e.getMessage());
            throw e;
        }
    }

    private Pass admit(String name, URI url) throws OutboundDeniedException, UnknownHostException {
        NameGuard.Hold hold = NameGuard.hold(name, purpose.policy());
        boolean admitted = false;
        try {
            List<InetAddress> addresses = hold.resolve();
            refuse(name, NameGuard.objection(purpose.policy(), addresses));
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
