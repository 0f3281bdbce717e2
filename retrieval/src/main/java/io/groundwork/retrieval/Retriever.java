package io.groundwork.retrieval;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.retrieval.SearchResult.StageReport;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.fusion.Ranking;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import io.groundwork.retrieval.fusion.Succession;
import io.groundwork.retrieval.lexical.LexicalSearch;
import io.groundwork.retrieval.rerank.PassageScorer;
import io.groundwork.retrieval.rerank.Reranking;
import io.groundwork.retrieval.vector.Space;
import io.groundwork.retrieval.vector.VectorSearch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Finds the passages that bear on a question: by words and by meaning, fused, the first of them ranked anew. All stages of one search see the same state of the data, so
 * that a document which is replaced meanwhile is found in its old or in its new version, never in both or in none (within a
 * transaction of the caller: as far as that one's isolation goes). Safe for use by many threads; blocks.
 */
@Singleton
public final class Retriever {

    private final Embedder embedder;
    private final Database database;
    private final RetrievalConfig config;
    private final LexicalSearch lexical;
    private final VectorSearch vector;
    private final ReciprocalRankFusion fusion;
    private final Reranker reranker;
    private final Reranking reranking;

    @Inject
    Retriever(Embedder embedder, Optional<CrossEncoder> crossEncoder, DataSource source, RetrievalConfig config) {
        this(embedder, Reranker.of(embedder, crossEncoder, config), source, config);
    }

    /** Without a cross-encoder. */
    Retriever(Embedder embedder, DataSource source, RetrievalConfig config) {
        this(embedder, Reranker.byStates(embedder, config), source, config);
    }

    private Retriever(Embedder embedder, Reranker reranker, DataSource source, RetrievalConfig config) {
        this.embedder = embedder;
        this.database = new Database(source);
        this.config = config;
        this.lexical = new LexicalSearch(config.lexicalShare(), config.lexicalFloor());
        this.vector = new VectorSearch(config.exactPassages(), config.indexVisits());
        this.fusion = new ReciprocalRankFusion(config.rankConstant());
        this.reranker = reranker;
        this.reranking = new Reranking(reranker.settings());
    }

    /**
     * The best passages that the scope may see, best first; none when nothing matches or nothing may be seen.
     *
     * <p>Scores are in [0, 1]. Fused: the share of what first places in all searches would give. By words alone: the share of the best
     * hit's BM25. By meaning alone: {@code (1 + cosine) / 2}. Both without fusion: the upper half for the words, the lower for the
     * meaning. Reranked: the logistic function of the weighted mean of the searches' scores and the new one, each in standard deviations among these passages. Ties are broken by place: collection, document, passage.
     *
     * @throws IllegalArgumentException when the filter has over 50 conditions or a value of another type than its own
     * @throws RetrievalException when the database cannot be read
     * @throws io.groundwork.embeddings.EmbeddingException when the question cannot be embedded now
     */
    public SearchResult search(Scope scope, SearchRequest request) {
        Permitted permitted = Permitted.by(scope, request.collections(), request.filter());
        String question = request.query().replace('\0', ' ');
        if (question.isBlank()
                || scope.principals().isEmpty()
                || request.collections().isEmpty()) {
            return new SearchResult(List.of(), List.of());
        }
        Optional<PassageScorer.Asked> asked =
                reranker.isOn() && request.stages().contains(Stage.RERANK)
                        ? Optional.of(reranker.scorer().ask(question))
                        : Optional.empty();
        Optional<Meaning> meaning = request.stages().contains(Stage.VECTOR)
                ? Optional.of(Meaning.of(embedder, question))
                : Optional.empty();
        Question asking = new Question(question, meaning, asked);
        return database.read("search", connection -> search(connection, scope, request, permitted, asking));
    }

    private SearchResult search(
            Connection connection, Scope scope, SearchRequest request, Permitted permitted, Question question)
            throws SQLException {
        Optional<Meaning> meaning = question.meaning();
        List<ReadableCollection> readable = ReadableCollection.among(connection, scope, request.collections());
        int pool = Math.max(config.pool(), request.limit());
        List<Ranking> rankings = new ArrayList<>();
        List<StageReport> reports = new ArrayList<>();
        if (request.stages().contains(Stage.LEXICAL)) {
            long started = System.nanoTime();
            LexicalSearch.Found found = lexical.search(connection, question.text(), places(readable, permitted), pool);
            rankings.add(new Ranking(Stage.LEXICAL, config.lexicalWeight(), found.candidates()));
            reports.add(report(Stage.LEXICAL, found.candidates().size(), found.plan(), System.nanoTime() - started));
        }
        if (meaning.isPresent()) {
            long started = System.nanoTime();
            VectorSearch.Found found = nearest(connection, meaning.get(), readable, permitted, pool);
            rankings.add(new Ranking(Stage.VECTOR, config.vectorWeight(), found.candidates()));
            long nanos = meaning.get().nanos() + System.nanoTime() - started;
            reports.add(report(Stage.VECTOR, found.candidates().size(), found.plan(), nanos));
        }
        long started = System.nanoTime();
        List<Ranked> ranked = merged(rankings, request);
        if (request.stages().contains(Stage.FUSION)) {
            String plan = "k=%d of %d rankings".formatted(config.rankConstant(), rankings.size());
            reports.add(report(Stage.FUSION, ranked.size(), plan, System.nanoTime() - started));
        }
        if (question.asked().isPresent()) {
            long began = System.nanoTime();
            Reranking.Outcome outcome = reranking.rerank(
                    connection, permitted, question.asked().get(), new Reranking.Found(ranked, rankings, pool));
            ranked = outcome.ranked();
            reports.add(report(Stage.RERANK, outcome.scored(), outcome.plan(), System.nanoTime() - began));
        }
        List<Ranked> best = ranked.stream().limit(request.limit()).toList();
        return new SearchResult(Hits.read(connection, permitted, best, request.widening()), reports);
    }

    /** Fusion of a single list would only hide its scores. */
    private List<Ranked> merged(List<Ranking> rankings, SearchRequest request) {
        return request.stages().contains(Stage.FUSION) && rankings.size() > 1
                ? fusion.fuse(rankings)
                : Succession.of(rankings);
    }

    private VectorSearch.Found nearest(
            Connection connection, Meaning meaning, List<ReadableCollection> readable, Permitted permitted, int pool)
            throws SQLException {
        Optional<Space> space = Space.find(connection, meaning.model());
        if (space.isEmpty()) {
            return new VectorSearch.Found(
                    List.of(), "nothing is embedded by " + meaning.model().name());
        }
        long reach = readable.stream()
                .filter(collection -> collection.space() == space.get().id())
                .mapToLong(ReadableCollection::passages)
                .sum();
        return vector.search(connection, space.get(), meaning.vector(), permitted, reach, pool);
    }

    private static List<LexicalSearch.Place> places(List<ReadableCollection> readable, Permitted permitted) {
        Map<String, List<ReadableCollection>> byLanguage =
                readable.stream().collect(groupingBy(ReadableCollection::language, TreeMap::new, toList()));
        List<LexicalSearch.Place> places = new ArrayList<>();
        byLanguage.forEach((language, collections) -> {
            List<CollectionId> ids =
                    collections.stream().map(ReadableCollection::id).toList();
            long passages =
                    collections.stream().mapToLong(ReadableCollection::passages).sum();
            places.add(new LexicalSearch.Place(language, ids, passages, permitted.within(ids)));
        });
        return places;
    }

    private static StageReport report(Stage stage, int found, String plan, long nanos) {
        return new StageReport(stage, found, plan, nanos / 1000);
    }

    /**
     * A question as each stage wants it.
     *
     * @param meaning empty when it is not searched by meaning
     * @param asked empty when what is found is not reranked
     */
    private record Question(String text, Optional<Meaning> meaning, Optional<PassageScorer.Asked> asked) {}

    /** A question as a vector, and how long that took. */
    private record Meaning(EmbeddingModel model, Embedding vector, long nanos) {

        static Meaning of(Embedder embedder, String question) {
            long started = System.nanoTime();
            Embedding vector = embedder.embedQuery(question);
            return new Meaning(embedder.model(), vector, System.nanoTime() - started);
        }
    }
}
