package io.groundwork.orchestration.local.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.groundwork.orchestration.local.child.Engine.Turn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}, whole or as a stream of events. A stream that fails ends with an error and without {@code [DONE]}. */
final class ChatEndpoint {

    private static final int MOST_STOPS = 16;

    /** Tokens of a character that was never finished are not handed out, at most so many. */
    private static final int UNFINISHED = 3;

    private final ChildSettings settings;
    private final Engine engine;
    private final Turns turns;

    ChatEndpoint(ChildSettings settings, Engine engine, Turns turns) {
        this.settings = settings;
        this.engine = engine;
        this.turns = turns;
    }

    void answer(HttpExchange exchange, JsonNode body) throws IOException, InterruptedException {
        String prompt = engine.prompt(conversation(body));
        int asked = engine.tokens(prompt);
        if (asked >= settings.context() - 1) {
            throw Refusal.tooLong(asked, settings.context());
        }
        int most = Math.min(most(body), settings.context() - 1 - asked);
        ObjectNode request = sampling(body).put("prompt", prompt).put("n_predict", most);
        List<String> stops = stops(body.path("stop"));
        try (Turns.Turn _ = turns.take()) {
            Generation generation = engine.generate(request);
            try {
                Answer answer = new Answer(generation, engine, new Stops(stops), asked, most);
                if (body.path("stream").asBoolean(false)) {
                    stream(exchange, answer, body.path("stream_options"));
                } else {
                    whole(exchange, answer);
                }
            } finally {
                generation.cancel();
            }
        }
        if (engine.isWorn() && turns.nobodyIsServed()) {
            ModelChild.end(0);
        }
    }

    private static List<Turn> conversation(JsonNode body) {
        if (!body.path("messages").isArray() || body.path("messages").isEmpty()) {
            throw Refusal.invalid("'messages' must be a list of messages.");
        }
        if (body.path("tools").isArray() && !body.path("tools").isEmpty()) {
            throw Refusal.invalid("'tools' are not served here.");
        }
        if (body.path("n").asInt(1) != 1 || body.path("logprobs").asBoolean(false)) {
            throw Refusal.invalid("One choice is given, without probabilities.");
        }
        List<Turn> turns = new ArrayList<>();
        for (JsonNode message : body.path("messages")) {
            String role =
                    switch (message.path("role").asText()) {
                        case "system", "developer" -> "system";
                        case "user" -> "user";
                        case "assistant" -> "assistant";
                        default -> throw Refusal.invalid("A message is of 'system', 'user' or 'assistant'.");
                    };
            turns.add(new Turn(role, text(message.path("content"))));
        }
        return turns;
    }

