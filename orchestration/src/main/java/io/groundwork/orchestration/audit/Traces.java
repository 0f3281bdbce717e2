package io.groundwork.orchestration.audit;

import io.groundwork.orchestration.sql.Statements;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads from the record where a model version has been: what a recall has to reach. Safe for use by many threads. */
@Singleton
public final class Traces {

    /** By the version, not the name: a name is given once, but a version that was removed may leave its name to another. */
    private static final String TOUCHED = """
            WITH touched AS (
                SELECT i.id, i.at, i.key_id, o.at AS ended, o.ending, o.model, o.body::jsonb AS body
                FROM decision_outcome o JOIN decision_intent i ON i.id = o.id
                WHERE o.model IN (?, '')
                    AND EXISTS (
                        SELECT FROM jsonb_array_elements(o.body::jsonb -> 'attempts') AS attempt
                        WHERE attempt ->> 'version' = ? AND attempt -> 'server' IS NOT NULL))
            """;

    private static final String SUMS = TOUCHED + """
            SELECT count(*) FILTER (WHERE model <> '') AS answers, count(*) FILTER (WHERE model = '') AS broken_off,
                min(at) AS first, max(at) AS last, max(ended) FILTER (WHERE model <> '') AS served
            FROM touched
            """;

    private static final String ANSWERS = TOUCHED + """
            SELECT t.id, t.at, t.ending, k.person_id FROM touched t LEFT JOIN person_key k ON k.id = t.key_id
            WHERE ?::uuid IS NULL OR (t.at, t.id) < (SELECT at, id FROM decision_intent WHERE id = ?::uuid)
            ORDER BY t.at DESC, t.id DESC LIMIT ?
            """;

    /** What the index of models and times gives in its order, from a place in it on: however far that is, no page costs more than another. */
    private static final String PAGE = """
            SELECT o.id, i.at, o.at AS ended, o.ending, k.person_id
            FROM decision_outcome o JOIN decision_intent i ON i.id = o.id LEFT JOIN person_key k ON k.id = i.key_id
            WHERE o.model = ? AND (o.at, o.id) < (?::timestamptz, ?::uuid)
                AND EXISTS (
                    SELECT FROM jsonb_array_elements(o.body::jsonb -> 'attempts') AS attempt
                    WHERE attempt ->> 'version' = ? AND attempt -> 'server' IS NOT NULL)
            ORDER BY o.at DESC, o.id DESC LIMIT ?
            """;

    private static final int AT_ONCE = 1_000;

    private static final String NODES = "SELECT count(*) FROM decision_node WHERE leased_until > now()";

    private static final String PEOPLE = TOUCHED + """
            SELECT DISTINCT k.person_id FROM touched t LEFT JOIN person_key k ON k.id = t.key_id
            """;

    /** Of an answer that broke off, the model that was asked last wrote what was shown. */
    private static final String DOCUMENTS = TOUCHED + """
            SELECT source ->> 'document' AS document, (source ->> 'version')::integer AS version, count(DISTINCT id) AS answers
            FROM touched, jsonb_array_elements(body -> 'sources') AS source
            WHERE source ->> 'use' = 'cited' AND (model <> '' OR ? = (
                SELECT attempt ->> 'version' FROM jsonb_array_elements(body -> 'attempts') WITH ORDINALITY AS tried (attempt, place)
                WHERE attempt -> 'server' IS NOT NULL ORDER BY place DESC LIMIT 1))
            GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 1000
            """;

    private final Statements statements;

    Traces(DataSource database) {
        this.statements = new Statements(database, "traces of models");
    }

    /** @param model the version's name */
    public Trace of(UUID version, String model) {
        String id = version.toString();
        List<Optional<UUID>> people =
                statements.query(PEOPLE, row -> Optional.ofNullable(row.getObject("person_id", UUID.class)), model, id);
        List<Trace.Cited> documents = statements.query(DOCUMENTS, Traces::cited, model, id, id);
        return statements
                .query(
                        SUMS,
                        row -> new Trace(
                                row.getLong("answers"),
                                row.getLong("broken_off"),
                                Statements.instant(row, "first"),
                                Statements.instant(row, "last"),
                                Statements.instant(row, "served"),
                                people.stream().flatMap(Optional::stream).toList(),
                                people.stream().filter(Optional::isEmpty).count(),
                                documents),
                        model,
                        id)
                .getFirst();
    }

    /**
     * The answers themselves, newest first, those that broke off too.
     *
     * @param after the last one of the page before
     */
    public List<Trace.Answered> answers(UUID version, String model, Optional<UUID> after, int most) {
        @Nullable String last = after.map(UUID::toString).orElse(null);
        return statements.query(ANSWERS, Traces::answered, model, version.toString(), last, last, most);
    }

    /**
     * All of them one after the other, those that it wrote before those that broke off, of each the one that ended last first. Nothing of the database is held while they are taken.
     */
    public void each(UUID version, String model, Consumer<Trace.Answered> taker) {
        for (String writer : List.of(model, "")) {
            List<Ended> page = page(version, writer, Ended.BEFORE_ALL);
            while (!page.isEmpty()) {
                page.forEach(ended -> taker.accept(ended.answer()));
                page = page(version, writer, page.getLast());
            }
        }
    }

    private List<Ended> page(UUID version, String writer, Ended after) {
        return statements.query(
                PAGE,
                row -> new Ended(
                        answered(row),
                        Statements.instant(row, "ended").orElse(Instant.EPOCH).toString()),
                writer,
                after.at(),
                after.answer().decision(),
                version.toString(),
                AT_ONCE);
    }

    /** @param at when it ended, as the database reads it */
    private record Ended(Trace.Answered answer, String at) {

        static final Ended BEFORE_ALL =
                new Ended(new Trace.Answered(new UUID(-1, -1), Instant.MAX, "", Optional.empty()), "infinity");
    }

    /** Processes that answer now. */
    public int nodes() {
        return statements.query(NODES, row -> row.getInt(1)).getFirst();
    }

    private static Trace.Answered answered(ResultSet row) throws SQLException {
        return new Trace.Answered(
                row.getObject("id", UUID.class),
                Statements.instant(row, "at").orElse(Instant.EPOCH),
                row.getString("ending"),
                Optional.ofNullable(row.getObject("person_id", UUID.class)));
    }

    private static Trace.Cited cited(ResultSet row) throws SQLException {
        @Nullable String document = row.getString("document");
        return new Trace.Cited(
                UUID.fromString(String.valueOf(document)), row.getInt("version"), row.getLong("answers"));
    }
}
