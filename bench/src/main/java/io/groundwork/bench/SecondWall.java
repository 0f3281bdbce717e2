package io.groundwork.bench;

import io.groundwork.bench.LeakJudge.Verdict;
import io.groundwork.bench.LeakUsers.User;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What the database shows by itself to a transaction that reads for a user: the statements are the product's own with the condition replaced by {@code TRUE}, and some that never had one.
 * That in order of the index uses it where the space has one, which takes more passages than the drill has. For one thread.
 */
final class SecondWall {

    private static final String READ_FOR = "SELECT set_config('groundwork.principals', ?, true)";

    private static final String PREFER_INDEX =
            "SET LOCAL hnsw.iterative_scan = relaxed_order; SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off";

    /** Of a space that documents here are in: its number, its dimension, a vector of it. */
    private static final String SPACE = """
            SELECT s.id, s.dimension, p.embedding::text AS vector
            FROM passage p JOIN embedding_space s ON s.id = p.space_id
            WHERE p.collection_id = ? LIMIT 1
            """;

    private static final String FOUND = "unnest(ARRAY(SELECT w.id FROM passage_words w)) AS f (id)";

    /** Each shows collection and document; null: the document in whatever collection. */
    private static final Map<String, String> STATEMENTS = new LinkedHashMap<>();

    static {
        STATEMENTS.put("passage", "SELECT collection_id, document_id FROM passage");
        STATEMENTS.put("membership", "SELECT collection_id, document_id FROM membership");
        STATEMENTS.put("document", "SELECT NULL::uuid AS collection_id, id AS document_id FROM document");
        STATEMENTS.put("document_version", "SELECT NULL::uuid AS collection_id, document_id FROM document_version");
        STATEMENTS.put("vectors, all compared", """
                SELECT p.collection_id, p.document_id, p.embedding <#> '{question}'::halfvec AS distance
                FROM passage p
                WHERE p.space_id = {space} AND TRUE
                ORDER BY distance, p.collection_id, p.document_id, p.ordinal
                LIMIT 100000
                """);
        STATEMENTS.put("vectors, by the index", """
                WITH near AS MATERIALIZED (
                    SELECT p.id, p.collection_id, p.document_id, p.ordinal,
                        (p.embedding::halfvec({dimension})) <#> '{question}'::halfvec({dimension}) AS distance
                    FROM passage p
                    WHERE p.space_id = {space} AND TRUE
                    ORDER BY distance
                    LIMIT 1000
                )
                SELECT collection_id, document_id FROM near ORDER BY distance, collection_id, document_id, ordinal
                """);
        STATEMENTS.put("words", """
                SELECT p.collection_id, p.document_id FROM passage_words w JOIN passage p ON p.id = w.id
                WHERE w.words @@ $$'ledger':* | 'zqw':*$$::tsquery AND TRUE
                """);
        STATEMENTS.put("states of tokens", """
                SELECT p.collection_id, p.document_id FROM %s JOIN passage p ON p.id = f.id
                WHERE p.states IS NOT NULL AND TRUE
                """.formatted(FOUND));
        STATEMENTS.put("hits", """
                SELECT p.collection_id, p.document_id, p.text, p.context, d.attributes FROM %s
                JOIN passage p ON p.id = f.id
                JOIN membership d ON d.collection_id = p.collection_id AND d.document_id = p.document_id
                WHERE TRUE
                """.formatted(FOUND));
    }

    /** Those that show all that may be read, not only what was found by something. */
    private static final Set<String> COMPLETE = Set.of("membership", "document", "document_version");

    private final Connection database;
    private final List<Placed> all;
    private final Map<String, String> statements;
    private final Map<String, BitSet> places = new HashMap<>();

    private SecondWall(Connection database, List<Placed> all, Map<String, String> statements) {
        this.database = database;
        this.all = List.copyOf(all);
        this.statements = statements;
        for (Placed placed : all) {
            if (!placed.isCollection()) {
                UUID document = uuid(placed.file());
                place(uuid(placed.store()) + " " + document, placed.number());
                place(null + " " + document, placed.number());
            }
        }
    }

