package io.groundwork.orchestration.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Responses;
import io.groundwork.orchestration.answering.Responses.Stored;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.conversations.Dialogue;
import io.groundwork.orchestration.conversations.Turn;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.Incidents;
import io.groundwork.orchestration.models.State;
import io.groundwork.retrieval.Visibility;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads stored responses for their owners, as far as these may read what they rest on by now. */
@Singleton
final class StoredResponses {

    private final Responses responses;
    private final Conversations conversations;
    private final Dialogue dialogue;
    private final Visibility visibility;
    private final Catalogues models;
    private final Incidents incidents;
    private final ObjectMapper json;

    StoredResponses(
            Responses responses,
            Conversations conversations,
            Dialogue dialogue,
            Visibility visibility,
            Catalogues models,
            Incidents incidents,
            ObjectMapper json) {
        this.responses = responses;
        this.conversations = conversations;
        this.dialogue = dialogue;
        this.visibility = visibility;
        this.models = models;
        this.incidents = incidents;
        this.json = json;
    }

    /** One that quotes what the caller may read no more, itself or in the answers that it was written upon, is gone with that. */
    Stored find(Caller caller, String id) {
        Stored found = owned(caller, id);
        Caller reader = found.conversation().map(caller::within).orElse(caller);
        Set<DocumentId> needed = needed(found);
        if (!visibility.readableDocuments(reader.scope(), needed).containsAll(needed)) {
            throw Ids.RESPONSE.notFound(id);
        }
        return found;
    }

    /** The documents that its reader has to be able to read: it names them, or what was said before it does, also where that was deleted since. */
    Set<DocumentId> needed(Stored response) {
        Set<DocumentId> needed = new HashSet<>(response.restsOn());
        body(response).findValuesAsText("file_id").stream()
                .flatMap(file -> Ids.FILE.tryRead(file).stream())
                .map(DocumentId::new)
                .forEach(needed::add);
        return needed;
    }

    /** One whose words are not looked at. */
    Stored owned(Caller caller, String id) {
        return responses.find(Ids.RESPONSE.read(id), caller.id()).orElseThrow(() -> Ids.RESPONSE.notFound(id));
    }

    /** The conversation that a response is a turn of. */
    Optional<Conversation> conversation(Stored response) {
        return response.conversation().flatMap(id -> conversations.find(id, response.owner()));
    }

    /** As it was given, with a notice where its model was recalled since. */
    ObjectNode shown(Stored stored) {
        ObjectNode body = body(stored);
        String model = body.path("grounding")
                .path("answered_by")
                .asText(body.path("answered_by").asText(""));
        boolean recalled = models.now()
                .model(model)
                .filter(version -> version.state() == State.RECALLED)
                .isPresent();
        if (recalled) {
            body.putObject("notice")
                    .put("code", "model_recalled")
                    .put(
                            "message",
                            "The model %s, which wrote this, was recalled since. Do not rely on it; ask again."
                                    .formatted(model));
            models.now().model(model).ifPresent(version -> incidents.noticeShown(version.id()));
        }
        return body;
    }

    /** What was said before a response answered. */
    List<Message> said(Caller caller, Stored stored) {
        List<Message> said = new ArrayList<>(conversation(stored)
                .map(conversation -> said(conversation, whole(caller, conversation, stored.previous())))
                .orElse(List.of()));
        said.addAll(asked(stored));
        return said;
    }

    /** The same, and what it answered. */
    List<Message> saidWith(Caller caller, Stored stored) {
        List<Message> said = new ArrayList<>(said(caller, stored));
        said.addAll(answered(stored));
        return said;
    }

    /** What leads to a turn. */
    List<Turn> whole(Caller caller, Conversation conversation, Optional<UUID> last) {
        Dialogue.Path path = dialogue.path(caller, conversation, last, Dialogue.Window.WHOLE);
        if (!path.whole()) {
            throw Problem.TOO_LARGE.because(
                    "This way through the conversation has more than %d MB, which are not shown at once. Ask for its responses one by one."
                            .formatted(Dialogue.MOST_CHARACTERS / 1024 / 1024));
        }
        return path.turns();
    }

    /** What was said on a path of a conversation: of answers that are withheld nothing but the questions. */
    List<Message> said(Conversation conversation, Collection<Turn> path) {
        List<Message> said = new ArrayList<>(
                Messages.stored("items", tree(conversation.id(), conversations.opening(conversation.id()))));
        for (Turn turn : path) {
            said.addAll(asked(turn.response()));
            if (!turn.withheld()) {
                said.addAll(answered(turn.response()));
            }
        }
        return said;
    }

    /** What was asked with the request itself. */
    List<Message> asked(Stored stored) {
        return Messages.stored("input", tree(stored.id(), stored.input()));
    }

    List<Message> answered(Stored stored) {
        return Messages.stored("output", body(stored).path("output"));
    }

    /** The last words of the user; empty where there are none, as when the result of a call was sent. */
    String question(Stored stored) {
        return asked(stored).stream()
                .filter(message -> message.role() == Message.Role.USER)
                .reduce((one, next) -> next)
                .map(Message::text)
                .orElse("");
    }

    ObjectNode body(Stored stored) {
        if (tree(stored.id(), stored.body()) instanceof ObjectNode body) {
            return body;
        }
        throw new IllegalStateException("Stored response %s is no object".formatted(stored.id()));
    }

    /** The documents that a response quotes. */
    static Set<DocumentId> cited(JsonNode body) {
        Set<DocumentId> cited = new HashSet<>();
        for (JsonNode annotation : annotations(body)) {
            Ids.FILE
                    .tryRead(annotation.path("file_id").asText(""))
                    .map(DocumentId::new)
                    .ifPresent(cited::add);
        }
        return cited;
    }

    static List<JsonNode> annotations(JsonNode body) {
        List<JsonNode> annotations = new ArrayList<>();
        for (JsonNode item : body.path("output")) {
            for (JsonNode part : item.path("content")) {
                part.path("annotations").forEach(annotations::add);
            }
        }
        return annotations;
    }

    private JsonNode tree(UUID id, String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What is stored of %s cannot be read".formatted(id), e);
        }
    }
}
