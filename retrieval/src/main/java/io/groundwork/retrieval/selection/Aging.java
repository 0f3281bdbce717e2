package io.groundwork.retrieval.selection;

import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Permitted;
import io.groundwork.retrieval.Recency;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.Ranked;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes passages of old documents count less where their collection asks for it; those of other collections keep their scores. Immutable. */
public final class Aging {

    private static final String DATES = """
            SELECT p.id, p.collection_id, d.attributes ->> b.attribute AS stated,
                jsonb_typeof(d.attributes -> b.attribute) AS type, coalesce(v.created_at, d.added_at) AS came
            FROM unnest(?::bigint[]) AS f (id)
            JOIN passage p ON p.id = f.id
            JOIN unnest(?::uuid[], ?::text[]) AS b (collection_id, attribute) ON b.collection_id = p.collection_id
            JOIN membership d ON d.collection_id = p.collection_id AND d.document_id = p.document_id
            LEFT JOIN document_version v ON v.document_id = p.document_id AND v.version = p.version
            WHERE {permitted}
            """;

    private final Permitted permitted;
    private final Map<CollectionId, Recency> recency;

    /**
     * @param permitted what may be seen
     * @param recency of the collections in which age matters
     */
    public Aging(Permitted permitted, Map<CollectionId, Recency> recency) {
        this.permitted = permitted;
        this.recency = Map.copyOf(recency);
    }

    /**
     * What came out.
     *
     * @param ranked the passages that went in, best first by their new scores
     * @param weighed of how many the age was looked at
     * @param undated of how many it is told by the day that they came, though an attribute was to tell it
     */
    public record Aged(List<Ranked> ranked, int weighed, int undated) {

        public Aged {
            ranked = List.copyOf(ranked);
        }
    }

    /** @param now from when on age is counted */
    public Aged of(Connection connection, List<Ranked> ranked, Instant now) throws SQLException {
        Map<Long, Dated> dates = dates(connection, ranked);
        List<Ranked> aged = new ArrayList<>(ranked.size());
        for (Ranked passage : ranked) {
            Dated dated = dates.get(passage.passage());
            double factor = dated == null ? 1 : dated.recency().factor(Dates.age(dated.at(), now));
            aged.add(new Ranked(passage.passage(), passage.score() * factor, passage.ranks()));
        }
        aged.sort(Comparator.comparingDouble(Ranked::score).reversed());
        int undated = (int) dates.values().stream().filter(Dated::byComing).count();
        return new Aged(placed(aged), dates.size(), undated);
    }

    private static List<Ranked> placed(List<Ranked> aged) {
        List<Ranked> placed = new ArrayList<>(aged.size());
        for (Ranked passage : aged) {
            Map<Stage, Integer> ranks = new EnumMap<>(Stage.class);
            ranks.putAll(passage.ranks());
            ranks.put(Stage.RECENCY, placed.size() + 1);
            placed.add(new Ranked(passage.passage(), passage.score(), ranks));
        }
        return placed;
    }

    /** @param byComing whether an attribute was to tell, and did not */
    private record Dated(Instant at, Recency recency, boolean byComing) {}

    private Map<Long, Dated> dates(Connection connection, List<Ranked> ranked) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(DATES))) {
            List<CollectionId> collections = List.copyOf(recency.keySet());
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", ranked.stream().map(Ranked::passage).toArray()));
            statement.setArray(
                    2,
                    array(
                            connection,
                            "uuid",
                            collections.stream().map(CollectionId::value).toList()));
            statement.setArray(
                    3,
                    array(
                            connection,
                            "text",
                            collections.stream().map(this::attribute).toList()));
            permitted.bind(statement, 4);
            Map<Long, Dated> dates = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    dates.put(rows.getLong("id"), dated(rows));
                }
            }
            return dates;
        }
    }

    private String attribute(CollectionId collection) {
        return recency(collection).attribute();
    }

    private Recency recency(CollectionId collection) {
        return Optional.ofNullable(recency.get(collection)).orElseThrow();
    }

    private Dated dated(ResultSet row) throws SQLException {
        Recency aging = recency(new CollectionId(row.getObject("collection_id", UUID.class)));
        Optional<Instant> stated = stated(row);
        Instant came = row.getObject("came", OffsetDateTime.class).toInstant();
        return new Dated(
                stated.orElse(came),
                aging,
                stated.isEmpty() && !aging.attribute().isEmpty());
    }

    private static Optional<Instant> stated(ResultSet row) throws SQLException {
        String type = row.getString("type");
        return switch (type == null ? "" : type) {
            case "string" -> Dates.ofText(row.getString("stated"));
            case "number" -> Dates.ofSeconds(row.getDouble("stated"));
            default -> Optional.empty();
        };
    }

    private static Array array(Connection connection, String type, List<?> items) throws SQLException {
        return connection.createArrayOf(type, items.toArray());
    }
}
