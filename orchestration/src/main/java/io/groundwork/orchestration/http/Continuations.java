package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Responses;
import io.groundwork.orchestration.answering.Responses.Place;
import io.groundwork.orchestration.answering.Responses.Stored;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.conversations.Dialogue;
import io.groundwork.orchestration.conversations.Dialogue.Window;
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
    private final Responses responses;
    private final Conversations conversations;
    private final Dialogue dialogue;

    Continuations(StoredResponses stored, Responses responses, Conversations conversations, Dialogue dialogue) {
        this.stored = stored;
        this.responses = responses;
        this.conversations = conversations;
        this.dialogue = dialogue;
    }

    /** How much of what was said before is to be told. */
    enum Wanted {
        /** All of it, or nothing: a model as it is must not be told less than its caller believes. */
        ALL(Dialogue.MOST_TURNS),
        /** What an answer from documents looks at. */
        LATEST(ResponsesResource.MAX_TURNS);

        private final int turns;

        Wanted(int turns) {
            this.turns = turns;
        }

        Window window() {
            return new Window(turns, ConversationGate.MOST_BYTES);
        }
    }

    Continuation of(Caller caller, ResponseRequest request, Wanted wanted) {
        JsonNode named = request.conversation();
        if (named != null && !named.isNull()) {
            return in(caller, named, wanted);
        }
        String previous = request.previousResponseId();
        if (previous == null) {
            return new Continuation(caller, Optional.empty(), Optional.empty(), List.of(), Set.of());
        }
        Stored found = stored.find(caller, previous);
        return stored.conversation(found)
                .map(conversation -> behind(caller, conversation, Optional.of(found.id()), wanted))
                .orElseGet(() -> behind(caller, found));
    }

    /** Such a response holds all that was said before it. */
    private Continuation behind(Caller caller, Stored found) {
        if (found.input().length() > ConversationGate.MOST_BYTES) {
            throw tooLong();
        }
        List<Message> said = stored.saidWith(caller, found);
        if (said.size() >= Messages.MAX_MESSAGES) {
            throw Problem.INVALID_REQUEST.because(
                    "previous_response_id",
                    "Until then %d messages were said, and what goes on from it would hold all of them again: at most %d. Begin a conversation, which keeps each once, or send what still matters as 'input'."
                            .formatted(said.size(), Messages.MAX_MESSAGES));
        }
        return new Continuation(caller, Optional.empty(), Optional.of(found.id()), said, stored.needed(found));
    }

    private static ProblemException tooLong() {
        return Problem.TOO_LARGE.because(
                "What was said before has more than %d MB by now, which no model is told. Go on from an earlier response, or begin another conversation."
                        .formatted(ConversationGate.MOST_BYTES / 1024 / 1024));
    }

    /** As OpenAI has it, or with {@code after}, which is ours. */
    private Continuation in(Caller caller, JsonNode named, Wanted wanted) {
        String id = named.isTextual() ? named.textValue() : named.path("id").asText("");
        Conversation conversation = conversations
                .find(Ids.CONVERSATION.read(id), caller.id())
                .orElseThrow(() -> Ids.CONVERSATION.notFound(id));
        if (!named.has("after")) {
            return behind(caller, conversation, conversation.head(), wanted);
        }
        return behind(
                caller,
                conversation,
                Optional.of(named.get("after"))
                        .filter(after -> !after.isNull())
                        .map(after -> turn(caller, conversation, after.asText(""))),
                wanted);
    }

    private UUID turn(Caller caller, Conversation conversation, String id) {
        UUID response = Ids.RESPONSE.read(id);
        return responses
                .place(response, caller.id())
                .flatMap(Place::conversation)
                .filter(conversation.id()::equals)
                .map(same -> response)
                .orElseThrow(() -> Ids.RESPONSE.notFound(id));
    }

    private Continuation behind(Caller caller, Conversation conversation, Optional<UUID> after, Wanted wanted) {
        if (!dialogue.hasRoom(conversation)) {
            throw Problem.CONFLICT.because(
                    "This conversation has %d answers already; begin another.".formatted(Dialogue.MOST_TURNS));
        }
        Dialogue.Path path = dialogue.path(caller, conversation, after, wanted.window());
        if (wanted == Wanted.ALL && !path.whole()) {
            throw tooLong();
        }
        Set<DocumentId> restsOn = path.turns().stream()
                .filter(turn -> !turn.withheld())
                .flatMap(turn -> turn.response().restsOn().stream())
                .collect(Collectors.toSet());
        return new Continuation(
                caller.within(conversation.id()),
                Optional.of(conversation),
                after,
                stored.said(conversation, path.turns()),
                restsOn);
    }
}
