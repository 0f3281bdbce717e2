package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.embeddings.CrossEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** A reranking server for tests: a cross-encoder behind HTTP, in TEI's form and in Cohere's. It can be told to refuse first, and has limits as they have. */
public final class RerankServer implements AutoCloseable {

    public static final int MOST_TEXTS = 8;
    public static final int MOST_CHARACTERS = 2_500;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Queue<Integer> refusals = new ConcurrentLinkedQueue<>();
    private final Queue<JsonNode> requests = new ConcurrentLinkedQueue<>();
    private final Queue<String> keys = new ConcurrentLinkedQueue<>();
    private final CrossEncoder encoder;
    private final HttpServer server;

    public RerankServer(CrossEncoder encoder) throws IOException {
        this.encoder = encoder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/info",
                exchange -> answer(
                        exchange, 200, Map.of("model_id", encoder.model(), "max_client_batch_size", MOST_TEXTS)));
        server.createContext("/rerank", exchange -> serve(exchange, "texts"));
        server.createContext("/v1/rerank", exchange -> serve(exchange, "documents"));
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next request for scores gets {@code status} in place of them; more calls refuse more requests. */
    public void refuse(int status) {
        refusals.add(status);
    }

    /** Those for scores, in order of arrival. */
    public List<JsonNode> requests() {
        return List.copyOf(requests);
    }

    /** What they were authorised by. */
    public List<String> keys() {
        return List.copyOf(keys);
    }

    private void serve(HttpExchange exchange, String field) throws IOException {
        JsonNode request = json.readTree(exchange.getRequestBody());
        requests.add(request);
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
        List<String> texts = new ArrayList<>();
        request.path(field).forEach(text -> texts.add(text.asText()));
        Integer refusal = refusals.poll();
        boolean tooLong = !request.path("truncate").asBoolean()
                && texts.stream().anyMatch(text -> text.length() > MOST_CHARACTERS);
        if (refusal != null) {
            exchange.getResponseHeaders().add("retry-after", "0");
            answer(exchange, refusal, Map.of("error", "refused"));
        } else if (texts.size() > MOST_TEXTS) {
            answer(exchange, 413, Map.of("error", "too many"));
        } else if (tooLong) {
            answer(exchange, 400, Map.of("message", "too long"));
        } else if (field.equals("texts")) {
            answer(exchange, 200, ranked(request.path("query").asText(), texts, "score"));
        } else {
            answer(
                    exchange,
                    200,
                    Map.of("id", "1", "results", ranked(request.path("query").asText(), texts, "relevance_score")));
        }
    }

    /** Best first, as servers answer. */
    private List<Map<String, Object>> ranked(String query, List<String> texts, String field) {
        List<Float> scores = encoder.score(query, texts);
        List<Map<String, Object>> ranked = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            boolean raw = field.equals("score");
            double score = raw ? scores.get(i) : encoder.scale().relevance(scores.get(i));
            ranked.add(new HashMap<>(Map.of("index", i, field, score)));
        }
        ranked.sort(Collections.reverseOrder(Comparator.comparingDouble(item -> (double) item.get(field))));
        return ranked;
    }

    private void answer(HttpExchange exchange, int status, Object body) throws IOException {
        byte[] bytes = json.writeValueAsBytes(body);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
