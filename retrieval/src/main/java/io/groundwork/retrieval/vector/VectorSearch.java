package io.groundwork.retrieval.vector;

import io.groundwork.embeddings.Embedding;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.Candidate;
import io.groundwork.retrieval.Permitted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Ranks passages by the cosine between their vector and the question's. Few passages are all compared; many are searched through the
 * HNSW index of their space, which goes on until enough permitted ones are found. Where it gives up before (a narrow filter, few
 * readable documents), all are compared after all: such a scope is small. So are those that must hold certain words, which another index finds, and those that are listed. Immutable.
 */
public final class VectorSearch {

    /**
     * Vectors are of unit length, so the negative inner product orders as the cosine does, and is cheaper. The filter is held against the nearest only, until enough satisfy it.
     */
    private static final String EXACT = """
            SELECT p.id, p.distance
            FROM (
                SELECT p.id, p.collection_id, p.document_id, p.ordinal, p.{vector} <#> ?::halfvec AS distance
                FROM passage p
                WHERE p.{space} = ? AND {within}
                ORDER BY distance, p.collection_id, p.document_id, p.ordinal
                OFFSET 0
            ) AS p
            WHERE {satisfying}
            ORDER BY p.distance, p.collection_id, p.document_id, p.ordinal
            LIMIT ?
            """;

    /** Must repeat expression and condition of the index that {@code SpaceIndexes} makes. */
    private static final String INDEXED = """
            WITH near AS MATERIALIZED (
                SELECT p.id, p.collection_id, p.document_id, p.ordinal,
                    (p.{vector}::halfvec({dimension})) <#> ?::halfvec({dimension}) AS distance
                FROM passage p
                WHERE p.{space} = {id} AND {permitted}
                ORDER BY distance
                LIMIT ?
            )
            SELECT id, distance FROM near ORDER BY distance, collection_id, document_id, ordinal
            """;

    private static final String STANDING = """
            WITH compared AS MATERIALIZED (
                SELECT p.document_id, p.{vector} <#> ?::halfvec AS distance
                FROM passage p
                WHERE p.{space} = ? AND {permitted}
            ), own AS (
                SELECT min(distance) AS nearest FROM compared WHERE document_id = ?
            )
            SELECT (SELECT count(*) FROM compared) AS among,
                (SELECT count(*) FROM compared WHERE distance < own.nearest) AS nearer, own.nearest
            FROM own
            """;

    private static final String HAS_INDEX = """
            SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(?) AND indisvalid)
            """;

    /** The planner sees no cost in fetching wide rows, and would rather sort them all. */
    private static final String PREFER_INDEX = """
            SET LOCAL hnsw.iterative_scan = relaxed_order;
            SET LOCAL hnsw.ef_search = {breadth};
            SET LOCAL hnsw.max_scan_tuples = {visits};
            SET LOCAL enable_seqscan = off;
            SET LOCAL enable_sort = off
            """;

    private static final String PREFER_NOTHING = "SET LOCAL enable_seqscan = on; SET LOCAL enable_sort = on";

    private final int exactPassages;
    private final int indexVisits;

    /**
     * @param exactPassages up to so many, all are compared
     * @param indexVisits passages that a search of the index visits at most
     */
    public VectorSearch(int exactPassages, int indexVisits) {
        this.exactPassages = exactPassages;
        this.indexVisits = indexVisits;
    }

    /**
     * What was found.
     *
     * @param candidates best first; scores are {@code (1 + cosine) / 2}
     * @param plan {@code exact}, {@code hnsw}, or both
     */
    public record Found(List<Candidate> candidates, String plan) {}

    /** The nearest passages of one place. */
    public Found search(Connection connection, VectorPlace place, Embedding question, int limit) throws SQLException {
        if (place.passages() <= exactPassages
                || place.permitted().isSelective()
                || !hasIndex(connection, place.slot().index(place.space()))) {
            return new Found(exact(connection, place, question, limit), "exact");
        }
        List<Candidate> near = indexed(connection, place, question, limit);
        return near.size() == limit
                ? new Found(near, "hnsw")
                : new Found(exact(connection, place, question, limit), "hnsw, exact");
    }

    /**
     * Where a document stands.
     *
     * @param rank of its nearest passage, counted from 1; empty when none of its passages is here
     * @param among of how many passages
     * @param score of its nearest passage, {@code (1 + cosine) / 2}
     */
    public record Traced(OptionalLong rank, long among, double score) {

        /** Stands further up; where neither stands anywhere, was looked for among more. */
        public boolean isBetterThan(Traced other) {
            long here = rank.orElse(Long.MAX_VALUE);
            long there = other.rank.orElse(Long.MAX_VALUE);
            return here == there ? among > other.among : here < there;
        }
    }

    /** Compares all passages of the place. */
    public Traced trace(Connection connection, VectorPlace place, Embedding question, DocumentId document)
            throws SQLException {
        Permitted permitted = place.permitted();
        try (PreparedStatement statement =
                connection.prepareStatement(permitted.in(place.slot().in(STANDING)))) {
            statement.setString(1, question.toSqlLiteral());
            statement.setInt(2, place.space().id());
            int next = permitted.bind(statement, 3);
            statement.setObject(next, document.value());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long among = row.getLong("among");
                double distance = row.getDouble("nearest");
                return row.wasNull()
                        ? new Traced(OptionalLong.empty(), among, 0)
                        : new Traced(OptionalLong.of(row.getLong("nearer") + 1), among, score(distance));
            }
        }
    }

    private static boolean hasIndex(Connection connection, String index) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HAS_INDEX)) {
            statement.setString(1, index);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private List<Candidate> indexed(Connection connection, VectorPlace place, Embedding question, int limit)
            throws SQLException {
        Permitted permitted = place.permitted();
        String query = place.slot()
                .in(INDEXED)
                .replace("{dimension}", String.valueOf(place.space().dimension()))
                .replace("{id}", String.valueOf(place.space().id()));
        int breadth = Breadth.of(connection, place.slot().index(place.space()))
                .map(Breadth::efSearch)
                .orElse(Breadth.USUAL);
        String settings = PREFER_INDEX
                .replace("{breadth}", String.valueOf(Math.min(Math.max(limit, breadth), Breadth.MOST)))
                .replace("{visits}", String.valueOf(indexVisits));
        try (Statement planner = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(permitted.in(query))) {
            planner.execute(settings);
            statement.setString(1, question.toSqlLiteral());
            statement.setInt(permitted.bind(statement, 2), limit);
            List<Candidate> near = candidates(statement);
            planner.execute(PREFER_NOTHING);
            return near;
        }
    }

    private static List<Candidate> exact(Connection connection, VectorPlace place, Embedding question, int limit)
            throws SQLException {
        Permitted permitted = place.permitted();
        try (PreparedStatement statement =
                connection.prepareStatement(permitted.in(place.slot().in(EXACT)))) {
            statement.setString(1, question.toSqlLiteral());
            statement.setInt(2, place.space().id());
            statement.setInt(permitted.bind(statement, 3), limit);
            return candidates(statement);
        }
    }

    private static List<Candidate> candidates(PreparedStatement statement) throws SQLException {
        List<Candidate> candidates = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                candidates.add(new Candidate(rows.getLong("id"), score(rows.getDouble("distance"))));
            }
        }
        return candidates;
    }

    private static double score(double distance) {
        return (1 + Math.clamp(-distance, -1, 1)) / 2;
    }
}
