package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.audit.Decision;
import io.groundwork.orchestration.audit.Decision.Person;
import io.groundwork.orchestration.identity.Caller;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * Writes a decision in the W3C's terms of provenance: the answering is an activity, which used the question and versions of documents and is associated with the
 * person who asked and the model that wrote; the answer is an entity that it generated.
 *
 * @see <a href="https://www.w3.org/submissions/prov-json/">PROV-JSON</a>
 */
@Singleton
final class ProvBodies {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String OURS = "urn:groundwork:";

    private final ToldAttempts attempts;

    ProvBodies(ToldAttempts attempts) {
        this.attempts = attempts;
    }

    /** On behalf of the caller: models are named as {@link ToldAttempts} tells of them. */
    ObjectNode of(Decision decision, Caller caller) {
        JsonNode intent = decision.intent().fields();
        JsonNode outcome = decision.outcome().map(Decision.Written::fields).orElseGet(JSON::objectNode);
        Graph graph = new Graph(decision.id().toString());
        ObjectNode activity = graph.node("activity", graph.activity());
        activity.put("prov:startTime", decision.at().toString());
        if (outcome.has("at")) {
            activity.put(
                    "prov:endTime", DecisionBodies.moment(outcome.path("at")).toString());
        }
        typed(activity, "gw:" + intent.path("kind").asText());
        activity.put("gw:outcome", outcome.path("ending").asText("open"));
        if (intent.has("prompt")) {
            activity.put("gw:promptVersion", intent.path("prompt").asText());
        }
        if (intent.has("assistant")) {
            addAssistant(graph, intent.path("assistant"));
        }
        if (intent.path("policy").has("version")) {
            activity.put(
                    "gw:policyVersion", intent.path("policy").path("version").asText());
        }
        addPerson(graph, decision.person());
        addQuestion(graph, intent);
        addModels(graph, intent, attempts.of(outcome, caller));
        boolean answered = outcome.has("answer_hmac");
        if (answered) {
            addAnswer(graph, outcome);
        }
        outcome.path("sources").forEach(source -> addSource(graph, source, answered));
        return graph.document;
    }

    /** Whose plan the answering followed: one revision of it. */
    private static void addAssistant(Graph graph, JsonNode assistant) {
        String plan = "gw:assistant/%s/revisions/%d"
                .formatted(
                        assistant.path("id").asText(),
                        assistant.path("revision").asInt());
        ObjectNode entity = typed(graph.node("entity", plan), "prov:Plan");
        entity.put("gw:name", assistant.path("name").asText());
        if (assistant.has("prompt_language")) {
            entity.put("gw:promptLanguage", assistant.path("prompt_language").asText());
        }
        graph.relation("used", "prov:activity", graph.activity(), "prov:entity", plan);
    }

    private static void addPerson(Graph graph, Person person) {
        String agent =
                switch (person) {
                    case Person.Known(UUID id) -> "gw:person/" + id;
                    case Person.Erased erased -> "gw:person/erased";
                    case Person.Unreadable unreadable -> "gw:person/unreadable";
                };
        typed(graph.node("agent", agent), person instanceof Person.Known ? "prov:Agent" : agent.replace('/', '-'));
        graph.relation("wasAssociatedWith", "prov:activity", graph.activity(), "prov:agent", agent)
                .put("prov:role", "asker");
    }

    private static void addQuestion(Graph graph, JsonNode intent) {
        typed(graph.node("entity", graph.question()), "gw:Question")
                .put("gw:hmacSha256", intent.path("question_hmac").asText());
        graph.relation("used", "prov:activity", graph.activity(), "prov:entity", graph.question());
    }

    /** Those that were tried; where nothing is known of that, the one that was chosen. */
    private static void addModels(Graph graph, JsonNode intent, List<ObjectNode> told) {
        if (told.isEmpty()) {
            addModel(graph, JSON.objectNode().put("model", intent.path("route").asText()), "chosen");
        }
        told.forEach(attempt -> addModel(graph, attempt, attempt.has("left") ? "tried" : "writer"));
    }

