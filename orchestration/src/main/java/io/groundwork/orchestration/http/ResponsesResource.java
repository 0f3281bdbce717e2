package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.answering.Policy;
import io.groundwork.orchestration.answering.Responses;
import io.groundwork.orchestration.assistants.Assistant;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.conversations.Dialogue;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Route;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Page;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code /v1/responses}: answers from documents, and those of registered models as they are. */
@Path("/v1/responses")
@RunOnVirtualThread
class ResponsesResource {

    private static final Logger LOG = Logger.getLogger(ResponsesResource.class);
    /** Of a conversation, that an answer from documents looks at. */
    static final int MAX_TURNS = 20;

    private final Catalogues models;
    private final AskedAssistants assistants;
    private final Responses responses;
    private final StoredResponses stored;
    private final Continuations continuations;
    private final Conversations conversations;
    private final Dialogue dialogue;
    private final SearchFields fields;
    private final UnderstandFields understandings;
    private final ResponseWriter writer;
    private final ObjectMapper json;
    private final CurrentCaller current;
    private final Hangups hangups;

    ResponsesResource(
            Catalogues models,
            AskedAssistants assistants,
            Responses responses,
            StoredResponses stored,
            Continuations continuations,
            Conversations conversations,
            Dialogue dialogue,
            SearchFields fields,
            UnderstandFields understandings,
            ResponseWriter writer,
            ObjectMapper json,
            CurrentCaller current,
            Hangups hangups) {
        this.models = models;
        this.assistants = assistants;
        this.responses = responses;
        this.stored = stored;
        this.continuations = continuations;
        this.conversations = conversations;
        this.dialogue = dialogue;
        this.fields = fields;
        this.understandings = understandings;
        this.writer = writer;
        this.json = json;
        this.current = current;
        this.hangups = hangups;
    }

    @POST
    public Response create(@Nullable ResponseRequest sent) {
        if (sent == null) {
            throw Problem.INVALID_REQUEST.because("input", "Send 'input'.");
        }
        ResponseRequest request = sent.check();
        Optional<Assistant> assistant = assistants.named(current.get(), request.model());
        Optional<Route> route =
                assistant.isPresent() ? Optional.empty() : Optional.of(route(current.get(), request.model()));
        boolean fromDocuments =
                request.search().isPresent() || route.map(Route::onlyBuiltIn).orElse(true);
        Continuation before = continuations.of(
                current.get(), request, fromDocuments ? Continuations.Wanted.LATEST : Continuations.Wanted.ALL);
        List<Message> asked = Messages.read("input", request.input());
        List<Message> all = new ArrayList<>(before.said());
        all.addAll(asked);
        ResponseWriter.Source source = assistant
                .map(one -> veiled(one, writer.grounded(ofAssistant(before, request, one, all), hangups.stop())))
                .orElseGet(() -> source(before, request, route.orElseThrow(), all));
        String model =
                assistant.map(Assistant::name).or(() -> route.map(Route::name)).orElseThrow();
        ResponseDraft draft = new ResponseDraft(json, request, model);
        Nul.check("", draft.begun()); // what is told back is stored with the answer
        before.conversation()
                .filter(one -> request.stores())
                .map(Conversation::id)
                .ifPresent(conversation -> {
                    draft.within(conversation);
                    conversations.entitle(conversation, asked.getLast().text());
                });
        ResponseWriter.Keep keep = body -> keepOrSay(before, request, draft, asked, body);
        return request.streams()
                ? EventStream.of(json, events -> writer.stream(source, draft, keep, events))
                : whole(writer.write(source, draft, keep), draft);
    }

    private static Response whole(ObjectNode body, ResponseDraft draft) {
        Response.ResponseBuilder response = Response.ok(body).type(MediaType.APPLICATION_JSON_TYPE);
        draft.warning().ifPresent(notice -> BudgetNotice.headers(response, notice));
        return response.build();
    }

    @GET
    @Path("/{id}")
    @jakarta.ws.rs.Produces(MediaType.APPLICATION_JSON)
    public String get(@PathParam("id") String id) {
        Responses.Stored found = stored.find(current.get(), id);
        Caller reader = found.conversation().map(current.get()::within).orElse(current.get());
        return TurnText.nameOnly(stored.shown(found), Set.copyOf(fields.places(reader, null)))
                .toString();
    }

