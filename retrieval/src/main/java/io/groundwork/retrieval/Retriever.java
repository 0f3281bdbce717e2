package io.groundwork.retrieval;

import static java.util.stream.Collectors.partitioningBy;

import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.Rerankers;
import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.SearchResult.StageReport;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.fusion.Ranking;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import io.groundwork.retrieval.fusion.Succession;
import io.groundwork.retrieval.lexical.LexicalSearch;
import io.groundwork.retrieval.rerank.Reranking;
import io.groundwork.retrieval.selection.Selection.Chosen;
import io.groundwork.retrieval.vector.VectorPlace;
import io.groundwork.retrieval.vector.VectorSearch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/**
 * Finds the passages that bear on a question: by words and by meaning, fused, the first of them ranked anew, what says the same given once; in each collection by
 * its own settings ({@link SearchSettings}), in all by the wishes of the request. All stages of one search see the same state of the data, so
 * that a document which is replaced meanwhile is found in its old or in its new version, never in both or in none (within a
 * transaction of the caller: as far as that one's isolation goes). Safe for use by many threads; blocks.
 */
@Singleton
public final class Retriever {

    /** A ranking counts for something, or it would not have been made. */
    private static final double LEAST_TRUST = 1e-6;

    private final QuestionVectors vectors;
    private final Database database;
    private final RetrievalConfig config;
    private final LexicalSearch lexical;
    private final VectorSearch vector;
    private final NarrowScope narrow;
    private final ReciprocalRankFusion fusion;
    private final RankerChoice rankers;

    /** A few bytes for each collection that was ever searched. */
    private final Map<Searched, ReadableCollection> last = new ConcurrentHashMap<>();

    @Inject
    Retriever(Engines engines, Rerankers rerankers, DataSource source, RetrievalConfig config) {
        this(engines, new RankerChoice(Reranker.of(engines, rerankers, config), rerankers, config), source, config);
    }

    /** Without a cross-encoder; outside of the application, which makes its own. */
    public Retriever(Engines engines, DataSource source, RetrievalConfig config) {
        this(
                engines,
                new RankerChoice(Reranker.byStates(engines, config), Rerankers.only(Optional.empty()), config),
                source,
                config);
    }

    private Retriever(Engines engines, RankerChoice rankers, DataSource source, RetrievalConfig config) {
        this.vectors = new QuestionVectors(engines, config.questionTime());
        this.database = new Database(source);
        this.config = config;
        this.lexical = new LexicalSearch(config.lexicalShare(), config.lexicalFloor());
        this.vector = new VectorSearch(config.exactPassages(), config.indexVisits());
        this.narrow = new NarrowScope(config.exactPassages());
        this.fusion = new ReciprocalRankFusion(config.rankConstant());
        this.rankers = rankers;
    }

    /**
     * The best passages that the scope may see, best first; none when nothing matches or nothing may be seen.
     *
     * <p>Scores are in [0, 1]. Fused: the share of what first places in all searches would give. By words alone: the share of the best
     * hit's BM25. By meaning alone: {@code (1 + cosine) / 2}. Both without fusion: the upper half for the words, the lower for the
     * meaning. Reranked: the logistic function of the weighted mean of the searches' scores and the new one, each in standard deviations among these passages. Where age counts, the product with {@link Recency#factor}. Ties are broken by place: collection, document, passage.
     *
     * @throws IllegalArgumentException when the filter has over 50 conditions or a value of another type than its own
     * @throws RetrievalException when the database cannot be read
     * @throws io.groundwork.embeddings.EngineOverloadedException when the engines that are needed have too much to do; those that are away or fail are passed over
     */
    public SearchResult search(Scope scope, SearchRequest request) {
        return search(scope, request, Side.ANSWERING);
    }

    /** The same by the vectors of the one side or the other; collections without that side are not searched. */
    public SearchResult search(Scope scope, SearchRequest request, Side side) {
        Permitted permitted = Permitted.by(scope, request.collections(), request.filter());
        String question = request.query().replace('\0', ' ');
        if (question.isBlank()
                || scope.principals().isEmpty()
                || request.collections().isEmpty()) {
            return SearchResult.NOTHING;
        }
        return inOneView(scope, request, side, (connection, asked, readable) -> {
            Run run = run(connection, narrowed(connection, permitted, readable), asked, readable, Depth.of(request));
            return new SearchResult(
                    Hits.read(connection, permitted, run.first(request.limit()), request.widening()),
                    run.reports(),
                    asked.away(readable));
        });
    }

