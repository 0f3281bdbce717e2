package io.groundwork.orchestration.http;

import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Lets the owner of a conversation read the files in it: where a request names the conversation, or one document in the collection of its files, as a citation does. Nothing else
 * is asked on behalf of a conversation, so that no list or search comes upon these files.
 */
@Singleton
class ConversationDoor {

    private final Provider<Conversations> conversations;
    private final CurrentCaller current;

    ConversationDoor(Provider<Conversations> conversations, CurrentCaller current) {
        this.conversations = conversations;
        this.current = current;
    }

    /** After {@link Authentication}. */
    @ServerRequestFilter(priority = Priorities.USER + 100)
    public void enter(ContainerRequestContext request, ResourceInfo resource) {
        Class<?> asked = resource.getResourceClass();
        boolean ofFiles = asked == ConversationFilesResource.class;
        boolean ofDocument =
                asked == DocumentsResource.class && request.getMethod().equals("GET");
        if (!ofFiles && !ofDocument) {
            return;
        }
        Caller caller = current.get();
        String id = request.getUriInfo().getPathParameters().getFirst("id");
        Optional<UUID> named = (ofFiles ? Ids.CONVERSATION : Ids.COLLECTION).tryRead(id == null ? "" : id);
        named.flatMap(known -> ofFiles
                        ? conversations.get().find(known, caller.id())
                        : conversations.get().byFiles(new CollectionId(known), caller.id()))
                .map(Conversation::id)
                .ifPresent(conversation -> current.set(caller.within(conversation)));
    }
}