    /** What it was asked, with what had been said before. */
    @GET
    @Path("/{id}/input_items")
    @jakarta.ws.rs.Produces(MediaType.APPLICATION_JSON)
    public OpenAiList<JsonNode> inputItems(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("order") @Nullable String order) {
        Responses.Stored found = stored.find(current.get(), id);
        int most = OpenAiList.limit(limit);
        Page<String> page = OpenAiList.page(Optional.ofNullable(after), most, order);
        List<JsonNode> oldestFirst = ResponseInput.items(found.id(), stored.said(current.get(), found));
        List<JsonNode> items = page.order() == Page.Order.NEWEST_FIRST ? oldestFirst.reversed() : oldestFirst;
        List<JsonNode> rest = items.stream()
                .dropWhile(item -> after != null && !item.path("id").asText().equals(after))
                .skip(after == null ? 0 : 1)
                .limit(page.limit())
                .toList();
        return OpenAiList.of(rest, most, item -> item.path("id").asText());
    }

    @DELETE
    @Path("/{id}")
    public Deleted delete(@PathParam("id") String id) {
        if (!dialogue.delete(Ids.RESPONSE.read(id), current.get().id())) {
            throw Ids.RESPONSE.notFound(id);
        }
        return new Deleted(id, "response", true);
    }

    /** The built-in model has nothing but documents to answer from; another does so when it is told to search them. */
    private ResponseWriter.Source source(Continuation before, ResponseRequest request, Route route, List<Message> all) {
        Stop stop = hangups.stop();
        if (request.search().isPresent()) {
            return writer.grounded(ask(before, request, route, all), stop);
        }
        if (route.onlyBuiltIn()) {
            return writer.grounded(ofBuiltIn(before, request, route, all), stop);
        }
        Messages.checkCalls("input", all);
        return writer.plain(
                route,
                before.caller(),
                request.chat(all),
                () -> ofBuiltIn(before, request, Route.of(ModelVersion.BUILT_IN), all),
                stop);
    }

    private static ResponseWriter.Source veiled(Assistant assistant, ResponseWriter.Source source) {
        return (draft, events) -> AskedAssistants.veiled(assistant, () -> source.write(draft, events));
    }

    /** What was attached to the conversation is searched, too: it is the caller's own. */
    private Ask ofAssistant(Continuation before, ResponseRequest request, Assistant assistant, List<Message> all) {
        request.checkGrounded(AskedAssistants.words(assistant));
        AskedAssistants.Said said =
                new AskedAssistants.Said(question(all), recent(all), Optional.ofNullable(request.instructions()));
        return assistants
                .ask(
                        before.caller(),
                        assistant,
                        said,
                        new AskedAssistants.Wanted(
                                request.search(),
                                request.groundingPolicy(),
                                before.conversation()
                                        .map(Conversation::collections)
                                        .orElse(List.of()),
                                before.conversation().flatMap(Conversation::files)))
                .atMost(request.mostTokens());
    }

    private Ask ofBuiltIn(Continuation before, ResponseRequest request, Route route, List<Message> all) {
        request.checkGrounded("An answer of the built-in model '%s'".formatted(ModelVersion.EXTRACTIVE));
        return ask(before, request, route, all);
    }

    /** What is asked last. */
    private static String question(List<Message> all) {
        Message last = all.getLast();
        if (last.role() != Message.Role.USER || last.text().isBlank()) {
            throw Problem.INVALID_REQUEST.because(
                    "input", "The last turn of 'input' must be the user's, and not empty.");
        }
        if (last.hasImages()) {
            throw Problem.UNSUPPORTED_BY_MODEL.because(
                    "input", "An answer from documents looks at no pictures in its question.");
        }
        SearchFields.checkQuery("input", last.text());
        return last.text();
    }

    /** What was said before. */
    private static List<Message> recent(List<Message> all) {
        List<Message> history = Messages.wordsOf(all.subList(0, all.size() - 1));
        return history.subList(Math.max(0, history.size() - MAX_TURNS), history.size());
    }