    /**
     * How one document fares in a search: what its best passage is in each stage, and where it ends. To be asked by who may know that the document
     * exists; what the scope may not read has no place and no rank. Takes seconds in a large collection, all of which is compared.
     *
     * @throws IllegalArgumentException as {@link #search} does
     */
    public Trace trace(Scope scope, SearchRequest request, DocumentId document) {
        Permitted permitted = Permitted.by(scope, request.collections(), request.filter());
        return inOneView(scope, request, Side.ANSWERING, (connection, asked, readable) -> {
            Run run = run(
                    connection,
                    narrowed(connection, permitted, readable),
                    asked,
                    readable,
                    Depth.of(request).toTheEnd());
            return new Tracing(lexical, document).of(connection, asked, ids(readable), permitted, run);
        });
    }

    /**
     * Embeds the question for the spaces that the collections had when last searched; then all is read in one view of the data. Where a collection has
     * another space by now, or is searched otherwise, the question is embedded for that, and the reading begins anew.
     */
    private <T> T inOneView(Scope scope, SearchRequest request, Side side, Reading<T> reading) {
        AskedQuestion asked = asked(request.query().replace('\0', ' '));
        asked.askInAdvance(as(request, lastKnown(request, side)));
        while (true) {
            Attempt<T> attempt = database.readFor(scope, config.searchTime(), "search", connection -> {
                List<ReadableCollection> now = ReadableCollection.among(connection, scope, request.collections(), side);
                List<ReadableCollection> wished = as(request, now);
                return asked.isKnownIn(wished)
                        ? new Attempt<>(now, Optional.of(reading.read(connection, asked, wished)))
                        : new Attempt<>(now, Optional.empty());
            });
            attempt.readable().forEach(collection -> last.put(new Searched(collection.id(), side), collection));
            if (attempt.result().isPresent()) {
                return attempt.result().get();
            }
            asked.ask(as(request, attempt.readable()));
        }
    }

    private interface Reading<T> {

        T read(Connection connection, AskedQuestion asked, List<ReadableCollection> readable) throws SQLException;
    }

    private AskedQuestion asked(String question) {
        return new AskedQuestion(
                question,
                new NearestPassages(vectors, vector, question),
                rankers.usual().isOn() ? Optional.of(rankers.usual().scorer().ask(question)) : Optional.empty());
    }

    private static List<ReadableCollection> as(SearchRequest request, List<ReadableCollection> collections) {
        return collections.stream()
                .map(collection -> collection.as(request.wishes()))
                .toList();
    }

    private List<ReadableCollection> lastKnown(SearchRequest request, Side side) {
        return request.collections().stream()
                .flatMap(id -> Optional.ofNullable(last.get(new Searched(id, side))).stream())
                .toList();
    }

    private record Searched(CollectionId collection, Side side) {}

    /** @param result empty when a collection is in a space that the question was not embedded for */
    private record Attempt<T>(List<ReadableCollection> readable, Optional<T> result) {}

    /**
     * What the stages made of a question.
     *
     * @param fused all that was found, best first, before the first were ranked anew
     * @param ranked the same afterwards
     * @param aged the same when age has counted
     * @param chosen what of it is given, as far as that was looked at
     * @param places where it was searched by meaning
     * @param byWords where it was searched by words
     * @param within what was searched there: what is permitted, and holds what was quoted
     * @param otherwise what was searched by meaning alone: what is permitted
     */
    record Run(
            List<Ranked> fused,
            List<Ranked> ranked,
            List<Ranked> aged,
            Chosen chosen,
            List<StageReport> reports,
            List<VectorPlace> places,
            List<CollectionId> byWords,
            Permitted within,
            Permitted otherwise) {

        Chosen first(int limit) {
            return new Chosen(
                    chosen.given().stream().limit(limit).toList(), chosen.copies(), chosen.beyond(), chosen.looked());
        }
    }

    /**
     * How far a search goes.
     *
     * @param wanted so many hits the request wants, by which the searches go
     * @param given so many are chosen of what was ranked
     */
    private record Depth(int wanted, int given) {

        static Depth of(SearchRequest request) {
            return new Depth(request.limit(), request.limit());
        }

        Depth toTheEnd() {
            return new Depth(wanted, Integer.MAX_VALUE);
        }
    }

