package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.answering.Policy;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.OutputForm;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Tools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/responses}: what is read of it. Fields that would change the answer's meaning and are not served are refused. */
record ResponseRequest(
        @Nullable String model,
        @Nullable JsonNode input,
        @Nullable String instructions,
        @Nullable List<Tool> tools,
        @JsonProperty("tool_choice") @Nullable JsonNode toolChoice,
        @JsonProperty("parallel_tool_calls") @Nullable Boolean parallelToolCalls,
        @Nullable Boolean stream,
        @Nullable List<String> include,
        @JsonProperty("previous_response_id") @Nullable String previousResponseId,
        @Nullable Boolean store,
        @JsonProperty("max_output_tokens") @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @JsonProperty("top_logprobs") @Nullable Integer topLogprobs,
        @Nullable JsonNode metadata,
        @Nullable JsonNode text,
        @Nullable Boolean background,
        @Nullable JsonNode conversation,
        @Nullable JsonNode prompt,
        @JsonProperty("grounding_policy") @Nullable JsonNode groundingPolicy) {

    private static final String RESULTS = "file_search_call.results";
    private static final String SEARCH = "file_search";
    private static final String FUNCTION = "function";

    /** Of instructions for an answer from documents, about 8,000 tokens: its prompt has passages to hold, too. */
    private static final int MOST_INSTRUCTIONS = 32_000;

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean stores() {
        return !Boolean.FALSE.equals(store);
    }

    boolean includesResults() {
        return include != null && include.contains(RESULTS);
    }

    /** The search that the answer is to rest on. */
    Optional<Tool> search() {
        return offered().stream().filter(tool -> SEARCH.equals(tool.type())).findFirst();
    }

    /** Of the answer. */
    OptionalInt mostTokens() {
        return SamplingFields.most("max_output_tokens", maxOutputTokens);
    }

    /** What a model is asked, behind the {@code instructions}. */
    ChatRequest chat(List<Message> conversation) {
        List<Message> messages = new ArrayList<>();
        if (instructions != null && !instructions.isEmpty()) {
            messages.add(new Message(Message.Role.SYSTEM, instructions));
        }
        messages.addAll(conversation);
        return new ChatRequest(messages, sampling(), functions(), FormFields.ofResponses(text));
    }

    /** As it is told back. */
    JsonNode format() {
        JsonNode format = text == null ? null : text.get("format");
        return format == null || format.isNull()
                ? JsonNodeFactory.instance.objectNode().put("type", "text")
                : format;
    }

    /** As they are told back. */
    ArrayNode toolsAsSent(ObjectMapper mapper) {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        for (Tool tool : offered()) {
            ObjectNode node = mapper.valueToTree(tool);
            if (FUNCTION.equals(tool.type())) { // OpenAI's clients want these two, said or not
                node.set("parameters", tool.parameters() == null ? node.nullNode() : tool.parameters());
                node.put("strict", Boolean.TRUE.equals(tool.strict()));
            }
            written.add(node);
        }
        return written;
    }

    /** What is asked for and cannot be given changes the answer's meaning: better no answer than another one. */
    ResponseRequest check() {
        if (Boolean.TRUE.equals(background)) {
            throw Problem.INVALID_REQUEST.because("background", "'background' responses are not served here.");
        }
        if (conversation != null && !conversation.isNull()) {
            checkConversation(conversation);
        }
        if (prompt != null && !prompt.isNull()) {
            throw Problem.INVALID_REQUEST.because("prompt", "'prompt' is not served here; send 'instructions'.");
        }
        if (topLogprobs != null && topLogprobs > 0) {
            throw Problem.INVALID_REQUEST.because("top_logprobs", "'top_logprobs' are not served here.");
        }
        for (Tool tool : offered()) {
            if (!SEARCH.equals(tool.type()) && !FUNCTION.equals(tool.type())) {
                throw Problem.INVALID_REQUEST.because(
                        "tools",
                        "The tool '%s' is not served here; 'file_search' and 'function' are.".formatted(tool.type()));
            }
        }
        if (offered().stream().filter(tool -> SEARCH.equals(tool.type())).count() > 1) {
            throw Problem.INVALID_REQUEST.because(
                    "tools", "One 'file_search' tool is enough; name all its vector stores in it.");
        }
        if (search().isPresent()) {
            checkGrounded("An answer with 'file_search'");
        } else {
            functions(); // says what is wrong with them before anything else is done
            FormFields.ofResponses(text);
        }
        PolicyFields.read(groundingPolicy, Policy.DEFAULT);
        sampling();
        return this;
    }

    private void checkConversation(JsonNode named) {
        if (previousResponseId != null) {
            throw Problem.INVALID_REQUEST.because(
                    "conversation",
                    "Send 'conversation' or 'previous_response_id', not both: either says what came before.");
        }
        if (!stores()) {
            throw Problem.INVALID_REQUEST.because(
                    "store", "An answer in a conversation is stored; leave 'store' out, or leave 'conversation' out.");
        }
        boolean object = named.isObject() && named.path("id").isTextual();
        if (!named.isTextual() && !object) {
            throw Problem.INVALID_REQUEST.because(
                    "conversation", "'conversation' is the id of one, or an object with its 'id'.");
        }
        JsonNode after = named.path("after");
        if (!after.isMissingNode() && !after.isNull() && !after.isTextual()) {
            throw Problem.INVALID_REQUEST.because(
                    "conversation.after", "'conversation.after' is the id of a response, or null.");
        }
    }

    /** @param what the answer from documents that is asked for, at the beginning of a sentence */
    void checkGrounded(String what) {
        checkInstructions("instructions", instructions);
        if (offered().stream().anyMatch(tool -> FUNCTION.equals(tool.type()))) {
            throw Problem.UNSUPPORTED_BY_MODEL.because(
                    "tools", "%s asks for no functions: it rests on documents alone.".formatted(what));
        }
        if (!(FormFields.ofResponses(text) instanceof OutputForm.Text)) {
            throw Problem.UNSUPPORTED_BY_MODEL.because("text.format", "%s is in words, not in JSON.".formatted(what));
        }
    }

    /** @param field where instructions for an answer from documents stand */
    static void checkInstructions(String field, @Nullable String text) {
        if (text != null && text.length() > MOST_INSTRUCTIONS) {
            throw Problem.INVALID_REQUEST.because(
                    field,
                    "The instructions in '%s' have %d characters; an answer from documents takes at most %d."
                            .formatted(field, text.length(), MOST_INSTRUCTIONS));
        }
    }

    private List<Tool> offered() {
        return tools == null ? List.of() : tools;
    }

    private Tools functions() {
        List<Tools.Tool> functions = new ArrayList<>();
        for (Tool tool : offered()) {
            functions.add(ToolFields.tool("tools[%d]".formatted(functions.size()), tool.declaration()));
        }
        return ToolFields.of(functions, toolChoice, parallelToolCalls);
    }

    private Sampling sampling() {
        return new Sampling(
                SamplingFields.within("temperature", temperature, 0, 2),
                SamplingFields.within("top_p", topP, 0, 1),
                mostTokens(),
                List.of(),
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /**
     * {@code file_search} or {@code function}.
     *
     * @param understand what a chat model is to do for the search, which OpenAI's tool does not have, and which is not told back
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tool(
            @Nullable String type,
            @JsonProperty("vector_store_ids") @Nullable List<String> vectorStores,
            @JsonProperty("max_num_results") @Nullable Integer maxResults,
            @Nullable JsonNode filters,
            @JsonProperty("ranking_options") @Nullable JsonNode ranking,

            @JsonProperty(value = "understand", access = JsonProperty.Access.WRITE_ONLY) @Nullable
            JsonNode understand,

            @Nullable String name,
            @Nullable String description,
            @Nullable JsonNode parameters,
            @Nullable Boolean strict) {

        @Nullable
        String ranker() {
            return ranking == null ? null : ranking.path("ranker").textValue();
        }

        private ObjectNode declaration() {
            ObjectNode declaration = JsonNodeFactory.instance.objectNode();
            declaration.put("name", name).put("description", description).put("strict", strict);
            return parameters == null ? declaration : declaration.set("parameters", parameters);
        }
    }
}
