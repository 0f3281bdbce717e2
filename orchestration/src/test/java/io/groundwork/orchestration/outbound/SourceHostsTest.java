package io.groundwork.orchestration.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceHostsTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.7/", "http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/"})
    void innerHostsAreReachedByNobodyUnlessNamed(String url) {
        assertThat(Doors.open().objection(Purpose.SOURCE, URI.create(url))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://10.0.0.7/", "http://[::1]/wiki", "https://LOCALHOST./"})
    void aNamedHostIsReached(String url) {
        assertThat(Doors.openTo("10.0.0.7", "[::1]", "localhost").objection(Purpose.SOURCE, URI.create(url)))
                .isEmpty();
    }

    @Test
    void aNamedHostIsReachedForSourcesOnly() {
        assertThat(Doors.openTo("10.0.0.7").objection(Purpose.WEB, URI.create("http://10.0.0.7/")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/", "http://metadata.google.internal/", "http://[fd00:ec2::254]/"})
    void credentialsAreHandedOutToNobodyWhoeverIsNamed(String url) {
        URI address = URI.create(url);

        assertThat(Doors.openTo("169.254.169.254", "metadata.google.internal", "fd00:ec2::254")
                        .objection(Purpose.SOURCE, address))
                .isPresent();
    }
}