    private Ask ask(Continuation before, ResponseRequest request, Route route, List<Message> all) {
        String question = question(all);
        List<Message> recent = recent(all);
        Optional<ResponseRequest.Tool> tool = request.search();
        List<CollectionId> places = places(before, tool);
        return new Ask(
                before.caller().id(),
                before.caller().scope(),
                question,
                recent,
                Optional.ofNullable(request.instructions()),
                withFiles(before, places),
                tool.flatMap(search -> fields.filter(search.filters(), places)),
                VectorStoreSearchResource.limit(
                        tool.map(ResponseRequest.Tool::maxResults).orElse(null)),
                Optional.of(route.name()),
                fields.rankedBy(
                        "ranking_options.ranker",
                        tool.map(ResponseRequest.Tool::ranker).orElse(null)),
                understandings.read(
                        tool.map(ResponseRequest.Tool::understand).orElse(null), recent, Optional.of(route)),
                PolicyFields.read(request.groundingPolicy(), Policy.DEFAULT),
                Optional.empty(),
                request.mostTokens(),
                Leading.of(question, recent));
    }

    /** The stores that the tool names; where it names none, those of the conversation, or all that the caller may read. */
    private List<CollectionId> places(Continuation before, Optional<ResponseRequest.Tool> tool) {
        List<String> named = tool.map(ResponseRequest.Tool::vectorStores).orElse(List.of());
        if (!named.isEmpty()) {
            return fields.places(before.caller(), named);
        }
        List<CollectionId> chosen =
                before.conversation().map(Conversation::collections).orElse(List.of());
        List<CollectionId> places =
                chosen.isEmpty() ? fields.places(before.caller(), null) : fields.readable(before.caller(), chosen);
        return places.stream()
                .filter(place ->
                        !before.conversation().flatMap(Conversation::files).equals(Optional.of(place)))
                .toList();
    }

    private static List<CollectionId> withFiles(Continuation before, List<CollectionId> places) {
        return Stream.concat(places.stream(), before.conversation().flatMap(Conversation::files).stream())
                .distinct()
                .toList();
    }

    private Route route(Caller caller, @Nullable String name) {
        if (name == null || name.isBlank()) {
            return models.now().usual();
        }
        return models.now()
                .route(name, caller.principals())
                .orElseThrow(() -> Problem.MODEL_NOT_FOUND.because("model", "There is no model '%s'.".formatted(name)));
    }

    /** What is recorded as answered is given, also where it cannot be stored; it then says so. */
    private void keepOrSay(
            Continuation before, ResponseRequest request, ResponseDraft draft, List<Message> asked, ObjectNode body) {
        if (!request.stores()) {
            return;
        }
        try {
            keep(before, request, draft, asked, body);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Response %s is given without being stored", draft.id());
            ResponseDraft.notStored(body, "This answer could not be stored, so nothing can go on from it. Ask again.");
        }
    }

    private void keep(
            Continuation before, ResponseRequest request, ResponseDraft draft, List<Message> asked, ObjectNode body) {
        if (before.conversation().isPresent()) {
            keep(before, before.conversation().get(), request, draft, asked, body);
            return;
        }
        List<Message> all = new ArrayList<>(before.said());
        all.addAll(asked);
        Set<DocumentId> restsOn = new HashSet<>(before.restsOn());
        restsOn.addAll(draft.mayHaveUsed());
        responses.save(new Responses.Stored(
                draft.id(),
                before.caller().id(),
                before.after(),
                body.toString(),
                Messages.write(all).toString(),
                OffsetDateTime.now(ZoneOffset.UTC),
                Optional.empty(),
                restsOn));
    }

    private void keep(
            Continuation before,
            Conversation conversation,
            ResponseRequest request,
            ResponseDraft draft,
            List<Message> asked,
            ObjectNode body) {
        Set<DocumentId> restsOn = StoredResponses.cited(body);
        boolean inWordsOfDocuments =
                body.path("grounding").path("answered_by").asText("").equals(ModelVersion.EXTRACTIVE);
        if (!inWordsOfDocuments) { // but in its own, for which it may have used what was said before and all that it
            // read
            restsOn.addAll(before.restsOn());
            restsOn.addAll(draft.mayHaveUsed());
        }
        boolean kept = dialogue.keep(
                conversation,
                new Responses.Stored(
                        draft.id(),
                        conversation.owner(),
                        before.after(),
                        body.toString(),
                        Messages.write(asked).toString(),
                        OffsetDateTime.now(ZoneOffset.UTC),
                        Optional.of(conversation.id()),
                        restsOn),
                Optional.ofNullable(request.model()));
        if (!kept) {
            ResponseDraft.notStored(
                    body,
                    "The conversation, or what this follows in it, was deleted meanwhile: the answer is not kept.");
        }
    }

    record Deleted(
            String id,
            String object,
            @JsonProperty("deleted") boolean deleted) {}
}
