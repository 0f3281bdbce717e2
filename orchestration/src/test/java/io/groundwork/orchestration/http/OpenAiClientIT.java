package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.FileSearchTool;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputText;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.vectorstores.VectorStore;
import com.openai.models.vectorstores.VectorStoreCreateParams;
import com.openai.models.vectorstores.VectorStoreSearchParams;
import com.openai.models.vectorstores.VectorStoreSearchResponse;
import com.openai.models.vectorstores.files.FileRetrieveParams;
import com.openai.models.vectorstores.files.VectorStoreFile;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client, unchanged, from upload to a cited answer. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@SuppressWarnings("deprecation") // what we add to OpenAI's shapes is read through what their client calls deprecated
class OpenAiClientIT {

    @TestHTTPResource("/v1")
    URI base;

    private static final String PICTURE = "data:image/png;base64,iVBORw0KGgo=";
    private static final Map<String, JsonValue> SCHEMA = Map.of(
            "type", JsonValue.from("object"),
            "properties", JsonValue.from(Map.of("item", Map.of("type", "string"))),
            "required", JsonValue.from(List.of("item")),
            "additionalProperties", JsonValue.from(false));

    private final OpenAiServer server = new OpenAiServer();
    private final String model = FrontDoor.unique("java");
    private OpenAIClient client;
    private String registered = "";

    @BeforeEach
    void connect() {
        client = clientWith(PostgresForTests.ADMIN_KEY);
        registered = FrontDoor.asAdmin()
                .body(Map.of("name", model, "base_url", server.url().toString(), "model", "tiny"))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    @AfterEach
    void noModelIsLeft() {
        FrontDoor.asAdmin().delete("/api/v1/models/{id}", registered);
        server.close();
    }

    @Test
    void aPdfIsUploadedSearchedAndCitedToTheCharacter() throws IOException {
        VectorStore store = client.vectorStores()
                .create(VectorStoreCreateParams.builder().name("Warranty").build());
        String file = ingest(store.id(), "warranty-and-returns.pdf");

        List<VectorStoreSearchResponse> found = client.vectorStores()
                .search(
                        store.id(),
                        VectorStoreSearchParams.builder()
                                .query("How long is the warranty?")
                                .build())
                .data();
        assertThat(found).isNotEmpty();
        assertThat(found.getFirst().fileId()).isEqualTo(file);

        Streamed answer = ask(store.id(), "What ends the warranty on a frame?");
        assertThat(answer.text()).isNotBlank();
        assertThat(answer.completed()).hasSize(1);
        String content = client
                .vectorStores()
                .files()
                .content(com.openai.models.vectorstores.files.FileContentParams.builder()
                        .vectorStoreId(store.id())
                        .fileId(file)
                        .build())
                .data()
                .stream()
                .map(part -> part.text().orElse(""))
                .collect(Collectors.joining());
        List<ResponseOutputText.Annotation> annotations =
                annotations(answer.completed().getFirst());
        assertThat(annotations).isNotEmpty();
        assertThat(annotations).allSatisfy(annotation -> {
            Map<String, com.openai.core.JsonValue> more =
                    annotation.asFileCitation()._additionalProperties();
            Map<?, ?> location = more.get("location").convert(Map.class);
            int start = ((Number) location.get("start")).intValue();
            int end = ((Number) location.get("end")).intValue();
            assertThat(content.substring(start, end))
                    .isEqualTo(more.get("quote").convert(String.class));
            assertThat((Integer) location.get("page")).isPositive();
            assertThat(answer.text())
                    .contains(more.get("quote").convert(String.class).strip());
        });
    }

    @Test
    void whatTheDocumentsDoNotHoldIsDeclined() throws IOException {
        VectorStore store = client.vectorStores()
                .create(VectorStoreCreateParams.builder().name("Foreign").build());
        ingest(store.id(), "warranty-and-returns.pdf");

        Streamed answer = ask(store.id(), "Which enzyme limits the rate of cholesterol synthesis in the liver?");

        Map<?, ?> grounding = answer.completed()
                .getFirst()
                ._additionalProperties()
                .get("grounding")
                .convert(Map.class);
        assertThat(grounding.get("outcome")).isEqualTo("declined");
        assertThat(annotations(answer.completed().getFirst())).isEmpty();
    }

    @Test
    void chatCompletionsAnswerFromDocumentsToo() throws IOException {
        VectorStore store = client.vectorStores()
                .create(VectorStoreCreateParams.builder().name("Chat").build());
        ingest(store.id(), "warranty-and-returns.pdf");

        ChatCompletion completion = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("extractive")
                        .addUserMessage("What ends the warranty on a frame?")
                        .build());

        assertThat(completion.choices().getFirst().message().content())
                .isPresent()
                .get()
                .asString()
                .isNotBlank();
    }

