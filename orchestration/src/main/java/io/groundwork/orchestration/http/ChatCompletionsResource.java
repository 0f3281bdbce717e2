package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.answering.Ask;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
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
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code /v1/chat/completions}: a registered model as it is; the built-in one answers from what the caller may read. */
@Path("/v1/chat/completions")
@RunOnVirtualThread
class ChatCompletionsResource {

    private static final int RESULTS = 10;

    private final Catalogues models;
    private final ChatWriter writer;
    private final Visibility visibility;
    private final ObjectMapper json;
    private final CurrentCaller current;

    ChatCompletionsResource(
            Catalogues models, ChatWriter writer, Visibility visibility, ObjectMapper json, CurrentCaller current) {
        this.models = models;
        this.writer = writer;
        this.visibility = visibility;
        this.json = json;
        this.current = current;
    }

    @POST
    public Response create(@Nullable Body body, @Context UriInfo address) {
        if (body == null || body.model() == null) {
            throw Problem.INVALID_REQUEST.because("model", "Send 'model' and 'messages'.");
        }
        body.check();
        Caller caller = current.get();
        Route route = models.now()
                .route(body.model())
                .orElseThrow(() ->
                        Problem.MODEL_NOT_FOUND.because("model", "There is no model '%s'.".formatted(body.model())));
        List<Message> messages = Conversations.read("messages", body.messages());
        ChatWriter.Source source = route.onlyBuiltIn()
                ? writer.grounded(ask(caller, route, messages))
                : writer.plain(
                        route,
                        caller,
                        new ChatRequest(messages, body.sampling()),
                        () -> ask(caller, Route.of(ModelVersion.BUILT_IN), messages));
        ChatDraft draft = new ChatDraft(json, route.name(), address.getBaseUri().resolve("v1/files/"));
        boolean usage = body.streamOptions() != null
                && body.streamOptions().path("include_usage").asBoolean(false);
        return Boolean.TRUE.equals(body.stream())
                ? EventStream.of(json, events -> writer.stream(source, draft, events, usage))
                : Response.ok(writer.write(source, draft))
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .build();
    }

    private Ask ask(Caller caller, Route route, List<Message> messages) {
        Message last = messages.getLast();
        if (last.role() != Message.Role.USER || last.text().isBlank()) {
            throw Problem.INVALID_REQUEST.because(
                    "messages", "The last of 'messages' must be the user's, and not empty.");
        }
        SearchFields.checkQuery("messages", last.text());
        return new Ask(
                caller.id(),
                caller.scope(),
                last.text(),
                messages.subList(0, messages.size() - 1),
                Optional.empty(),
                visibility.readableCollections(caller.scope()),
                Optional.empty(),
                RESULTS,
                Optional.of(route.name()));
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
            @Nullable Integer n,
            @Nullable JsonNode tools,
            @JsonProperty("response_format") @Nullable JsonNode responseFormat,
            @Nullable Boolean logprobs) {

        /** What would change the answer's meaning and cannot be given. */
        void check() {
            if (n != null && n != 1) {
                throw Problem.INVALID_REQUEST.because("n", "One choice is given here; 'n' must be 1.");
            }
            if (tools != null && tools.isArray() && !tools.isEmpty()) {
                throw Problem.INVALID_REQUEST.because("tools", "'tools' are not served here.");
            }
            if (Boolean.TRUE.equals(logprobs)) {
                throw Problem.INVALID_REQUEST.because("logprobs", "'logprobs' are not served here.");
            }
            String format = responseFormat == null
                    ? "text"
                    : responseFormat.path("type").asText("text");
            if (!format.equals("text")) {
                throw Problem.INVALID_REQUEST.because(
                        "response_format", "An answer is plain text here; '%s' is not served.".formatted(format));
            }
            checkRange("temperature", temperature, 2);
            checkRange("top_p", topP, 1);
        }

        Sampling sampling() {
            Integer most = maxCompletionTokens == null ? maxTokens : maxCompletionTokens;
            if (most != null && most < 1) {
                throw Problem.INVALID_REQUEST.because("max_tokens", "'max_tokens' must be over 0.");
            }
            return new Sampling(
                    temperature == null ? OptionalDouble.empty() : OptionalDouble.of(temperature),
                    topP == null ? OptionalDouble.empty() : OptionalDouble.of(topP),
                    most == null ? OptionalInt.empty() : OptionalInt.of(most),
                    stops());
        }

        private List<String> stops() {
            if (stop == null || stop.isNull()) {
                return List.of();
            }
            List<String> stops = new ArrayList<>();
            (stop.isArray() ? stop : List.of(stop)).forEach(one -> stops.add(one.asText()));
            if (stops.size() > 4) {
                throw Problem.INVALID_REQUEST.because("stop", "'stop' holds at most 4 texts.");
            }
            return stops;
        }

        private static void checkRange(String field, @Nullable Double value, double max) {
            if (value != null && !(value >= 0 && value <= max)) {
                throw Problem.INVALID_REQUEST.because(
                        field, "'%s' must be within 0 to %s.".formatted(field, (int) max));
            }
        }
    }
}
