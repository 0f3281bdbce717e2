package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.identity.Principals.Principal;
import io.groundwork.orchestration.models.Incident;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Incidents as {@code /api/v1/incidents} writes them. */
final class IncidentBodies {

    private static final ObjectMapper JSON = new ObjectMapper();

    private IncidentBodies() {}

    /** @param named who did something, as far as they are known */
    static ObjectNode write(Incident incident, Map<UUID, Principal> named) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("id", incident.id().toString())
                .put("model_id", incident.model().toString())
                .put("model", incident.name())
                .put("state", incident.closed().isPresent() ? "closed" : "open")
                .put("opened_at", incident.openedAt().toString());
        by(body, "opened_by", incident.openedBy(), named);
        incident.closed().ifPresent(closing -> {
            body.put("closed_at", closing.at().toString()).put("summary", closing.summary());
            by(body, "closed_by", closing.by(), named);
        });
        return body;
    }

    static ObjectNode write(Incident.Entry entry, Map<UUID, Principal> named) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("at", entry.at().toString())
                .put("kind", entry.kind())
                .put("words", entry.words());
        by(body, "by", entry.by(), named);
        ObjectNode detail = detail(entry);
        if (!detail.isEmpty()) {
            body.set("detail", detail);
        }
        return body;
    }

    static ObjectNode detail(Incident.Entry entry) {
        try {
            return (ObjectNode) JSON.readTree(entry.detail());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The detail of a timeline in the database is no JSON", e);
        }
    }

    private static void by(ObjectNode body, String field, Optional<UUID> by, Map<UUID, Principal> named) {
        body.put(field, by.map(UUID::toString).orElse(null));
        by.map(named::get).ifPresent(principal -> body.put(field + "_name", principal.name()));
    }
}
