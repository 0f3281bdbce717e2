package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.audit.Trace;
import io.groundwork.orchestration.audit.Traces;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.identity.Principals.Principal;
import io.groundwork.orchestration.models.Incident;
import io.groundwork.orchestration.models.Incidents;
import io.groundwork.orchestration.models.ModelEvent;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Registry;
import io.groundwork.orchestration.models.State;
import io.groundwork.orchestration.models.Task;
import io.groundwork.retrieval.Side;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a recall of a model reached, or would reach: answers, people and documents. */
@Singleton
final class RecallBodies {

    private final Traces traces;
    private final Registry registry;
    private final Incidents incidents;
    private final Principals principals;
    private final Documents documents;
    private final VectorUses vectors;
    private final Conversations conversations;

    RecallBodies(
            Traces traces,
            Registry registry,
            Incidents incidents,
            Principals principals,
            Documents documents,
            VectorUses vectors,
            Conversations conversations) {
        this.vectors = vectors;
        this.conversations = conversations;
        this.traces = traces;
        this.registry = registry;
        this.incidents = incidents;
        this.principals = principals;
        this.documents = documents;
    }

    ObjectNode write(ModelVersion model) {
        Trace trace = traces.of(model.id(), model.name());
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("model", model.name())
                .put("state", model.state().word());
        recalled(model).ifPresent(event -> body.putObject("recalled")
                .put("at", event.at().toString())
                .put("by", event.by().map(UUID::toString).orElse(null))
                .put("note", event.note()));
        body.put("answers", trace.answers()).put("broken_off", trace.brokenOff());
        body.put("first", trace.first().map(Object::toString).orElse(null));
        body.put("last", trace.last().map(Object::toString).orElse(null));
        body.put("last_served", trace.served().map(Object::toString).orElse(null));
        incidents.ofModel(model.id()).ifPresent(incident -> incident(body, incident));
        people(body.putArray("people"), trace.people());
        body.put("people_unnamed", trace.unnamed());
        cited(body.putArray("documents"), trace.documents());
        vectors(body.putArray("collections"), model);
        body.put("decisions", "/api/v1/decisions?model=" + URLEncoder.encode(model.name(), StandardCharsets.UTF_8));
        return body;
    }

    /** Collections whose vectors it made: they need another. Those of conversations are nobody else's to know of. */
    private void vectors(ArrayNode written, ModelVersion model) {
        if (model.card().task() == Task.EMBED) {
            vectors.of(model.name()).collections().forEach(use -> written.addObject()
                    .put("id", Ids.COLLECTION.write(use.collection().value()))
                    .put("name", use.name())
                    .put("answers", use.side() == Side.ANSWERING)
                    .put(
                            "space",
                            "/api/v1/collections/%s/space"
                                    .formatted(Ids.COLLECTION.write(
                                            use.collection().value()))));
        }
    }

    /** Which nodes have said that it is gone there; a node that ended meanwhile says nothing any more. */
    private void incident(ObjectNode body, Incident incident) {
        body.put("incident_id", incident.id().toString());
        ObjectNode nodes = body.putObject("nodes").put("living", traces.nodes());
        ArrayNode gone = nodes.putArray("gone");
        int streams = 0;
        for (Incident.Entry entry : incidents.entries(incident.id())) {
            if (entry.kind().equals("gone_from_node")) {
                ObjectNode said = IncidentBodies.detail(entry);
                streams += said.path("streams_ended").asInt();
                gone.add(said.put("at", entry.at().toString()));
            }
        }
        body.put("streams_ended", streams);
        body.put(
                "gone_everywhere",
                gone.isEmpty() || gone.size() < nodes.path("living").asInt()
                        ? null
                        : gone.get(gone.size() - 1).path("at").asText());
    }

    /** The answers that it wrote or broke off, newest first. */
    List<ObjectNode> answers(ModelVersion model, Optional<UUID> after, int most) {
        List<Trace.Answered> answers = traces.answers(model.id(), model.name(), after, most);
        Map<UUID, Principal> known = principals.named(answers.stream()
                .flatMap(answer -> answer.person().stream())
                .distinct()
                .toList());
        return answers.stream()
                .map(answer -> JsonNodeFactory.instance
                        .objectNode()
                        .put("decision_id", answer.decision().toString())
                        .put("at", answer.at().toString())
                        .put("outcome", answer.ending())
                        .put("person_id", answer.person().map(UUID::toString).orElse(null))
                        .put(
                                "person",
                                answer.person()
                                        .map(known::get)
                                        .map(Principal::name)
                                        .orElse(null)))
                .toList();
    }

    /** All that it touched as a table. People and documents are looked up now; the answers, of which there is no end, while the table is read. */
    Response table(ModelVersion model, String fileName) {
        Trace trace = traces.of(model.id(), model.name());
        Map<UUID, Principal> known = principals.named(trace.people());
        Map<DocumentId, String> names = names(trace.documents());
        return Csv.answer(
                fileName,
                csv -> {
                    trace.people()
                            .forEach(person -> csv.row(
                                    "person",
                                    person,
                                    Optional.ofNullable(known.get(person))
                                            .map(Principal::name)
                                            .orElse(null),
                                    null,
                                    null,
                                    null,
                                    null));
                    trace.documents()
                            .forEach(cited -> csv.row(
                                    "document",
                                    Ids.FILE.write(cited.document()),
                                    names.get(new DocumentId(cited.document())),
                                    cited.version(),
                                    cited.answers(),
                                    null,
                                    null));
                    traces.each(
                            model.id(),
                            model.name(),
                            answer -> csv.row(
                                    "answer", answer.decision(), null, null, null, answer.at(), answer.ending()));
                },
                "touched",
                "id",
                "name",
                "version",
                "answers",
                "at",
                "outcome");
    }

    /** But of what only its owner knows of, in a conversation. */
    private Map<DocumentId, String> names(List<Trace.Cited> cited) {
        Set<DocumentId> all =
                cited.stream().map(each -> new DocumentId(each.document())).collect(Collectors.toSet());
        Set<DocumentId> unnamed = conversations.thatAreNowhereElse(all);
        return documents.names(
                all.stream().filter(each -> !unnamed.contains(each)).toList());
    }

    private Optional<ModelEvent> recalled(ModelVersion model) {
        return registry.events(model.id()).stream()
                .filter(event -> event.kind().equals(State.RECALLED.word()))
                .findFirst();
    }

    private void people(ArrayNode written, List<UUID> ids) {
        Map<UUID, Principal> known = principals.named(ids);
        ids.forEach(id -> written.addObject()
                .put("id", id.toString())
                .put(
                        "name",
                        Optional.ofNullable(known.get(id)).map(Principal::name).orElse(null)));
    }

    private void cited(ArrayNode written, List<Trace.Cited> cited) {
        Map<DocumentId, String> names = names(cited);
        cited.forEach(each -> written.addObject()
                .put("file_id", Ids.FILE.write(each.document()))
                .put("name", names.get(new DocumentId(each.document())))
                .put("version", each.version())
                .put("answers", each.answers()));
    }
}
