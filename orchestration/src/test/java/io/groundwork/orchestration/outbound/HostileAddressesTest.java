package io.groundwork.orchestration.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileAddressesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://169.254.170.2/v2/credentials",
                "http://100.100.100.200/latest/meta-data/",
                "http://168.63.129.16/machine",
                "http://192.0.0.192/opc/v2/",
                "http://metadata.google.internal/computeMetadata/v1/",
                "http://METADATA.google.internal./",
                "http://[::ffff:169.254.169.254]/",
                "http://[::ffff:a9fe:a9fe]/",
                "http://[::169.254.169.254]/",
                "http://[64:ff9b::a9fe:a9fe]/",
                "http://[64:ff9b:1::a9fe:a9fe]/",
                "http://[2002:a9fe:a9fe::]/",
                "http://[2001:0:a9fe:a9fe::]/",
                "http://[2a00::5efe:a9fe:a9fe]/",
                "http://[fd00:ec2::254]/latest/meta-data/",
                "http://[fe80::1]/",
                "http://[fe80::1%25eth0]/",
                "http://2852039166/",
                "http://0xa9fea9fe/",
                "http://0xA9.0xFE.0xA9.0xFE/",
                "http://0251.0376.0251.0376/",
                "http://169.254.43518/",
                "http://169.16689662/",
                "http://169.254.169.254./",
                "http://127.1/",
                "http://2130706433/",
                "http://0177.0.0.1/",
                "http://127.0.0.01/",
                "http://256.0.0.1/",
                "http://0.0.0.0/",
                "http://0/",
                "http://[::]/",
                "http://224.0.0.1/",
                "http://255.255.255.255/",
                "http://240.0.0.1/",
                "http://198.18.0.1/",
                "http://allowed.test@127.0.0.1/",
                "http://user:word@model.internal/",
                "http://allowed.test%00.127.0.0.1/",
                "http://allowed.test%2f@127.0.0.1/",
                "http://127。0。0。1/",
                "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
                "http://-model.test/",
                "http://a..b/",
                "http:///v1",
                "file:///etc/passwd",
                "file://localhost/etc/passwd",
                "gopher://127.0.0.1:5432/_",
                "ftp://127.0.0.1/",
                "jar:http://127.0.0.1!/x",
                "data:text/html,x"
            })
    void noPurposeReaches(String url) {
        assertThat(objection(AddressPolicy.NETWORK, url)).isNotEmpty();
        assertThat(objection(AddressPolicy.PUBLIC, url)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:11434/v1",
                "http://127.8.9.10/",
                "http://[::1]:8000/v1",
                "http://[::ffff:127.0.0.1]/",
                "http://10.0.0.1/",
                "http://172.16.0.1/",
                "http://172.31.255.255/",
                "http://192.168.0.1/",
                "http://100.64.0.1/",
                "http://[fc00::1]/",
                "http://[64:ff9b::10.0.0.1]/",
            })
    void modelServersInsideAreReachedAndUsersUrlsAreNot(String url) {
        assertThat(objection(AddressPolicy.NETWORK, url)).isEmpty();
        assertThat(objection(AddressPolicy.PUBLIC, url)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://93.184.216.34/",
                "https://172.32.0.1/",
                "https://100.128.0.1/",
                "https://[2606:2800:220:1::1]/",
                "https://[64:ff9b::5db8:d822]/",
                "https://models.example.com/v1",
                "https://example.com./",
                "https://1.example.com/",
            })
    void everyPurposeReachesWhatIsPublic(String url) {
        assertThat(objection(AddressPolicy.NETWORK, url)).isEmpty();
        assertThat(objection(AddressPolicy.PUBLIC, url)).isEmpty();
    }

    private static Optional<String> objection(AddressPolicy policy, String url) {
        try {
            return Target.of(new URI(url)).literal().flatMap(policy::objection);
        } catch (URISyntaxException | OutboundDeniedException e) {
            return Optional.of(e.getMessage());
        }
    }
}
