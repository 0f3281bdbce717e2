package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What a stored response was asked, as items with ids of their own: the response's, and where they stand. */
final class ResponseInput {

    private ResponseInput() {}

    /** Oldest first. */
    static List<JsonNode> items(UUID response, List<Message> said) {
        String digits = response.toString().replace("-", "");
        List<JsonNode> items = new ArrayList<>();
        for (JsonNode item : Messages.write(said)) {
            String prefix =
                    switch (item.path("type").asText()) {
                        case "function_call" -> "fc_";
                        case "function_call_output" -> "fco_";
                        default -> "msg_";
                    };
            items.add(((ObjectNode) item)
                    .put("id", "%s%s%04x".formatted(prefix, digits, items.size()))
                    .put("status", "completed"));
        }
        return items;
    }
}