    private static String text(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        if (content.isNull() || content.isMissingNode()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text")) {
                throw Refusal.invalid("A message holds text only.");
            }
            text.append(part.path("text").asText());
        }
        return text.toString();
    }

    private static int most(JsonNode body) {
        JsonNode most =
                body.hasNonNull("max_completion_tokens") ? body.get("max_completion_tokens") : body.path("max_tokens");
        if (most.isMissingNode() || most.isNull()) {
            return Integer.MAX_VALUE;
        }
        if (!most.canConvertToInt() || most.asInt() < 1) {
            throw Refusal.invalid("'max_tokens' must be over 0.");
        }
        return most.asInt();
    }

    private static ObjectNode sampling(JsonNode body) {
        ObjectNode request = ChildServer.JSON.createObjectNode();
        number(body, "temperature", 0, 2).ifPresent(value -> request.put("temperature", value));
        number(body, "top_p", 0, 1).ifPresent(value -> request.put("top_p", value));
        number(body, "presence_penalty", -2, 2).ifPresent(value -> request.put("presence_penalty", value));
        number(body, "frequency_penalty", -2, 2).ifPresent(value -> request.put("frequency_penalty", value));
        if (body.hasNonNull("seed")) {
            request.put("seed", body.get("seed").asLong() & 0xffff_ffffL);
        }
        JsonNode format = body.path("response_format");
        switch (format.path("type").asText("text")) {
            case "text" -> {}
            case "json_object" -> request.putObject("json_schema").put("type", "object");
            case "json_schema" -> {
                JsonNode schema = format.path("json_schema").path("schema");
                if (!schema.isObject()) {
                    throw Refusal.invalid("'response_format' needs a schema.");
                }
                request.set("json_schema", schema);
            }
            default -> throw Refusal.invalid("'response_format' is 'text', 'json_object' or 'json_schema'.");
        }
        return request;
    }

    private static Optional<Double> number(JsonNode body, String field, double least, double most) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isNumber() || value.asDouble() < least || value.asDouble() > most) {
            throw Refusal.invalid("'%s' must be between %s and %s.".formatted(field, least, most));
        }
        return Optional.of(value.asDouble());
    }

    private static List<String> stops(JsonNode stop) {
        List<String> stops = new ArrayList<>();
        if (stop.isTextual()) {
            stops.add(stop.asText());
        } else {
            stop.forEach(each -> stops.add(each.asText()));
        }
        if (stops.size() > MOST_STOPS) {
            throw Refusal.invalid("There may be %d texts in 'stop'.".formatted(MOST_STOPS));
        }
        return stops;
    }

    private void whole(HttpExchange exchange, Answer answer) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        answer.write(text::append, () -> {});
        ObjectNode body = body("chat.completion");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", text.toString());
        choice.put("finish_reason", answer.reason());
        body.set("usage", answer.usage());
        ChildServer.send(exchange, 200, body);
    }

    private void stream(HttpExchange exchange, Answer answer, JsonNode options)
            throws IOException, InterruptedException {
        boolean counting = options.path("continuous_usage_stats").asBoolean(false);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        ObjectNode chunk = body("chat.completion.chunk");
        send(out, "data: " + chunk(chunk, "role", "assistant", null) + "\n\n");
        try {
            // A comment now and then, so that it is noticed when nobody listens any more.
            answer.write(
                    text -> {
                        chunk(chunk, "content", text, null);
                        if (counting) {
                            chunk.set("usage", answer.usage());
                        }
                        send(out, "data: " + chunk + "\n\n");
                    },
                    () -> send(out, ":\n\n"));
        } catch (Refusal e) {
            send(out, "data: " + ChildServer.error(e.getMessage(), e.code()) + "\n\n");
            return;
        }
        send(out, "data: " + chunk(chunk, "content", "", answer.reason()) + "\n\n");
        if (options.path("include_usage").asBoolean(false)) {
            ObjectNode usage = chunk.deepCopy();
            usage.putArray("choices");
            usage.set("usage", answer.usage());
            send(out, "data: " + usage + "\n\n");
        }
        send(out, "data: [DONE]\n\n");
    }

    private static void send(OutputStream out, String event) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static ObjectNode chunk(ObjectNode chunk, String field, String text, @Nullable String reason) {
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.putObject("delta").put(field, text);
        choice.put("finish_reason", reason);
        return chunk;
    }

    private ObjectNode body(String object) {
        return ChildServer.JSON
                .createObjectNode()
                .put("id", "chatcmpl-" + UUID.randomUUID())
                .put("object", object)
                .put("created", Instant.now().getEpochSecond())
                .put("model", settings.model());
    }

    /** One answer on its way out, and the count of its tokens. Used by one thread. */
    private static final class Answer {

        private final Generation generation;
        private final Engine engine;
        private final Stops stops;
        private final int asked;
        private final int most;
        private int written;
        private boolean ended;
        private boolean cut;

        Answer(Generation generation, Engine engine, Stops stops, int asked, int most) {
            this.generation = generation;
            this.engine = engine;
            this.stops = stops;
            this.asked = asked;
            this.most = most;
        }

        interface Pieces {

            void accept(String text) throws IOException;
        }

        interface Silence {

            void pass() throws IOException;
        }

        /** @throws Refusal when llama.cpp fails while it writes */
        void write(Pieces pieces, Silence silence) throws IOException, InterruptedException {
            boolean marked = false;
            while (!ended) {
                Generation.Event event = generation.next().orElse(null);
                switch (event) {
                    case null -> silence.pass();
                    case Generation.Event.Text(String text) -> {
                        written += engine.tokensOfPiece(text);
                        // The mark of an answer's end is a token without a text.
                        marked = text.isEmpty();
                        hand(stops.feed(text), pieces);
                        ended = stops.reached();
                    }
                    case Generation.Event.End() -> {
                        ended = true;
                        hand(stops.rest(), pieces);
                        cut = !marked && written + UNFINISHED >= most;
                    }
                    case Generation.Event.Failed(String words) -> throw new Refusal(500, "server_error", words);
                }
            }
            written = cut ? most : Math.min(written, most);
        }

        private static void hand(String text, Pieces pieces) throws IOException {
            if (!text.isEmpty()) {
                pieces.accept(text);
            }
        }

        String reason() {
            return cut ? "length" : "stop";
        }

        ObjectNode usage() {
            return ChildServer.JSON
                    .createObjectNode()
                    .put("prompt_tokens", asked)
                    .put("completion_tokens", written)
                    .put("total_tokens", asked + written);
        }
    }
}
