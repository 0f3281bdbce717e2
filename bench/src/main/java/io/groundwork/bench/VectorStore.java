package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/** One vector store of the running system. */
final class VectorStore {

    private final GroundworkApi api;
    private final String id;

    VectorStore(GroundworkApi api, String id) {
        this.api = api;
        this.id = id;
    }

    /** How many files of the store are in which state. */
    record Counts(int inProgress, int completed, int failed, int cancelled) {}

    /**
     * A file of the store.
     *
     * @param status in_progress, completed, failed or cancelled
     * @param error why it failed; empty when it did not, or no reason is given
     * @param key the attribute {@code _id} that this program gives, to what lies within a file too; empty for other files
     * @param parent the file that it lay within; empty where it was uploaded by itself
     */
    record StoredFile(String id, String name, String status, String error, String key, int version, String parent) {

        private static StoredFile of(JsonNode file) {
            return new StoredFile(
                    file.path("id").asText(),
                    file.path("filename").asText(""),
                    file.path("status").asText(),
                    file.path("last_error").path("message").asText(""),
                    file.path("attributes").path("_id").asText(""),
                    file.path("version").asInt(0),
                    file.path("parent_id").asText(""));
        }
    }

    static VectorStore create(GroundworkApi api, String name, Map<String, String> metadata) {
        JsonNode created = api.post("/v1/vector_stores", Map.of("name", name, "metadata", metadata));
        return new VectorStore(api, created.path("id").asText());
    }

    /** The newest store with exactly this name whose metadata holds all of {@code metadata}. */
    static Optional<VectorStore> find(GroundworkApi api, String name, Map<String, String> metadata) {
        String after = "";
        while (true) {
            JsonNode page = api.get("/v1/vector_stores?limit=100&order=desc" + after);
            for (JsonNode store : page.path("data")) {
                boolean same = metadata.entrySet().stream().allMatch(entry -> store.path("metadata")
                        .path(entry.getKey())
                        .asText("")
                        .equals(entry.getValue()));
                if (same && store.path("name").asText("").equals(name)) {
                    return Optional.of(new VectorStore(api, store.path("id").asText()));
                }
            }
            if (!page.path("has_more").asBoolean()) {
                return Optional.empty();
            }
            after = "&after=" + encoded(page.path("last_id").asText());
        }
    }

    String id() {
        return id;
    }

    /** The same in the database. */
    UUID uuid() {
        String digits = id.substring(id.indexOf('_') + 1);
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }

    Counts counts() {
        JsonNode counts = api.get(path()).path("file_counts");
        return new Counts(
                counts.path("in_progress").asInt(),
                counts.path("completed").asInt(),
                counts.path("failed").asInt(),
                counts.path("cancelled").asInt());
    }

    /** @param filter a status, or empty for all */
    List<StoredFile> files(String filter) {
        List<StoredFile> files = new ArrayList<>();
        String more = filter.isEmpty() ? "" : "&filter=" + filter;
        String after = "";
        while (true) {
            JsonNode page = api.get(path() + "/files?limit=100&order=asc" + more + after);
            page.path("data").forEach(file -> files.add(StoredFile.of(file)));
            if (!page.path("has_more").asBoolean()) {
                return files;
            }
            after = "&after=" + encoded(page.path("last_id").asText());
        }
    }

    /** Uploads a file and has it ingested. Returns its id; from then on the system has promised to see to it. */
    String add(Upload upload) {
        String file = api.upload(upload.fileName(), upload.mediaType(), upload.bytes());
        api.post(path() + "/files", Map.of("file_id", file, "attributes", Map.of("_id", upload.key())));
        return file;
    }

    /**
     * Uploads files and has all of them ingested by one request more, as OpenAI recommends for many.
     *
     * @param refused is told of each that was not taken, and why; the others go on
     */
    void addAll(List<Upload> uploads, BiConsumer<Upload, BenchException> refused) {
        List<Upload> taken = new ArrayList<>();
        List<Map<String, Object>> files = new ArrayList<>();
        for (Upload upload : uploads) {
            try {
                String file = api.upload(upload.fileName(), upload.mediaType(), upload.bytes());
                files.add(Map.of("file_id", file, "attributes", Map.of("_id", upload.key())));
                taken.add(upload);
            } catch (BenchException e) {
                refused.accept(upload, e);
            }
        }
        try {
            if (!files.isEmpty()) {
                api.post(path() + "/file_batches", Map.of("files", files));
            }
        } catch (BenchException e) {
            taken.forEach(upload -> refused.accept(upload, e));
        }
    }

    /** Deletes the store and every file in it. */
    void remove() {
        List<StoredFile> files = files("");
        api.delete(path());
        try (InFlight deletes = new InFlight(8)) {
            for (StoredFile file :
                    files.stream().filter(each -> each.parent().isEmpty()).toList()) {
                deletes.start(() -> api.delete("/v1/files/" + encoded(file.id())));
            }
        }
    }

    private String path() {
        return "/v1/vector_stores/" + encoded(id);
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }
}
