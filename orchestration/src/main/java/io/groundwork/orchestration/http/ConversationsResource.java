package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Responses.Outline;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.ConversationFiles;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.conversations.Conversations.Beginning;
import io.groundwork.orchestration.conversations.Conversations.Change;
import io.groundwork.orchestration.conversations.Dialogue;
import io.groundwork.orchestration.conversations.Turn;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Visibility;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/conversations}: the caller's own, as trees. Everybody else's are not found. */
@Path("/api/v1/conversations")
@RunOnVirtualThread
class ConversationsResource {

    private static final int MAX_TITLE = 200;
    private static final int MAX_COLLECTIONS = 100;
    private static final int MAX_MODEL = 200;

    private final Conversations conversations;
    private final ConversationFiles files;
    private final Dialogue dialogue;
    private final StoredResponses stored;
    private final Visibility visibility;
    private final SearchFields fields;
    private final CurrentCaller current;

    ConversationsResource(
            Conversations conversations,
            ConversationFiles files,
            Dialogue dialogue,
            StoredResponses stored,
            Visibility visibility,
            SearchFields fields,
            CurrentCaller current) {
        this.conversations = conversations;
        this.files = files;
        this.dialogue = dialogue;
        this.stored = stored;
        this.visibility = visibility;
        this.fields = fields;
        this.current = current;
    }

    /** Those in which something was said last first; with {@code q} those whose titles hold it. */
    @GET
    public Listing<ConversationBody> list(
            @QueryParam("q") @Nullable String q,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        int most = OpenAiList.limit(limit);
        Optional<String> title = Optional.ofNullable(q).map(String::strip).filter(held -> !held.isEmpty());
        title.ifPresent(held -> checkText("q", held, MAX_TITLE));
        Optional<UUID> from = Optional.ofNullable(after).map(id -> own(id).id());
        return Listing.of(
                conversations.list(current.get().id(), title, from, most + 1).stream()
                        .map(ConversationBody::of)
                        .toList(),
                most);
    }

    @POST
    public Response create(@Nullable ConversationChange wanted) {
        ConversationChange body = wanted == null ? new ConversationChange(null, null, null, null) : wanted;
        if (body.head() != null) {
            throw Problem.INVALID_REQUEST.because("head", "A conversation begins without anything said in it.");
        }
        Change change = change(body);
        Conversation made = conversations
                .create(
                        current.get().id(),
                        new Beginning(
                                change.title().orElse(""),
                                change.model(),
                                change.collections().orElse(List.of()),
                                "{}",
                                "[]"))
                .orElseThrow(() -> tooMany(conversations));
        return Response.status(Response.Status.CREATED)
                .entity(ConversationBody.of(made))
                .build();
    }

    /** With all its turns, the oldest first; those on the way to the head are marked. */
    @GET
    @Path("/{id}")
    public TreeBody get(@PathParam("id") String id) {
        return tree(own(id));
    }

    @PATCH
    @Path("/{id}")
    public ConversationBody change(@PathParam("id") String id, @Nullable ConversationChange wanted) {
        Conversation conversation = own(id);
        if (wanted == null) {
            return ConversationBody.of(conversation);
        }
        Change change = change(wanted);
        if (wanted.head() != null) {
            UUID head = Ids.RESPONSE.read(wanted.head());
            if (!dialogue.lookAt(conversation, head)) {
                throw Ids.RESPONSE.notFound(wanted.head());
            }
        }
        if (!change.equals(NOTHING)) {
            conversations.change(conversation.id(), conversation.owner(), change);
        }
        return ConversationBody.of(own(id));
    }

