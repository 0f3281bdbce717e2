package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import java.util.ArrayList;
import java.util.List;

/** Texts that somebody wants vectors or scores of, as requests hold them. */
final class TextInputs {

    private static final int MAX_CHARACTERS = 1_000_000;

    private TextInputs() {}

    /**
     * The texts, in order.
     *
     * @param sent a string or a list of strings
     * @throws ProblemException naming {@code field} when it is something else, empty or too much
     */
    static List<String> of(String field, JsonNode sent, int most) {
        if (!sent.isTextual() && !sent.isArray()) {
            throw Problem.INVALID_REQUEST.because(
                    field, "'%s' must be a string or a list of strings.".formatted(field));
        }
        if (sent.isArray() && sent.isEmpty()) {
            throw Problem.EMPTY_INPUT.because(field, "'%s' must hold 1 to %d texts.".formatted(field, most));
        }
        if (sent.size() > most) {
            throw Problem.TOO_MANY_INPUTS.because(
                    field, "'%s' holds %d texts; the most is %d.".formatted(field, sent.size(), most));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode text : sent.isArray() ? sent : List.of(sent)) {
            texts.add(checked(field, text));
        }
        return texts;
    }

    private static String checked(String field, JsonNode text) {
        if (!text.isTextual()) {
            throw Problem.INVALID_REQUEST.because(
                    field,
                    "'%s' must be text; the numbers of another model's tokens mean nothing here.".formatted(field));
        }
        String value = text.textValue();
        if (value.isEmpty()) {
            throw Problem.EMPTY_INPUT.because(field, "A text of '%s' is empty.".formatted(field));
        }
        if (value.length() > MAX_CHARACTERS) {
            throw Problem.INVALID_REQUEST.because(
                    field,
                    "A text of '%s' has %d characters; the most is %d."
                            .formatted(field, value.length(), MAX_CHARACTERS));
        }
        return value;
    }

    /** How many of its first dimensions a vector is to have: all where nothing is said. */
    static int dimensions(JsonNode wanted, EmbeddingModel model) {
        int all = model.dimension();
        if (wanted.isMissingNode() || wanted.isNull()) {
            return all;
        }
        if (!wanted.isInt() || wanted.intValue() < 1 || wanted.intValue() > all) {
            throw Problem.INVALID_REQUEST.because("dimensions", "'dimensions' must be within 1 to %d.".formatted(all));
        }
        return wanted.intValue();
    }

    /** For callers who did not say that a text may be cut. */
    static void refuseCut(String field, Embeddings made, EmbeddingModel model) {
        if (!made.cut().isEmpty()) {
            throw tooLong(field, made.cut().getFirst(), model);
        }
    }

    /** @param place of the text, from 0 */
    static ProblemException tooLong(String field, int place, EmbeddingModel model) {
        return Problem.INVALID_REQUEST.because(
                field,
                "Text %d of '%s', counted from 0, is longer than the %d tokens that %s reads. Shorten it, or send \"truncate\": true to have its beginning read."
                        .formatted(place, field, model.maxTokens(), model.name()));
    }
}
