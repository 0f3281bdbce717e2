package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Holds each successful JSON answer under {@code /v1} against the schema that OpenAI publishes for it: {@code openai-responses.json}, the
 * answers' part of their OpenAPI description. Routes that they do not have pass.
 */
final class OpenAiContract implements Filter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode PUBLISHED = published();
    private static final List<Route> ROUTES = routes();

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification expected, FilterContext context) {
        Response response = context.next(request, expected);
        String type = Optional.ofNullable(response.contentType()).orElse("");
        if (response.statusCode() / 100 == 2 && type.startsWith("application/json")) {
            check(request.getMethod(), URI.create(request.getURI()).getPath(), response.asString());
        }
        return response;
    }

    /** @throws AssertionError naming each place where the answer is not as published */
    static void check(String method, String path, String answer) {
        ROUTES.stream().filter(route -> route.isOf(method, path)).findFirst().ifPresent(route -> assertThat(
                        route.faults(answer))
                .as("what OpenAI's description of %s %s does not allow", method, path)
                .isEmpty());
    }

    /**
     * @param name of the description's schema for it
     * @throws AssertionError when one event of a stream is not as published
     */
    static void checkEvent(String name, String event) {
        ObjectNode schema = JSON.createObjectNode().put("$ref", "#/components/schemas/" + name);
        assertThat(schema(schema).validate(read(event)))
                .as("what OpenAI's description of %s does not allow in %s", name, event)
                .isEmpty();
    }

    private record Route(String method, Pattern path, JsonSchema schema) {

        boolean isOf(String method, String path) {
            return this.method.equalsIgnoreCase(method)
                    && this.path.matcher(path).matches();
        }

        Set<ValidationMessage> faults(String answer) {
            return schema.validate(read(answer));
        }
    }

    /** Clients ask for vectors in base64 as well, which the description forgets; places in documents are what we add, never replacing. */
    private static void amend(JsonNode schemas) {
        ObjectNode vector = (ObjectNode) schemas.at("/Embedding/properties/embedding");
        vector.putArray("type").add("array").add("string");
        ((ObjectNode) schemas.path("VectorStoreSearchResultContentObject")).remove("additionalProperties");
        // "nullable" beside a reference, which validators of JSON schema do not read: the count is null in all pieces
        // but the last.
        ObjectNode chunk = (ObjectNode) schemas.at("/CreateChatCompletionStreamResponse/properties");
        ArrayNode count = chunk.putObject("usage").putArray("anyOf");
        count.addObject().put("$ref", "#/components/schemas/CompletionUsage");
        count.addObject().put("type", "null");
    }

    private static JsonNode published() {
        try (InputStream file = OpenAiContract.class.getResourceAsStream("/openai-responses.json")) {
            JsonNode published = JSON.readTree(file);
            amend(published.at("/components/schemas"));
            return published;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        PUBLISHED.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> {
                    JsonNode schema =
                            method.getValue().findValue("application/json").path("schema");
                    Pattern pattern = Pattern.compile("/v1" + path.getKey().replaceAll("\\{[^}]*}", "[^/]+"));
                    routes.add(new Route(method.getKey().toUpperCase(Locale.ROOT), pattern, schema(schema.deepCopy())));
                }));
        return List.copyOf(routes);
    }

    private static JsonSchema schema(ObjectNode schema) {
        schema.set("components", PUBLISHED.path("components"));
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
