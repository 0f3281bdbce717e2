package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.ConversationFiles;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.conversations.Conversations.Beginning;
import io.groundwork.orchestration.conversations.Conversations.Change;
import io.groundwork.orchestration.conversations.Turn;
import io.groundwork.retrieval.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/conversations}: conversations as OpenAI's API has them, a list of items each: what was said on the way to the head. */
@Path("/v1/conversations")
@RunOnVirtualThread
class OpenAiConversationsResource {

    /** As OpenAI has it. */
    private static final int MAX_ITEMS = 20;

    /** Of what was said before the first question: it is read with each one. */
    private static final int MOST_OPENING_BYTES = 1024 * 1024;

    private final Conversations conversations;
    private final ConversationFiles files;
    private final StoredResponses stored;
    private final ObjectMapper json;
    private final CurrentCaller current;

    OpenAiConversationsResource(
            Conversations conversations,
            ConversationFiles files,
            StoredResponses stored,
            ObjectMapper json,
            CurrentCaller current) {
        this.conversations = conversations;
        this.files = files;
        this.stored = stored;
        this.json = json;
        this.current = current;
    }

    @POST
    public ConversationBody create(@Nullable NewConversation wanted) {
        Optional<Map<String, String>> metadata =
                VectorStoresResource.metadata(wanted == null ? null : wanted.metadata());
        return body(conversations
                .create(
                        current.get().id(),
                        new Beginning(
                                "",
                                Optional.empty(),
                                List.of(),
                                written(metadata.orElse(Map.of())),
                                opening(wanted == null ? null : wanted.items())))
                .orElseThrow(() -> ConversationsResource.tooMany(conversations)));
    }

    @GET
    @Path("/{id}")
    public ConversationBody get(@PathParam("id") String id) {
        return body(own(id));
    }

    @POST
    @Path("/{id}")
    public ConversationBody update(@PathParam("id") String id, @Nullable NewConversation wanted) {
        Conversation conversation = own(id);
        Optional<Map<String, String>> metadata =
                VectorStoresResource.metadata(wanted == null ? null : wanted.metadata());
        if (metadata.isEmpty()) {
            throw Problem.INVALID_REQUEST.because("metadata", "Send 'metadata'.");
        }
        conversations.change(
                conversation.id(),
                conversation.owner(),
                new Change(Optional.empty(), Optional.empty(), Optional.empty(), metadata.map(this::written)));
        return body(own(id));
    }

    @DELETE
    @Path("/{id}")
    public FilesResource.Deleted delete(@PathParam("id") String id) {
        if (!files.delete(own(id))) {
            throw Ids.CONVERSATION.notFound(id);
        }
        return new FilesResource.Deleted(id, "conversation.deleted", true);
    }

    /** What was said on the way to the head; of an answer that may be read no more the question alone. */
    @GET
    @Path("/{id}/items")
    public OpenAiList<JsonNode> items(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("order") @Nullable String order) {
        Conversation conversation = own(id);
        int most = OpenAiList.limit(limit);
        Page<String> page = OpenAiList.page(Optional.ofNullable(after), most, order);
        List<JsonNode> oldestFirst = items(conversation);
        List<JsonNode> items = page.order() == Page.Order.NEWEST_FIRST ? oldestFirst.reversed() : oldestFirst;
        List<JsonNode> rest = items.stream()
                .dropWhile(item -> after != null && !item.path("id").asText().equals(after))
                .skip(after == null ? 0 : 1)
                .limit(page.limit())
                .toList();
        return OpenAiList.of(rest, most, item -> item.path("id").asText());
    }

    private List<JsonNode> items(Conversation conversation) {
        List<JsonNode> items =
                new ArrayList<>(ResponseInput.items(conversation.id(), stored.said(conversation, List.of())));
        for (Turn turn : stored.whole(current.get(), conversation, conversation.head())) {
            items.addAll(ResponseInput.items(turn.response().id(), stored.asked(turn.response())));
            if (!turn.withheld()) {
                TurnText.of(stored.body(turn.response()), Set.of(), Set.of())
                        .path("output")
                        .forEach(items::add);
            }
        }
        return items;
    }

    private String opening(@Nullable JsonNode items) {
        if (items == null || items.isNull()) {
            return "[]";
        }
        if (!items.isArray() || items.size() > MAX_ITEMS) {
            throw Problem.INVALID_REQUEST.because(
                    "items", "'items' is a list of at most %d items.".formatted(MAX_ITEMS));
        }
        if (items.isEmpty()) {
            return "[]";
        }
        List<Message> said = Messages.read("items", items);
        Messages.checkCalls("items", said);
        String opening = Messages.write(said).toString();
        if (opening.getBytes(StandardCharsets.UTF_8).length > MOST_OPENING_BYTES) {
            throw Problem.TOO_LARGE.because(
                    "items",
                    "'items' may have %d MB. Send more, and pictures, as the 'input' of a question in the conversation."
                            .formatted(MOST_OPENING_BYTES / 1024 / 1024));
        }
        return opening;
    }

    private Conversation own(String id) {
        return conversations
                .find(Ids.CONVERSATION.read(id), current.get().id())
                .orElseThrow(() -> Ids.CONVERSATION.notFound(id));
    }

    private ConversationBody body(Conversation conversation) {
        try {
            return new ConversationBody(
                    Ids.CONVERSATION.write(conversation.id()),
                    "conversation",
                    conversation.createdAt().getEpochSecond(),
                    json.readTree(conversation.metadata()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Conversation %s cannot be read".formatted(conversation.id()), e);
        }
    }

    private String written(Map<String, String> metadata) {
        return json.valueToTree(metadata).toString();
    }

    record NewConversation(
            @Nullable JsonNode metadata, @Nullable JsonNode items) {}

    record ConversationBody(
            String id,
            String object,
            @JsonProperty("created_at") long createdAt,
            JsonNode metadata) {}
}
