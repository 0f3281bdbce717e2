package io.groundwork.orchestration.http;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.identity.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What a response goes on from.
 *
 * @param caller who asks: in a conversation with what was put into that
 * @param conversation that the response becomes a turn of
 * @param after the response that it follows
 * @param said what was said before, oldest first
 * @param restsOn the documents that this quotes, or rests on itself
 */
record Continuation(
        Caller caller,
        Optional<Conversation> conversation,
        Optional<UUID> after,
        List<Message> said,
        Set<DocumentId> restsOn) {

    Continuation {
        said = List.copyOf(said);
        restsOn = Set.copyOf(restsOn);
    }
}
