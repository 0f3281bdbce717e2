package io.groundwork.bench;

import io.groundwork.bench.GeneratedLibrary.Question;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.postgresql.copy.CopyOut;
import org.postgresql.core.BaseConnection;

/**
 * The best passages for some questions, found by looking at every stored vector and every stored weight once for all questions: what an exact search of each would give, in a fraction of
 * its time.
 */
final class ExactAnswers {

    private static final String VECTORS = "COPY (SELECT id, embedding FROM passage) TO STDOUT (FORMAT binary)";
    private static final String WEIGHTS = "COPY (SELECT id, weights FROM passage_words) TO STDOUT (FORMAT binary)";
    private static final String FREQUENCY = """
            SELECT passages FROM term WHERE collection_id = ? AND lexeme = ?
            """;

    /** The signature, and two numbers of the head. */
    private static final int HEAD_BYTES = 19;

    private static final int ROWS_TOGETHER = 4096;

    /** Two passages this near in score may change places: sums of floats depend on their order. */
    private static final double EQUAL = 1e-5;

    /** So many more than asked for are kept, as they may be equal. */
    private static final int KEPT = ScaleSearcher.FIRST + 10;

    private final List<Question> questions;
    private final Map<String, IntPredicate> parts;

    /** By part, of each question the best passages. */
    private final Map<String, List<Best>> byMeaning = new HashMap<>();

    private final Map<String, List<Best>> byWords = new HashMap<>();

    private record Scored(int passage, double score) {}

    private static final class Best {

        private final PriorityQueue<Scored> worstFirst =
                new PriorityQueue<>((one, other) -> Double.compare(one.score(), other.score()));

        void offer(int passage, double score) {
            if (worstFirst.size() < KEPT) {
                worstFirst.add(new Scored(passage, score));
            } else if (worstFirst.peek().score() < score) {
                worstFirst.poll();
                worstFirst.add(new Scored(passage, score));
            }
        }

        List<Scored> falling() {
            return worstFirst.stream()
                    .sorted((one, other) -> Double.compare(other.score(), one.score()))
                    .toList();
        }
    }

    /** @param parts of the collection by name, each by the documents in it */
    private ExactAnswers(List<Question> questions, Map<String, IntPredicate> parts) {
        this.questions = List.copyOf(questions);
        this.parts = Map.copyOf(parts);
        for (String part : parts.keySet()) {
            byMeaning.put(part, fresh());
            byWords.put(part, fresh());
        }
    }

    private List<Best> fresh() {
        List<Best> fresh = new ArrayList<>();
        questions.forEach(question -> fresh.add(new Best()));
        return fresh;
    }

    static ExactAnswers of(
            ScaleDatabase database, GeneratedLibrary library, List<Question> questions, Map<String, IntPredicate> parts)
            throws SQLException {
        ExactAnswers answers = new ExactAnswers(questions, parts);
        try (Connection connection = database.connect()) {
            answers.readVectors(connection, library);
            answers.readWeights(connection, library);
        }
        return answers;
    }

    /** What share of the best by meaning was found; empty lists are not asked for. */
    double meaningFound(String part, int question, List<Integer> found) {
        return found(byMeaning.get(part).get(question), found);
    }

    double wordsFound(String part, int question, List<Integer> found) {
        return found(byWords.get(part).get(question), found);
    }

    private static double found(Best best, List<Integer> found) {
        List<Scored> falling = best.falling();
        int wanted = Math.min(ScaleSearcher.FIRST, falling.size());
        if (wanted == 0) {
            return found.isEmpty() ? 1 : 0;
        }
        double least = falling.get(wanted - 1).score();
        Set<Integer> good = new HashSet<>();
        falling.stream()
                .filter(scored -> scored.score() >= least - EQUAL)
                .forEach(scored -> good.add(scored.passage()));
        long right = found.stream().distinct().filter(good::contains).count();
        return Math.min(1, (double) right / wanted);
    }

    private void readVectors(Connection connection, GeneratedLibrary library) throws SQLException {
        float[][] asked =
                questions.stream().map(question -> halved(question.vector())).toArray(float[][]::new);
        List<byte[]> rows = new ArrayList<>();
        forEachRow(connection, VECTORS, row -> {
            rows.add(row);
            if (rows.size() == ROWS_TOGETHER) {
                compare(rows, asked, library);
                rows.clear();
            }
        });
        compare(rows, asked, library);
    }

