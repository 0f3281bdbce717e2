package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpOriginsTest {

    private final McpOrigins alone = new McpOrigins(Optional::empty);
    private final McpOrigins behindAProxy =
            new McpOrigins(() -> Optional.of(URI.create("https://documents.example.com/groundwork")));

    @Test
    void programsThatAreNoBrowsersMayAskUnderAnyName() {
        assertThat(alone.mayAsk(null, "documents.example.com")).isTrue();
        assertThat(alone.mayAsk(null, null)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, localhost:8080, true",
        "http://127.0.0.1:8080, 127.0.0.1:8080, true",
        "http://[::1]:8080, [::1]:8080, true",
        "http://localhost:3000, localhost:8080, false",
        "http://localhost.example.com:8080, localhost.example.com:8080, false",
        "http://evil.example, evil.example, false",
        "null, localhost:8080, false",
        "not an origin, localhost:8080, false",
    })
    void onlyPagesUnderThisMachinesOwnNamesMay(String origin, String host, boolean may) {
        assertThat(alone.mayAsk(origin, host)).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "https://documents.example.com, true",
        "https://DOCUMENTS.example.com:443, true",
        "http://documents.example.com, false",
        "https://documents.example.com:8443, false",
        "https://example.com, false",
    })
    void andThoseUnderThePublicAddress(String origin, boolean may) {
        assertThat(behindAProxy.mayAsk(origin, "inside:8080")).isEqualTo(may);
    }
}
