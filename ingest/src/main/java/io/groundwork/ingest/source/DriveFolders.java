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

    /**
     * @param sharing what tells one way of sharing it from another; empty: not known
     * @return whether it is as it was before; never where its sharing is not known
     */
    boolean put(String id, JsonNode item, String sharing) {
        boolean isRoot = item.has("root");
        Folder now = new Folder(
                isRoot ? "" : item.path("name").asText(),
                isRoot ? "" : item.path("parentReference").path("id").asText(""),
                sharing);
        Optional<Folder> before = Optional.ofNullable(folders.put(id, now));
        return before.filter(was -> was.equals(now)).isPresent();
    }

    /** As they are now; what changes later does not change the copy. */
    DriveFolders copy() {
        DriveFolders copy = new DriveFolders();
        copy.folders.putAll(folders);
        return copy;
    }

    /** Of a folder, from the drive's root, without slashes at its ends; empty for the root, and for one that is not known. */
    Optional<String> path(String id) {
        return Optional.ofNullable(folders.get(id))
                .filter(folder -> !folder.name().isEmpty())
                .map(folder -> path(folder.name(), folder.parent()));
    }

    void remove(String id) {
        folders.remove(id);
    }

    /** Of an item, from the drive's root, without a slash at its beginning. */
    String path(JsonNode item) {
        return path(
                item.path("name").asText(),
                item.path("parentReference").path("id").asText(""));
    }

    private String path(String name, String above) {
        StringBuilder path = new StringBuilder(name);
        String parent = above;
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
        folders.forEach((id, folder) ->
                written.putArray(id).add(folder.name()).add(folder.parent()).add(folder.sharing()));
        return written;
    }

    static DriveFolders read(JsonNode written) {
        DriveFolders read = new DriveFolders();
        written.properties()
                .forEach(entry -> read.folders.put(
                        entry.getKey(),
                        new Folder(
                                entry.getValue().path(0).asText(),
                                entry.getValue().path(1).asText(),
                                entry.getValue().path(2).asText(""))));
        return read;
    }

    private record Folder(String name, String parent, String sharing) {}
}
