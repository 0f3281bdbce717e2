package io.groundwork.retrieval;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.PassageVectors;
import io.groundwork.embeddings.states.CompressedStates;
import io.groundwork.embeddings.states.QuestionStates;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.vector.Space;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Collections and documents to search, and an embedder whose vectors depend on the text alone. */
final class Library {

    static final EmbeddingModel MODEL = new EmbeddingModel("of-words", "1", 32, 512);
    static final Set<Stage> ALL_STAGES = Set.of(Stage.values());

    final TestDatabase database;
    final PassageIndex index;

    Library(TestDatabase database) {
        this.database = database;
        this.index = new PassageIndex(database.source());
    }

    static RetrievalConfig config(Map<String, String> values) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().withMapping(RetrievalConfig.class);
        values.forEach((key, value) -> builder.withDefaultValue("groundwork.retrieval." + key, value));
        return builder.build().getConfigMapping(RetrievalConfig.class);
    }

    Retriever retriever(Map<String, String> config) {
        return new Retriever(Engines.only(new OfWords()), database.source(), config(config));
    }

    /** Each passage is given by itself, so that texts of tests may be alike. */
    CollectionId collection(String language, UUID... readers) {
        CollectionId id = new CollectionId(UUID.randomUUID());
        int space;
        try (Connection connection = database.source().getConnection()) {
            space = Space.of(connection, MODEL).id();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        database.execute(
                "INSERT INTO collection (id, name, space_id, language, collapse) VALUES (?, 'c', ?, ?, 'none')",
                id.value(),
                space,
                language);
        for (UUID reader : readers) {
            database.execute("INSERT INTO collection_reader VALUES (?, ?)", id.value(), reader);
        }
        return id;
    }

    DocumentId document() {
        DocumentId id = new DocumentId(UUID.randomUUID());
        database.execute("INSERT INTO document (id, name, latest_version) VALUES (?, 'd', 1)", id.value());
        return id;
    }

    void attach(CollectionId collection, DocumentId document, String attributes, Collection<UUID> readers) {
        database.execute(
                "INSERT INTO membership (collection_id, document_id, status, attributes) VALUES (?, ?, 'in_progress', ?::jsonb)",
                collection.value(),
                document.value(),
                attributes);
        for (UUID reader : readers) {
            database.execute(
                    "INSERT INTO document_reader VALUES (?, ?, ?)", collection.value(), document.value(), reader);
        }
    }

    /** A new document with a passage for each text, searchable by all who read the collection. */
    DocumentId add(CollectionId collection, String... texts) {
        return add(collection, "{}", List.of(), texts);
    }

    DocumentId add(CollectionId collection, String attributes, Collection<UUID> readers, String... texts) {
        DocumentId document = document();
        attach(collection, document, attributes, readers);
        index.replace(replacement(collection, document, 1, texts));
        return document;
    }

    static Replacement replacement(CollectionId collection, DocumentId document, int version, String... texts) {
        List<Passage> passages = new ArrayList<>();
        List<Embedding> embeddings = new ArrayList<>();
        int start = 0;
        for (String text : texts) {
            passages.add(new Passage(passages.size(), text, "", List.of(), start, start + text.length(), 0, 0));
            embeddings.add(OfWords.embed(text));
            start += text.length() + 1;
        }
        return new Replacement(collection, document, version, "", passages, embeddings, MODEL);
    }

    /** The same with the states of its tokens; {@code states} may say something else than the texts do. */
    static Replacement withStates(
            CollectionId collection, DocumentId document, int version, Map<String, CompressedStates> states) {
        Replacement plain =
                replacement(collection, document, version, states.keySet().toArray(String[]::new));
        Map<TextHash, CompressedStates> byText = new HashMap<>();
        states.forEach((text, ofText) -> byText.put(TextHash.of(text), ofText));
        return new Replacement(
                collection,
                document,
                version,
                "",
                "",
                plain.passages(),
                new Replacement.Vectors(MODEL, plain.vectors().embeddings(), byText),
                Optional.empty());
    }

    static SearchRequest request(String query, int limit, Set<Stage> stages, CollectionId... collections) {
        return new SearchRequest(query, List.of(collections), Optional.empty(), limit, stages);
    }

    static List<String> texts(SearchResult result) {
        return result.hits().stream().map(hit -> hit.passage().text()).toList();
    }

    /** Recounts everything that is counted, and says what differs; empty when all is right. */
    List<String> miscounts() {
        return database.column("""
                WITH counted AS (
                    SELECT collection_id, lexeme COLLATE "C" AS lexeme, count(*) AS passages
                    FROM passage_words, unnest(words) GROUP BY 1, 2
                ), sums AS (
                    SELECT c.id, count(p.id) AS passages, coalesce(sum(p.length), 0) AS lexemes,
                        coalesce(sum((SELECT sum(cardinality(positions)) FROM unnest(p.words))), 0) AS recounted
                    FROM collection c LEFT JOIN passage_words p ON p.collection_id = c.id GROUP BY c.id
                )
                SELECT 'term ' || coalesce(t.lexeme, n.lexeme) || ' ' || coalesce(t.passages, 0) || ' is '
                    || coalesce(n.passages, 0)
                FROM term t FULL JOIN counted n ON n.collection_id = t.collection_id AND n.lexeme = t.lexeme
                WHERE t.passages IS DISTINCT FROM n.passages
                UNION ALL
                SELECT 'collection ' || c.passages || '/' || c.lexemes || ' is ' || s.passages || '/' || s.recounted
                FROM collection c JOIN sums s ON s.id = c.id
                WHERE c.passages <> s.passages OR c.lexemes <> s.recounted OR s.lexemes <> s.recounted
                UNION ALL
                SELECT 'language ' || coalesce(l.language, n.language) || ' ' || coalesce(l.passages, 0) || ' is '
                    || coalesce(n.passages, 0)
                FROM (SELECT * FROM collection_language WHERE passages <> 0) AS l
                FULL JOIN (SELECT collection_id, language, count(*) AS passages FROM passage_words GROUP BY 1, 2) AS n
                    ON n.collection_id = l.collection_id AND n.language = l.language
                WHERE l.passages IS DISTINCT FROM n.passages
                UNION ALL
                SELECT 'words of passage ' || coalesce(p.id, w.id)
                FROM passage p FULL JOIN passage_words w ON w.id = p.id
                WHERE (w.collection_id, w.document_id, w.ordinal, w.readers)
                    IS DISTINCT FROM (p.collection_id, p.document_id, p.ordinal, p.readers)
                """);
    }

    static Array uuids(Connection connection, Collection<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    /** The sum of one random direction for each word: texts that share words are near. */
    static class OfWords implements Embedder {

        @Override
        public EmbeddingModel model() {
            return MODEL;
        }

        @Override
        public int countTokens(String text) {
            return text.split("\\s+", -1).length;
        }

        @Override
        public Embeddings embed(Kind kind, List<String> texts) {
            long words = texts.stream().mapToInt(this::countTokens).sum();
            return new Embeddings(texts.stream().map(OfWords::embed).toList(), words, List.of());
        }

        @Override
        public boolean givesStates() {
            return true;
        }

        @Override
        public PassageVectors embedWithStates(List<String> texts) {
            return new PassageVectors(
                    embed(Kind.PASSAGE, texts),
                    texts.stream().map(OfWords::states).toList());
        }

        @Override
        public QuestionStates questionStates(String question) {
            return new QuestionStates(directions(question), MODEL.dimension());
        }

        /** One state a word. */
        static CompressedStates states(String text) {
            return CompressedStates.of(directions(text), MODEL.dimension());
        }

        private static float[] directions(String text) {
            List<String> words = List.of(text.toLowerCase(Locale.ROOT).split("\\s+", -1));
            float[] states = new float[words.size() * MODEL.dimension()];
            for (int i = 0; i < words.size(); i++) {
                System.arraycopy(embed(words.get(i)).toArray(), 0, states, i * MODEL.dimension(), MODEL.dimension());
            }
            return states;
        }

        static Embedding embed(String text) {
            double[] sum = new double[MODEL.dimension()];
            for (String word : List.of(text.toLowerCase(Locale.ROOT).split("\\s+", -1))) {
                Random direction = new Random(word.hashCode());
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += direction.nextGaussian();
                }
            }
            double norm = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
            float[] unit = new float[sum.length];
            for (int i = 0; i < unit.length; i++) {
                unit[i] = (float) (sum[i] / norm);
            }
            return new Embedding(unit);
        }
    }
}
