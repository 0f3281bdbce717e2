package io.groundwork.orchestration.identity;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A service's key, without its secret.
 *
 * @param hint its first characters
 */
public record ApiKey(
        UUID id,
        String name,
        String hint,
        boolean admin,
        Instant createdAt,
        Optional<Instant> expiresAt,
        Optional<Instant> revokedAt) {

    /** Whether it is let in: neither revoked nor out of date. */
    public boolean works(Instant now) {
        return revokedAt.isEmpty() && expiresAt.filter(end -> !end.isAfter(now)).isEmpty();
    }
}
