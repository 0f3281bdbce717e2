package io.groundwork.orchestration.local.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * {@code POST /rerank}: how well texts answer a query. With {@code texts} in the form of text-embeddings-inference, with
 * {@code documents} in that of Cohere and Jina.
 */
final class ScoreEndpoint {

    private static final int MOST_TEXTS = 1000;

    private final ChildSettings settings;
    private final Engine engine;
    private final Turns turns;

    ScoreEndpoint(ChildSettings settings, Engine engine, Turns turns) {
        this.settings = settings;
        this.engine = engine;
        this.turns = turns;
    }

    private record Score(int index, double value) {}

    void answer(HttpExchange exchange, JsonNode body) throws IOException, InterruptedException {
        boolean documents = body.path("documents").isArray();
        List<String> texts = texts(body.path(documents ? "documents" : "texts"));
        String query = body.path("query").asText();
        if (query.isBlank()) {
            throw Refusal.invalid("'query' is missing.");
        }
        boolean raw = body.path("raw_scores").asBoolean(false);
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try (Turns.Turn _ = turns.take()) {
                double score = engine.score(query, texts.get(i));
                scores.add(new Score(i, raw ? score : 1 / (1 + Math.exp(-score))));
            }
        }
        scores.sort(Comparator.comparingDouble(Score::value).reversed());
        ChildServer.send(exchange, 200, documents ? ofDocuments(scores, body) : ofTexts(scores));
    }

    private static ArrayNode ofTexts(List<Score> scores) {
        ArrayNode list = ChildServer.JSON.createArrayNode();
        scores.forEach(score -> list.addObject().put("index", score.index()).put("score", score.value()));
        return list;
    }

    private ObjectNode ofDocuments(List<Score> scores, JsonNode body) {
        ObjectNode answer = ChildServer.JSON.createObjectNode().put("model", settings.model());
        ArrayNode results = answer.putArray("results");
        scores.stream()
                .limit(Math.max(1, body.path("top_n").asInt(scores.size())))
                .forEach(
                        score -> results.addObject().put("index", score.index()).put("relevance_score", score.value()));
        return answer;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.isObject() ? each.path("text").asText() : each.asText()));
        if (texts.isEmpty() || texts.size() > MOST_TEXTS || texts.stream().anyMatch(String::isBlank)) {
            throw Refusal.invalid("There must be 1 to %d texts, none of them empty.".formatted(MOST_TEXTS));
        }
        return texts;
    }
}
