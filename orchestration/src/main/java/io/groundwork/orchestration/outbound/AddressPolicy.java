package io.groundwork.orchestration.outbound;

import java.net.InetAddress;
import java.util.Optional;

/** Which addresses a purpose may reach. */
enum AddressPolicy {
    /** This machine, the inner network and the internet; never what hands out credentials or belongs to nobody. */
    NETWORK {
        @Override
        boolean permits(Reach reach) {
            return reach == Reach.LOOPBACK || reach == Reach.PRIVATE || reach == Reach.PUBLIC;
        }
    },
    /** The internet only. */
    PUBLIC {
        @Override
        boolean permits(Reach reach) {
            return reach == Reach.PUBLIC;
        }
    };

    abstract boolean permits(Reach reach);

    /** Why {@code address} may not be reached, as the end of a sentence that begins with the address; empty when it may. */
    Optional<String> objection(InetAddress address) {
        Reach reach = Reach.of(address);
        return permits(reach)
                ? Optional.empty()
                : Optional.of("%s is %s".formatted(address.getHostAddress(), reach.words()));
    }
}
