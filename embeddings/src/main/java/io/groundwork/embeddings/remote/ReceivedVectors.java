package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads vectors that another server sent, and trusts none: as many as texts, each at its own place, of the right dimension, of finite numbers that
 * are not all zero. What is not so is an {@link EmbeddingException} that names the server, and never a vector.
 *
 * @param server who sent them
 * @param dimension that they must have
 */
record ReceivedVectors(URI server, int dimension) {

    /** How far from 1 the length of a vector may be that is to be taken as it is. */
    private static final double TOLERANCE = 1e-3;

    /** OpenAI's form: each says which text it belongs to. */
    List<Embedding> read(List<EmbeddingsResponse.Item> items, int texts) {
        expect(items.size(), texts);
        @Nullable Embedding[] places = new Embedding[texts];
        for (EmbeddingsResponse.Item item : items) {
            if (item.index() < 0 || item.index() >= texts || places[item.index()] != null) {
                throw failure("gave two vectors for one text, or one for a text that it was not asked for (index %d)"
                        .formatted(item.index()));
            }
            places[item.index()] = vector(item.embedding());
        }
        return Arrays.stream(places).map(Objects::requireNonNull).toList();
    }

    /** TEI's form: a list in the order of the texts. */
    List<Embedding> read(JsonNode list, int texts) {
        if (!list.isArray()) {
            throw failure("answered with something else than a list of vectors");
        }
        expect(list.size(), texts);
        List<Embedding> vectors = new ArrayList<>();
        list.forEach(vector -> vectors.add(vector(vector)));
        return List.copyOf(vectors);
    }

    void expect(int answers, int texts) {
        if (answers != texts) {
            throw failure("gave %d answers for %d texts".formatted(answers, texts));
        }
    }

    /** Compressed states of a passage, in base64. */
    CompressedStates states(String sent) {
        try {
            return StatesResponse.passage(sent, dimension)
                    .orElseThrow(() -> failure("sent states of tokens that are none"));
        } catch (IllegalArgumentException e) {
            throw new EmbeddingException(said("sent states of tokens that are not base64"), e);
        }
    }

    /** States of a question, in base64. */
    QuestionStates questionStates(String sent) {
        try {
            return StatesResponse.question(sent, dimension)
                    .orElseThrow(() -> failure("sent states of a question that are none"));
        } catch (IllegalArgumentException e) {
            throw new EmbeddingException(said("sent states of a question that are not base64"), e);
        }
    }

    private Embedding vector(@Nullable JsonNode sent) {
        if (sent == null || (!sent.isTextual() && !sent.isArray())) {
            throw failure("sent a vector that is neither base64 nor a list of numbers");
        }
        float[] values = sent.isTextual() ? decoded(sent.textValue()) : numbers(sent);
        if (values.length != dimension) {
            throw failure(
                    "sent a vector of %d dimensions; the model that is set has %d".formatted(values.length, dimension));
        }
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        if (!Double.isFinite(length) || length < 1e-6) {
            throw failure("sent a vector that points nowhere: of numbers that are not finite, or all zero");
        }
        if (Math.abs(length - 1) > TOLERANCE) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] / length);
            }
        }
        return new Embedding(values);
    }

    private float[] decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            float[] values = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        } catch (IllegalArgumentException e) {
            throw new EmbeddingException(said("sent a vector that is not base64"), e);
        }
    }

    /** A null, a NaN in words or anything else that is no number becomes NaN, which is refused with the vector. */
    private static float[] numbers(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode number = list.get(i);
            values[i] = number.isNumber() ? number.floatValue() : Float.NaN;
        }
        return values;
    }

    EmbeddingException failure(String what) {
        return new EmbeddingException(said(what));
    }

    private String said(String what) {
        return "The embedding server at %s %s".formatted(server, what);
    }
}