    private static final Change NOTHING =
            new Change(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** With all that was said in it and put into it. */
    @DELETE
    @Path("/{id}")
    public void delete(@PathParam("id") String id) {
        if (!files.delete(own(id))) {
            throw Ids.CONVERSATION.notFound(id);
        }
    }

    /** What the answers on the way to the head quote, in the order in which it was first quoted. */
    @GET
    @Path("/{id}/sources")
    public Listing<QuotedSources.SourceBody> sources(@PathParam("id") String id) {
        Conversation conversation = own(id);
        return Listing.whole(QuotedSources.of(path(conversation), stored));
    }

    /** What was said on the way to the head, as Markdown. */
    @GET
    @Path("/{id}/export")
    @jakarta.ws.rs.Produces("text/markdown")
    public Response export(@PathParam("id") String id) {
        Conversation conversation = own(id);
        String name = conversation.title().isBlank() ? "conversation" : conversation.title();
        return Response.ok(MarkdownExport.of(conversation, path(conversation), stored))
                .type("text/markdown;charset=UTF-8")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename*=UTF-8''%s"
                                .formatted(URLEncoder.encode(name + ".md", StandardCharsets.UTF_8)
                                        .replace("+", "%20")))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    static ProblemException tooMany(Conversations conversations) {
        return Problem.CONFLICT.because(
                "You have %d conversations, which is the most that anybody may keep here. Delete some, or ask whoever runs this to raise GROUNDWORK_CONVERSATIONS_PER_OWNER."
                        .formatted(conversations.mostPerOwner()));
    }

    private List<Turn> path(Conversation conversation) {
        return stored.whole(current.get(), conversation, conversation.head());
    }

    private Conversation own(String id) {
        return conversations
                .find(Ids.CONVERSATION.read(id), current.get().id())
                .orElseThrow(() -> Ids.CONVERSATION.notFound(id));
    }

    private TreeBody tree(Conversation conversation) {
        Caller caller = current.get();
        Dialogue.Tree tree = dialogue.all(caller, conversation);
        Set<DocumentId> found = new HashSet<>();
        tree.read().values().stream()
                .filter(turn -> !turn.withheld())
                .forEach(turn -> found.addAll(TurnText.listed(stored.body(turn.response()))));
        Set<DocumentId> readable =
                visibility.readableDocuments(caller.within(conversation.id()).scope(), found);
        Set<CollectionId> collections = Set.copyOf(visibility.readableCollections(caller.scope()));
        return TreeBody.of(
                conversation,
                tree.outlines().stream()
                        .map(one -> Optional.ofNullable(tree.read().get(one.id()))
                                .map(turn -> TurnBody.of(turn, stored, readable, collections))
                                .orElseGet(
                                        () -> TurnBody.unread(one, tree.onPath().contains(one.id()))))
                        .toList());
    }

    private Change change(ConversationChange wanted) {
        Optional<String> title = Optional.ofNullable(wanted.title()).map(String::strip);
        title.ifPresent(text -> {
            checkText("title", text, MAX_TITLE);
            if (text.isEmpty()) {
                throw Problem.INVALID_REQUEST.because("title", "'title' is empty.");
            }
        });
        Optional<String> model = Optional.ofNullable(wanted.model()).map(String::strip);
        model.ifPresent(name -> checkText("model", name, MAX_MODEL));
        Optional<List<CollectionId>> collections = Optional.ofNullable(wanted.collections())
                .map(named -> {
                    if (named.size() > MAX_COLLECTIONS) {
                        throw Problem.INVALID_REQUEST.because(
                                "collection_ids", "At most %d collections are chosen.".formatted(MAX_COLLECTIONS));
                    }
                    return fields.places(current.get(), named);
                });
        return new Change(title, model, collections, Optional.empty());
    }

    private static void checkText(String field, String text, int most) {
        if (text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
            throw Problem.INVALID_REQUEST.because(
                    field, "'%s' has at most %d characters, in one line.".formatted(field, most));
        }
    }

    /** @param head a response of the conversation that is to be looked at */
    record ConversationChange(
            @Nullable String title,
            @Nullable String model,
            @JsonProperty("collection_ids") @Nullable List<String> collections,
            @Nullable String head) {}

    /**
     * @param collections where its questions are searched; none: wherever the owner may read
     * @param files the collection of the files in it; null until there are any
     */
    record ConversationBody(
            String id,
            String title,
            @Nullable String model,
            @JsonProperty("collection_ids") List<String> collections,
            @JsonProperty("files_collection_id") @Nullable String files,
            @Nullable String head,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("updated_at") String updatedAt) {

        static ConversationBody of(Conversation conversation) {
            return new ConversationBody(
                    Ids.CONVERSATION.write(conversation.id()),
                    conversation.title(),
                    conversation.model().orElse(null),
                    conversation.collections().stream()
                            .map(collection -> Ids.COLLECTION.write(collection.value()))
                            .toList(),
                    conversation
                            .files()
                            .map(collection -> Ids.COLLECTION.write(collection.value()))
                            .orElse(null),
                    conversation.head().map(Ids.RESPONSE::write).orElse(null),
                    conversation.createdAt().toString(),
                    conversation.updatedAt().toString());
        }
    }

    /** A conversation with what was said in it. */
    record TreeBody(
            String id,
            String title,
            @Nullable String model,
            @JsonProperty("collection_ids") List<String> collections,
            @JsonProperty("files_collection_id") @Nullable String files,
            @Nullable String head,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("updated_at") String updatedAt,
            List<TurnBody> turns) {

        static TreeBody of(Conversation conversation, List<TurnBody> turns) {
            ConversationBody body = ConversationBody.of(conversation);
            return new TreeBody(
                    body.id(),
                    body.title(),
                    body.model(),
                    body.collections(),
                    body.files(),
                    body.head(),
                    body.createdAt(),
                    body.updatedAt(),
                    turns);
        }
    }

    /**
     * @param after the turn that it follows; null: it begins the conversation
     * @param onPath whether it leads to the head
     * @param withheld why the answer is not shown; null where it is
     * @param response as {@code /v1/responses} gave it; what was found stands in it where it declines
     */
    record TurnBody(
            String id,
            @Nullable String after,
            String question,
            @JsonProperty("created_at") String createdAt,
            @JsonProperty("on_path") boolean onPath,
            @Nullable Withheld withheld,
            @Nullable JsonNode response) {

        static TurnBody of(Turn turn, StoredResponses stored, Set<DocumentId> readable, Set<CollectionId> collections) {
            return new TurnBody(
                    Ids.RESPONSE.write(turn.response().id()),
                    turn.response().previous().map(Ids.RESPONSE::write).orElse(null),
                    stored.question(turn.response()),
                    turn.response().createdAt().toInstant().toString(),
                    turn.onPath(),
                    turn.withheld() ? Withheld.NOT_READABLE : null,
                    turn.withheld() ? null : TurnText.of(stored.shown(turn.response()), readable, collections));
        }

        /** Of one that there was no room for the question is not told either. */
        static TurnBody unread(Outline one, boolean onPath) {
            return new TurnBody(
                    Ids.RESPONSE.write(one.id()),
                    one.previous().map(Ids.RESPONSE::write).orElse(null),
                    "",
                    one.createdAt().toInstant().toString(),
                    onPath,
                    Withheld.TOO_MUCH,
                    null);
        }
    }

    record Withheld(String code, String message) {

        static final Withheld TOO_MUCH = new Withheld(
                "too_much",
                "This conversation has more than %d MB, which are not shown at once. Ask for this response by itself."
                        .formatted(Dialogue.MOST_CHARACTERS / 1024 / 1024));

        static final Withheld NOT_READABLE = new Withheld(
                "not_readable",
                "This answer rests on a document that you may not read any more, or that is not there any more.");
    }
}
