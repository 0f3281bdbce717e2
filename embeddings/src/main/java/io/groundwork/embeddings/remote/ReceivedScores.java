package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.EmbeddingException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads scores that another server sent, and trusts none: as many as texts, each text's once, each a finite number. What is not so is an
 * {@link EmbeddingException} that names the server, and never a score.
 *
 * @param server who sent them
 * @param field that holds the number
 */
record ReceivedScores(URI server, String field) {

    /**
     * @param list objects of {@code index}, the place of a text from 0, and the score, in any order
     * @return shape {@code [texts]}, in the order of the texts
     */
    List<Float> read(JsonNode list, int texts) {
        if (!list.isArray()) {
            throw failure("answered with something else than a list of scores");
        }
        if (list.size() != texts) {
            throw failure("gave %d scores for %d texts".formatted(list.size(), texts));
        }
        @Nullable Float[] places = new Float[texts];
        for (JsonNode item : list) {
            int index = item.path("index").isInt() ? item.path("index").intValue() : -1;
            if (index < 0 || index >= texts || places[index] != null) {
                throw failure("gave two scores for one text, or one for a text that it was not asked for");
            }
            places[index] = number(item.path(field));
        }
        return Arrays.stream(places).map(Objects::requireNonNull).toList();
    }

    private float number(JsonNode sent) {
        float score = sent.isNumber() ? sent.floatValue() : Float.NaN;
        if (!Float.isFinite(score)) {
            throw failure("sent a score that is no finite number");
        }
        return score;
    }

    private EmbeddingException failure(String what) {
        return new EmbeddingException("The reranking server at %s %s".formatted(server, what));
    }
}
