package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.answering.Policy;
import io.groundwork.orchestration.assistants.Assistant;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.OutputForm;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Route;
import io.groundwork.retrieval.Visibility;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /v1/chat/completions}: a registered model as it is; the built-in one and assistants answer from what the caller may read. */
@Path("/v1/chat/completions")
@RunOnVirtualThread
class ChatCompletionsResource {

    private static final int RESULTS = 10;

    private final Catalogues models;
    private final AskedAssistants assistants;
    private final ChatWriter writer;
    private final Visibility visibility;
    private final ObjectMapper json;
    private final CurrentCaller current;
    private final Hangups hangups;

    ChatCompletionsResource(
            Catalogues models,
            AskedAssistants assistants,
            ChatWriter writer,
            Visibility visibility,
            ObjectMapper json,
            CurrentCaller current,
            Hangups hangups) {
        this.models = models;
        this.assistants = assistants;
        this.writer = writer;
        this.visibility = visibility;
        this.json = json;
        this.current = current;
        this.hangups = hangups;
    }

    @POST
    public Response create(@Nullable Body body, @Context UriInfo address) {
        if (body == null || body.model() == null) {
            throw Problem.INVALID_REQUEST.because("model", "Send 'model' and 'messages'.");
        }
        body.check();
        Caller caller = current.get();
        Optional<Assistant> assistant = assistants.named(caller, body.model());
        Optional<Route> found = models.now().route(body.model(), caller.principals());
        if (assistant.isEmpty() && found.isEmpty()) {
            throw Problem.MODEL_NOT_FOUND.because("model", "There is no model '%s'.".formatted(body.model()));
        }
        List<Message> messages = Messages.read("messages", body.messages());
        Messages.checkCalls("messages", messages);
        ChatRequest request = new ChatRequest(
                messages,
                body.sampling(),
                ToolFields.of(ToolFields.ofCompletions(body.tools()), body.toolChoice(), body.parallelToolCalls()),
                FormFields.ofCompletions(body.responseFormat()));
        Policy policy = PolicyFields.read(body.groundingPolicy(), Policy.DEFAULT);
        ChatWriter.Source source = assistant
                .map(asked -> veiled(
                        asked, writer.grounded(ask(caller, asked, request, body.groundingPolicy()), hangups.stop())))
                .orElseGet(() -> source(caller, found.orElseThrow(), request, policy));
        ChatDraft draft = new ChatDraft(json, body.model(), address.getBaseUri().resolve("v1/files/"));
        if (body.countsAtTheEnd()) {
            draft.countAtTheEnd();
        }
        return Boolean.TRUE.equals(body.stream())
                ? EventStream.of(json, events -> writer.stream(source, draft, events))
                : whole(writer.write(source, draft), draft);
    }

    private static Response whole(ObjectNode body, ChatDraft draft) {
        Response.ResponseBuilder response = Response.ok(body).type(MediaType.APPLICATION_JSON_TYPE);
        draft.warning().ifPresent(notice -> BudgetNotice.headers(response, notice));
        return response.build();
    }

    private ChatWriter.Source source(Caller caller, Route route, ChatRequest request, Policy policy) {
        return route.onlyBuiltIn()
                ? writer.grounded(ask(caller, route, request, policy), hangups.stop())
                : writer.plain(
                        route,
                        caller,
                        request,
                        () -> ask(caller, Route.of(ModelVersion.BUILT_IN), request, policy),
                        hangups.stop());
    }

    private static ChatWriter.Source veiled(Assistant assistant, ChatWriter.Source source) {
        return (draft, events, cited) -> AskedAssistants.veiled(assistant, () -> source.write(draft, events, cited));
    }

    /** What the request's own system messages say comes behind the assistant's prompt. */
    private Ask ask(Caller caller, Assistant assistant, ChatRequest request, @Nullable JsonNode policy) {
        String question = question(request, AskedAssistants.words(assistant));
        List<Message> before = request.messages().subList(0, request.messages().size() - 1);
        String instructions = before.stream()
                .filter(message -> message.role() == Message.Role.SYSTEM)
                .map(Message::text)
                .collect(Collectors.joining("\n\n"));
        ResponseRequest.checkInstructions("messages", instructions);
        List<Message> history = Messages.wordsOf(before).stream()
                .filter(message -> message.role() != Message.Role.SYSTEM)
                .toList();
        return assistants
                .ask(
                        caller,
                        assistant,
                        new AskedAssistants.Said(question, history, Optional.of(instructions)),
                        new AskedAssistants.Wanted(Optional.empty(), policy, List.of(), Optional.empty()))
                .atMost(request.sampling().maxTokens());
    }

