package io.groundwork.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetcherTest {

    private final Map<String, String> authorizations = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer first;
    private HttpServer second;
    private Fetcher fetcher;

    @BeforeEach
    void twoHosts() throws IOException {
        first = server();
        second = server();
        fetcher = new Fetcher(
                client,
                url -> "forbidden.example".equals(url.getHost()) ? Optional.of("Not there") : Optional.empty(),
                Duration.ZERO);
    }

    @AfterEach
    void stop() {
        first.stop(0);
        second.stop(0);
        client.close();
    }

    @Test
    void whatAuthorisesIsNotTakenToAnotherHost() throws IOException {
        try (InputStream bytes = fetcher.bytes(
                url(first, "/redirect?" + url(second, "/end")), Map.of("Authorization", "Bearer x"), any -> true)) {
            assertThat(bytes).hasContent("the end");
        }

        assertThat(authorizations).containsEntry(first.getAddress() + "/redirect", "Bearer x");
        assertThat(authorizations).containsEntry(second.getAddress() + "/end", "");
    }

    @Test
    void aRedirectToWhereNobodyMayGoIsARefusal() {
        assertThatThrownBy(
                        () -> fetcher.bytes(url(first, "/redirect?http://forbidden.example/x"), Map.of(), any -> true))
                .isInstanceOfSatisfying(SourceException.class, refusal -> assertThat(refusal.kind())
                        .isEqualTo(Kind.BROKEN))
                .hasMessage("Not there");
    }

    @Test
    void redirectsWithoutEndEnd() {
        assertThatThrownBy(() -> fetcher.bytes(url(first, "/loop"), Map.of(), any -> true))
                .hasMessageContaining("without end");
    }

    @ParameterizedTest
    @CsvSource({
        "401, NOT_AUTHORISED",
        "403, NOT_AUTHORISED",
        "404, NOT_FOUND",
        "410, NOT_FOUND",
        "429, THROTTLED",
        "500, PASSING",
        "503, PASSING",
        "418, BROKEN",
        "302, BROKEN"
    })
    void aStatusSaysWhatHelps(int status, Kind kind) {
        assertThatThrownBy(() -> fetcher.json(url(first, "/status?" + status), Map.of()))
                .isInstanceOfSatisfying(SourceException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(kind));
    }

    @Test
    void aServerThatIsBusyForTooLongSaysForHowLong() {
        assertThatThrownBy(() -> fetcher.json(url(first, "/busy"), Map.of()))
                .isInstanceOfSatisfying(SourceException.class, busy -> assertThat(busy.retryAfter())
                        .contains(Duration.ofSeconds(7)));
    }

    @Test
    void whatDripsIsCutOffAndNotTakenForWhole() throws IOException {
        try (InputStream timed = new TimedStream(new EndsWhenClosed(), Duration.ofMillis(50))) {
            assertThatThrownBy(timed::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void moreThanIsWantedFails() {
        InputStream three = new LimitedStream(new ByteArrayInputStream(new byte[3]), 2);

        assertThatThrownBy(three::readAllBytes).hasMessageContaining("More than 2");
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                String query = exchange.getRequestURI().getQuery();
                String authorization = exchange.getRequestHeaders().getFirst("Authorization");
                authorizations.put(server.getAddress() + path, authorization == null ? "" : authorization);
                switch (path) {
                    case "/redirect" -> {
                        exchange.getResponseHeaders().set("Location", query);
                        exchange.sendResponseHeaders(302, -1);
                    }
                    case "/loop" -> {
                        exchange.getResponseHeaders().set("Location", "/loop");
                        exchange.sendResponseHeaders(301, -1);
                    }
                    case "/status" -> exchange.sendResponseHeaders(Integer.parseInt(query), -1);
                    case "/busy" -> {
                        exchange.getResponseHeaders().set("Retry-After", "7");
                        exchange.sendResponseHeaders(503, -1);
                    }
                    default -> {
                        byte[] body = "the end".getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                }
            }
        });
        server.start();
        return server;
    }

    private static URI url(HttpServer server, String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
    }

    /** As the JDK's client gives: a reader that waits sees the end when somebody else closes. */
    private static final class EndsWhenClosed extends InputStream {

        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
                return -1;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