    @Test
    void embeddingsComeInTheClientsDefaultEncoding() {
        CreateEmbeddingResponse response = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("bge-small-en-v1.5")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .build());

        assertThat(response.data()).hasSize(2);
        assertThat(response.data().getFirst().embedding()).hasSize(384);
        double length = response.data().getFirst().embedding().stream()
                .mapToDouble(value -> value * value)
                .sum();
        assertThat(length).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-3));
    }

    @Test
    void embeddingsComeAsNumbersAndShorterWhereThatIsAskedFor() {
        EmbeddingCreateParams.Builder asked =
                EmbeddingCreateParams.builder().model("bge-small-en-v1.5").input("one");
        List<Float> inBase64 =
                client.embeddings().create(asked.build()).data().getFirst().embedding();
        asked.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT);
        List<Float> asNumbers =
                client.embeddings().create(asked.build()).data().getFirst().embedding();
        List<Float> shortened = client.embeddings()
                .create(asked.dimensions(64).build())
                .data()
                .getFirst()
                .embedding();

        assertThat(asNumbers).isEqualTo(inBase64);
        assertThat(shortened).hasSize(64);
        assertThat(shortened.stream().mapToDouble(value -> value * value).sum())
                .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-3));
    }

    @Test
    void toolsAreAskedForWholeAndStreamedAndAnswered() {
        server.plays(OpenAiClientIT::callsPrice);
        ChatCompletionCreateParams.Builder asked = question().addFunctionTool(price());

        ChatCompletionMessage whole = client.chat()
                .completions()
                .create(asked.build())
                .choices()
                .getFirst()
                .message();
        ChatCompletionMessage streamed =
                streamed(asked.build()).choices().getFirst().message();
        ChatCompletionMessageFunctionToolCall call =
                whole.toolCalls().orElseThrow().getFirst().asFunction();
        server.plays(stage -> stage.says("It costs 120."));
        ChatCompletion answered = client.chat()
                .completions()
                .create(asked.addMessage(whole)
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId(call.id())
                                .content("120")
                                .build())
                        .build());

        assertThat(call.function().arguments()).isEqualTo("{\"item\":\"pump\"}");
        assertThat(streamed.toolCalls()).isEqualTo(whole.toolCalls());
        assertThat(answered.choices().getFirst().message().content()).contains("It costs 120.");
        assertThat(server.requests().getLast()).contains("\"tool_call_id\":\"call_a\"");
    }

    @Test
    void aSchemaAPictureAndASeedReachTheModel() {
        server.plays(stage -> stage.says("{\"item\":\"pump\"}"));
        ChatCompletionContentPart picture =
                ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                        .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                .url(PICTURE)
                                .build())
                        .build());
        ChatCompletionContentPart words = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("What is this?").build());

        ChatCompletion answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(model)
                        .addUserMessageOfArrayOfContentParts(List.of(words, picture))
                        .seed(7)
                        .responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                        .name("item")
                                        .strict(true)
                                        .schema(ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                                .putAllAdditionalProperties(SCHEMA)
                                                .build())
                                        .build())
                                .build())
                        .build());

        assertThat(answer.choices().getFirst().message().content()).contains("{\"item\":\"pump\"}");
        assertThat(server.requests().getLast()).contains(PICTURE, "\"seed\":7", "\"json_schema\"", "\"strict\":true");
    }

    @Test
    void functionsOfResponsesAreCalledStreamedAndGoneOnWith() {
        server.plays(OpenAiClientIT::callsPrice);
        FunctionTool tool = FunctionTool.builder()
                .name("price")
                .parameters(FunctionTool.Parameters.builder()
                        .putAllAdditionalProperties(SCHEMA)
                        .build())
                .strict(true)
                .build();
        ResponseCreateParams asked = ResponseCreateParams.builder()
                .model(model)
                .input("What does a pump cost?")
                .addTool(tool)
                .build();

        Response whole = client.responses().create(asked);
        List<Response> completed = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(asked)) {
            events.stream().forEach(event -> event.completed().ifPresent(done -> completed.add(done.response())));
        }
        ResponseFunctionToolCall call = call(whole);
        server.plays(stage -> stage.says("It costs 120."));
        Response answered = client.responses()
                .create(ResponseCreateParams.builder()
                        .model(model)
                        .previousResponseId(whole.id())
                        .addTool(tool)
                        .inputOfResponse(List.of(
                                ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                                        .callId(call.callId())
                                        .output("120")
                                        .build())))
                        .build());

        assertThat(call.arguments()).isEqualTo("{\"item\":\"pump\"}");
        assertThat(completed)
                .singleElement()
                .satisfies(streamed -> assertThat(call(streamed).arguments()).isEqualTo(call.arguments()));
        assertThat(answered.output()
                        .getFirst()
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text())
                .isEqualTo("It costs 120.");
    }

    @Test
    void aWrongKeyIsTheClientsUnauthorizedError() {
        assertThatThrownBy(() -> clientWith("gw_wrong").models().list()).isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void anUnknownStoreIsTheClientsNotFoundError() {
        assertThatThrownBy(() -> client.vectorStores().retrieve("vs_00000000000000000000000000000000"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("vs_0000");
    }

    private static void callsPrice(OpenAiServer.Stage stage) throws IOException {
        stage.events(
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_a\",\"type\":\"function\",\"function\":{\"name\":\"price\",\"arguments\":\"\"}}]}}]}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"item\\\":\\\"pump\\\"}\"}}]}}]}",
                OpenAiServer.finish("tool_calls"),
                OpenAiServer.USAGE,
                "[DONE]");
    }

    private ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage("What does a pump cost?");
    }

    private static FunctionDefinition price() {
        return FunctionDefinition.builder()
                .name("price")
                .parameters(FunctionParameters.builder()
                        .putAllAdditionalProperties(SCHEMA)
                        .build())
                .build();
    }

    private static ResponseFunctionToolCall call(Response response) {
        return response.output().getFirst().asFunctionCall();
    }

    private ChatCompletion streamed(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(params)) {
            chunks.stream().forEach(whole::accumulate);
        }
        return whole.chatCompletion();
    }

    private OpenAIClient clientWith(String key) {
        return OpenAIOkHttpClient.builder()
                .apiKey(key)
                .baseUrl(base.toString())
                .maxRetries(0)
                .build();
    }

    private String ingest(String store, String sample) throws IOException {
        FileObject uploaded;
        try (InputStream bytes =
                Thread.currentThread().getContextClassLoader().getResourceAsStream("samples/" + sample)) {
            uploaded = client.files()
                    .create(FileCreateParams.builder()
                            .purpose(FilePurpose.ASSISTANTS)
                            .file(MultipartField.<InputStream>builder()
                                    .value(bytes)
                                    .filename(sample)
                                    .build())
                            .build());
        }
        client.vectorStores()
                .files()
                .create(
                        store,
                        com.openai.models.vectorstores.files.FileCreateParams.builder()
                                .fileId(uploaded.id())
                                .build());
        Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
        VectorStoreFile state;
        do {
            assertThat(Instant.now()).as("waiting for %s", sample).isBefore(deadline);
            state = client.vectorStores()
                    .files()
                    .retrieve(FileRetrieveParams.builder()
                            .vectorStoreId(store)
                            .fileId(uploaded.id())
                            .build());
        } while (state.status().equals(VectorStoreFile.Status.IN_PROGRESS));
        assertThat(state.status()).isEqualTo(VectorStoreFile.Status.COMPLETED);
        return uploaded.id();
    }

    private Streamed ask(String store, String question) {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model("extractive")
                .input(question)
                .addTool(FileSearchTool.builder().addVectorStoreId(store).build())
                .build();
        StringBuilder text = new StringBuilder();
        List<Response> completed = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(params)) {
            events.stream().forEach(event -> {
                event.outputTextDelta().ifPresent(delta -> text.append(delta.delta()));
                event.completed().ifPresent(done -> completed.add(done.response()));
            });
        }
        return new Streamed(text.toString(), completed);
    }

    private static List<ResponseOutputText.Annotation> annotations(Response response) {
        return response.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(content -> content.outputText().stream())
                .flatMap(text -> text.annotations().stream())
                .toList();
    }

    private record Streamed(String text, List<Response> completed) {}
}
