package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.assistants.Assistant;
import io.groundwork.orchestration.assistants.Assistant.Right;
import io.groundwork.orchestration.assistants.AssistantRevision;
import io.groundwork.orchestration.assistants.Brief;
import io.groundwork.orchestration.assistants.BriefJson;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.orchestration.identity.Principals.Principal;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.Route;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Visibility;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes assistants for a caller. Collections that the caller may not read are counted and not named; what an assistant is told is written for who may change it.
 */
@Singleton
final class AssistantBodies {

    /** What is not for those who may only ask. */
    private static final List<String> INSIDE = List.of("route", "filters", "prompt", "policy");

    /** What may be long, and is read with one assistant. */
    private static final List<String> UNLISTED = List.of("filters", "prompt");

    private final Catalogues models;
    private final Principals principals;
    private final Visibility visibility;
    private final HiddenModels hidden;

    AssistantBodies(Catalogues models, Principals principals, Visibility visibility, HiddenModels hidden) {
        this.models = models;
        this.principals = principals;
        this.visibility = visibility;
        this.hidden = hidden;
    }

    /** Those of a list, which were read without all that they are told. */
    List<ObjectNode> writeListed(Caller caller, List<Assistant> assistants) {
        List<ObjectNode> bodies = write(caller, assistants);
        bodies.forEach(body -> body.remove(UNLISTED));
        return bodies;
    }

    private List<ObjectNode> write(Caller caller, List<Assistant> assistants) {
        Set<CollectionId> readable = readable(caller);
        Map<UUID, Principal> names =
                named(assistants.stream().map(Assistant::owner).collect(Collectors.toSet()));
        return assistants.stream()
                .map(assistant -> write(assistant, readable, names))
                .toList();
    }

    ObjectNode write(Caller caller, Assistant assistant) {
        return write(caller, List.of(assistant)).getFirst();
    }

    List<ObjectNode> writeRevisions(Caller caller, List<AssistantRevision> revisions) {
        Set<CollectionId> readable = readable(caller);
        Map<UUID, Principal> names =
                named(revisions.stream().map(AssistantRevision::by).collect(Collectors.toSet()));
        return revisions.stream()
                .map(revision -> {
                    ObjectNode body = JsonNodeFactory.instance
                            .objectNode()
                            .put("revision", revision.revision())
                            .put("at", revision.at().toString());
                    body.set("by", principal(revision.by(), names));
                    body.put("note", revision.note())
                            .put("name", revision.name())
                            .put("state", revision.state().word());
                    body.setAll(brief(revision.brief(), readable));
                    return body;
                })
                .toList();
    }

    List<ObjectNode> writeShares(Map<UUID, Right> shares) {
        Map<UUID, Principal> names = named(shares.keySet());
        return shares.entrySet().stream()
                .filter(share -> names.containsKey(share.getKey()))
                .map(share -> {
                    Principal principal = names.get(share.getKey());
                    return JsonNodeFactory.instance
                            .objectNode()
                            .put("principal_id", principal.id().toString())
                            .put("kind", principal.kind())
                            .put("name", principal.name())
                            .put("access", share.getValue().word());
                })
                .toList();
    }

    private ObjectNode write(Assistant assistant, Set<CollectionId> readable, Map<UUID, Principal> names) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("id", assistant.id().toString())
                .put("name", assistant.name())
                .put("state", assistant.state().word())
                .put("revision", assistant.revision())
                .put("created_at", assistant.createdAt().toString())
                .put("changed_at", assistant.changedAt().toString())
                .put("access", assistant.right().word());
        body.put(
                "built_in",
                models.now()
                        .route(assistant.brief().route())
                        .filter(Route::onlyBuiltIn)
                        .isPresent());
        body.setAll(brief(assistant.brief(), readable));
        if (assistant.right().includes(Right.EDIT)) {
            body.set("owner", principal(assistant.owner(), names));
        } else {
            body.remove(INSIDE);
        }
        return body;
    }

    private ObjectNode brief(Brief brief, Set<CollectionId> readable) {
        ObjectNode body = BriefJson.write(brief);
        brief.policy().ranker().ifPresent(ranker -> ((ObjectNode) body.path("policy"))
                .put("ranker", hidden.shown(ranker)));
        ArrayNode collections = body.putArray("collections");
        brief.collections().stream()
                .filter(readable::contains)
                .forEach(id -> collections.add(Ids.COLLECTION.write(id.value())));
        body.put("searches", brief.collections().isEmpty() ? "all" : "named");
        body.put("collections_hidden", brief.collections().size() - collections.size());
        return body;
    }

    private static ObjectNode principal(UUID id, Map<UUID, Principal> names) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", id.toString());
        Optional.ofNullable(names.get(id))
                .ifPresent(known -> body.put("kind", known.kind()).put("name", known.name()));
        return body;
    }

    private Map<UUID, Principal> named(Set<UUID> ids) {
        return ids.isEmpty() ? Map.of() : principals.named(ids);
    }

    private Set<CollectionId> readable(Caller caller) {
        return new HashSet<>(visibility.readableCollections(caller.scope()));
    }
}
