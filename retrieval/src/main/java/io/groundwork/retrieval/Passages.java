package io.groundwork.retrieval;

import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.CollectionStatistics.Change;
import io.groundwork.retrieval.lexical.Bm25;
import io.groundwork.retrieval.vector.Slot;
import io.groundwork.retrieval.vector.Space;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes the {@code passage}, {@code passage_words} and {@code term} tables, which change in the same statements. The caller holds the lock on the collection's
 * row, so that no two write for one collection at once.
 */
final class Passages {

    /** So many passages go in one statement: some megabytes of parameters, most of them states of tokens. */
    private static final int BATCH = 200;

    private static final String INSERT = """
            WITH incoming AS MATERIALIZED (
                SELECT i.*, i.read::tsvector AS words
                FROM unnest(?::integer[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::integer[], ?::integer[], ?::integer[], ?::integer[],
                        ?::text[], ?::integer[], ?::integer[], ?::integer[], ?::integer[], ?::bytea[], ?::bytea[])
                    AS i (ordinal, read, text_hash, text, context, headings, embedding, other_embedding, page, page_end, span_start, span_end,
                        sheet, row_start, row_end, section_start, section_end, states, other_states)
            ), measured AS MATERIALIZED (
                SELECT incoming.*, ?::float8 AS k1, ?::float8 AS b, ?::float8 AS average,
                    (SELECT coalesce(sum(cardinality(positions)), 0) FROM unnest(words)) AS length
                FROM incoming
            ), stored AS (
                INSERT INTO passage (collection_id, document_id, version, ordinal, space_id, other_space_id, readers, page, page_end,
                    span_start, span_end, sheet, row_start, row_end, section_start, section_end,
                    headings, embedding, other_embedding, text, context, text_hash, states, other_states)
                SELECT c.id, d.id, ?, ordinal, s.id, s.other_id,
                    (SELECT array_agg(principal_id) FROM document_reader
                        WHERE collection_id = c.id AND document_id = (
                            SELECT coalesce(root_id, document_id) FROM membership
                            WHERE collection_id = c.id AND document_id = d.id)),
                    page, page_end, span_start, span_end,
                    nullif(sheet, ''), nullif(row_start, 0), nullif(row_end, 0), section_start, section_end,
                    headings::text[], embedding::halfvec, other_embedding::halfvec, text, context, text_hash,
                    coalesce(states, (SELECT e.states FROM embedded_text e
                        WHERE e.document_id = d.id AND e.space_id = s.id AND e.text_hash = measured.text_hash)),
                    coalesce(other_states, (SELECT e.states FROM embedded_text e
                        WHERE e.document_id = d.id AND e.space_id = s.other_id AND e.text_hash = measured.text_hash))
                FROM measured, (VALUES (?::integer, ?::integer)) AS s (id, other_id),
                    (VALUES (?::uuid)) AS c (id), (VALUES (?::uuid)) AS d (id)
                RETURNING id, collection_id, document_id, ordinal, readers
            ), worded AS (
                INSERT INTO passage_words (id, collection_id, document_id, ordinal, readers, language, length, weights, words)
                SELECT id, collection_id, document_id, ordinal, readers, ?, length, ({weights}), words
                FROM stored JOIN measured USING (ordinal)
                RETURNING collection_id, language, words, length
            ), counted AS (
                INSERT INTO term (collection_id, lexeme, passages)
                SELECT collection_id, lexeme, count(*) FROM worded, unnest(words)
                GROUP BY collection_id, lexeme
                ORDER BY collection_id, lexeme
                ON CONFLICT (collection_id, lexeme) DO UPDATE SET passages = term.passages + excluded.passages
            ), spoken AS (
                INSERT INTO collection_language AS l (collection_id, language, passages)
                SELECT collection_id, language, count(*) FROM worded GROUP BY collection_id, language
                ON CONFLICT (collection_id, language) DO UPDATE SET passages = l.passages + excluded.passages
            )
            SELECT count(*) AS passages, coalesce(sum(length), 0) AS lexemes FROM worded
            """.replace("{weights}", Bm25.WEIGHTS);

    private static final String DELETE = """
            WITH passages AS (
                DELETE FROM passage WHERE collection_id = ? AND document_id = ? RETURNING id
            ), gone AS (
                DELETE FROM passage_words w USING passages p WHERE w.id = p.id
                RETURNING w.collection_id, w.language, w.words, w.length
            ), lost AS MATERIALIZED (
                SELECT collection_id, lexeme, count(*) AS passages FROM gone, unnest(words)
                GROUP BY collection_id, lexeme
            ), fewer AS (
                UPDATE term t SET passages = t.passages - l.passages
                FROM lost l
                WHERE t.collection_id = l.collection_id AND t.lexeme = l.lexeme COLLATE "C" AND t.passages > l.passages
            ), none AS (
                DELETE FROM term t USING lost l
                WHERE t.collection_id = l.collection_id AND t.lexeme = l.lexeme COLLATE "C" AND t.passages <= l.passages
            ), unspoken AS (
                UPDATE collection_language c SET passages = c.passages - g.passages
                FROM (SELECT collection_id, language, count(*) AS passages FROM gone GROUP BY collection_id, language) AS g
                WHERE c.collection_id = g.collection_id AND c.language = g.language
            )
            SELECT count(*) AS passages, coalesce(sum(length), 0) AS lexemes FROM gone
            """;

