package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A stored answer as it is shown again: without all that its search found, of which there is much, but for what it shows in place of an answer. What it shows beside its own
 * words rests on documents that it does not quote, and is shown as far as these may be read.
 */
final class TurnText {

    private static final String RESULTS = "results";
    private static final List<String> BESIDE = List.of("contradictions", "follow_ups");

    private TurnText() {}

    /** The documents that are shown beside those that the answer quotes. */
    static Set<DocumentId> listed(JsonNode body) {
        Set<DocumentId> listed = new HashSet<>();
        if (declines(body)) {
            for (JsonNode item : body.path("output")) {
                item.path(RESULTS).forEach(result -> document(result).ifPresent(listed::add));
            }
        }
        for (String beside : BESIDE) {
            body.path("grounding").path(beside).forEach(each -> listed.addAll(documents(each)));
        }
        return listed;
    }

    /**
     * @param readable what of {@link #listed} may be read now
     * @param collections that may be read now: others are not named
     */
    static ObjectNode of(ObjectNode body, Set<DocumentId> readable, Set<CollectionId> collections) {
        if (body.path("grounding") instanceof ObjectNode grounding) {
            BESIDE.forEach(beside -> keep(grounding, beside, each -> readable.containsAll(documents(each))));
        }
        nameOnly(body, collections);
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

    /** Leaves out of what is said to have been searched all but these. */
    static ObjectNode nameOnly(ObjectNode body, Set<CollectionId> collections) {
        if (body.path("grounding").path("searched") instanceof ObjectNode searched) {
            keep(searched, "vector_stores", each -> isAmong(collections, each.path("id")));
            keep(searched, "vector_store_ids", each -> isAmong(collections, each));
        }
        return body;
    }

    private static boolean isAmong(Set<CollectionId> collections, JsonNode id) {
        return Ids.COLLECTION
                .tryRead(id.asText(""))
                .map(CollectionId::new)
                .filter(collections::contains)
                .isPresent();
    }

    private static void keep(ObjectNode of, String field, Predicate<JsonNode> readable) {
        if (of.path(field) instanceof ArrayNode all) {
            ArrayNode kept = of.arrayNode();
            all.forEach(each -> {
                if (readable.test(each)) {
                    kept.add(each);
                }
            });
            of.set(field, kept);
        }
    }

    private static Set<DocumentId> documents(JsonNode shown) {
        return shown.findValuesAsText("file_id").stream()
                .flatMap(file -> Ids.FILE.tryRead(file).stream())
                .map(DocumentId::new)
                .collect(Collectors.toSet());
    }

    private static boolean declines(JsonNode body) {
        return body.path("grounding").path("outcome").asText("").equals("declined");
    }

    private static Optional<DocumentId> document(JsonNode result) {
        return Ids.FILE.tryRead(result.path("file_id").asText("")).map(DocumentId::new);
    }
}