    private Run run(
            Connection connection,
            Permitted permitted,
            AskedQuestion question,
            List<ReadableCollection> readable,
            Depth depth)
            throws SQLException {
        List<ReadableCollection> byWords = running(Stage.LEXICAL, readable);
        List<ReadableCollection> byMeaning = running(Stage.VECTOR, readable);
        List<CollectionId> wordIds = ids(byWords);
        Permitted within = permitted.within(wordIds);
        Permitted otherwise = permitted.within(ids(readable.stream()
                .filter(collection -> !collection.runs(Stage.LEXICAL))
                .toList()));
        Map<String, Double> languages = Map.of();
        int pool = Math.max(config.pool(), depth.wanted());
        List<Ranking> rankings = new ArrayList<>();
        List<StageReport> reports = new ArrayList<>();
        if (!byWords.isEmpty()) {
            long started = System.nanoTime();
            LexicalSearch.Found found = lexical.search(connection, question.text(), wordIds, within, pool);
            within = found.within();
            languages = found.languages();
            rankings.add(new Ranking(Stage.LEXICAL, config.lexicalWeight(), found.candidates()));
            reports.add(report(Stage.LEXICAL, found.candidates().size(), found.plan(), System.nanoTime() - started));
        }
        List<VectorPlace> vectors = places(byMeaning, within, otherwise);
        double trust = trust(question.meaning(), languages);
        if (!byMeaning.isEmpty()) {
            long started = System.nanoTime();
            VectorSearch.Found found = question.meaning().in(connection, vectors, pool);
            rankings.add(new Ranking(Stage.VECTOR, config.vectorWeight() * trust, found.candidates()));
            long nanos = question.meaning().nanos() + System.nanoTime() - started;
            reports.add(report(Stage.VECTOR, found.candidates().size(), found.plan() + said(trust), nanos));
        }
        long started = System.nanoTime();
        boolean fuse = !running(Stage.FUSION, readable).isEmpty();
        List<Ranked> fused = fuse && rankings.size() > 1 ? fusion.fuse(rankings) : Succession.of(rankings);
        List<Ranked> ranked = fused;
        if (fuse) {
            String plan = "k=%d of %d rankings".formatted(config.rankConstant(), rankings.size());
            reports.add(report(Stage.FUSION, fused.size(), plan, System.nanoTime() - started));
        }
        List<ReadableCollection> anew = running(Stage.RERANK, readable);
        if (question.scorer().isPresent() && !anew.isEmpty()) {
            long began = System.nanoTime();
            Reranking.Found before = new Reranking.Found(fused, rankings, pool);
            List<VectorPlace> read = places(anew, within, otherwise);
            Reranking.Outcome outcome =
                    switch (rankers.of(anew)) {
                        case RankerChoice.Chosen.Usual(Reranker usual) ->
                            usual.ranking()
                                    .rerank(
                                            connection,
                                            read,
                                            question.scorer().get(),
                                            before,
                                            usual.isOfTheVectors() ? trust : 1);
                        case RankerChoice.Chosen.Named(Reranker named) ->
                            named.ranking()
                                    .rerank(connection, read, named.scorer().ask(question.text()), before, 1);
                        case RankerChoice.Chosen.Away(String why) -> Reranking.stands(fused, why);
                    };
            ranked = outcome.ranked();
            reports.add(report(Stage.RERANK, outcome.scored(), outcome.plan(), System.nanoTime() - began));
        }
        Sifting sifting = new Sifting(connection, permitted, readable, reports);
        List<Ranked> aged = sifting.aged(ranked);
        return new Run(
                fused, ranked, aged, sifting.chosen(aged, depth.given()), reports, vectors, wordIds, within, otherwise);
    }

    private Permitted narrowed(Connection connection, Permitted permitted, List<ReadableCollection> readable)
            throws SQLException {
        return narrow.narrowed(
                connection,
                permitted,
                ids(readable),
                readable.stream().mapToLong(ReadableCollection::passages).sum());
    }

    /** What was quoted is asked for where it is searched by words. */
    private static List<VectorPlace> places(
            List<ReadableCollection> collections, Permitted within, Permitted otherwise) {
        Map<Boolean, List<ReadableCollection>> byWords =
                collections.stream().collect(partitioningBy(collection -> collection.runs(Stage.LEXICAL)));
        List<VectorPlace> places = new ArrayList<>();
        places.addAll(ReadableCollection.places(byWords.getOrDefault(true, List.of()), within));
        places.addAll(ReadableCollection.places(byWords.getOrDefault(false, List.of()), otherwise));
        return List.copyOf(places);
    }

    private static List<ReadableCollection> running(Stage stage, List<ReadableCollection> readable) {
        return readable.stream().filter(collection -> collection.runs(stage)).toList();
    }

    /** What meaning counts for, where it counts 1 for a question in a language that its model knows. */
    private double trust(NearestPassages meaning, Map<String, Double> languages) {
        double fluency = meaning.fluency(languages);
        double least = Math.clamp(config.unknownLanguage(), LEAST_TRUST, 1);
        return least + (1 - least) * fluency;
    }

    private static String said(double trust) {
        return trust > 0.995 ? "" : ", weight %.2f as the model does not know the language".formatted(trust);
    }

    private static List<CollectionId> ids(List<ReadableCollection> readable) {
        return readable.stream().map(ReadableCollection::id).toList();
    }

    private static StageReport report(Stage stage, int found, String plan, long nanos) {
        return new StageReport(stage, found, plan, nanos / 1000);
    }
}
