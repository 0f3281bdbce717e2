package io.groundwork.embeddings.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.remote.EmbeddingsRequest.EncodingFormat;
import io.groundwork.embeddings.remote.EmbeddingsRequest.InputType;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingsRequestTest {

    private final JsonMapper json = JsonMapper.builder().build();

    @Test
    void readsWhatOpenAiClientsSend() throws JsonProcessingException {
        String sent = """
                {"model": "bge-small-en-v1.5", "input": "one text", "encoding_format": "base64", "user": "u1"}
                """;

        EmbeddingsRequest request = json.readValue(sent, EmbeddingsRequest.class);

        assertThat(request)
                .isEqualTo(new EmbeddingsRequest(
                        "bge-small-en-v1.5", List.of("one text"), EncodingFormat.BASE64, InputType.PASSAGE, false));
    }

    @Test
    void numbersAreTheDefault() throws JsonProcessingException {
        EmbeddingsRequest request = json.readValue("{\"input\": [\"a\", \"b\"]}", EmbeddingsRequest.class);

        assertThat(request.encodingFormat()).isEqualTo(EncodingFormat.FLOAT);
        assertThat(request.input()).containsExactly("a", "b");
    }

    @Test
    void answersInTheWordsOfOpenAi() throws JsonProcessingException {
        EmbeddingsResponse response =
                EmbeddingsResponse.of("m", made(7, new Embedding(new float[] {0.5f, -1})), EncodingFormat.FLOAT);

        assertThat(json.writeValueAsString(response)).isEqualTo("""
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-1.0]}],\
                "model":"m","usage":{"prompt_tokens":7,"total_tokens":7}}""");
    }

    @Test
    void base64IsThatOfLittleEndianFloats() throws JsonProcessingException {
        Embedding embedding = new Embedding(new float[] {1, -0.0002f, Float.MIN_VALUE});

        EmbeddingsResponse response = EmbeddingsResponse.of("m", made(1, embedding), EncodingFormat.BASE64);

        assertThat(response.data().getFirst().embedding().textValue()).startsWith("AACAP");
        EmbeddingsResponse read = json.readValue(json.writeValueAsString(response), EmbeddingsResponse.class);
        assertThat(new ReceivedVectors(URI.create("http://here"), 3).read(read.data(), 1))
                .containsExactly(embedding);
    }

    @Test
    void textsThatWereCutAreNamed() throws JsonProcessingException {
        Embeddings made = new Embeddings(List.of(new Embedding(new float[] {1})), 512, List.of(0));

        assertThat(json.writeValueAsString(EmbeddingsResponse.of("m", made, EncodingFormat.FLOAT)))
                .endsWith("\"truncated\":[0]}");
    }

    private static Embeddings made(long tokens, Embedding embedding) {
        return new Embeddings(List.of(embedding), tokens, List.of());
    }
}
