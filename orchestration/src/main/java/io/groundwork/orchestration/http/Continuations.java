package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Responses.Stored;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.conversations.Dialogue;
import io.groundwork.orchestration.conversations.Turn;
import io.groundwork.orchestration.identity.Caller;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds what a request goes on from: a conversation, a stored response, or nothing. */
@Singleton
final class Continuations {

    private final StoredResponses stored;
    private final Conversations conversations;
    private final Dialogue dialogue;

    Continuations(StoredResponses stored, Conversations conversations, Dialogue dialogue) {
        this.stored = stored;
        this.conversations = conversations;
        this.dialogue = dialogue;
    }

    Continuation of(Caller caller, ResponseRequest request) {
        JsonNode named = request.conversation();
        if (named != null && !named.isNull()) {
            return in(caller, named);
        }
        String previous = request.previousResponseId();
        if (previous == null) {
            return new Continuation(caller, Optional.empty(), Optional.empty(), List.of(), Set.of());
        }
        Stored found = stored.find(caller, previous);
        return stored.conversation(found)
                .map(conversation -> behind(caller, conversation, Optional.of(found.id())))
                .orElseGet(() -> new Continuation(
                        caller,
                        Optional.empty(),
                        Optional.of(found.id()),
                        stored.saidWith(caller, found),
                        stored.needed(caller, found)));
    }

    /** As OpenAI has it, or with {@code after}, which is ours. */
    private Continuation in(Caller caller, JsonNode named) {
        String id = named.isTextual() ? named.textValue() : named.path("id").asText("");
        Conversation conversation = conversations
                .find(Ids.CONVERSATION.read(id), caller.id())
                .orElseThrow(() -> Ids.CONVERSATION.notFound(id));
        if (!named.has("after")) {
            return behind(caller, conversation, conversation.head());
        }
        return behind(
                caller,
                conversation,
                Optional.of(named.get("after"))
                        .filter(after -> !after.isNull())
                        .map(after -> turn(caller, conversation, after.asText(""))));
    }

    private UUID turn(Caller caller, Conversation conversation, String id) {
        return Optional.of(stored.owned(caller, id))
                .filter(response -> response.conversation().equals(Optional.of(conversation.id())))
                .orElseThrow(() -> Ids.RESPONSE.notFound(id))
                .id();
    }

    private Continuation behind(Caller caller, Conversation conversation, Optional<UUID> after) {
        if (!dialogue.hasRoom(conversation)) {
            throw Problem.CONFLICT.because(
                    "This conversation has %d answers already; begin another.".formatted(Dialogue.MOST_TURNS));
        }
        List<Turn> path = dialogue.path(caller, conversation, after);
        Set<DocumentId> restsOn = path.stream()
                .filter(turn -> !turn.withheld())
                .flatMap(turn -> turn.response().restsOn().stream())
                .collect(Collectors.toSet());
        return new Continuation(
                caller.within(conversation.id()),
                Optional.of(conversation),
                after,
                stored.said(conversation, path),
                restsOn);
    }
}
