package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.OverlapCrossEncoder;
import io.groundwork.embeddings.Rerankers;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.onnx.OnnxCrossEncoder;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.onnx.SmallCrossEncoder;
import io.groundwork.embeddings.remote.Endpoint;
import io.groundwork.embeddings.remote.HttpCrossEncoder;
import io.groundwork.embeddings.remote.RerankDialect;
import io.groundwork.embeddings.remote.RerankServer;
import io.groundwork.embeddings.remote.ServedReranker;
import io.groundwork.ingest.DocumentId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches whose first passages a cross-encoder reads: in a folder, on a server, slow, failing. */
class CrossEncodingIT {

    private static final UUID EVERYONE = UUID.randomUUID();
    private static final UUID SOMEBODY = UUID.randomUUID();
    private static final Scope SCOPE = Scope.of(Set.of(EVERYONE));
    private static final Set<Stage> BEFORE = EnumSet.complementOf(EnumSet.of(Stage.RERANK));
    private static final Duration PATIENT = Duration.ofSeconds(60);

    /** So that a busy machine is no reason to fail. */
    private static final Map<String, String> UNHURRIED = Map.of("cross-encoder-budget", "PT60S");

    private static TestDatabase database;
    private static Library library;

    @BeforeAll
    static void open() {
        database = new TestDatabase();
        library = new Library(database);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aModelInAFolderRanksTheFirstPassagesAndIsNamed(@TempDir Path folder) throws IOException {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "dough dough law", "dough bread", "dough bread rises");

        SearchResult found;
        try (OnnxCrossEncoder model = OnnxCrossEncoder.load(
                ModelFolder.open(SmallCrossEncoder.write(folder)),
                Optional.empty(),
                new OnnxEmbedder.Capacity(16, 100_000),
                new OnnxCrossEncoder.Pace(1, PATIENT),
                new SimpleMeterRegistry())) {
            found = search(model, UNHURRIED, "dough", Library.ALL_STAGES, collection);
        }

        assertThat(report(found).plan())
                .isEqualTo("cross-encoder %s over 3 of 3, 0 not readable".formatted(SmallCrossEncoder.NAME));
        assertThat(found.hits().stream()
                        .filter(hit -> hit.passage().text().equals("dough bread rises"))
                        .findFirst()
                        .orElseThrow()
                        .ranks())
                .containsEntry(Stage.RERANK, 1);
    }

    @Test
    void aModelOnAServerReadsHeadingsAndTextAndNothingBeyondTheScope() throws IOException {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump manual", "pump and seal");
        DocumentId restricted = library.document();
        library.attach(collection, restricted, "{}", List.of(SOMEBODY));
        library.index.replace(Library.replacement(collection, restricted, 1, "pump secret"));

        try (RerankServer server = new RerankServer(new OverlapCrossEncoder())) {
            SearchResult found = search(remote(server.base()), UNHURRIED, "pump seal", Library.ALL_STAGES, collection);

            assertThat(report(found).plan()).isEqualTo("cross-encoder overlap over 2 of 2, 0 not readable");
            assertThat(Library.texts(found).getFirst()).isEqualTo("pump and seal");
            assertThat(server.requests().toString())
                    .contains("pump and seal")
                    .contains("pump manual")
                    .doesNotContain("secret");
        }
    }

    @Test
    void aSlowServerIsWaitedForAsLongAsIsSetAndThenTheOrderBeforeStands() throws IOException {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump one", "pump two pump", "seal");
        CountDownLatch end = new CountDownLatch(1);
        CrossEncoder stuck = new Stuck(end);

        try (RerankServer server = new RerankServer(stuck)) {
            SearchResult before = search(stuck, Map.of(), "pump", BEFORE, collection);
            SearchResult found = search(
                    remote(server.base()),
                    Map.of("cross-encoder-budget", "PT0.3S"),
                    "pump",
                    Library.ALL_STAGES,
                    collection);

            assertThat(found.hits()).isEqualTo(before.hits());
            assertThat(report(found).plan())
                    .isEqualTo("not reranked: cross-encoder overlap: the time for it was spent");
            assertThat(report(found).found()).isZero();
        } finally {
            end.countDown();
        }
    }

