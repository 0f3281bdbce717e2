package io.groundwork.retrieval;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether a search may see but a few passages of a large collection, or of one in which a filter takes time with each, and which: these are then all compared, as an index of all passages would be walked
 * through in vain. A sample tells how many they are about; only where they seem few are they listed. What is listed is where to look, not what may be seen: the
 * searches hold scope and filter against each passage as always. Immutable.
 */
final class NarrowScope {

    /** Passages that tell how many may be seen. */
    private static final int SAMPLE = 500;

    /** So many tell something. */
    private static final int TELLING = 30;

    /** A sample of all that is stored grows to so many, to meet enough of a small collection's. */
    private static final int MOST_SAMPLED = 5000;

    /** One in so many. */
    private static final int LISTED_OF_FEW = 10;

    private static final String SAMPLED = """
            SELECT count(*) AS seen, count(*) FILTER (WHERE {permitted}) AS permitted, count(*) FILTER (WHERE p.readers IS NULL OR p.readers && ?) AS readable
            FROM passage_words p TABLESAMPLE SYSTEM (?)
            WHERE p.collection_id = ANY (?)
            """;

    /** The first is an estimate, and -1 before there was any. */
    private static final String STORED =
            "SELECT greatest(reltuples, ?) FROM pg_class WHERE oid = 'passage_words'::regclass";

    /** Restricted ones by their readers, and all others, of which there may not be many either. */
    private static final String READABLE = """
            SELECT id FROM passage_words WHERE readers && ? AND num_nulls(readers) = 0 AND collection_id = ANY (?)
            UNION ALL
            SELECT id FROM passage_words WHERE num_nulls(readers) = 1 AND collection_id = ANY (?)
            LIMIT ?
            """;

    private static final String FILTERED = """
            SELECT p.id FROM passage p
            WHERE (p.collection_id, p.document_id) IN (
                SELECT m.collection_id, m.document_id FROM membership m
                WHERE m.collection_id = ANY (?){listed} AND ({filter}))
            LIMIT ?
            """;

    private static final String LISTED = """

                    AND (m.collection_id, m.document_id) IN (
                        SELECT a.collection_id, a.document_id FROM member_attributes a
                        WHERE a.collection_id = ANY (?) AND a.attributes @> ANY (?::jsonb[]))""";

    private final int few;

    /** @param few passages that a search may well compare all */
    NarrowScope(int few) {
        this.few = few;
    }

    /**
     * The same searched passages, listed where they are few.
     *
     * @param passages how many the collections hold
     */
    Permitted narrowed(Connection connection, Permitted permitted, List<CollectionId> collections, long passages)
            throws SQLException {
        int most = worthListing(permitted, passages);
        if (most == 0) {
            return permitted;
        }
        Array places = SqlArrays.collections(connection, collections);
        Sample sample = sample(connection, permitted, places, passages);
        if (sample.tells() && !sample.seemsFew(sample.permitted(), passages, most)) {
            return permitted;
        }
        Optional<FilterSql> filter = permitted.filter();
        boolean fewReadable = sample.tells() && sample.seemsFew(sample.readable(), passages, most);
        List<Long> listed = filter.isEmpty() || fewReadable
                ? readable(connection, permitted.scope(), places, most)
                : filtered(connection, filter.get(), places, most);
        return listed.size() > most ? permitted : permitted.among(listed);
    }

    /** So many passages at most; where all could well be compared, only few of them, and for a filter, which takes time with each. */
    private int worthListing(Permitted permitted, long passages) {
        if (passages > few) {
            return few;
        }
        return permitted.filter().isPresent() && passages > 2 * SAMPLE ? (int) (passages / LISTED_OF_FEW) : 0;
    }

    /**
     * @param seen of all passages
     * @param permitted of these, by scope and filter
     * @param readable of these, by scope
     */
    private record Sample(long seen, long permitted, long readable) {

        /** Whether enough of these collections' passages were met among all that are stored. */
        boolean tells() {
            return seen >= TELLING;
        }

        /** Twice as many as are few may be fewer, which the list itself shows. */
        boolean seemsFew(long matching, long passages, int few) {
            return (double) matching / Math.max(1, seen) * passages <= 2.0 * few;
        }
    }

    private static Sample sample(Connection connection, Permitted permitted, Array places, long passages)
            throws SQLException {
        double stored = stored(connection, passages);
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(SAMPLED))) {
            int next = permitted.bind(statement, 1);
            statement.setArray(
                    next, SqlArrays.uuids(connection, permitted.scope().principals()));
            double share = Math.max(SAMPLE / stored, Math.min((double) SAMPLE / passages, MOST_SAMPLED / stored));
            statement.setDouble(next + 1, Math.min(100, 100 * share));
            statement.setArray(next + 2, places);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Sample(row.getLong("seen"), row.getLong("permitted"), row.getLong("readable"));
            }
        }
    }

    private static double stored(Connection connection, long least) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(STORED)) {
            statement.setDouble(1, (double) least);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getDouble(1);
            }
        }
    }

    private List<Long> readable(Connection connection, Scope scope, Array places, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READABLE)) {
            statement.setArray(1, SqlArrays.uuids(connection, scope.principals()));
            statement.setArray(2, places);
            statement.setArray(3, places);
            statement.setInt(4, most + 1);
            return ids(statement);
        }
    }

    private List<Long> filtered(Connection connection, FilterSql filter, Array places, int most) throws SQLException {
        List<String> containing = filter.containing();
        String sql =
                FILTERED.replace("{listed}", containing.isEmpty() ? "" : LISTED).replace("{filter}", filter.sql());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = 1;
            statement.setArray(next++, places);
            if (!containing.isEmpty()) {
                statement.setArray(next++, places);
                statement.setArray(next++, connection.createArrayOf("text", containing.toArray()));
            }
            for (Object parameter : filter.parameters()) {
                statement.setObject(next++, parameter);
            }
            statement.setInt(next, most + 1);
            return ids(statement);
        }
    }

    private static List<Long> ids(PreparedStatement statement) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }
}
