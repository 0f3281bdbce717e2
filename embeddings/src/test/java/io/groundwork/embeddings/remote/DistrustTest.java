package io.groundwork.embeddings.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server may do to us: whatever it sends, there is a clear error and never a wrong vector. The model has two dimensions, and two texts are asked. */
@Timeout(30)
class DistrustTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final WordPiece TOKENIZER = BgeSmall.tokenizer();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    [1,0,0] , [0,1]                                     | 3 dimensions
                    [1,0] , [0,1] , [1,0]                               | 3 answers for 2 texts
                    [1,0]                                               | 1 answers for 2 texts
                    [1,0] , [0,null]                                    | points nowhere
                    [1,0] , [0,"NaN"]                                   | points nowhere
                    [1,0] , [0,1e99]                                    | points nowhere
                    [1,0] , [0,0]                                       | points nowhere
                    [1,0] , {"embedding": [1,0]}                        | neither base64 nor
                    [1,0] , [0,NaN]                                     | something else
                    """)
    void badVectorsOfTeiAreRefused(String vectors, String complaint) throws IOException {
        try (HostileServer server = HostileServer.sending("[%s]".formatted(vectors))) {
            assertThatThrownBy(() -> tei(server.base()).ask(List.of("one", "two")))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining(server.base().toString())
                    .hasMessageContaining(complaint);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"index":0,"embedding":[1,0]} , {"index":0,"embedding":[0,1]}   | index 0
                    {"index":1,"embedding":[1,0]} , {"index":2,"embedding":[0,1]}   | index 2
                    {"index":0,"embedding":[1,0]} , {"index":-1,"embedding":[0,1]}  | index -1
                    {"index":0,"embedding":[1,0]}                                   | 1 answers for 2 texts
                    {"index":0,"embedding":[1,0]} , {"index":1}                     | neither base64 nor
                    {"index":0,"embedding":[1,0]} , {"index":1,"embedding":"AACAPwAAAAA*"} | not base64
                    {"index":0,"embedding":[1,0]} , {"index":1,"embedding":"AADAfwAAAAA="} | points nowhere
                    """)
    void badVectorsOfOpenAiServersAreRefused(String items, String complaint) throws IOException {
        try (HostileServer server = HostileServer.sending("{\"data\": [%s]}".formatted(items))) {
            assertThatThrownBy(() -> openAi(server.base()).embedPassages(List.of("one", "two")))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining(server.base().toString())
                    .hasMessageContaining(complaint);
        }
    }

    @Test
    void vectorsInAnotherOrderComeBackInOurs() throws IOException {
        try (HostileServer server = HostileServer.sending(
                "{\"data\": [{\"index\":1,\"embedding\":[0,1]},{\"index\":0,\"embedding\":[1,0]}]}")) {
            assertThat(openAi(server.base())
                            .embedPassages(List.of("one", "two"))
                            .getFirst()
                            .toArray())
                    .containsExactly(1, 0);
        }
    }

    @Test
    void vectorsOfAnotherLengthAreScaled() throws IOException {
        try (HostileServer server = HostileServer.sending("[[3,4],[0,-2]]")) {
            assertThat(tei(server.base())
                            .ask(List.of("one", "two"))
                            .vectors()
                            .getFirst()
                            .toArray())
                    .containsExactly(0.6f, 0.8f);
        }
    }

    @Test
    void whatIsNotJsonIsAnError() throws IOException {
        try (HostileServer server = HostileServer.sending("<html>It works!</html>")) {
            assertThatThrownBy(() -> openAi(server.base()).embedPassages(List.of("one")))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("answered with something else");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsTriedAgainAndThenAnError() throws IOException {
        try (HostileServer server = new HostileServer(out -> {
            HostileServer.head(out, 1_000);
            out.write("{\"data\": [{\"index\":0,\"embed".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        })) {
            assertThatThrownBy(() -> openAi(server.base()).embedPassages(List.of("one")))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("broke off");
            assertThat(server.requests()).isGreaterThan(1);
        }
    }

    @Test
    void aServerThatHangsInTheMiddleOfItsAnswerDoesNotHoldTheCaller() throws IOException {
        try (HostileServer server = new HostileServer(out -> {
            HostileServer.head(out, 1_000);
            out.flush();
            Thread.sleep(Duration.ofMinutes(1));
        })) {
            Instant start = Instant.now();

            assertThatThrownBy(() -> openAi(server.base()).embedPassages(List.of("one")))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("in time");
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aServerThatNeverAnswersDoesNotHoldTheCaller() throws IOException {
        try (HostileServer server = new HostileServer(out -> Thread.sleep(Duration.ofMinutes(1)))) {
            assertThatThrownBy(() -> openAi(server.base()).embedQuery("one"))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("in time");
        }
    }

    @Test
    void anAnswerWithoutEndIsAbandoned() throws IOException {
        byte[] spaces = " ".repeat(1 << 20).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (HostileServer server = new HostileServer(out -> {
            HostileServer.head(out, 1L << 40);
            while (true) {
                out.write(spaces);
            }
        })) {
            assertThatThrownBy(
                            () -> openAi(server.base(), Duration.ofSeconds(20)).embedPassages(List.of("one")))
                    .isInstanceOf(EmbeddingException.class)
                    .hasMessageContaining("more than");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatFailsAgainAndAgainIsLeftAlone() throws IOException {
        try (HostileServer server =
                new HostileServer(out -> out.write("HTTP/1.1 503 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII)))) {
            ModelServerEmbedder embedder = openAi(server.base());
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> embedder.embedPassages(List.of("one"))).isInstanceOf(EmbeddingException.class);
            }

            assertThatThrownBy(() -> embedder.embedQuery("one")).hasMessageContaining("left alone");
            assertThat(server.requests()).isEqualTo(5);
        }
    }

    private record Asked(Endpoint endpoint) {

        Dialect.Answer ask(List<String> texts) {
            return Dialect.TEI.ask(
                    new JsonExchange(endpoint, new Breaker()), served(), texts, Dialect.WhenTooLong.REFUSE);
        }
    }

    private static Asked tei(URI base) {
        return new Asked(endpoint(base, Duration.ofSeconds(1)));
    }

    private static ModelServerEmbedder openAi(URI base) {
        return openAi(base, Duration.ofSeconds(1));
    }

    private static ModelServerEmbedder openAi(URI base, Duration timeout) {
        return new ModelServerEmbedder(endpoint(base, timeout), Dialect.OPENAI, served(), TOKENIZER);
    }

    private static Endpoint endpoint(URI base, Duration timeout) {
        return new Endpoint(CLIENT, base, Optional.empty(), timeout, Duration.ofMillis(300));
    }

    private static ServedModel served() {
        return new ServedModel("model", "", 2, 512, "", "", Set.of(), 32);
    }
}
