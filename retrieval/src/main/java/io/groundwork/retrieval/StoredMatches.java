package io.groundwork.retrieval;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.embeddings.states.StateScorer;
import io.groundwork.embeddings.states.TokenMatches;
import io.groundwork.retrieval.vector.Space;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * How the tokens of a question meet those of passages that a search has found, by the states that were stored beside them: no passage is read by a model
 * again. Safe for use by many threads; blocks.
 */
@Singleton
public final class StoredMatches {

    /** Of the slot and the space that answer, each by its place among the hits. */
    private static final String READ = """
            SELECT f.place, CASE c.slot WHEN 1 THEN p.states ELSE p.other_states END AS states, {columns}
            FROM unnest(?::uuid[], ?::uuid[], ?::integer[], ?::integer[]) WITH ORDINALITY
                AS f (collection_id, document_id, version, ordinal, place)
            JOIN collection c ON c.id = f.collection_id
            JOIN embedding_space s ON s.id = c.space_id
            JOIN passage p ON p.collection_id = f.collection_id AND p.document_id = f.document_id
                AND p.version = f.version AND p.ordinal = f.ordinal
                AND CASE c.slot WHEN 1 THEN p.space_id ELSE p.other_space_id END = c.space_id
            WHERE {permitted}
            """.replace("{columns}", Space.COLUMNS);

    private final Engines engines;
    private final Database database;
    private final RetrievalConfig config;

    StoredMatches(Engines engines, DataSource source, RetrievalConfig config) {
        this.engines = engines;
        this.database = new Database(source);
        this.config = config;
    }

    /**
     * What was found of one passage.
     *
     * @param engine whose tokens they are
     */
    public record Matched(Embedder engine, TokenMatches matches) {}

    /**
     * One for each hit, in their order; empty where no states are stored, none that can be read here, or the scope may not read the passage any more.
     *
     * @throws RetrievalException when the database cannot be read
     * @throws io.groundwork.embeddings.EmbeddingException when the question cannot be read by a model now
     */
    public List<Optional<Matched>> of(Scope scope, String question, List<Hit> hits) {
        List<Optional<Matched>> matched = new ArrayList<>(Collections.nCopies(hits.size(), Optional.empty()));
        if (hits.isEmpty()) {
            return matched;
        }
        Map<Space, Optional<Asked>> asked = new HashMap<>();
        for (Row row : rows(scope, hits)) {
            matched.set(
                    row.place(),
                    asked.computeIfAbsent(row.space(), space -> asked(space, question))
                            .flatMap(known -> known.matched(row.states())));
        }
        return List.copyOf(matched);
    }

    private Optional<Asked> asked(Space space, String question) {
        return engines.serving(space.model())
                .map(Engines.Engine::embedder)
                .filter(Embedder::givesStates)
                .map(engine -> new Asked(engine, engine.questionStates(question.replace('\0', ' '))));
    }

    /** The question as one engine reads it. For one thread. */
    private static final class Asked {

        private final Embedder engine;
        private final int dimension;
        private final StateScorer scorer;

        Asked(Embedder engine, QuestionStates states) {
            this.engine = engine;
            this.dimension = states.dimension();
            this.scorer = new StateScorer(states);
        }

        /** Empty for what a later version wrote. */
        Optional<Matched> matched(byte[] states) {
            return CompressedStates.read(states, dimension)
                    .map(passage -> new Matched(engine, scorer.matches(passage)));
        }
    }

    private List<Row> rows(Scope scope, List<Hit> hits) {
        List<CollectionId> collections =
                hits.stream().map(Hit::collection).distinct().toList();
        Permitted permitted = Permitted.by(scope, collections, Optional.empty());
        return database.readFor(
                scope,
                config.searchTime(),
                "read the states of passages",
                connection -> rows(connection, permitted, hits));
    }

    private static List<Row> rows(Connection connection, Permitted permitted, List<Hit> hits) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(permitted.in(READ))) {
            statement.setArray(
                    1,
                    SqlArrays.collections(
                            connection, hits.stream().map(Hit::collection).toList()));
            statement.setArray(
                    2,
                    SqlArrays.uuids(
                            connection,
                            hits.stream().map(hit -> hit.document().value()).toList()));
            statement.setArray(
                    3,
                    connection.createArrayOf(
                            "integer", hits.stream().map(Hit::version).toArray()));
            statement.setArray(
                    4,
                    connection.createArrayOf(
                            "integer",
                            hits.stream().map(hit -> hit.passage().ordinal()).toArray()));
            permitted.bind(statement, 5);
            List<Row> read = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    byte[] states = rows.getBytes("states");
                    if (states != null) {
                        read.add(new Row(rows.getInt("place") - 1, Space.read(rows), states));
                    }
                }
            }
            return read;
        }
    }

    /** What is stored of one hit; a class, not a record: it holds an array. */
    private static final class Row {

        private final int place;
        private final Space space;
        private final byte[] states;

        Row(int place, Space space, byte[] states) {
            this.place = place;
            this.space = space;
            this.states = states;
        }

        int place() {
            return place;
        }

        Space space() {
            return space;
        }

        byte[] states() {
            return states;
        }
    }
}
