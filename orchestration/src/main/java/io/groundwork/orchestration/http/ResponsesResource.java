package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.answering.Policy;
import io.groundwork.orchestration.answering.Responses;
import io.groundwork.orchestration.assistants.Assistant;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.models.State;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/responses}: answers from documents, and those of registered models as they are. */
@Path("/v1/responses")
@RunOnVirtualThread
class ResponsesResource {

    private static final int MAX_TURNS = 20;

    private final Catalogues models;
    private final AskedAssistants assistants;
    private final Responses responses;
    private final Library library;
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
            Library library,
            SearchFields fields,
            UnderstandFields understandings,
            ResponseWriter writer,
            ObjectMapper json,
            CurrentCaller current,
            Hangups hangups) {
        this.models = models;
        this.assistants = assistants;
        this.responses = responses;
        this.library = library;
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
        Caller caller = current.get();
        Optional<Assistant> assistant = assistants.named(caller, request.model());
        Optional<Route> route = assistant.isPresent() ? Optional.empty() : Optional.of(route(request.model()));
        Optional<Responses.Stored> previous = previous(caller, request.previousResponseId());
        List<Message> conversation = new ArrayList<>(previous.map(this::turns).orElse(List.of()));
        conversation.addAll(Conversations.read("input", request.input()));
        ResponseWriter.Source source = assistant
                .map(asked -> writer.grounded(ofAssistant(caller, request, asked, conversation), hangups.stop()))
                .orElseGet(() -> source(caller, request, route.orElseThrow(), conversation));
        String model =
                assistant.map(Assistant::name).or(() -> route.map(Route::name)).orElseThrow();
        ResponseDraft draft = new ResponseDraft(json, request, model);
        ResponseWriter.Keep keep =
                body -> keep(caller, request, draft, previous.map(Responses.Stored::id), conversation, body);
        return request.streams()
                ? EventStream.of(json, events -> writer.stream(source, draft, keep, events))
                : Response.ok(writer.write(source, draft, keep))
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .build();
    }

    @GET
    @Path("/{id}")
    @jakarta.ws.rs.Produces(MediaType.APPLICATION_JSON)
    public String get(@PathParam("id") String id) {
        Responses.Stored found = find(current.get(), id);
        JsonNode body = tree(found, found.body());
        String model = body.path("grounding")
                .path("answered_by")
                .asText(body.path("answered_by").asText(""));
        boolean recalled = models.now()
                .model(model)
                .filter(version -> version.state() == State.RECALLED)
                .isPresent();
        if (recalled && body instanceof ObjectNode noticed) {
            noticed.putObject("notice")
                    .put("code", "model_recalled")
                    .put(
                            "message",
                            "The model %s, which wrote this, was recalled since. Do not rely on it; ask again."
                                    .formatted(model));
        }
        return body.toString();
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
        Responses.Stored stored = find(current.get(), id);
        int most = OpenAiList.limit(limit);
        Page<String> page = OpenAiList.page(Optional.ofNullable(after), most, order);
        List<JsonNode> oldestFirst = ResponseInput.items(stored.id(), said(stored));
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
        if (!responses.delete(Ids.RESPONSE.read(id), current.get().id())) {
            throw Ids.RESPONSE.notFound(id);
        }
        return new Deleted(id, "response", true);
    }

    /** The built-in model has nothing but documents to answer from; another does so when it is told to search them. */
    private ResponseWriter.Source source(
            Caller caller, ResponseRequest request, Route route, List<Message> conversation) {
        Stop stop = hangups.stop();
        if (request.search().isPresent()) {
            return writer.grounded(ask(caller, request, route, conversation), stop);
        }
        if (route.onlyBuiltIn()) {
            return writer.grounded(ofBuiltIn(caller, request, route, conversation), stop);
        }
        Conversations.checkCalls("input", conversation);
        return writer.plain(
                route,
                caller,
                request.chat(conversation),
                () -> ofBuiltIn(caller, request, Route.of(ModelVersion.BUILT_IN), conversation),
                stop);
    }

    private Ask ofAssistant(Caller caller, ResponseRequest request, Assistant assistant, List<Message> conversation) {
        request.checkGrounded(AskedAssistants.words(assistant));
        AskedAssistants.Said said = new AskedAssistants.Said(
                question(conversation), recent(conversation), Optional.ofNullable(request.instructions()));
        return assistants.ask(
                caller, assistant, said, new AskedAssistants.Wanted(request.search(), request.groundingPolicy()));
    }

    private Ask ofBuiltIn(Caller caller, ResponseRequest request, Route route, List<Message> conversation) {
        request.checkGrounded("An answer of the built-in model '%s'".formatted(ModelVersion.EXTRACTIVE));
        return ask(caller, request, route, conversation);
    }

    /** What is asked last. */
    private static String question(List<Message> conversation) {
        Message last = conversation.getLast();
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
    private static List<Message> recent(List<Message> conversation) {
        List<Message> history = Conversations.wordsOf(conversation.subList(0, conversation.size() - 1));
        return history.subList(Math.max(0, history.size() - MAX_TURNS), history.size());
    }

    private Ask ask(Caller caller, ResponseRequest request, Route route, List<Message> conversation) {
        String question = question(conversation);
        List<Message> recent = recent(conversation);
        Optional<ResponseRequest.Tool> tool = request.search();
        List<CollectionId> places = places(caller, tool);
        return new Ask(
                caller.id(),
                caller.scope(),
                question,
                recent,
                Optional.ofNullable(request.instructions()),
                places,
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
                Optional.empty());
    }

    /** The stores that the tool names; all that the caller may read where it names none. */
    private List<CollectionId> places(Caller caller, Optional<ResponseRequest.Tool> tool) {
        List<String> named = tool.map(ResponseRequest.Tool::vectorStores).orElse(List.of());
        return fields.places(caller, named.isEmpty() ? null : named);
    }

    private Route route(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return models.now().usual();
        }
        return models.now()
                .route(name)
                .orElseThrow(() -> Problem.MODEL_NOT_FOUND.because("model", "There is no model '%s'.".formatted(name)));
    }

    private Optional<Responses.Stored> previous(Caller caller, @Nullable String id) {
        return Optional.ofNullable(id).map(known -> find(caller, known));
    }

    /** One that quotes what the caller may read no more, itself or in the conversation before it, is gone with that. */
    private Responses.Stored find(Caller caller, String id) {
        Responses.Stored found =
                responses.find(Ids.RESPONSE.read(id), caller.id()).orElseThrow(() -> Ids.RESPONSE.notFound(id));
        Optional<Responses.Stored> answer = Optional.of(found);
        while (answer.isPresent()) {
            if (!quoted(answer.get()).stream().allMatch(document -> library.mayRead(caller, document))) {
                throw Ids.RESPONSE.notFound(id);
            }
            answer = answer.get().previous().flatMap(before -> responses.find(before, caller.id()));
        }
        return found;
    }

    private Set<DocumentId> quoted(Responses.Stored answer) {
        return tree(answer, answer.body()).findValuesAsText("file_id").stream()
                .flatMap(file -> Ids.FILE.tryRead(file).stream())
                .map(DocumentId::new)
                .collect(Collectors.toSet());
    }

    private JsonNode tree(Responses.Stored stored, String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored response %s cannot be read".formatted(stored.id()), e);
        }
    }

    /** What was said up to and in a stored response. */
    private List<Message> turns(Responses.Stored stored) {
        List<Message> turns = new ArrayList<>(said(stored));
        turns.addAll(Conversations.stored("output", tree(stored, stored.body()).path("output")));
        return turns;
    }

    /** What was said before it answered. */
    private List<Message> said(Responses.Stored stored) {
        return Conversations.stored("input", tree(stored, stored.input()));
    }

    private void keep(
            Caller caller,
            ResponseRequest request,
            ResponseDraft draft,
            Optional<UUID> previous,
            List<Message> conversation,
            ObjectNode body) {
        if (request.stores()) {
            responses.save(new Responses.Stored(
                    draft.id(),
                    caller.id(),
                    previous,
                    body.toString(),
                    Conversations.write(conversation).toString(),
                    OffsetDateTime.now(ZoneOffset.UTC)));
        }
    }

    record Deleted(
            String id,
            String object,
            @JsonProperty("deleted") boolean deleted) {}
}
