package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.FileSearchTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseOutputText;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.vectorstores.VectorStore;
import com.openai.models.vectorstores.VectorStoreCreateParams;
import com.openai.models.vectorstores.VectorStoreSearchParams;
import com.openai.models.vectorstores.VectorStoreSearchResponse;
import com.openai.models.vectorstores.files.FileRetrieveParams;
import com.openai.models.vectorstores.files.VectorStoreFile;
import io.groundwork.orchestration.PostgresForTests;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client, unchanged, from upload to a cited answer. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@SuppressWarnings("deprecation") // what we add to OpenAI's shapes is read through what their client calls deprecated
class OpenAiClientIT {

    @TestHTTPResource("/v1")
    URI base;

    private OpenAIClient client;

    @BeforeEach
    void connect() {
        client = clientWith(PostgresForTests.ADMIN_KEY);
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
    void aWrongKeyIsTheClientsUnauthorizedError() {
        assertThatThrownBy(() -> clientWith("gw_wrong").models().list()).isInstanceOf(UnauthorizedException.class);
    }

    @Test
    void anUnknownStoreIsTheClientsNotFoundError() {
        assertThatThrownBy(() -> client.vectorStores().retrieve("vs_00000000000000000000000000000000"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("vs_0000");
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
