package io.groundwork.orchestration.local.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** {@code POST /v1/embeddings}: texts to vectors of length 1. */
final class VectorEndpoint {

    private static final int MOST_TEXTS = 2048;

    private final ChildSettings settings;
    private final Engine engine;
    private final Turns turns;

    VectorEndpoint(ChildSettings settings, Engine engine, Turns turns) {
        this.settings = settings;
        this.engine = engine;
        this.turns = turns;
    }

    void answer(HttpExchange exchange, JsonNode body) throws IOException, InterruptedException {
        List<String> texts = texts(body.path("input"));
        boolean packed = body.path("encoding_format").asText().equals("base64");
        ObjectNode list =
                ChildServer.JSON.createObjectNode().put("object", "list").put("model", settings.model());
        ArrayNode data = list.putArray("data");
        int tokens = 0;
        for (String text : texts) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            tokens += engine.tokens(text);
            // In turns with others, text by text: a large batch does not keep a question waiting.
            try (Turns.Turn _ = turns.take()) {
                put(one, engine.vector(text), packed);
            }
        }
        list.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        ChildServer.send(exchange, 200, list);
    }

    private static List<String> texts(JsonNode input) {
        List<String> texts = new ArrayList<>();
        if (input.isTextual()) {
            texts.add(input.asText());
        } else {
            input.forEach(each -> texts.add(each.isTextual() ? each.asText() : ""));
        }
        if (texts.isEmpty() || texts.size() > MOST_TEXTS || texts.stream().anyMatch(String::isBlank)) {
            throw Refusal.invalid(
                    "'input' is a text, or a list of up to %d texts; none of them empty.".formatted(MOST_TEXTS));
        }
        return texts;
    }

    private static void put(ObjectNode one, float[] vector, boolean packed) {
        if (packed) {
            ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            one.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
        } else {
            ArrayNode numbers = one.putArray("embedding");
            for (float number : vector) {
                numbers.add(number);
            }
        }
    }
}
