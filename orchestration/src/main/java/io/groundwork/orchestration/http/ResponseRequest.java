package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/responses}: what is read of it. Fields that would change the answer's meaning and are not served are refused. */
record ResponseRequest(
        @Nullable String model,
        @Nullable JsonNode input,
        @Nullable String instructions,
        @Nullable List<Tool> tools,
        @Nullable Boolean stream,
        @Nullable List<String> include,
        @JsonProperty("previous_response_id") @Nullable String previousResponseId,
        @Nullable Boolean store,
        @JsonProperty("max_output_tokens") @Nullable Integer maxOutputTokens,
        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @Nullable JsonNode metadata,
        @Nullable JsonNode text,
        @Nullable Boolean background,
        @Nullable JsonNode conversation,
        @Nullable JsonNode prompt) {

    private static final String RESULTS = "file_search_call.results";

    boolean streams() {
        return Boolean.TRUE.equals(stream);
    }

    boolean stores() {
        return !Boolean.FALSE.equals(store);
    }

    boolean includesResults() {
        return include != null && include.contains(RESULTS);
    }

    /** What is asked for and cannot be given changes the answer's meaning: better no answer than another one. */
    ResponseRequest check() {
        if (Boolean.TRUE.equals(background)) {
            throw Problem.INVALID_REQUEST.because("background", "'background' responses are not served here.");
        }
        if (conversation != null && !conversation.isNull()) {
            throw Problem.INVALID_REQUEST.because(
                    "conversation", "'conversation' is not served here; send 'previous_response_id'.");
        }
        if (prompt != null && !prompt.isNull()) {
            throw Problem.INVALID_REQUEST.because("prompt", "'prompt' is not served here; send 'instructions'.");
        }
        String format = text == null ? "text" : text.path("format").path("type").asText("text");
        if (!format.equals("text")) {
            throw Problem.INVALID_REQUEST.because(
                    "text.format", "A response is plain text here; '%s' is not served.".formatted(format));
        }
        for (Tool tool : tools == null ? List.<Tool>of() : tools) {
            if (!"file_search".equals(tool.type())) {
                throw Problem.INVALID_REQUEST.because(
                        "tools", "The tool '%s' is not served here; 'file_search' is.".formatted(tool.type()));
            }
        }
        if (tools != null && tools.size() > 1) {
            throw Problem.INVALID_REQUEST.because(
                    "tools", "One 'file_search' tool is enough; name all its vector stores in it.");
        }
        return this;
    }

    /**
     * {@code file_search}.
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
            JsonNode understand) {

        @Nullable
        String ranker() {
            return ranking == null ? null : ranking.path("ranker").textValue();
        }
    }
}
