package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.audit.Chain;
import io.groundwork.orchestration.audit.Decision;
import io.groundwork.orchestration.audit.Decision.Person;
import io.groundwork.orchestration.audit.Decision.Written;
import io.groundwork.orchestration.audit.Link;
import io.groundwork.orchestration.audit.Verdict;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.identity.Principals.Principal;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes decisions for people and programs: the recorded facts by readable names, with names of people, and of documents where the caller may read them. */
@Singleton
final class DecisionBodies {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final double TEN_THOUSANDTHS = 10_000;
    private static final double MICROS_A_MILLI = 1000;

    private final Chain chain;
    private final Principals principals;
    private final Documents documents;
    private final ToldAttempts attempts;
    private final ObjectMapper json;

    DecisionBodies(Chain chain, Principals principals, Documents documents, ToldAttempts attempts, ObjectMapper json) {
        this.chain = chain;
        this.principals = principals;
        this.documents = documents;
        this.attempts = attempts;
        this.json = json;
    }

    /** One line each, without sources. */
    List<ObjectNode> listed(List<Decision> decisions) {
        Map<UUID, Principal> names = names(decisions);
        return decisions.stream()
                .map(decision -> {
                    ObjectNode body = head(decision, names);
                    body.put("sources", sources(decision, "cited").size());
                    return body;
                })
                .toList();
    }

    /** All of it, on behalf of the caller: names of documents are those that may be read, and of models those that {@link ToldAttempts} tells. */
    ObjectNode whole(Decision decision, Caller caller) {
        JsonNode intent = decision.intent().fields();
        ObjectNode body = head(decision, names(List.of(decision)));
        ObjectNode question = body.putObject("question");
        question.put("hmac", intent.path("question_hmac").asText());
        question.put("text", decision.question().orElse(null));
        ArrayNode collections = body.putArray("collections");
        intent.path("collections").forEach(id -> collections.add(Ids.COLLECTION.write(UUID.fromString(id.asText()))));
        copy(intent, "requested_model", body, "requested_model");
        copy(intent, "assistant", body, "assistant");
        body.put("route", intent.path("route").asText());
        copy(intent, "prompt", body, "prompt_version");
        body.set("policy", intent.path("policy").deepCopy());
        copy(intent, "erased_keys", body, "erased_keys");
        body.put("node", intent.path("node").asText());
        decision.outcome().map(Written::fields).ifPresent(outcome -> addOutcome(body, decision, outcome, caller));
        ObjectNode standing = body.putObject("chain");
        standing.set("intent", standing(decision.intent()));
        decision.outcome().ifPresent(outcome -> standing.set("outcome", standing(outcome)));
        return body;
    }

    /** A record's own bytes, and the way from them up to a seal. */
    ObjectNode proof(Written record) {
        return way(record).put("record", record.canonical());
    }

    /** The way from a record up to a seal, for whom it is not told whole. */
    ObjectNode way(Written record) {
        ObjectNode body = JSON.objectNode();
        body.set("link", chain.link(record).map(link -> (JsonNode) link(link)).orElseGet(JSON::nullNode));
        return body;
    }

    static ObjectNode verdict(Verdict verdict) {
        ObjectNode body = JSON.objectNode();
        switch (verdict) {
            case Verdict.Whole whole -> {
                body.put("holds", true);
                body.put("records", whole.records());
                body.put("unsealed", whole.unsealed());
                body.put("open", whole.open());
                whole.head().ifPresent(head -> body.putObject("head")
                        .put("seal", head.seal())
                        .put("hash", head.hash())
                        .put("at", head.at().toString())
                        .put("kept", head.seal() + ":" + head.hash()));
            }
            case Verdict.Broken broken -> {
                body.put("holds", false);
                body.put("seal", broken.seal());
                body.put("what", broken.what());
                broken.decision().ifPresent(id -> body.put("decision_id", id.toString()));
            }
        }
        return body;
    }

    /** Who, when, of what kind, by which model, and how it ended. */
    private static ObjectNode head(Decision decision, Map<UUID, Principal> names) {
        JsonNode intent = decision.intent().fields();
        ObjectNode body = JSON.objectNode();
        body.put("id", decision.id().toString());
        body.put("at", decision.at().toString());
        body.put("kind", intent.path("kind").asText());
        body.set("person", person(decision.person(), names));
        body.put(
                "model",
                decision.outcome()
                        .map(outcome -> outcome.fields().path("written_by").textValue())
                        .orElseGet(() -> intent.path("route").asText()));
        body.put(
                "outcome",
                decision.outcome()
                        .map(outcome -> outcome.fields().path("ending").asText())
                        .orElse("open"));
        decision.outcome()
                .map(outcome -> outcome.fields().path("times").path("all_us"))
                .filter(JsonNode::isNumber)
                .ifPresent(micros -> body.put("millis", millis(micros)));
        return body;
    }