    /** @param database with the rights that the application has */
    static SecondWall of(Connection database, List<Placed> all) throws SQLException {
        database.setAutoCommit(false);
        try (PreparedStatement statement = database.prepareStatement(SPACE)) {
            statement.setObject(1, uuid(all.getFirst().store()));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new BenchException("The database has no passages of the drill's.");
                }
                Map<String, String> statements = new LinkedHashMap<>();
                String space = Integer.toString(row.getInt("id"));
                String dimension = Integer.toString(row.getInt("dimension"));
                String vector = row.getString("vector");
                STATEMENTS.forEach((name, text) -> statements.put(
                        name,
                        text.replace("{space}", space)
                                .replace("{dimension}", dimension)
                                .replace("{question}", vector)));
                return new SecondWall(database, all, statements);
            }
        } finally {
            database.rollback();
        }
    }

    /** Names of the statements, as they stand in the table. */
    static List<String> names() {
        return STATEMENTS.keySet().stream().map(name -> "wall: " + name).toList();
    }

    /** Every statement, once for each user. */
    void probe(List<User> users, RightsChanges changes, LeakTally tally) throws SQLException {
        for (User user : users) {
            Set<UUID> principals = changes.principals(user);
            for (Map.Entry<String, String> statement : statements.entrySet()) {
                long start = System.nanoTime();
                List<BitSet> rows = rows(statement.getValue(), principals);
                RightsLog.Window window = changes.log().between(user.number(), start, System.nanoTime());
                boolean complete = COMPLETE.contains(statement.getKey());
                tally.add("wall: " + statement.getKey(), contents().cardinality(), judge(rows, window, complete));
            }
        }
    }

    /** The places that each row may be of. */
    private List<BitSet> rows(String sql, Set<UUID> principals) throws SQLException {
        try (PreparedStatement setting = database.prepareStatement(READ_FOR);
                Statement planner = database.createStatement();
                PreparedStatement statement = database.prepareStatement(sql)) {
            setting.setString(1, principals.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}")));
            setting.execute();
            if (sql.contains("AS MATERIALIZED")) {
                planner.execute(PREFER_INDEX);
            }
            List<BitSet> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String key = rows.getObject("collection_id", UUID.class) + " "
                            + rows.getObject("document_id", UUID.class);
                    if (places.containsKey(key)) {
                        found.add(places.get(key));
                    }
                }
            }
            return found;
        } finally {
            database.rollback();
        }
    }

    private Verdict judge(List<BitSet> rows, RightsLog.Window window, boolean complete) {
        BitSet possible = window.possible();
        BitSet shown = new BitSet();
        rows.forEach(shown::or);
        List<String> leaks = rows.stream()
                .filter(row -> !row.intersects(possible))
                .map(row -> words(row.nextSetBit(0)))
                .distinct()
                .toList();
        BitSet missing = window.certain();
        missing.and(contents());
        missing.andNot(shown);
        BitSet refused = contents();
        refused.andNot(possible);
        return new Verdict(
                refused.cardinality(),
                leaks,
                complete ? missing.stream().mapToObj(this::words).toList() : List.of());
    }

    private BitSet contents() {
        BitSet contents = new BitSet();
        all.stream().filter(placed -> !placed.isCollection()).forEach(placed -> contents.set(placed.number()));
        return contents;
    }

    private String words(int number) {
        return "%s in %s".formatted(all.get(number).file(), all.get(number).store());
    }

    private void place(String key, int number) {
        places.computeIfAbsent(key, name -> new BitSet()).set(number);
    }

    /** Of an id as the API has it. */
    private static UUID uuid(String id) {
        String digits = id.replaceFirst("^[a-z]+[-_]", "");
        return new UUID(
                Long.parseUnsignedLong(digits.substring(0, 16), 16), Long.parseUnsignedLong(digits.substring(16), 16));
    }
}
