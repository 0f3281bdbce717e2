package io.groundwork.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.ingest.source.SourceException.Kind;

/**
 * Where the next walk through a drive starts.
 *
 * @param link that delta gave
 * @param folders as they were then
 */
record DriveCursor(String link, DriveFolders folders) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    static DriveCursor parse(String text) {
        try {
            JsonNode cursor = JSON.readTree(text);
            return new DriveCursor(cursor.path("link").asText(), DriveFolders.read(cursor.path("folders")));
        } catch (JsonProcessingException e) {
            throw new SourceException(Kind.BROKEN, "The stored cursor cannot be read; start a walk with 'force'", e);
        }
    }

    @Override
    public String toString() {
        return JSON.createObjectNode()
                .put("link", link)
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("folders", folders.write(JSON))
                .toString();
    }
}
