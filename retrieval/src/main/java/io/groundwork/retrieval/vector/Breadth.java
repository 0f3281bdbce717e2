package io.groundwork.retrieval.vector;

import io.groundwork.embeddings.Embedding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How broadly an HNSW index is searched: as questions of its own vectors need it. A question is some way off from a passage, in a direction in which other
 * passages differ; its neighbours are looked for by comparing all and by the index, ever more broadly until it finds as many of them as it should. Kept as the comment of the index, with which it goes.
 *
 * @param efSearch pgvector's {@code hnsw.ef_search}: candidates that are kept while the graph is walked
 * @param recall share of the ten nearest that were found so, in [0, 1]
 * @param passages how many there were
 */
public record Breadth(int efSearch, double recall, long passages) {

    /** Without having been measured, and the least. */
    static final int USUAL = 100;

    /** pgvector's most. */
    static final int MOST = 1000;

    private static final List<Integer> TRIED = List.of(USUAL, 200, 400, 700, MOST);

    private static final int ASKED = 30;
    private static final int NEAREST = 10;

    /** Of a question to the passage that it is made of: chosen, not measured, to be further off than passages of one topic are. */
    private static final double COSINE = 0.75;

    private static final Pattern READ = Pattern.compile("ef_search (\\d+) finds ([0-9.]+) of (\\d+) passages");

    private static final String COMMENT = "COMMENT ON INDEX {index} IS '{comment}'";

    private static final String COMMENTED = "SELECT obj_description(to_regclass(?), 'pg_class')";

    private static final String SAMPLE = """
            SELECT p.{vector} AS vector FROM passage p TABLESAMPLE BERNOULLI (?) WHERE p.{space} = ? LIMIT ?
            """;

    private static final String COMPARED = """
            SELECT p.id FROM passage p WHERE p.{space} = ? ORDER BY p.{vector} <#> ?::halfvec LIMIT ?
            """;

    private static final String WALKED = """
            SELECT p.id FROM passage p WHERE p.{space} = {id}
            ORDER BY (p.{vector}::halfvec({dimension})) <#> ?::halfvec({dimension}) LIMIT ?
            """;

    /** What the index says of itself; empty before it was measured, or where there is none. */
    public static Optional<Breadth> of(Connection connection, String index) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COMMENTED)) {
            statement.setString(1, index);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)).flatMap(Breadth::read) : Optional.empty();
            }
        }
    }

    /** Whether there are twice as many passages by now, so that it is to be measured again. */
    public boolean isOutgrown(long now) {
        return now > 2 * passages;
    }

    /**
     * Measures an index, and writes it down. To be called outside of a transaction; compares all passages 30 times.
     *
     * @param target share of the ten nearest that should be found
     */
    public static Breadth measure(Connection connection, Space space, Slot slot, long passages, double target)
            throws SQLException {
        List<Asked> asked = asked(connection, space, slot, passages);
        Breadth measured = new Breadth(USUAL, 0, passages);
        try (Statement settings = connection.createStatement()) {
            settings.execute("SET enable_seqscan = off; SET enable_sort = off");
            try {
                for (int efSearch : TRIED) {
                    settings.execute("SET hnsw.ef_search = " + efSearch);
                    measured = new Breadth(efSearch, recall(connection, space, slot, asked), passages);
                    if (measured.recall() >= target) {
                        break;
                    }
                }
            } finally {
                settings.execute("RESET enable_seqscan; RESET enable_sort; RESET hnsw.ef_search");
            }
            settings.execute(COMMENT.replace("{index}", slot.index(space)).replace("{comment}", measured.written()));
        }
        return measured;
    }

    String written() {
        return String.format(Locale.ROOT, "ef_search %d finds %.3f of %d passages", efSearch, recall, passages);
    }

    static Optional<Breadth> read(String comment) {
        Matcher matcher = READ.matcher(comment);
        return matcher.matches()
                ? Optional.of(new Breadth(
                        Math.clamp(Integer.parseInt(matcher.group(1)), USUAL, MOST),
                        Double.parseDouble(matcher.group(2)),
                        Long.parseLong(matcher.group(3))))
                : Optional.empty();
    }

    /** A question's vector, and which passages are nearest to it. */
    private record Asked(Embedding vector, Set<Long> nearest) {}

    private static List<Asked> asked(Connection connection, Space space, Slot slot, long passages) throws SQLException {
        List<Asked> asked = new ArrayList<>();
        for (Embedding question : questions(sample(connection, space, slot, passages))) {
            try (PreparedStatement compared = connection.prepareStatement(slot.in(COMPARED))) {
                compared.setInt(1, space.id());
                compared.setString(2, question.toSqlLiteral());
                compared.setInt(3, NEAREST);
                asked.add(new Asked(question, ids(compared)));
            }
        }
        return asked;
    }

    private static List<float[]> sample(Connection connection, Space space, Slot slot, long passages)
            throws SQLException {
        try (PreparedStatement sample = connection.prepareStatement(slot.in(SAMPLE))) {
            sample.setDouble(1, Math.min(100, 300.0 * ASKED / Math.max(1, passages)));
            sample.setInt(2, space.id());
            sample.setInt(3, ASKED);
            List<float[]> vectors = new ArrayList<>();
            try (ResultSet rows = sample.executeQuery()) {
                while (rows.next()) {
                    vectors.add(
                            Embedding.fromSqlLiteral(rows.getString("vector")).toArray());
                }
            }
            return vectors;
        }
    }

    /** Each vector, moved in the direction in which the two after it differ. */
    static List<Embedding> questions(List<float[]> vectors) {
        List<Embedding> questions = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            float[] passage = vectors.get(i);
            float[] one = vectors.get((i + 1) % vectors.size());
            float[] other = vectors.get((i + 2) % vectors.size());
            double along = 0;
            for (int d = 0; d < passage.length; d++) {
                along += passage[d] * ((double) one[d] - other[d]);
            }
            double[] aside = new double[passage.length];
            double length = 0;
            for (int d = 0; d < passage.length; d++) {
                aside[d] = (double) one[d] - other[d] - along * passage[d];
                length += aside[d] * aside[d];
            }
            double cosine = length == 0 ? 1 : COSINE;
            double scale = length == 0 ? 0 : Math.sqrt((1 - cosine * cosine) / length);
            float[] question = new float[passage.length];
            for (int d = 0; d < passage.length; d++) {
                question[d] = (float) (cosine * passage[d] + scale * aside[d]);
            }
            questions.add(new Embedding(question));
        }
        return questions;
    }

    private static double recall(Connection connection, Space space, Slot slot, List<Asked> asked) throws SQLException {
        String query = slot.in(WALKED)
                .replace("{dimension}", String.valueOf(space.dimension()))
                .replace("{id}", String.valueOf(space.id()));
        long found = 0;
        long nearest = 0;
        for (Asked one : asked) {
            try (PreparedStatement walked = connection.prepareStatement(query)) {
                walked.setString(1, one.vector().toSqlLiteral());
                walked.setInt(2, NEAREST);
                Set<Long> ids = ids(walked);
                found += one.nearest().stream().filter(ids::contains).count();
                nearest += one.nearest().size();
            }
        }
        return nearest == 0 ? 1 : (double) found / nearest;
    }

    private static Set<Long> ids(PreparedStatement statement) throws SQLException {
        Set<Long> ids = new HashSet<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong("id"));
            }
        }
        return ids;
    }
}