    private void compare(List<byte[]> rows, float[][] asked, GeneratedLibrary library) {
        int[] passages = new int[rows.size()];
        float[][] vectors = new float[rows.size()][];
        for (int i = 0; i < passages.length; i++) {
            ByteBuffer row = ByteBuffer.wrap(rows.get(i));
            row.getShort();
            row.getInt();
            passages[i] = (int) row.getLong() - 1;
            row.getInt();
            vectors[i] = new float[row.getShort()];
            row.getShort();
            for (int j = 0; j < vectors[i].length; j++) {
                vectors[i][j] = Float.float16ToFloat(row.getShort());
            }
        }
        List<List<Best>> reached = new ArrayList<>();
        for (int passage : passages) {
            reached.add(reached(byMeaning, library.documentOf(passage)));
        }
        IntStream.range(0, asked.length).parallel().forEach(question -> {
            for (int i = 0; i < passages.length; i++) {
                float score = dot(asked[question], vectors[i]);
                for (int part = question; part < reached.get(i).size(); part += asked.length) {
                    reached.get(i).get(part).offer(passages[i], score);
                }
            }
        });
    }

    /** The lists of all questions in each part that has the document, part after part. */
    private List<Best> reached(Map<String, List<Best>> all, int document) {
        List<Best> reached = new ArrayList<>();
        parts.forEach((part, has) -> {
            if (has.test(document)) {
                reached.addAll(all.get(part));
            }
        });
        return reached;
    }

    /** In eight sums, which processors add side by side. */
    private static float dot(float[] one, float[] other) {
        float[] sums = new float[8];
        int i = 0;
        for (; i + 8 <= one.length; i += 8) {
            for (int j = 0; j < 8; j++) {
                sums[j] += one[i + j] * other[i + j];
            }
        }
        float sum = 0;
        for (; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        for (float part : sums) {
            sum += part;
        }
        return sum;
    }

    private static float[] halved(float[] vector) {
        float[] halved = new float[vector.length];
        for (int i = 0; i < halved.length; i++) {
            halved[i] = Float.float16ToFloat(Float.floatToFloat16(vector[i]));
        }
        return halved;
    }

    private record Asked(int question, float weight) {}

    private void readWeights(Connection connection, GeneratedLibrary library) throws SQLException {
        Map<Integer, List<Asked>> bySlot = new HashMap<>();
        for (int i = 0; i < questions.size(); i++) {
            for (int word : questions.get(i).words()) {
                long containing = frequency(connection, word);
                if (containing > 0) {
                    double idf = Math.log1p((library.passages() - containing + 0.5) / (containing + 0.5));
                    bySlot.computeIfAbsent(SpelledWords.slot(word), slot -> new ArrayList<>())
                            .add(new Asked(i, (float) idf));
                }
            }
        }
        float[] scores = new float[questions.size()];
        forEachRow(connection, WEIGHTS, bytes -> {
            ByteBuffer row = ByteBuffer.wrap(bytes);
            row.getShort();
            row.getInt();
            int passage = (int) row.getLong() - 1;
            row.getLong();
            int count = row.getInt();
            row.getInt();
            int begin = row.position();
            List<Best> reached = null;
            boolean any = false;
            for (int i = 0; i < count; i++) {
                List<Asked> asking = bySlot.get(row.getInt(begin + 4 * i) + 1);
                if (asking != null) {
                    float weight = row.getFloat(begin + 4 * (count + i));
                    for (Asked asked : asking) {
                        scores[asked.question()] += asked.weight() * weight;
                        any = true;
                    }
                }
            }
            for (int question = 0; any && question < scores.length; question++) {
                if (scores[question] > 0) {
                    reached = reached == null ? reached(byWords, library.documentOf(passage)) : reached;
                    for (int part = question; part < reached.size(); part += scores.length) {
                        reached.get(part).offer(passage, scores[question]);
                    }
                    scores[question] = 0;
                }
            }
        });
    }

    private static long frequency(Connection connection, int word) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FREQUENCY)) {
            statement.setObject(1, BulkLoad.COLLECTION.value());
            statement.setString(2, SpelledWords.lexeme(word));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    private interface Rows {
        void read(byte[] row);
    }

    /** A message holds a row, the first one the head before it, the last one a count of −1. */
    private static void forEachRow(Connection connection, String copy, Rows rows) throws SQLException {
        CopyOut out = connection.unwrap(BaseConnection.class).getCopyAPI().copyOut(copy);
        boolean first = true;
        for (byte[] message = out.readFromCopy(); message != null; message = out.readFromCopy()) {
            byte[] row = message;
            if (first) {
                row = Arrays.copyOfRange(message, HEAD_BYTES, message.length);
                first = false;
            }
            if (row.length > 2) {
                rows.read(row);
            }
        }
    }
}
