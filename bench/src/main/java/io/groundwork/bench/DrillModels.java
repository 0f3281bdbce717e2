package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Models and routes that a drill registers at the system, all of which go when this is closed, but for those that were recalled, as those stay on record. The model that answers
 * who asks for none stays what it was.
 */
final class DrillModels implements AutoCloseable {

    private static final String MODELS = "/api/v1/models";
    private static final Duration TO_PROBE = Duration.ofMinutes(2);

    /** More than any drill has under way: not the places at a model but the system is what is tried. */
    private static final int MOST_AT_ONCE = 10_000;

    private final GroundworkApi api;
    private final String prefix;
    private final Map<String, String> models = new LinkedHashMap<>();
    private final Set<String> routes = new LinkedHashSet<>();

    /** @param prefix of all names, so that nothing of the system's own is touched */
    DrillModels(GroundworkApi api, String prefix) {
        this.api = api;
        this.prefix = prefix + "-" + Long.toString(System.currentTimeMillis() / 1_000, 36);
    }

    /** Registers a model and answers its whole name. */
    String model(String name, URI base) {
        return model(name, base, Map.of());
    }

    /** @param card what more is known of it */
    String model(String name, URI base, Map<String, ?> card) {
        String preferred = preferred();
        String whole = prefix + "-" + name;
        Map<String, Object> body = new LinkedHashMap<>(Map.of(
                "name", whole,
                "model", whole,
                "base_url", base.toString(),
                "max_concurrent", MOST_AT_ONCE,
                "note", "Of a drill, which removes it."));
        body.putAll(card);
        models.put(whole, api.post(MODELS, body).path("id").asText());
        if (!preferred.isEmpty() && !preferred.equals(preferred())) {
            api.post(MODELS + "/" + preferred + "/prefer", Map.of());
        }
        return whole;
    }

    /** Until each has been probed: what a probe asks would otherwise fall into what is measured. Where the system probes nothing, the wait is short. */
    void awaitProbes() {
        CrashDrill.await(TO_PROBE, "the models are probed", () -> models.values().stream()
                .allMatch(id -> api.get(MODELS + "/" + id + "/events").path("data").findValuesAsText("kind").stream()
                        .anyMatch(kind -> kind.endsWith("probed"))));
    }

    /** Makes a route, or its next revision, and answers its whole name. */
    String route(String name, List<String> candidates, Map<String, ?> waits) {
        String whole = prefix + "-route-" + name;
        List<Map<String, String>> named = new ArrayList<>();
        candidates.forEach(candidate -> named.add(Map.of("model", candidate)));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("candidates", named);
        if (!waits.isEmpty()) {
            body.put("waits", waits);
        }
        routes.add(whole);
        api.put("/api/v1/routes/" + whole, body);
        return whole;
    }

    String id(String model) {
        return models.get(model);
    }

    /** Takes a model to another state. */
    void move(String model, String state) {
        api.post(MODELS + "/" + id(model) + "/state", Map.of("state", state, "note", "By a drill."));
    }

    @Override
    public void close() {
        routes.forEach(route -> api.ask("DELETE", "/api/v1/routes/" + route, Map.of()));
        models.values().forEach(id -> api.ask("DELETE", MODELS + "/" + id, Map.of()));
    }

    private String preferred() {
        for (JsonNode model : api.get(MODELS).path("data")) {
            if (model.path("preferred").asBoolean(false)) {
                return model.path("id").asText();
            }
        }
        return "";
    }
}
