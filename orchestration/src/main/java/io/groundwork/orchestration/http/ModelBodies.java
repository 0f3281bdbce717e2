package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.models.CardJson;
import io.groundwork.orchestration.models.ModelEvent;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.ModelVersion.KeyUse;
import io.groundwork.orchestration.models.Registry.Otherwise;
import io.groundwork.orchestration.models.Registry.Preference;
import io.groundwork.orchestration.models.Registry.Registration;
import io.groundwork.orchestration.models.Registry.Server;
import io.groundwork.orchestration.models.State;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Models as {@code /api/v1/models} reads and writes them. */
final class ModelBodies {

    private static final int MOST_ENDPOINTS = 64;

    private static final List<String> OWN_FIELDS =
            List.of("name", "model", "base_url", "api_key", "endpoints", "dialect", "state", "preferred", "note");

    private ModelBodies() {}

    /** @param first of the plan of those who ask for no model */
    static ObjectNode write(ModelVersion model, ModelVersion first) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("id", model.id().toString());
        body.put("name", model.name());
        body.put("state", model.state().word());
        body.put("dialect", model.dialect().word());
        body.put("model", model.remoteName());
        body.put(
                "base_url",
                model.endpoints().isEmpty()
                        ? ""
                        : model.endpoints().getFirst().baseUrl().toString());
        body.put("has_key", model.endpoints().stream().anyMatch(endpoint -> endpoint.key() == KeyUse.SENT));
        ArrayNode endpoints = body.putArray("endpoints");
        model.endpoints().forEach(endpoint -> endpoints
                .addObject()
                .put("base_url", endpoint.baseUrl().toString())
                .put("has_key", endpoint.key() == KeyUse.SENT));
        body.put("preferred", model.id().equals(first.id()));
        body.put("built_in", model.builtIn());
        body.put("created_at", model.createdAt().toString());
        model.approval().ifPresent(approval -> {
            ObjectNode approved =
                    body.putObject("approved").put("at", approval.at().toString());
            approved.put("by", approval.by().map(Object::toString).orElse(null));
        });
        body.setAll(CardJson.write(model.card()));
        return body;
    }

    static ObjectNode write(ModelEvent event) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", event.kind())
                .put("at", event.at().toString())
                .put("by", event.by().map(Object::toString).orElse(null))
                .put("note", event.note());
    }

    static Registration registration(@Nullable JsonNode body) {
        if (body == null || !body.isObject()) {
            throw Problem.INVALID_REQUEST.because("Send 'base_url' and 'model', or 'file'.");
        }
        knowOnlyFields(body);
        List<Server> servers = servers(body);
        String remoteName = required(body, "model");
        String name = body.path("name").asText("").isBlank()
                ? remoteName
                : body.path("name").asText().strip();
        return new Registration(
                name,
                remoteName,
                servers,
                dialect(body).orElse(Dialect.OPENAI),
                CardJson.read(body),
                state(body, "state").orElse(State.SERVING),
                body.path("preferred").asBoolean(false) ? Preference.PREFERRED : Preference.ON_REQUEST,
                note(body));
    }

    /** {@code endpoints}, or one by {@code base_url} and {@code api_key}. */
    static List<Server> servers(JsonNode body) {
        JsonNode endpoints = body.path("endpoints");
        if (endpoints.isMissingNode() || endpoints.isNull()) {
            return List.of(server(body, ""));
        }
        if (!endpoints.isArray() || endpoints.isEmpty() || endpoints.size() > MOST_ENDPOINTS) {
            throw Problem.INVALID_REQUEST.because(
                    "endpoints", "'endpoints' must be a list of 1 to %d servers.".formatted(MOST_ENDPOINTS));
        }
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < endpoints.size(); i++) {
            servers.add(server(endpoints.get(i), "endpoints[%d].".formatted(i)));
        }
        return servers;
    }

    static Optional<Dialect> dialect(JsonNode body) {
        if (!body.hasNonNull("dialect")) {
            return Optional.empty();
        }
        return Optional.of(Dialect.of(body.path("dialect").asText())
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "dialect",
                        "'dialect' must be one of %s."
                                .formatted(Arrays.stream(Dialect.values())
                                        .map(Dialect::word)
                                        .collect(Collectors.joining(", "))))));
    }

    static Optional<State> state(JsonNode body, String field) {
        if (!body.hasNonNull(field)) {
            return Optional.empty();
        }
        return Optional.of(State.of(body.path(field).asText())
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        field,
                        "'%s' must be one of %s."
                                .formatted(
                                        field,
                                        Arrays.stream(State.values())
                                                .map(State::word)
                                                .collect(Collectors.joining(", "))))));
    }

    static String note(JsonNode body) {
        return note(body.path("note").asText(""));
    }

    static String note(@Nullable String sent) {
        String note = sent == null ? "" : sent.strip();
        if (note.length() > 2_000) {
            throw Problem.INVALID_REQUEST.because("note", "'note' has at most 2000 characters.");
        }
        return note;
    }

    static String required(JsonNode body, String field) {
        String value = body.path(field).asText("").strip();
        if (value.isEmpty() || value.length() > 200) {
            throw Problem.INVALID_REQUEST.because(field, "Send '%s', at most 200 characters.".formatted(field));
        }
        return value;
    }

    static URI address(JsonNode body, String path) {
        String field = path + "base_url";
        try {
            URI address = new URI(required(body, "base_url"));
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            throw (ProblemException) Problem.INVALID_REQUEST
                    .because(field, "'%s' is not an address, such as http://localhost:11434/v1.".formatted(field))
                    .initCause(e);
        }
        throw Problem.INVALID_REQUEST.because(
                field, "'%s' must be an http or https address, such as http://localhost:11434/v1.".formatted(field));
    }

    /** What nobody reads would be lost in silence. */
    private static void knowOnlyFields(JsonNode body) {
        TreeSet<String> known = new TreeSet<>(OWN_FIELDS);
        known.addAll(CardJson.FIELDS);
        body.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw Problem.INVALID_REQUEST.because(
                        field, "'%s' is not known; there are %s.".formatted(field, String.join(", ", known)));
            }
        });
    }

    private static Server server(JsonNode body, String path) {
        Optional<String> key = Optional.ofNullable(body.path("api_key").textValue());
        try {
            return new Server(
                    address(body, path), key, body.path("api_key").isNull() ? Otherwise.NO_KEY : Otherwise.KEEP_STORED);
        } catch (IllegalArgumentException e) {
            throw (ProblemException) Problem.INVALID_REQUEST
                    .because(path + "api_key", String.valueOf(e.getMessage()) + ".")
                    .initCause(e);
        }
    }
}
