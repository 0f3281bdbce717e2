package io.groundwork.orchestration.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboundTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final Outbound outbound = new Outbound(config(Optional.empty()));
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().add("Location", "http://169.254.169.254/latest/meta-data/");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aRedirectIsHandedBackAndNotFollowed() throws Exception {
        HttpResponse<String> response =
                outbound.client(Purpose.MODEL_SERVER).send(get(here()), HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(outbound.denied()).isZero();
    }

    @Test
    void whatAPurposeMayNotReachIsRefusedBeforeConnecting() {
        assertThatThrownBy(() -> outbound.client(Purpose.WEB).send(get(here()), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(OutboundDeniedException.class)
                .hasMessage("127.0.0.1 is this machine");

        assertThat(asked).hasValue(0);
    }

    @Test
    void aNameIsJudgedByWhereItLeads() {
        URI named = URI.create(
                "http://localhost:%d/secret/path".formatted(server.getAddress().getPort()));

        assertThatThrownBy(() -> outbound.client(Purpose.WEB)
                        .sendAsync(get(named), HttpResponse.BodyHandlers.ofString())
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OutboundDeniedException.class);
        assertThat(outbound.objection(Purpose.WEB, named)).isPresent();
        assertThat(outbound.objection(Purpose.MODEL_SERVER, named)).isEmpty();
    }

    @Test
    void refusalsAreKeptForTheAdminWithoutPaths() {
        for (int i = 0; i < 120; i++) {
            outbound.objection(Purpose.WEB, URI.create("http://10.0.0.%d:81/secret?key=word".formatted(i)));
        }

        assertThat(outbound.denied()).isEqualTo(120);
        assertThat(outbound.denials()).hasSize(100);
        assertThat(outbound.denials().getFirst().target()).isEqualTo("10.0.0.119:81");
        assertThat(outbound.denials().toString()).doesNotContain("secret");
    }

    @Test
    void aBundleThatIsNoneStopsTheFirstClientWithItsName(@TempDir Path folder) throws IOException {
        Path bundle = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        Outbound broken = new Outbound(config(Optional.of(bundle)));

        assertThatThrownBy(() -> broken.client(Purpose.BLOBS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ca.pem");
    }

    @Test
    void theProxyTakesPublicHttpsAndNothingInside() {
        HttpsProxy proxy = new HttpsProxy(URI.create("http://proxy.test:3128"));

        assertThat(proxy.takes(URI.create("https://93.184.216.34/"))).isTrue();
        assertThat(proxy.takes(URI.create("http://93.184.216.34/"))).isFalse();
        assertThat(proxy.takes(URI.create("https://10.0.0.1/"))).isFalse();
        assertThat(proxy.takes(URI.create("https://localhost/"))).isFalse();
    }

    private URI here() {
        return URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()));
    }

    private static HttpRequest get(URI url) {
        return HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build();
    }

    private static OutboundConfig config(Optional<Path> bundle) {
        return new Doors.Plain(bundle, Optional.empty(), Optional.empty());
    }
}
