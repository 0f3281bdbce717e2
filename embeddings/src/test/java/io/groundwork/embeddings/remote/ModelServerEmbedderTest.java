package io.groundwork.embeddings.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedder.Kind;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.HashingEmbedder;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against servers that do as Text Embeddings Inference and vLLM do: limits on the texts of a request, and on the length of a text in words. */
class ModelServerEmbedderTest {

    private static final WordPiece TOKENIZER = BgeSmall.tokenizer();
    private static final int MOST_WORDS = 40;
    private static final int MOST_TEXTS = 8;

    private final JsonMapper json = JsonMapper.builder().build();
    private final HashingEmbedder engine = new HashingEmbedder();
    private final List<JsonNode> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private int announcedTexts = MOST_TEXTS;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/info",
                exchange -> answer(
                        exchange,
                        200,
                        Map.of(
                                "model_id", "org/model",
                                "max_input_length", MOST_WORDS,
                                "max_client_batch_size", announcedTexts)));
        server.createContext("/embed", exchange -> {
            JsonNode request = read(exchange);
            List<String> inputs = texts(request.path("inputs"));
            if (inputs.size() > MOST_TEXTS) {
                answer(exchange, 413, Map.of("error", "batch size", "error_type", "Validation"));
            } else if (!request.path("truncate").asBoolean() && inputs.stream().anyMatch(this::isTooLong)) {
                answer(exchange, 422, Map.of("error", "too long", "error_type", "Validation"));
            } else {
                answer(
                        exchange,
                        200,
                        vectors(inputs.stream().map(this::beginning).toList()));
            }
        });
        server.createContext("/v1/embeddings", exchange -> {
            JsonNode request = read(exchange);
            List<String> inputs = texts(request.path("input"));
            if (inputs.stream().anyMatch(this::isTooLong)
                    && request.path("model").asText().equals("strict")) {
                answer(exchange, 400, Map.of("message", "too long"));
            } else {
                answer(exchange, 200, openAi(inputs));
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void prefixesGoBeforeQuestionsAndPassages() {
        Embedder embedder = embedder(Dialect.TEI, "org/model");

        embedder.embedQuery("why");
        embedder.embedPassages(List.of("because"));

        assertThat(requests)
                .extracting(request -> request.at("/inputs/0").asText())
                .containsExactly("query: why", "passage: because");
    }

    @Test
    void aListGoesInRequestsOfWhatTheServerAnnounces() {
        List<String> texts = IntStream.range(0, 20).mapToObj(i -> "text " + i).toList();

        Embeddings made = embedder(Dialect.TEI, "org/model").embed(Kind.PASSAGE, texts);

        assertThat(requests)
                .extracting(request -> request.path("inputs").size())
                .containsExactly(8, 8, 4);
        assertThat(made.vectors().get(19))
                .isEqualTo(engine.embedPassages(List.of("passage: text 19")).getFirst());
    }

    @Test
    void aRequestThatIsTooLargeIsHalvedAndThoseAfterItToo() {
        announcedTexts = 30;
        List<String> texts = IntStream.range(0, 60).mapToObj(i -> "text " + i).toList();

        Embeddings made = embedder(Dialect.TEI, "org/model").embed(Kind.PASSAGE, texts);

        assertThat(made.vectors()).hasSize(60).doesNotHaveDuplicates();
        assertThat(made.cut()).isEmpty();
        assertThat(requests.getLast().path("inputs")).hasSizeLessThanOrEqualTo(MOST_TEXTS);
    }

    @Test
    void aTextThatTeiFindsTooLongIsCutAndNamed() {
        Embeddings made = embedder(Dialect.TEI, "org/model")
                .embed(Kind.PASSAGE, List.of("one", "short", "word ".repeat(60), "another"));

        assertThat(made.vectors()).hasSize(4);
        assertThat(made.cut()).containsExactly(2);
    }

    @Test
    void aTextThatAnOpenAiServerRefusesIsCutHereAndNamed() {
        Embeddings made =
                embedder(Dialect.OPENAI, "strict").embed(Kind.PASSAGE, List.of("one", "word ".repeat(60), "another"));

        assertThat(made.vectors()).hasSize(3);
        assertThat(made.cut()).containsExactly(1);
    }

    @Test
    void aTextThatAnOpenAiServerCutWithoutAWordIsNamed() {
        Embeddings made =
                embedder(Dialect.OPENAI, "silent").embed(Kind.PASSAGE, List.of("one", "word ".repeat(60), "another"));

        assertThat(made.cut()).containsExactly(1);
    }

    @Test
    void aServerOfAnotherModelIsNotUsed() {
        assertThatThrownBy(() -> embedder(Dialect.TEI, "org/other").embedQuery("why"))
                .isInstanceOf(EmbeddingException.class)
                .hasMessageContaining("serves org/model");
        assertThat(requests).isEmpty();
    }

    @Test
    void halfASurrogatePairDoesNotBreakTheRequest() {
        assertThat(embedder(Dialect.TEI, "org/model").embedPassages(List.of("half \ud83d")))
                .hasSize(1);
        assertThat(requests.getFirst().at("/inputs/0").asText()).isEqualTo("passage: half \ufffd");
    }

    @Test
    void otherPrefixesMakeAnotherModel() {
        ServedModel plain = new ServedModel("m", "", 384, 512, "", "", Set.of(), 32);
        ServedModel prefixed = new ServedModel("m", "", 384, 512, "query: ", "", Set.of(), 32);

        assertThat(plain.identity(0)).isNotEqualTo(prefixed.identity(0));
        assertThat(plain.identity(0).digest()).matches("[0-9a-f]{64}");
    }

    private boolean isTooLong(String text) {
        return engine.countTokens(text) > MOST_WORDS;
    }

    private String beginning(String text) {
        String[] words = text.split(" ", -1);
        return String.join(" ", List.of(words).subList(0, Math.min(words.length, MOST_WORDS)));
    }

    private List<List<Float>> vectors(List<String> texts) {
        return engine.embedPassages(texts).stream()
                .map(vector -> {
                    List<Float> values = new ArrayList<>();
                    for (float value : vector.toArray()) {
                        values.add(value);
                    }
                    return values;
                })
                .toList();
    }

    private Map<String, Object> openAi(List<String> texts) {
        List<List<Float>> vectors = vectors(texts.stream().map(this::beginning).toList());
        List<Map<String, Object>> data = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            data.add(Map.of("index", i, "embedding", vectors.get(i)));
        }
        int tokens = texts.stream()
                .map(this::beginning)
                .mapToInt(engine::countTokens)
                .sum();
        return Map.of("data", data, "usage", Map.of("prompt_tokens", tokens, "total_tokens", tokens));
    }

    private static List<String> texts(JsonNode inputs) {
        List<String> texts = new ArrayList<>();
        inputs.forEach(input -> texts.add(input.asText()));
        return texts;
    }

    private JsonNode read(HttpExchange exchange) throws IOException {
        JsonNode request = json.readTree(exchange.getRequestBody());
        requests.add(request);
        return request;
    }

    private void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private Embedder embedder(Dialect dialect, String model) {
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Endpoint endpoint = new Endpoint(
                HttpClient.newHttpClient(), base, Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(1));
        ServedModel served = new ServedModel(model, "", 384, MOST_WORDS, "query: ", "passage: ", Set.of(), 32);
        return new ModelServerEmbedder(endpoint, dialect, served, TOKENIZER);
    }
}