    private void addOutcome(ObjectNode body, Decision decision, JsonNode outcome, Caller caller) {
        body.put("ended_at", moment(outcome.path("at")).toString());
        copy(outcome, "reason", body, "reason");
        copy(outcome, "answer_hmac", body, "answer_hmac");
        body.set("sources", written(decision));
        JsonNode verification = outcome.path("verification");
        if (verification.isObject()) {
            ObjectNode checked = body.putObject("verification")
                    .put("kept", verification.path("kept").asInt())
                    .put("dropped", verification.path("dropped").asInt());
            if (verification.has("weakest_e4")) {
                checked.put("weakest_score", verification.path("weakest_e4").asInt() / TEN_THOUSANDTHS);
            }
            copy(verification, "sentences", checked, "sentences");
        }
        ArrayNode told = body.putArray("attempts");
        attempts.of(outcome, caller).forEach(attempt -> {
            ObjectNode tried =
                    told.addObject().put("model", attempt.path("model").asText());
            copy(attempt, "version", tried, "version");
            copy(attempt, "digest", tried, "digest");
            copy(attempt, "server", tried, "server");
            copy(attempt, "left", tried, "left");
            tried.put("millis", millis(attempt.path("us")));
        });
        copy(outcome, "tokens", body, "tokens");
        copy(outcome, "cost_micros", body, "cost_micros");
        JsonNode times = outcome.path("times");
        if (times.isObject()) {
            ObjectNode taken = body.putObject("timings");
            times.properties()
                    .forEach(time -> taken.put(time.getKey().replaceFirst("_us$", "_ms"), millis(time.getValue())));
        }
    }

    private ArrayNode written(Decision decision) {
        JsonNode sources = decision.outcome()
                .map(outcome -> outcome.fields().path("sources"))
                .orElseGet(JSON::arrayNode);
        Set<DocumentId> ids = StreamSupport.stream(sources.spliterator(), false)
                .map(source -> document(source))
                .collect(Collectors.toSet());
        Map<DocumentId, String> names = ids.isEmpty() ? Map.of() : documents.names(ids);
        ArrayNode written = JSON.arrayNode();
        sources.forEach(source -> {
            ObjectNode one = written.addObject();
            one.put("use", source.path("use").asText());
            one.put("rank", source.path("rank").asInt());
            one.put("file_id", Ids.FILE.write(document(source).value()));
            one.put("filename", names.get(document(source)));
            one.put(
                    "vector_store_id",
                    Ids.COLLECTION.write(
                            UUID.fromString(source.path("collection").asText())));
            one.put("version", source.path("version").asInt());
            one.put("start", source.path("start").asInt());
            one.put("end", source.path("end").asInt());
            one.put("score", source.path("score_e4").asInt() / TEN_THOUSANDTHS);
            one.set("stages", source.path("stages").deepCopy());
        });
        return written;
    }

    private static List<JsonNode> sources(Decision decision, String use) {
        return decision.outcome().stream()
                .flatMap(outcome ->
                        StreamSupport.stream(outcome.fields().path("sources").spliterator(), false))
                .filter(source -> source.path("use").asText().equals(use))
                .toList();
    }

    private static DocumentId document(JsonNode source) {
        return new DocumentId(UUID.fromString(source.path("document").asText()));
    }

    private ObjectNode standing(Written record) {
        Optional<Link> found = chain.link(record);
        ObjectNode body = JSON.objectNode();
        body.put("state", found.map(link -> link.holds() ? "sealed" : "broken").orElse("unsealed"));
        found.ifPresent(link -> body.put("seal", link.number())
                .put("sealed_at", link.sealedAt().toString())
                .put("record_hash", link.leaf())
                .put("seal_hash", link.hash()));
        return body;
    }

    private ObjectNode link(Link link) {
        ObjectNode body = JSON.objectNode();
        body.put("seal_number", link.number());
        body.put("sealed_at", link.sealedAt().toString());
        body.put("leaf", link.leaf());
        body.put("index", link.index());
        body.put("records", link.records());
        body.set("path", json.valueToTree(link.path()));
        body.put("root", link.root());
        body.put("seal", link.seal());
        body.put("seal_hash", link.hash());
        body.put("holds", link.holds());
        return body;
    }

    private Map<UUID, Principal> names(List<Decision> decisions) {
        Set<UUID> ids = decisions.stream()
                .flatMap(decision -> decision.person() instanceof Person.Known(UUID id)
                        ? Optional.of(id).stream()
                        : Optional.<UUID>empty().stream())
                .collect(Collectors.toSet());
        return ids.isEmpty() ? Map.of() : principals.named(ids);
    }

    private static ObjectNode person(Person person, Map<UUID, Principal> names) {
        ObjectNode body = JSON.objectNode();
        switch (person) {
            case Person.Known(UUID id) -> {
                body.put("state", "known").put("id", id.toString());
                Optional.ofNullable(names.get(id))
                        .ifPresent(known -> body.put("name", known.name()).put("kind", known.kind()));
            }
            case Person.Erased erased -> body.put("state", "erased");
            case Person.Unreadable unreadable -> body.put("state", "unreadable");
        }
        return body;
    }

    private static void copy(JsonNode from, String field, ObjectNode to, String as) {
        if (from.has(field)) {
            to.set(as, from.path(field).deepCopy());
        }
    }

    private static double millis(JsonNode micros) {
        return micros.asLong() / MICROS_A_MILLI;
    }

    static Instant moment(JsonNode micros) {
        return Instant.EPOCH.plus(micros.asLong(), ChronoUnit.MICROS);
    }
}
