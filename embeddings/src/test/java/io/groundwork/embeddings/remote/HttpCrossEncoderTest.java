package io.groundwork.embeddings.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.CrossEncoder.Relevance;
import io.groundwork.embeddings.CrossEncoder.Scale;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import io.groundwork.embeddings.OverlapCrossEncoder;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against servers that do as Text Embeddings Inference and as Cohere, Jina, vLLM and Infinity do. */
@Timeout(30)
class HttpCrossEncoderTest {

    private static final WordPiece PIECES = BgeSmall.tokenizer();
    private static final Duration LONG = Duration.ofSeconds(20);

    private RerankServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RerankServer(new OverlapCrossEncoder());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void scoresOfTeiAreLogitsInTheOrderOfThePassages() {
        HttpCrossEncoder encoder = encoder(RerankDialect.TEI);

        assertThat(encoder.score("one two three", List.of("none", "two and one", "three")))
                .containsExactly(0f, 2f, 1f);
        assertThat(encoder.scale()).isEqualTo(Scale.LOGIT);
        assertThat(server.requests().getFirst().path("raw_scores").asBoolean()).isTrue();
        assertThat(server.requests().getFirst().path("truncate").asBoolean()).isTrue();
    }

    @Test
    void scoresOfCoheresFormAreRelevancesInTheOrderOfThePassages() {
        HttpCrossEncoder encoder = encoder(RerankDialect.COHERE);

        assertThat(encoder.score("one two", List.of("none", "two and one")))
                .containsExactly(0.5f, (float) (1 / (1 + Math.exp(-2))));
        assertThat(encoder.scale()).isEqualTo(Scale.RELEVANCE);
        assertThat(server.requests().getFirst().path("model").asText()).isEqualTo("overlap");
        assertThat(server.requests().getFirst().path("top_n").asInt()).isEqualTo(2);
        assertThat(server.keys()).containsExactly("Bearer secret");
    }

    @ParameterizedTest
    @EnumSource
    void noPassagesAskNobody(RerankDialect dialect) {
        assertThat(encoder(dialect).score("one", List.of())).isEmpty();
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aListGoesInRequestsOfWhatTeiAnnounces() {
        List<String> passages = IntStream.range(0, 20)
                .mapToObj(i -> i % 3 == 0 ? "one " + i : "none " + i)
                .toList();

        List<Float> scores = encoder(RerankDialect.TEI).score("one", passages);

        assertThat(server.requests())
                .extracting(request -> request.path("texts").size())
                .containsExactly(8, 8, 4);
        assertThat(scores).hasSize(20);
        assertThat(scores.subList(15, 20)).containsExactly(1f, 0f, 0f, 1f, 0f);
    }

    @Test
    void aRequestThatIsTooLargeIsHalvedAndThoseAfterItToo() {
        List<String> passages =
                IntStream.range(0, 60).mapToObj(i -> "one ".repeat(i % 2)).toList();

        List<Float> scores = encoder(RerankDialect.COHERE).score("one", passages);

        assertThat(scores).hasSize(60);
        assertThat(scores.subList(0, 2)).containsExactly(scores.get(58), scores.get(59));
        assertThat(server.requests().getLast().path("documents")).hasSizeLessThanOrEqualTo(RerankServer.MOST_TEXTS);
    }

    @Test
    void aPassageThatIsTooLongIsCutHereForServersThatMayRefuseItAndNamed() {
        String tooLong = "word ".repeat(600);

        Relevance relevance = encoder(RerankDialect.COHERE).score("word", List.of("short", tooLong, "word"), LONG);

        assertThat(relevance.scores()).hasSize(3);
        assertThat(relevance.cut()).containsExactly(1);
    }

    @Test
    void ofAPassageThatTheServerFindsTooLongAllTheSameHalfIsSent() {
        String dense = "ab".repeat(1_300);

        Relevance relevance = encoder(RerankDialect.COHERE).score("word", List.of("word", dense), LONG);

        assertThat(relevance.scores()).hasSize(2);
        assertThat(relevance.cut()).containsExactly(1);
    }

    @Test
    void teiCutsItselfAndWhatItCutsIsNamed() {
        Relevance relevance = encoder(RerankDialect.TEI).score("word", List.of("short", "word ".repeat(600)), LONG);

        assertThat(relevance.cut()).containsExactly(1);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.requests().getFirst().at("/texts/1").asText().length())
                .isGreaterThan(600);
    }

    @Test
    void aQuestionThatLeavesNoRoomIsCutAndEveryPassageIsNamed() {
        Relevance relevance = encoder(RerankDialect.COHERE).score("word ".repeat(600), List.of("one", "two"), LONG);

        assertThat(relevance.cut()).containsExactly(0, 1);
        assertThat(server.requests().getFirst().path("query").asText().length()).isLessThan(2_000);
    }

    @Test
    void aServerThatIsOverloadedOrAwayForAMomentIsAskedAgain() {
        server.refuse(429);
        server.refuse(503);

        assertThat(encoder(RerankDialect.COHERE).score("one", List.of("one"))).hasSize(1);
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void aServerThatStaysOverloadedIsOverload() {
        IntStream.range(0, 50).forEach(i -> server.refuse(429));

        assertThatThrownBy(() -> encoder(RerankDialect.COHERE).score("one", List.of("one")))
                .isInstanceOf(EngineOverloadedException.class);
    }

    @Test
    void aRefusedKeyIsAnErrorAtOnce() {
        server.refuse(401);

        assertThatThrownBy(() -> encoder(RerankDialect.COHERE).score("one", List.of("one")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("401");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aServerOfAnotherModelIsNotUsed() {
        HttpCrossEncoder other = new HttpCrossEncoder(
                endpoint(), RerankDialect.TEI, new ServedReranker("another", "/v1/rerank", 512, 32), PIECES);

        assertThatThrownBy(() -> other.score("one", List.of("one")))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("serves overlap");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void halfASurrogatePairDoesNotBreakTheRequest() {
        assertThat(encoder(RerankDialect.TEI).score("half \ud83d", List.of("other \ude00 half")))
                .containsExactly(1f);
        assertThat(server.requests().getFirst().path("query").asText()).isEqualTo("half \ufffd");
    }

    private HttpCrossEncoder encoder(RerankDialect dialect) {
        return new HttpCrossEncoder(endpoint(), dialect, new ServedReranker("overlap", "/v1/rerank", 512, 32), PIECES);
    }

    private Endpoint endpoint() {
        return new Endpoint(
                HttpClient.newHttpClient(),
                server.base(),
                Optional.of("secret"),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2));
    }
}
