package io.groundwork.orchestration.assistants;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.answering.Policy.Unsupported;
import io.groundwork.orchestration.assistants.Brief.Policy;
import io.groundwork.retrieval.CollectionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.UUID;

/** A {@link Brief} as JSON: as it is stored and, but for the form of ids, as the API writes it. */
public final class BriefJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private BriefJson() {}

    public static ObjectNode write(Brief brief) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("title", brief.title());
        object.put("description", brief.description());
        object.put("route", brief.route());
        ArrayNode collections = object.putArray("collections");
        brief.collections().forEach(id -> collections.add(id.value().toString()));
        object.set("filters", brief.filters().orElse(null));
        ObjectNode prompt = object.putObject("prompt");
        brief.prompt().byLanguage().forEach(prompt::put);
        object.set("policy", write(brief.policy()));
        ArrayNode starters = object.putArray("starters");
        brief.starters().forEach(starters::add);
        return object;
    }

    private static ObjectNode write(Policy policy) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("unsupported", policy.unsupported().map(BriefJson::word).orElse(null));
        policy.declining().ifPresentOrElse(score -> object.put("declining", score), () -> object.putNull("declining"));
        object.put("max_results", policy.maxResults());
        object.put("ranker", policy.ranker().orElse(null));
        object.set("understand", policy.understand().orElse(null));
        return object;
    }

    static Brief read(String stored) {
        try {
            return read(JSON.readTree(stored));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An assistant's brief in the database is no JSON", e);
        }
    }

    private static Brief read(JsonNode object) {
        List<CollectionId> collections = new ArrayList<>();
        object.path("collections").forEach(id -> collections.add(new CollectionId(UUID.fromString(id.asText()))));
        Map<String, String> prompt = new TreeMap<>();
        object.path("prompt")
                .properties()
                .forEach(text -> prompt.put(text.getKey(), text.getValue().asText()));
        List<String> starters = new ArrayList<>();
        object.path("starters").forEach(starter -> starters.add(starter.asText()));
        return new Brief(
                object.path("title").asText(),
                object.path("description").asText(),
                object.path("route").asText(),
                collections,
                present(object.path("filters")),
                new Wording(prompt),
                policy(object.path("policy")),
                starters);
    }

    private static Policy policy(JsonNode object) {
        return new Policy(
                Optional.ofNullable(object.path("unsupported").textValue())
                        .map(word -> Unsupported.valueOf(word.toUpperCase(Locale.ROOT))),
                object.path("declining").isNumber()
                        ? OptionalDouble.of(object.path("declining").doubleValue())
                        : OptionalDouble.empty(),
                object.path("max_results").asInt(Policy.USUAL.maxResults()),
                Optional.ofNullable(object.path("ranker").textValue()),
                present(object.path("understand")));
    }

    private static Optional<JsonNode> present(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    private static String word(Unsupported unsupported) {
        return unsupported.name().toLowerCase(Locale.ROOT);
    }
}