    private Ask ask(Caller caller, Route route, ChatRequest request, Policy policy) {
        String question = question(request, "The built-in model '%s'".formatted(ModelVersion.EXTRACTIVE));
        List<Message> messages = request.messages();
        return new Ask(
                        caller.id(),
                        caller.scope(),
                        question,
                        Messages.wordsOf(messages.subList(0, messages.size() - 1)),
                        Optional.empty(),
                        visibility.readableCollections(caller.scope()),
                        Optional.empty(),
                        RESULTS,
                        Optional.of(route.name()))
                .under(policy)
                .atMost(request.sampling().maxTokens());
    }

    /** @param who answers from documents, at the beginning of a sentence */
    private static String question(ChatRequest request, String who) {
        if (!request.tools().isEmpty()) {
            throw Problem.UNSUPPORTED_BY_MODEL.because("tools", "%s asks for no tools.".formatted(who));
        }
        if (!(request.form() instanceof OutputForm.Text)) {
            throw Problem.UNSUPPORTED_BY_MODEL.because(
                    "response_format", "%s answers in the words of documents, not in JSON.".formatted(who));
        }
        List<Message> messages = request.messages();
        Message last = messages.getLast();
        if (last.role() != Message.Role.USER || last.text().isBlank()) {
            throw Problem.INVALID_REQUEST.because(
                    "messages", "The last of 'messages' must be the user's, and not empty.");
        }
        if (last.hasImages()) {
            throw Problem.UNSUPPORTED_BY_MODEL.because("messages", "%s sees no pictures.".formatted(who));
        }
        SearchFields.checkQuery("messages", last.text());
        return last.text();
    }

    record Body(
            @Nullable String model,
            @Nullable JsonNode messages,
            @Nullable Boolean stream,
            @JsonProperty("stream_options") @Nullable JsonNode streamOptions,
            @Nullable Double temperature,
            @JsonProperty("top_p") @Nullable Double topP,
            @JsonProperty("max_tokens") @Nullable Integer maxTokens,
            @JsonProperty("max_completion_tokens") @Nullable Integer maxCompletionTokens,
            @Nullable JsonNode stop,
            @Nullable Long seed,
            @JsonProperty("presence_penalty") @Nullable Double presencePenalty,
            @JsonProperty("frequency_penalty") @Nullable Double frequencyPenalty,
            @Nullable Integer n,
            @Nullable JsonNode tools,
            @JsonProperty("tool_choice") @Nullable JsonNode toolChoice,
            @JsonProperty("parallel_tool_calls") @Nullable Boolean parallelToolCalls,
            @Nullable JsonNode functions,
            @JsonProperty("response_format") @Nullable JsonNode responseFormat,
            @JsonProperty("logit_bias") @Nullable JsonNode logitBias,
            @Nullable Boolean logprobs,
            @JsonProperty("grounding_policy") @Nullable JsonNode groundingPolicy) {

        /** What would change the answer's meaning and cannot be given. */
        void check() {
            if (n != null && n != 1) {
                throw Problem.INVALID_REQUEST.because("n", "One choice is given here; 'n' must be 1.");
            }
            if (functions != null && !functions.isEmpty()) {
                throw Problem.INVALID_REQUEST.because("functions", "'functions' are not served here; send 'tools'.");
            }
            if (logitBias != null && !logitBias.isEmpty()) {
                throw Problem.INVALID_REQUEST.because("logit_bias", "'logit_bias' is not served here.");
            }
            if (Boolean.TRUE.equals(logprobs)) {
                throw Problem.INVALID_REQUEST.because("logprobs", "'logprobs' are not served here.");
            }
        }

        boolean countsAtTheEnd() {
            return Boolean.TRUE.equals(stream)
                    && streamOptions != null
                    && streamOptions.path("include_usage").asBoolean(false);
        }

        Sampling sampling() {
            Integer most = maxCompletionTokens == null ? maxTokens : maxCompletionTokens;
            return new Sampling(
                    SamplingFields.within("temperature", temperature, 0, 2),
                    SamplingFields.within("top_p", topP, 0, 1),
                    SamplingFields.most(maxCompletionTokens == null ? "max_tokens" : "max_completion_tokens", most),
                    stops(),
                    seed == null ? OptionalLong.empty() : OptionalLong.of(seed),
                    SamplingFields.within("presence_penalty", presencePenalty, -2, 2),
                    SamplingFields.within("frequency_penalty", frequencyPenalty, -2, 2));
        }

        private List<String> stops() {
            if (stop == null || stop.isNull()) {
                return List.of();
            }
            List<String> stops = new ArrayList<>();
            (stop.isArray() ? stop : List.of(stop)).forEach(one -> {
                if (!one.isTextual() || one.textValue().isEmpty()) {
                    throw Problem.INVALID_REQUEST.because("stop", "'stop' must be a text or a list of texts.");
                }
                stops.add(one.textValue());
            });
            if (stops.size() > 4) {
                throw Problem.INVALID_REQUEST.because("stop", "'stop' holds at most 4 texts.");
            }
            return stops;
        }
    }
}
