package io.groundwork.orchestration.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    @Test
    void aKeyWorksUntilItIsRevokedOrOutOfDate() {
        assertThat(key(Optional.empty(), Optional.empty()).works(NOW)).isTrue();
        assertThat(key(Optional.of(NOW.plusSeconds(1)), Optional.empty()).works(NOW))
                .isTrue();
        assertThat(key(Optional.of(NOW), Optional.empty()).works(NOW)).isFalse();
        assertThat(key(Optional.empty(), Optional.of(NOW)).works(NOW)).isFalse();
    }

    private static ApiKey key(Optional<Instant> expires, Optional<Instant> revoked) {
        return new ApiKey(UUID.randomUUID(), "crawler", "gw_1", false, NOW, expires, revoked);
    }
}