    private static final String REWEIGH = """
            UPDATE passage_words w SET weights = (
                SELECT ({weights})
                FROM (SELECT c.k1::float8 AS k1, c.b::float8 AS b, c.weighted_length::float8 AS average) AS settings)
            FROM collection c JOIN passage p ON p.collection_id = c.id
            WHERE c.id = ? AND w.id = p.id AND p.document_id > ? AND p.document_id <= ?
            """.replace("{weights}", Bm25.WEIGHTS);

    private static final String REWEIGH_ALL = REWEIGH.replace("AND p.document_id > ? AND p.document_id <= ?", "");

    /** The last of the next documents that together have about so many passages. */
    private static final String NEXT = """
            SELECT document_id FROM (
                SELECT document_id FROM passage WHERE collection_id = ? AND document_id > ?
                ORDER BY document_id LIMIT ?
            ) AS batch
            ORDER BY document_id DESC LIMIT 1
            """;

    private static final String SET_READERS = """
            WITH passages AS (
                UPDATE passage SET readers = nullif(?::uuid[], '{}')
                WHERE collection_id = ? AND document_id = ANY (ARRAY(
                    SELECT document_id FROM membership WHERE collection_id = ? AND document_id = ?
                    UNION ALL SELECT document_id FROM membership WHERE collection_id = ? AND root_id = ?))
                RETURNING id, readers
            )
            UPDATE passage_words w SET readers = p.readers FROM passages p WHERE w.id = p.id
            """;

    private static final String LIST = """
            SELECT ordinal, text, context, headings, span_start, span_end, page, page_end,
                sheet, row_start, row_end, section_start, section_end
            FROM passage
            WHERE collection_id = ? AND document_id = ? AND ordinal >= ?
            ORDER BY version, ordinal
            LIMIT ?
            """;

    private static final String DELETE_ALL = """
            WITH passages AS (
                DELETE FROM passage WHERE collection_id = ? RETURNING id
            )
            DELETE FROM passage_words w USING passages p WHERE w.id = p.id
            """;

    private Passages() {}

