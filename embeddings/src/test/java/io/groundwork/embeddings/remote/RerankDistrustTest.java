package io.groundwork.embeddings.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.OutOfTimeException;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reranking server may do to us: whatever it sends, there is a clear error and never a wrong score. Two texts are asked. */
@Timeout(30)
class RerankDistrustTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final WordPiece PIECES = BgeSmall.tokenizer();
    private static final List<String> TEXTS = List.of("one", "two");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"index":0,"S":1} , {"index":0,"S":2}                     | two scores for one text
                    {"index":0,"S":1} , {"index":2,"S":2}                     | not asked for
                    {"index":0,"S":1} , {"index":-1,"S":2}                    | not asked for
                    {"index":0,"S":1} , {"index":"1","S":2}                   | not asked for
                    {"index":0,"S":1} , {"S":2}                               | not asked for
                    {"index":0,"S":1} , {"index":4294967297,"S":2}            | not asked for
                    {"index":0,"S":1}                                         | 1 scores for 2 texts
                    {"index":0,"S":1} , {"index":1,"S":2} , {"index":1,"S":2} | 3 scores for 2 texts
                    {"index":0,"S":1} , {"index":1}                           | no finite number
                    {"index":0,"S":1} , {"index":1,"S":null}                  | no finite number
                    {"index":0,"S":1} , {"index":1,"S":"NaN"}                 | no finite number
                    {"index":0,"S":1} , {"index":1,"S":"0.5"}                 | no finite number
                    {"index":0,"S":1} , {"index":1,"S":1e99}                  | no finite number
                    {"index":0,"S":1} , {"index":1,"S":NaN}                   | something else
                    {"index":0,"S":1} , [1, 2]                                | not asked for
                    """)
    void badScoresAreRefusedInBothForms(String items, String complaint) throws IOException {
        try (HostileServer server =
                HostileServer.sending("{\"results\": [%s]}".formatted(items.replace("\"S\"", "\"relevance_score\"")))) {
            assertThatThrownBy(() -> encoder(server.base()).score("q", TEXTS))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining(server.base().toString())
                    .hasMessageContaining(complaint);
        }
        try (HostileServer server = HostileServer.sending("[%s]".formatted(items.replace("\"S\"", "\"score\"")))) {
            JsonExchange exchange = new JsonExchange(endpoint(server.base()), new Breaker());
            assertThatThrownBy(() -> RerankDialect.TEI.ask(exchange, served(), "q", TEXTS))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining(server.base().toString())
                    .hasMessageContaining(complaint);
        }
    }

    @Test
    void whatIsNoListOfScoresIsAnError() throws IOException {
        for (String body : List.of("{}", "[]", "{\"results\": {\"index\": 0}}", "\"fine\"", "null")) {
            try (HostileServer server = HostileServer.sending(body)) {
                assertThatThrownBy(() -> encoder(server.base()).score("q", TEXTS))
                        .as(body)
                        .isInstanceOf(EmbeddingException.class)
                        .hasMessageContaining("something else");
            }
        }
    }

    @Test
    void whatIsNotJsonIsAnError() throws IOException {
        try (HostileServer server = HostileServer.sending("<html>It works!</html>")) {
            assertThatThrownBy(() -> encoder(server.base()).score("q", TEXTS))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("answered with something else");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsTriedAgainAndThenAnError() throws IOException {
        try (HostileServer server = new HostileServer(out -> {
            HostileServer.head(out, 1_000);
            out.write("{\"results\": [{\"ind".getBytes(StandardCharsets.US_ASCII));
        })) {
            assertThatThrownBy(() -> patient(server.base()).score("q", TEXTS))
                    .isInstanceOf(EmbeddingException.class)
                    .isNotInstanceOf(OutOfTimeException.class)
                    .message()
                    .containsAnyOf("broke off", "left alone");
            assertThat(server.requests()).isGreaterThan(1);
        }
    }

    @Test
    void aServerThatNeverAnswersHoldsTheCallerNoLongerThanTheBudget() throws IOException {
        try (HostileServer server = new HostileServer(out -> Thread.sleep(Duration.ofMinutes(1)))) {
            Instant start = Instant.now();

            assertThatThrownBy(() -> encoder(server.base()).score("q", TEXTS, Duration.ofMillis(300)))
                    .isInstanceOf(OutOfTimeException.class)
                    .hasMessageContaining("300 ms");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aServerThatHangsInTheMiddleOfItsAnswerHoldsTheCallerNoLongerThanTheBudget() throws IOException {
        try (HostileServer server = new HostileServer(out -> {
            HostileServer.head(out, 1_000);
            out.flush();
            Thread.sleep(Duration.ofMinutes(1));
        })) {
            Instant start = Instant.now();

            assertThatThrownBy(() -> encoder(server.base()).score("q", TEXTS, Duration.ofMillis(300)))
                    .isInstanceOf(OutOfTimeException.class);
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aBudgetThatIsSpentAsksNobody() throws IOException {
        try (HostileServer server = HostileServer.sending("{}")) {
            assertThatThrownBy(() -> encoder(server.base()).score("q", TEXTS, Duration.ZERO))
                    .isInstanceOf(OutOfTimeException.class);
            assertThat(server.requests()).isZero();
        }
    }

    @Test
    void anAnswerWithoutEndIsAbandoned() throws IOException {
        byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        try (HostileServer server = new HostileServer(out -> {
            HostileServer.head(out, 1L << 40);
            while (true) {
                out.write(spaces);
            }
        })) {
            assertThatThrownBy(() -> patient(server.base()).score("q", TEXTS))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("more than");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatFailsAgainAndAgainIsLeftAlone() throws IOException {
        try (HostileServer server =
                new HostileServer(out -> out.write("HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII)))) {
            HttpCrossEncoder encoder = encoder(server.base());
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> encoder.score("q", TEXTS)).isInstanceOf(EmbeddingException.class);
            }

            assertThatThrownBy(() -> encoder.score("q", TEXTS)).hasMessageContaining("left alone");
            assertThat(server.requests()).isEqualTo(5);
        }
    }

    @Test
    void aCallerWhoIsInterruptedLeaves() throws IOException {
        try (HostileServer server = new HostileServer(out -> Thread.sleep(Duration.ofMinutes(1)))) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> encoder(server.base()).score("q", TEXTS))
                    .isInstanceOf(EmbeddingException.class)
                    .isNotInstanceOf(OutOfTimeException.class)
                    .hasMessageContaining("Interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static HttpCrossEncoder encoder(URI base) {
        return new HttpCrossEncoder(endpoint(base), RerankDialect.COHERE, served(), PIECES);
    }

    /** Time enough for a machine that has other things to do. */
    private static HttpCrossEncoder patient(URI base) {
        Endpoint endpoint = new Endpoint(CLIENT, base, Optional.empty(), Duration.ofSeconds(20), Duration.ofSeconds(3));
        return new HttpCrossEncoder(endpoint, RerankDialect.COHERE, served(), PIECES);
    }

    private static Endpoint endpoint(URI base) {
        return new Endpoint(CLIENT, base, Optional.empty(), SECOND, Duration.ofMillis(300));
    }

    private static ServedReranker served() {
        return new ServedReranker("model", "/v1/rerank", 512, 32);
    }
}
