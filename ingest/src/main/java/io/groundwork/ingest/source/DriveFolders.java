package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The folders of a drive, by id: delta tells of items by their parent's id, and paths follow from that. Used by one thread. */
final class DriveFolders {

    private static final int DEEPEST = 400;

    private final Map<String, Folder> folders = new HashMap<>();

    /** @return whether it was known under another name or elsewhere before */
    boolean put(String id, JsonNode item) {
        boolean isRoot = item.has("root");
        Folder now = new Folder(
                isRoot ? "" : item.path("name").asText(),
                isRoot ? "" : item.path("parentReference").path("id").asText(""));
        Optional<Folder> before = Optional.ofNullable(folders.put(id, now));
        return before.filter(was -> !was.equals(now)).isPresent();
    }

    void remove(String id) {
        folders.remove(id);
    }

    /** Of an item, from the drive's root, without a slash at its beginning. */
    String path(JsonNode item) {
        StringBuilder path = new StringBuilder(item.path("name").asText());
        String parent = item.path("parentReference").path("id").asText("");
        for (int depth = 0; depth < DEEPEST && folders.containsKey(parent); depth++) {
            Folder folder = folders.get(parent);
            if (!folder.name().isEmpty()) {
                path.insert(0, folder.name() + "/");
            }
            parent = folder.parent();
        }
        return path.toString();
    }

    JsonNode write(ObjectMapper json) {
        ObjectNode written = json.createObjectNode();
        folders.forEach((id, folder) -> written.putArray(id).add(folder.name()).add(folder.parent()));
        return written;
    }

    static DriveFolders read(JsonNode written) {
        DriveFolders read = new DriveFolders();
        written.properties()
                .forEach(entry -> read.folders.put(
                        entry.getKey(),
                        new Folder(
                                entry.getValue().path(0).asText(),
                                entry.getValue().path(1).asText())));
        return read;
    }

    private record Folder(String name, String parent) {}
}
