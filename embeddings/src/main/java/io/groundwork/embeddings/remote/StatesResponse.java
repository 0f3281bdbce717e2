package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.remote.EmbeddingsRequest.EncodingFormat;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@link StatesRequest}. Of passages: what {@link EmbeddingsResponse} has, and compressed states. Of a question: its states alone.
 *
 * @param embeddings of passages; null for a question
 * @param states in base64, in the order of the request: compressed as they are stored for passages, little-endian 32-bit floats for a question
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record StatesResponse(@Nullable EmbeddingsResponse embeddings, List<String> states) {

    public StatesResponse {
        states = states == null ? List.of() : List.copyOf(states);
    }

    /** What the engine makes of a request. */
    public static StatesResponse of(Embedder embedder, StatesRequest request) {
        return switch (request.inputType()) {
            case PASSAGE -> of(embedder.model().name(), embedder.embedWithStates(request.input()));
            case QUERY ->
                new StatesResponse(
                        null,
                        request.input().stream()
                                .map(question -> base64(embedder.questionStates(question)))
                                .toList());
        };
    }

    private static StatesResponse of(String model, PassageVectors made) {
        Embeddings embeddings = made.embeddings();
        return new StatesResponse(
                EmbeddingsResponse.of(model, embeddings, EncodingFormat.BASE64),
                made.states().stream()
                        .map(states -> Base64.getEncoder().encodeToString(states.toBytes()))
                        .toList());
    }

    private static String base64(QuestionStates states) {
        float[] values = states.toArray();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /** Empty when they are something else. @throws IllegalArgumentException when it is not base64 */
    static Optional<CompressedStates> passage(String base64, int dimension) {
        return CompressedStates.read(Base64.getDecoder().decode(base64), dimension);
    }

    /** Empty when they are no whole number of states, or hold what is no finite number. @throws IllegalArgumentException when it is not base64 */
    static Optional<QuestionStates> question(String base64, int dimension) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length % (dimension * Float.BYTES) != 0) {
            return Optional.empty();
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return Optional.empty();
            }
        }
        return Optional.of(new QuestionStates(values, dimension));
    }
}
