package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A stored answer as it is shown again: without all that its search found, of which there is much, but for what it shows in place of an answer. */
final class TurnText {

    private static final String RESULTS = "results";

    private TurnText() {}

    /** The documents among what was found, where that is shown. */
    static Set<DocumentId> listed(JsonNode body) {
        Set<DocumentId> listed = new HashSet<>();
        if (declines(body)) {
            for (JsonNode item : body.path("output")) {
                item.path(RESULTS).forEach(result -> document(result).ifPresent(listed::add));
            }
        }
        return listed;
    }

    /** @param readable what of it may be read now */
    static ObjectNode of(ObjectNode body, Set<DocumentId> readable) {
        boolean declines = declines(body);
        for (JsonNode item : body.path("output")) {
            if (item instanceof ObjectNode search && search.path(RESULTS) instanceof ArrayNode found) {
                ArrayNode kept = search.arrayNode();
                if (declines) {
                    found.forEach(result -> {
                        if (document(result).filter(readable::contains).isPresent()) {
                            kept.add(result);
                        }
                    });
                }
                search.set(RESULTS, kept);
            }
        }
        return body;
    }

    private static boolean declines(JsonNode body) {
        return body.path("grounding").path("outcome").asText("").equals("declined");
    }

    private static Optional<DocumentId> document(JsonNode result) {
        return Ids.FILE.tryRead(result.path("file_id").asText("")).map(DocumentId::new);
    }
}
