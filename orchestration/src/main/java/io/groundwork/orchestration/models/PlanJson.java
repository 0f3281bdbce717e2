package io.groundwork.orchestration.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.models.Plan.Candidate;
import io.groundwork.orchestration.models.Plan.Waits;
import io.groundwork.orchestration.models.Plan.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A {@link Plan} as JSON, in the database and in the API. */
public final class PlanJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CANDIDATES = 20;
    private static final int LONGEST_WAIT_MILLIS = 3_600_000;

    private PlanJson() {}

    /** @throws UnfitFieldException naming the field that cannot be read */
    public static Plan read(JsonNode object) {
        JsonFields fields = JsonFields.of(object, "");
        List<Candidate> candidates = new ArrayList<>();
        List<JsonNode> items = fields.items("candidates");
        if (items.size() > MOST_CANDIDATES) {
            throw fields.wrong("candidates", "holds at most %d".formatted(MOST_CANDIDATES));
        }
        for (int i = 0; i < items.size(); i++) {
            candidates.add(candidate(JsonFields.of(items.get(i), fields.pathOf("candidates[%d]".formatted(i)))));
        }
        return new Plan(candidates, fields.object("waits").map(PlanJson::waits).orElse(Waits.USUAL));
    }

    static Plan read(String stored) {
        try {
            return read(JSON.readTree(stored));
        } catch (JsonProcessingException e) {
            throw new ModelsException("A route's plan in the database is no JSON", e);
        }
    }

    public static ObjectNode write(Plan plan) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ArrayNode candidates = object.putArray("candidates");
        for (Candidate candidate : plan.candidates()) {
            ObjectNode written = candidates.addObject().put("model", candidate.model());
            if (!candidate.when().equals(When.ALWAYS)) {
                when(written.putObject("when"), candidate.when());
            }
        }
        if (!plan.waits().equals(Waits.USUAL)) {
            ObjectNode waits = object.putObject("waits");
            plan.waits().firstToken().ifPresent(wait -> waits.put("first_token_ms", wait.toMillis()));
            plan.waits().betweenTokens().ifPresent(wait -> waits.put("between_tokens_ms", wait.toMillis()));
            plan.waits().queue().ifPresent(wait -> waits.put("queue_ms", wait.toMillis()));
        }
        return object;
    }

    private static void when(ObjectNode written, When when) {
        when.minInputTokens().ifPresent(tokens -> written.put("min_input_tokens", tokens));
        when.maxInputTokens().ifPresent(tokens -> written.put("max_input_tokens", tokens));
        if (!when.groups().isEmpty()) {
            ArrayNode groups = written.putArray("groups");
            when.groups().stream().map(UUID::toString).sorted().forEach(groups::add);
        }
    }

    private static Candidate candidate(JsonFields fields) {
        fields.knowOnly("model", "when");
        return new Candidate(
                fields.needed("model"),
                fields.object("when").map(PlanJson::when).orElse(When.ALWAYS));
    }

    private static When when(JsonFields fields) {
        fields.knowOnly("min_input_tokens", "max_input_tokens", "groups");
        Set<UUID> groups = new HashSet<>();
        for (String id : fields.texts("groups")) {
            try {
                groups.add(UUID.fromString(id));
            } catch (IllegalArgumentException e) {
                throw fields.wrong("groups", "must hold the ids of groups");
            }
        }
        return new When(
                fields.whole("min_input_tokens", 0, Integer.MAX_VALUE),
                fields.whole("max_input_tokens", 1, Integer.MAX_VALUE),
                groups);
    }

    private static Waits waits(JsonFields fields) {
        fields.knowOnly("first_token_ms", "between_tokens_ms", "queue_ms");
        return new Waits(
                wait(fields, "first_token_ms", 1), wait(fields, "between_tokens_ms", 1), wait(fields, "queue_ms", 0));
    }

    private static Optional<Duration> wait(JsonFields fields, String name, int min) {
        return fields.whole(name, min, LONGEST_WAIT_MILLIS).stream()
                .mapToObj(Duration::ofMillis)
                .findFirst();
    }
}
