package io.groundwork.orchestration.sources;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The {@code source_item} table: what is known of a source's items, and which walk saw each last. Each method is one statement. */
@Singleton
final class SourceItems {

    private static final String COLUMNS =
            "SELECT external_id, key, mark, details, document_id, path, run_id FROM source_item ";

    private static final String FIND = COLUMNS + "WHERE source_id = ? AND external_id = ANY (?)";

    private static final String WITH_MARK = COLUMNS + """
            WHERE source_id = ? AND mark = ? AND run_id <> ?
            ORDER BY external_id
            LIMIT 1
            """;

    private static final String MARKS = """
            SELECT DISTINCT mark FROM source_item WHERE source_id = ? AND mark = ANY (?) AND run_id <> ?
            """;

    private static final String PUT = """
            INSERT INTO source_item (source_id, external_id, key, mark, details, document_id, path, run_id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source_id, external_id) DO UPDATE
            SET mark = excluded.mark, details = excluded.details, document_id = excluded.document_id, path = excluded.path,
                run_id = excluded.run_id
            """;

    private static final String RENAME =
            "UPDATE source_item SET external_id = ? WHERE source_id = ? AND external_id = ?";

    private static final String SEEN = """
            UPDATE source_item SET run_id = ? WHERE source_id = ? AND external_id = ANY (?) AND run_id <> ?
            """;

    private static final String UNSEEN = COLUMNS + """
            WHERE source_id = ? AND run_id <> ? AND external_id > ?
            ORDER BY external_id
            LIMIT ?
            """;

    private static final String UNSEEN_BELOW = COLUMNS + """
            WHERE source_id = ? AND run_id <> ? AND starts_with(path, ? || '/') AND external_id > ?
            ORDER BY external_id
            LIMIT ?
            """;

    /** Those that no document was ever made of do not count. */
    private static final String TALLY = """
            SELECT count(*) AS known, count(*) FILTER (WHERE run_id <> ?) AS unseen
            FROM source_item WHERE source_id = ? AND mark <> ''
            """;

    private static final String ALL = COLUMNS + "WHERE source_id = ? AND external_id > ? ORDER BY external_id LIMIT ?";

    private static final String DELETE = "DELETE FROM source_item WHERE source_id = ? AND external_id = ?";

    private final Statements sql;

    SourceItems(DataSource database) {
        this.sql = new Statements(database, "sources");
    }

    /** By external id; those that are not known are left out. */
    Map<String, Known> find(UUID source, Collection<String> externalIds) {
        return sql.query(FIND, SourceItems::known, source, externalIds.toArray(String[]::new)).stream()
                .collect(Collectors.toMap(Known::externalId, known -> known));
    }

    /** One that the walk has not seen and that has the mark. */
    Optional<Known> unseenWith(UUID source, String mark, UUID run) {
        return sql.query(WITH_MARK, SourceItems::known, source, mark, run).stream()
                .findFirst();
    }

    /** Those of the marks that belong to items which the walk has not seen. */
    Set<String> unseenMarks(UUID source, Collection<String> marks, UUID run) {
        return Set.copyOf(sql.query(MARKS, row -> row.getString("mark"), source, marks.toArray(String[]::new), run));
    }

    void put(UUID source, Known item) {
        @Nullable UUID document = item.document().orElse(null);
        sql.update(
                PUT,
                source,
                item.externalId(),
                item.key(),
                item.mark(),
                item.details(),
                document,
                item.path(),
                item.run());
    }

    /** The same item under another id. */
    void rename(UUID source, String from, String to) {
        sql.update(RENAME, to, source, from);
    }

    /** @return how many had not been seen by this walk before */
    int seen(UUID source, Collection<String> externalIds, UUID run) {
        return sql.update(SEEN, run, source, externalIds.toArray(String[]::new), run);
    }

    /** A page of what the walk has not seen, by external id. */
    List<Known> unseen(UUID source, UUID run, String after, int limit) {
        return sql.query(UNSEEN, SourceItems::known, source, run, after, limit);
    }

    /** The same of what lies below a folder, whose path has no slash at its end. */
    List<Known> unseenBelow(UUID source, String folder, UUID run, String after, int limit) {
        return sql.query(UNSEEN_BELOW, SourceItems::known, source, run, folder, after, limit);
    }

    Tally tally(UUID source, UUID run) {
        return sql.query(TALLY, row -> new Tally(row.getLong("known"), row.getLong("unseen")), run, source)
                .getFirst();
    }

    /** A page of everything, by external id. */
    List<Known> all(UUID source, String after, int limit) {
        return sql.query(ALL, SourceItems::known, source, after, limit);
    }

    void delete(UUID source, String externalId) {
        sql.update(DELETE, source, externalId);
    }

    private static Known known(ResultSet row) throws SQLException {
        return new Known(
                row.getString("external_id"),
                row.getString("key"),
                row.getString("mark"),
                row.getString("details"),
                Optional.ofNullable(row.getObject("document_id", UUID.class)),
                row.getString("path"),
                row.getObject("run_id", UUID.class));
    }

    /** How many documents are known, and how many of them a walk has not seen. */
    record Tally(long known, long unseen) {}

    /**
     * An item as the last walk left it.
     *
     * @param key the document's external id in its collection
     * @param mark empty: there is no document, its bytes could not be had
     * @param details what {@link Details} says of it
     * @param run the walk that last saw it
     */
    record Known(
            String externalId,
            String key,
            String mark,
            String details,
            Optional<UUID> document,
            String path,
            UUID run) {

        Known seenBy(UUID walk) {
            return new Known(externalId, key, mark, details, document, path, walk);
        }

        boolean hasDocument() {
            return !mark.isEmpty();
        }
    }
}
