package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.bench.VectorStore.StoredFile;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a drill left behind, held against what was promised: asked through the API, and counted in the database. */
final class Aftermath {

    private static final String ORPHANS = """
            SELECT count(*) FROM passage p LEFT JOIN membership m USING (collection_id, document_id)
            WHERE p.collection_id = ? AND (m.version IS DISTINCT FROM p.version OR m.status <> 'completed')
            """;

    private static final String STUCK =
            "SELECT count(*) FROM job WHERE collection_id = ? AND state IN ('queued', 'running')";

    private static final String CHECKPOINTS = """
            SELECT count(*) FROM embedded_text e JOIN membership m USING (document_id) WHERE m.collection_id = ?
            """;

    private final GroundworkApi api;
    private final VectorStore store;
    private final DrillFiles files;
    private final Map<String, String> accepted;
    private final int count;

    /**
     * @param accepted file id by key, of all that the system has said it will see to
     * @param count how many files there are
     */
    Aftermath(GroundworkApi api, VectorStore store, DrillFiles files, Map<String, String> accepted, int count) {
        this.api = api;
        this.store = store;
        this.files = files;
        this.accepted = accepted;
        this.count = count;
    }

    List<Promise> judged(Victims victims) throws SQLException {
        List<StoredFile> stored = store.files("");
        Set<String> ids = new HashSet<>(stored.stream().map(StoredFile::id).toList());
        long lost = accepted.values().stream().filter(id -> !ids.contains(id)).count();
        long completed = stored.stream()
                .filter(file -> file.status().equals("completed"))
                .count();
        List<StoredFile> failed =
                stored.stream().filter(file -> file.status().equals("failed")).toList();
        long silent = failed.stream().filter(file -> file.error().isBlank()).count();
        List<Promise> promises = new ArrayList<>();
        promises.add(new Promise(
                "%d accepted files, none lost".formatted(accepted.size()), "%d lost".formatted(lost), lost == 0));
        promises.add(eachOnce(stored, ids.size()));
        promises.add(new Promise(
                "each completed, or failed with a reason",
                "%d completed, %d failed, %d of them silently".formatted(completed, failed.size(), silent),
                completed + failed.size() == stored.size() && silent == 0));
        promises.add(failedAreTheDamaged(failed));
        promises.add(foundOnce());
        try (Connection database = victims.database()) {
            promises.add(none(database, "no passage of a broken-off try", ORPHANS));
            promises.add(none(database, "no job stuck", STUCK));
            promises.add(none(database, "no checkpoint left behind", CHECKPOINTS));
        }
        return promises;
    }

    private Promise eachOnce(List<StoredFile> stored, int different) {
        Map<String, Long> byKey =
                stored.stream().collect(Collectors.groupingBy(StoredFile::key, Collectors.counting()));
        long wrong = IntStream.range(0, count)
                .filter(number -> byKey.getOrDefault(files.key(number), 0L) != files.documentsOf(number))
                .count();
        return new Promise(
                "each, and each attachment, is in the store once",
                "%d entries, %d different, %d files with too few or too many"
                        .formatted(stored.size(), different, wrong),
                stored.size() == different && byKey.size() == accepted.size() && wrong == 0);
    }

    private Promise failedAreTheDamaged(List<StoredFile> failed) {
        List<String> damaged = IntStream.range(0, count)
                .filter(files::isDamaged)
                .mapToObj(files::key)
                .toList();
        List<String> keys = failed.stream().map(StoredFile::key).sorted().toList();
        return new Promise(
                "those that failed are the damaged ones",
                "%d failed, %d damaged".formatted(keys.size(), damaged.size()),
                keys.equals(damaged));
    }

    /** Each file's own word finds that file alone, no passage of it twice, and nothing that a broken-off try left behind. */
    private Promise foundOnce() {
        int wrong = 0;
        int asked = 0;
        for (int number = 0; number < count; number++) {
            if (files.isDamaged(number)) {
                continue;
            }
            asked++;
            JsonNode answer = api.post(
                    "/api/v1/search",
                    Map.of(
                            "query", files.mark(number),
                            "collections", List.of(store.id()),
                            "limit", 100,
                            "stages", List.of("lexical")));
            if (!onceEach(answer.path("results").path(0).path("hits"), files.key(number), files.documentsOf(number))) {
                wrong++;
            }
        }
        return new Promise(
                "each is found by its own word, no passage twice",
                "%d of %d".formatted(asked - wrong, asked),
                wrong == 0);
    }

    private static boolean onceEach(JsonNode hits, String key, int documents) {
        Set<String> spans = new HashSet<>();
        Set<String> versions = new HashSet<>();
        for (JsonNode hit : hits) {
            JsonNode location = hit.path("location");
            String document = hit.path("file_id").asText();
            versions.add(document + " " + hit.path("version").asInt());
            if (!hit.path("attributes").path("_id").asText().equals(key)
                    || !spans.add("%s %d-%d"
                            .formatted(
                                    document,
                                    location.path("start").asInt(),
                                    location.path("end").asInt()))) {
                return false;
            }
        }
        return versions.size() == documents;
    }

    private Promise none(Connection database, String promised, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setObject(1, store.uuid());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Promise(promised, "%d".formatted(row.getLong(1)), row.getLong(1) == 0);
            }
        }
    }
}