    @Test
    void aServerThatFailsLeavesTheOrderBeforeAndTheReportKeepsItsAddress() throws IOException {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump one", "pump two pump", "seal");

        try (RerankServer server = new RerankServer(new OverlapCrossEncoder())) {
            server.refuse(500);
            SearchResult before = search(new OverlapCrossEncoder(), UNHURRIED, "pump", BEFORE, collection);
            SearchResult found = search(remote(server.base()), UNHURRIED, "pump", Library.ALL_STAGES, collection);

            assertThat(found.hits()).isEqualTo(before.hits());
            assertThat(report(found).plan())
                    .isEqualTo("not reranked: cross-encoder overlap: it failed or cannot be reached");
        }
    }

    @Test
    void nobodyWaitsBehindManyWhoWait() throws Exception {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump one", "pump two");
        CountDownLatch end = new CountDownLatch(1);
        Stuck stuck = new Stuck(end);
        Retriever retriever = retriever(stuck, Map.of("cross-encoder-budget", "PT60S", "cross-encoder-searches", "1"));
        Thread first = Thread.ofVirtual().start(() -> retriever.search(SCOPE, request(collection)));

        try {
            stuck.asked.await();
            SearchResult second = retriever.search(SCOPE, request(collection));

            assertThat(second.hits()).hasSize(2);
            assertThat(report(second).plan())
                    .isEqualTo("not reranked: cross-encoder overlap: too many searches wait for it");
        } finally {
            end.countDown();
            first.join();
        }
    }

    @Test
    void lateInteractionDoesItWhereThatIsSet() {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump one");

        SearchResult found = search(
                new OverlapCrossEncoder(),
                Map.of("reranker", "late-interaction"),
                "pump",
                Library.ALL_STAGES,
                collection);

        assertThat(report(found).plan()).contains("maxsim");
    }

    @Test
    void itReadsNoMoreThanIsSetAndARequestMayDoWithout() {
        CollectionId collection = library.collection("en", EVERYONE);
        library.add(collection, "pump one", "pump two", "pump three");
        Map<String, String> two = Map.of("cross-encoder-candidates", "2", "cross-encoder-budget", "PT60S");

        SearchResult found = search(new OverlapCrossEncoder(), two, "pump", Library.ALL_STAGES, collection);
        SearchResult without = search(new OverlapCrossEncoder(), two, "pump", BEFORE, collection);

        assertThat(report(found).plan()).isEqualTo("cross-encoder overlap over 2 of 3, 0 not readable");
        assertThat(without.stages()).extracting(SearchResult.StageReport::stage).doesNotContain(Stage.RERANK);
    }

    /** Answers when the test ends. */
    private static final class Stuck implements CrossEncoder {

        private final OverlapCrossEncoder encoder = new OverlapCrossEncoder();
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch end;

        Stuck(CountDownLatch end) {
            this.end = end;
        }

        @Override
        public String model() {
            return encoder.model();
        }

        @Override
        public int maxTokens() {
            return encoder.maxTokens();
        }

        @Override
        public Scale scale() {
            return encoder.scale();
        }

        @Override
        public Duration longest() {
            return encoder.longest();
        }

        @Override
        public Relevance score(String query, List<String> passages, Duration within) {
            asked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbeddingException("Interrupted", e);
            }
            return encoder.score(query, passages, within);
        }
    }

    private static CrossEncoder remote(URI base) {
        return new HttpCrossEncoder(
                new Endpoint(HttpClient.newHttpClient(), base, Optional.empty(), PATIENT, Duration.ZERO),
                RerankDialect.TEI,
                new ServedReranker("overlap", "/v1/rerank", 512, 32),
                BgeSmall.tokenizer());
    }

    private static SearchResult search(
            CrossEncoder encoder,
            Map<String, String> config,
            String query,
            Set<Stage> stages,
            CollectionId collection) {
        return retriever(encoder, config).search(SCOPE, Library.request(query, 10, stages, collection));
    }

    private static Retriever retriever(CrossEncoder encoder, Map<String, String> config) {
        return new Retriever(
                Engines.only(new Library.OfWords()),
                Rerankers.only(Optional.of(encoder)),
                database.source(),
                Library.config(config));
    }

    private static SearchRequest request(CollectionId collection) {
        return Library.request("pump", 10, Library.ALL_STAGES, collection);
    }

    private static SearchResult.StageReport report(SearchResult result) {
        return result.stages().stream()
                .filter(stage -> stage.stage() == Stage.RERANK)
                .findFirst()
                .orElseThrow();
    }
}
