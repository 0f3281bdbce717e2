package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.chat.OutputForm;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the form that an answer is to have, as both of OpenAI's APIs write it. */
final class FormFields {

    private static final int MOST_CHARACTERS = 1_000_000;

    private FormFields() {}

    /** {@code response_format} of Chat Completions, where the schema stands under {@code json_schema}. */
    static OutputForm ofCompletions(@Nullable JsonNode format) {
        return form("response_format", format, "json_schema");
    }

    /** {@code text} of the Responses API, whose {@code format} holds the schema itself. */
    static OutputForm ofResponses(@Nullable JsonNode text) {
        return form("text.format", text == null ? null : text.path("format"), "");
    }

    private static OutputForm form(String field, @Nullable JsonNode format, String under) {
        if (format == null || format.isNull() || format.isMissingNode()) {
            return new OutputForm.Text();
        }
        String type = format.path("type").asText("");
        return switch (type) {
            case "text" -> new OutputForm.Text();
            case "json_object" -> new OutputForm.Json();
            case "json_schema" ->
                under.isEmpty() ? schema(field, format) : schema(field + "." + under, format.path(under));
            default ->
                throw Problem.INVALID_REQUEST.because(
                        field + ".type", "'%s.type' must be text, json_object or json_schema.".formatted(field));
        };
    }

    private static OutputForm schema(String field, JsonNode named) {
        JsonNode schema = named.path("schema");
        if (!schema.isObject()) {
            throw Problem.INVALID_REQUEST.because(
                    field + ".schema", "'%s.schema' must be a JSON schema.".formatted(field));
        }
        String text = schema.toString();
        if (text.length() > MOST_CHARACTERS) {
            throw Problem.TOO_LARGE.because(
                    field + ".schema",
                    "'%s.schema' has %d characters; at most %d are read."
                            .formatted(field, text.length(), MOST_CHARACTERS));
        }
        return new OutputForm.Schema(
                ToolFields.name(field + ".name", named.path("name")),
                Optional.ofNullable(named.path("description").textValue()),
                text,
                named.path("strict").asBoolean(false));
    }
}
