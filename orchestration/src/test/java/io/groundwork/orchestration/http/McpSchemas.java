package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import java.util.Map;
import java.util.Set;

/** How the official client of the Model Context Protocol holds what tools answer against their schemas. */
final class McpSchemas implements JsonSchemaValidator {

    private final ObjectMapper json = new ObjectMapper();
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    @Override
    public ValidationResponse validate(Map<String, Object> schema, Object content) {
        JsonNode answer = json.valueToTree(content);
        Set<ValidationMessage> faults =
                schemas.getSchema(json.<JsonNode>valueToTree(schema)).validate(answer);
        return faults.isEmpty()
                ? ValidationResponse.asValid(answer.toString())
                : ValidationResponse.asInvalid(faults.toString());
    }
}