    private static void addModel(Graph graph, JsonNode attempt, String role) {
        if (attempt.path("model").asText().isEmpty()) {
            return;
        }
        String name = attempt.path("model").asText();
        String agent = "gw:model/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        ObjectNode node =
                typed(graph.node("agent", agent), "prov:SoftwareAgent").put("prov:label", name);
        for (String known : new String[] {"version", "digest"}) {
            if (attempt.has(known)) {
                node.put("gw:" + known, attempt.path(known).asText());
            }
        }
        ObjectNode association =
                graph.relation("wasAssociatedWith", "prov:activity", graph.activity(), "prov:agent", agent);
        association.put("prov:role", role);
        if (attempt.has("left")) {
            association.put("gw:left", attempt.path("left").asText());
        }
    }

    private static void addAnswer(Graph graph, JsonNode outcome) {
        ObjectNode answer = typed(graph.node("entity", graph.answer()), "gw:Answer");
        answer.put("gw:hmacSha256", outcome.path("answer_hmac").asText())
                .put(
                        "gw:citationsKept",
                        outcome.path("verification").path("kept").asInt())
                .put(
                        "gw:citationsDropped",
                        outcome.path("verification").path("dropped").asInt());
        outcome.path("verification")
                .path("sentences")
                .properties()
                .forEach(count -> answer.put(
                        "gw:sentences_" + count.getKey(), count.getValue().asInt()));
        graph.relation("wasGeneratedBy", "prov:entity", graph.answer(), "prov:activity", graph.activity())
                .put("prov:time", DecisionBodies.moment(outcome.path("at")).toString());
        graph.relation("wasDerivedFrom", "prov:generatedEntity", graph.answer(), "prov:usedEntity", graph.question());
    }

    /** A passage of a version of a document: what was before the model's eyes was used, what is cited is what the answer is derived from. */
    private static void addSource(Graph graph, JsonNode source, boolean answered) {
        String version = "gw:document/%s/version/%d"
                .formatted(
                        source.path("document").asText(), source.path("version").asInt());
        String passage = "%s/characters/%d-%d"
                .formatted(
                        version,
                        source.path("start").asInt(),
                        source.path("end").asInt());
        typed(graph.node("entity", version), "gw:DocumentVersion");
        typed(graph.node("entity", passage), "gw:Passage")
                .put("gw:collection", source.path("collection").asText());
        ObjectNode use = graph.relation("used", "prov:activity", graph.activity(), "prov:entity", passage);
        use.put("prov:role", source.path("use").asText());
        use.put("gw:rank", source.path("rank").asInt());
        graph.relation("specializationOf", "prov:specificEntity", passage, "prov:generalEntity", version);
        if (answered && source.path("use").asText().equals("cited")) {
            graph.relation("wasDerivedFrom", "prov:generatedEntity", graph.answer(), "prov:usedEntity", passage);
        }
    }

    private static ObjectNode typed(ObjectNode node, String type) {
        node.putObject("prov:type").put("$", type).put("type", "prov:QUALIFIED_NAME");
        return node;
    }

    /** The document as it grows; relations are numbered. */
    private static final class Graph {

        private final ObjectNode document = JSON.objectNode();
        private final String id;
        private int relations;

        Graph(String id) {
            this.id = id;
            document.putObject("prefix").put("gw", OURS);
        }

        String activity() {
            return "gw:decision/" + id;
        }

        String question() {
            return activity() + "/question";
        }

        String answer() {
            return activity() + "/answer";
        }

        /** One of its kind; the same again where there is one already. */
        ObjectNode node(String kind, String name) {
            return document.withObjectProperty(kind).withObjectProperty(name);
        }

        ObjectNode relation(String kind, String fromRole, String from, String toRole, String to) {
            return node(kind, "_:r" + ++relations).put(fromRole, from).put(toRole, to);
        }
    }
}