    /** Adds the passages of a document that has none. */
    static Change insert(
            Connection connection, CollectionStatistics collection, Replacement replacement, ReadWords words)
            throws SQLException {
        Change sum = new Change(0, 0);
        int size = replacement.passages().size();
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (int from = 0; from < size; from += BATCH) {
                bind(statement, collection, replacement, words, from, Math.min(size, from + BATCH));
                Change added = change(statement);
                sum = new Change(sum.passages() + added.passages(), sum.lexemes() + added.lexemes());
            }
        }
        return sum;
    }

    private static void bind(
            PreparedStatement statement,
            CollectionStatistics collection,
            Replacement replacement,
            ReadWords words,
            int from,
            int to)
            throws SQLException {
        Connection connection = statement.getConnection();
        List<Passage> passages = replacement.passages().subList(from, to);
        String title = replacement.title();
        int i = 1;
        statement.setArray(i++, integers(connection, passages, Passage::ordinal));
        statement.setArray(i++, connection.createArrayOf("text", words.vectors(from, to)));
        statement.setArray(
                i++,
                SqlArrays.uuids(
                        connection,
                        passages.stream()
                                .map(passage ->
                                        TextHash.of(passage.inContext(title)).value())
                                .toList()));
        statement.setArray(i++, texts(connection, passages, Passage::text));
        statement.setArray(i++, texts(connection, passages, Passage::context));
        statement.setArray(i++, texts(connection, passages, passage -> SqlArrays.literal(passage.headings())));
        for (Slot slot : Slot.values()) {
            statement.setArray(i++, vectors(connection, collection.in(slot), replacement, from, to));
        }
        statement.setArray(i++, integers(connection, passages, Passage::page));
        statement.setArray(i++, integers(connection, passages, Passage::pageEnd));
        statement.setArray(i++, integers(connection, passages, Passage::start));
        statement.setArray(i++, integers(connection, passages, Passage::end));
        statement.setArray(
                i++, texts(connection, passages, passage -> passage.rows().sheet()));
        statement.setArray(
                i++, integers(connection, passages, passage -> passage.rows().first()));
        statement.setArray(
                i++, integers(connection, passages, passage -> passage.rows().last()));
        statement.setArray(
                i++, integers(connection, passages, passage -> passage.section().start()));
        statement.setArray(
                i++, integers(connection, passages, passage -> passage.section().end()));
        for (Slot slot : Slot.values()) {
            statement.setArray(i++, states(connection, collection.in(slot), replacement, passages));
        }
        statement.setDouble(i++, collection.k1());
        statement.setDouble(i++, collection.b());
        statement.setDouble(i++, collection.weightedLength());
        statement.setInt(i++, replacement.version());
        for (Slot slot : Slot.values()) {
            Optional<Space> space = collection.in(slot);
            statement.setObject(
                    i++,
                    space.filter(there -> replacement.of(there.model()).isPresent())
                            .map(Space::id)
                            .orElse(null),
                    Types.INTEGER);
        }
        statement.setObject(i++, replacement.collection().value());
        statement.setObject(i++, replacement.document().value());
        statement.setString(i, words.language());
    }

    /** Nulls where a slot is empty, or is to be filled later. */
    private static Array vectors(
            Connection connection, Optional<Space> space, Replacement replacement, int from, int to)
            throws SQLException {
        Optional<Replacement.Vectors> made = space.flatMap(there -> replacement.of(there.model()));
        return made.isEmpty()
                ? connection.createArrayOf("text", new String[to - from])
                : texts(connection, made.get().embeddings().subList(from, to), Embedding::toSqlLiteral);
    }

    /** Nulls where none are at hand. */
    private static Array states(
            Connection connection, Optional<Space> space, Replacement replacement, List<Passage> passages)
            throws SQLException {
        Map<TextHash, CompressedStates> made = space.flatMap(there -> replacement.of(there.model()))
                .map(Replacement.Vectors::states)
                .orElse(Map.of());
        return connection.createArrayOf(
                "bytea",
                passages.stream()
                        .map(passage -> made.get(TextHash.of(passage.inContext(replacement.title()))))
                        .map(states -> states == null ? null : states.toBytes())
                        .toArray(byte[][]::new));
    }

    /** Takes a document's passages away. */
    static Change delete(Connection connection, CollectionId collection, DocumentId document) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
            statement.setObject(1, collection.value());
            statement.setObject(2, document.value());
            return change(statement);
        }
    }

    /** Takes all passages of a collection away, for good: its terms go with the collection. */
    static void deleteAll(Connection connection, CollectionId collection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DELETE_ALL)) {
            statement.setObject(1, collection.value());
            statement.executeUpdate();
        }
    }

    /** Copies a document's readers onto its passages, and those of all below it; none: unrestricted. */
    static void setReaders(
            Connection connection, CollectionId collection, DocumentId document, Collection<UUID> readers)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_READERS)) {
            statement.setArray(1, SqlArrays.uuids(connection, readers));
            statement.setObject(2, collection.value());
            statement.setObject(3, collection.value());
            statement.setObject(4, document.value());
            statement.setObject(5, collection.value());
            statement.setObject(6, document.value());
            statement.executeUpdate();
        }
    }

    /** Rewrites the weights of documents {@code (from, to]} by the mean length that stands in the collection's row. */
    static void reweigh(Connection connection, CollectionId collection, UUID from, UUID to) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REWEIGH)) {
            statement.setObject(1, collection.value());
            statement.setObject(2, from);
            statement.setObject(3, to);
            statement.executeUpdate();
        }
    }

    /** Rewrites all weights by the mean length that stands in the collection's row. */
    static void reweighAll(Connection connection, CollectionId collection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REWEIGH_ALL)) {
            statement.setObject(1, collection.value());
            statement.executeUpdate();
        }
    }

    /** The document up to which the next {@code passages} passages after {@code from} go; empty at the end. */
    static Optional<UUID> next(Connection connection, CollectionId collection, UUID from, int passages)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setObject(1, collection.value());
            statement.setObject(2, from);
            statement.setInt(3, passages);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /** In order, from an ordinal on. */
    static List<Passage> list(Connection connection, CollectionId collection, DocumentId document, int from, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIST)) {
            statement.setObject(1, collection.value());
            statement.setObject(2, document.value());
            statement.setInt(3, from);
            statement.setInt(4, limit);
            List<Passage> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(read(rows));
                }
            }
            return found;
        }
    }

    /** The row that a result set stands on. */
    static Passage read(ResultSet row) throws SQLException {
        String sheet = row.getString("sheet");
        int start = row.getInt("span_start");
        int end = row.getInt("span_end");
        int sectionStart = row.getInt("section_start");
        Passage.Section section = row.wasNull()
                ? new Passage.Section(start, end)
                : new Passage.Section(sectionStart, row.getInt("section_end"));
        return new Passage(
                row.getInt("ordinal"),
                row.getString("text"),
                row.getString("context"),
                List.of((String[]) row.getArray("headings").getArray()),
                start,
                end,
                row.getInt("page"),
                row.getInt("page_end"),
                new Passage.Rows(sheet == null ? "" : sheet, row.getInt("row_start"), row.getInt("row_end")),
                section);
    }

    private static Change change(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return new Change(row.getLong("passages"), row.getLong("lexemes"));
        }
    }

    private static <T> Array texts(Connection connection, List<T> items, Function<T, String> text) throws SQLException {
        return connection.createArrayOf("text", items.stream().map(text).toArray());
    }

    private static <T> Array integers(Connection connection, List<T> items, Function<T, Integer> number)
            throws SQLException {
        return connection.createArrayOf("integer", items.stream().map(number).toArray());
    }
}
