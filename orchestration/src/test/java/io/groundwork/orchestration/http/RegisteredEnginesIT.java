package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.HashingEmbedder;
import io.groundwork.embeddings.OverlapCrossEncoder;
import io.groundwork.embeddings.remote.EmbeddingsServer;
import io.groundwork.embeddings.remote.RerankServer;
import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embedders and rerankers on real servers, registered and chosen for collections through the front door. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class RegisteredEnginesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> registered = new ArrayList<>();
    private final List<String> stores = new ArrayList<>();

    /** Collections first: a model that they have vectors of is not removed. */
    @AfterEach
    void forget() {
        stores.forEach(store ->
                asAdmin().delete("/v1/vector_stores/{id}", store).then().statusCode(200));
        registered.forEach(
                id -> asAdmin().delete("/api/v1/models/{id}", id).then().statusCode(204));
    }

    @Test
    void anEmbedderOnAServerIsMeasuredChosenAndItsPrefixesAreFixedThen() throws IOException {
        HashingEmbedder embedder = new HashingEmbedder(new EmbeddingModel("hashing", "0".repeat(64), 96, 512));
        try (EmbeddingsServer server = new EmbeddingsServer(embedder, null)) {
            String name = unique("embedder");
            String id = register(Map.of(
                    "name", name, "model", "hashing", "base_url", server.base().toString(), "task", "embed"));
            asAdmin()
                    .post("/api/v1/models/{id}/probe", id)
                    .then()
                    .statusCode(200)
                    .body("vectors.dimension", equalTo(96));
            String store = newCollection(unique("hashed"));
            stores.add(store);
            add(store, "heron.txt", "The heron wades in shallow water.");
            add(store, "owl.txt", "The owl hunts at night.");

            model(id).body("task", equalTo("embed")).body("vectors.dimension", equalTo(96));
            change(id, Map.of("vectors", Map.of("dimension", 96, "query_prefix", "query: ")))
                    .statusCode(200)
                    .body("vectors.query_prefix", equalTo("query: "));
            space(store)
                    .body("engines.name", hasItem(name))
                    .body("engines.find { it.name == '%s' }.bytes_per_passage".formatted(name), equalTo(192));
            order(store, "build", Map.of("engine", id)).statusCode(202);
            await(() -> "ready".equals(space(store).extract().path("move.state")));
            order(store, "measure", Map.of()).statusCode(200);
            order(store, "switch", Map.of()).statusCode(200).body("answering.engine", equalTo(name));

            assertThat(server.requests().stream().flatMap(request -> request.input().stream()))
                    .anyMatch(text -> text.startsWith("query: "));
            stage(store, "owl at night", "vector").body("plan", not(containsString("no engine")));
            change(id, Map.of("vectors", Map.of("dimension", 96, "query_prefix", "ask: ")))
                    .statusCode(409)
                    .body("detail", containsString("Register it anew"));
            change(id, Map.of("task", "rerank")).statusCode(400).body("field", equalTo("task"));
            asAdmin()
                    .body(Map.of("model", name, "input", "a heron"))
                    .post("/v1/embeddings")
                    .then()
                    .statusCode(200)
                    .body("model", equalTo(name))
                    .body("data[0].embedding.size()", equalTo(96));

            move(id, "quarantined");
            stage(store, "owl at night", "vector")
                    .body("plan", equalTo("no engine for %s (it is under quarantine)".formatted(name)));
            asAdmin()
                    .body(Map.of("model", name, "input", "a heron"))
                    .post("/v1/embeddings")
                    .then()
                    .statusCode(404);
            asAdmin()
                    .get("/api/v1/models/{id}/recall", id)
                    .then()
                    .body("collections.id", equalTo(List.of(store)))
                    .body("collections.answers", equalTo(List.of(true)));
            move(id, "serving");
            stage(store, "owl at night", "vector").body("plan", not(containsString("no engine")));
            asAdmin()
                    .delete("/api/v1/models/{id}", id)
                    .then()
                    .statusCode(409)
                    .body("detail", containsString("Move them to another first"));
        }
    }

    @ParameterizedTest
    @CsvSource({"openai", "tei"})
    void aRerankerOnAServerRanksWhereItIsNamed(String dialect) throws IOException {
        try (RerankServer server = new RerankServer(new OverlapCrossEncoder())) {
            String name = unique("reranker");
            String id = register(Map.of(
                    "name",
                    name,
                    "model",
                    "overlap",
                    "base_url",
                    server.base().toString(),
                    "task",
                    "rerank",
                    "dialect",
                    dialect));
            String store = newCollection(unique("ranked"));
            stores.add(store);
            add(store, "heron.txt", "The heron wades in shallow water.");
            add(store, "owl.txt", "The owl hunts at night.");

            withKey(newKey(unique("reader")).getString("key"))
                    .get("/api/v1/rerankers")
                    .then()
                    .statusCode(200)
                    .body("data.name", hasItem(name));
            stage(store, "owl at night", "rerank").body("plan", startsWith("maxsim"));
            asAdmin()
                    .body(Map.of("search", Map.of("ranker", name)))
                    .post("/v1/vector_stores/{id}", store)
                    .then()
                    .statusCode(200)
                    .body("search.ranker", equalTo(name));
            stage(store, "owl at night", "rerank")
                    .body("plan", startsWith("cross-encoder %s over 2 of 2".formatted(name)));
            asAdmin()
                    .body(Map.of("query", "owl at night", "ranking_options", Map.of("ranker", name)))
                    .post("/v1/vector_stores/{id}/search", store)
                    .then()
                    .statusCode(200)
                    .body("data[0].filename", equalTo("owl.txt"));
            List<Float> scores = asAdmin()
                    .body(Map.of(
                            "model", name, "query", "owl at night", "documents", List.of("a heron", "an owl at night")))
                    .post("/v1/rerank")
                    .then()
                    .statusCode(200)
                    .body("model", equalTo(name))
                    .body("results.index", equalTo(List.of(1, 0)))
                    .extract()
                    .path("results.relevance_score");
            assertThat(scores).allSatisfy(score -> assertThat(score).isBetween(0f, 1f));

            move(id, "quarantined");
            stage(store, "owl at night", "rerank")
                    .body("plan", equalTo("not reranked: reranker %s: it is under quarantine".formatted(name)));
            asAdmin()
                    .body(Map.of("query", "owl", "collections", List.of(store), "ranker", name))
                    .post("/api/v1/search")
                    .then()
                    .statusCode(400)
                    .body("field", equalTo("ranker"));
            asAdmin()
                    .body(Map.of("search", Map.of("ranker", "auto")))
                    .post("/v1/vector_stores/{id}", store)
                    .then()
                    .statusCode(200)
                    .body("search.ranker", equalTo("auto"));
        }
    }

    @Test
    void aServerThatIsDownIsPassedOverAndTheOtherCollectionsAreSearchedWhole() throws IOException {
        String whole = newCollection(unique("whole"));
        stores.add(whole);
        add(whole, "heron.txt", "The heron wades in shallow water.");
        EmbeddingsServer embedding = new EmbeddingsServer(hashing(), null);
        RerankServer ranking = new RerankServer(new OverlapCrossEncoder());
        String embedder = unique("embedder");
        String reranker = unique("reranker");
        probe(register(served(embedder, "hashing", embedding.base(), "embed")));
        register(served(reranker, "overlap", ranking.base(), "rerank"));
        String store = moved(embedder, "owl.txt", "The owl hunts at night.");
        asAdmin()
                .body(Map.of("search", Map.of("ranker", reranker)))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(200);

        String unmeasured = built(embedder, "owl.txt", "The owl hunts at night.");

        embedding.close();
        ranking.close();

        searched(List.of(whole, store), "owl at night")
                .body("hits.filename", hasItems("owl.txt", "heron.txt"))
                .body("stages.find { it.stage == 'vector' }.plan", containsString("exact"))
                .body(
                        "stages.find { it.stage == 'vector' }.plan",
                        containsString("no engine for %s (it failed or cannot be reached)".formatted(embedder)));
        Instant began = Instant.now();
        searched(List.of(store), "owl at night")
                .body("hits.filename", hasItems("owl.txt"))
                .body("stages.find { it.stage == 'vector' }.plan", startsWith("no engine for " + embedder))
                .body(
                        "stages.find { it.stage == 'rerank' }.plan",
                        startsWith("not reranked: cross-encoder " + reranker));
        assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(4));
        order(unmeasured, "measure", Map.of()).statusCode(503).body("detail", containsString("Measure again"));
    }

    @Test
    void onlyAServerThatMakesTheSameVectorsTakesThePlaceOfOneThatCollectionsHaveVectorsOf() throws IOException {
        EmbeddingsServer first = new EmbeddingsServer(hashing(), null);
        try (EmbeddingsServer same = new EmbeddingsServer(hashing(), null);
                EmbeddingsServer another = new EmbeddingsServer(new Backwards(hashing()), null)) {
            String name = unique("embedder");
            String id = register(served(name, "hashing", first.base(), "embed"));
            String gone = "http://127.0.0.1:1/v1";

            change(id, at(another.base())).statusCode(200);
            change(id, at(first.base())).statusCode(200);
            probe(id);
            String store = moved(name, "owl.txt", "The owl hunts at night.");

            change(id, at(another.base()))
                    .statusCode(409)
                    .body("field", equalTo("endpoints"))
                    .body("detail", containsString("makes others"))
                    .body("detail", containsString("Register what is served there under another name"));
            change(id, at(URI.create(gone))).statusCode(409).body("detail", containsString("cannot be seen"));
            model(id)
                    .body(
                            "endpoints[0].base_url",
                            containsString(String.valueOf(first.base().getPort())));
            first.close();
            change(id, at(same.base())).statusCode(200);
            change(id, at(another.base())).statusCode(409);
            model(id).body("$", not(hasKey("vector_sample")));
            searched(List.of(store), "owl at night").body("hits.filename", hasItems("owl.txt"));
        }
    }

    @Test
    void namesOfModelsAreKeptFromThoseWhomTheirAudienceLeavesOut() throws IOException {
        try (EmbeddingsServer embedding = new EmbeddingsServer(hashing(), null);
                RerankServer ranking = new RerankServer(new OverlapCrossEncoder())) {
            String embedder = unique("walled embedder");
            String reranker = unique("walled reranker");
            String embedderId = register(served(embedder, "hashing", embedding.base(), "embed"));
            probe(embedderId);
            String rerankerId = register(served(reranker, "overlap", ranking.base(), "rerank"));
            String store = moved(embedder, "owl.txt", "The owl hunts at night.");
            asAdmin()
                    .body(Map.of("search", Map.of("ranker", reranker)))
                    .post("/v1/vector_stores/{id}", store)
                    .then()
                    .statusCode(200);
            JsonPath curator = newKey(unique("curator"));
            asAdmin()
                    .body(Map.of("access", "curate"))
                    .put("/api/v1/collections/{id}/grants/{key}", store, curator.getString("id"))
                    .then()
                    .statusCode(200);
            String outside = curator.getString("key");
            assertThat(seen(outside, store)).contains(reranker);

            change(embedderId, Map.of("audience", List.of())).statusCode(200);
            change(rerankerId, Map.of("audience", List.of())).statusCode(200);
            assertThat(seen(outside, store))
                    .contains("cross-encoder (hidden)")
                    .contains("\"ranker\":\"(hidden)\"")
                    .doesNotContain(embedder, reranker);
            withKey(outside)
                    .body(Map.of("search", Map.of("ranker", "(hidden)", "max_per_document", 3)))
                    .post("/v1/vector_stores/{id}", store)
                    .then()
                    .statusCode(200);
            asAdmin()
                    .get("/v1/vector_stores/{id}", store)
                    .then()
                    .body("search.ranker", equalTo(reranker))
                    .body("search.max_per_document", equalTo(3));
            move(embedderId, "quarantined");
            move(rerankerId, "quarantined");
            assertThat(seen(outside, store))
                    .contains("no engine for (hidden) (it is under quarantine)")
                    .contains("reranker (hidden)")
                    .doesNotContain(embedder, reranker);
            stage(store, "owl at night", "vector").body("plan", containsString(embedder));
        }
    }

    /** All that somebody is told of how a collection is searched. */
    private static String seen(String key, String store) {
        return withKey(key).get("/v1/vector_stores/{id}", store).asString()
                + withKey(key).get("/v1/vector_stores").asString()
                + withKey(key)
                        .body(Map.of("query", "owl at night", "collections", List.of(store)))
                        .post("/api/v1/search")
                        .asString()
                + withKey(key)
                        .body(Map.of(
                                "query",
                                "owl at night",
                                "file_id",
                                asAdmin()
                                        .get("/v1/vector_stores/{id}/files", store)
                                        .path("data[0].id")))
                        .post("/api/v1/search/explain")
                        .asString();
    }

    private static HashingEmbedder hashing() {
        return new HashingEmbedder(new EmbeddingModel("hashing", "0".repeat(64), 96, 512));
    }

    private static Map<String, Object> served(String name, String model, URI at, String task) {
        return Map.of("name", name, "model", model, "base_url", at.toString(), "task", task);
    }

    private static Map<String, Object> at(URI server) {
        return Map.of("endpoints", List.of(Map.of("base_url", server.toString())));
    }

    /** A collection with one document, moved to an embedder. */
    private String moved(String engine, String file, String text) {
        String store = built(engine, file, text);
        order(store, "measure", Map.of()).statusCode(200);
        order(store, "switch", Map.of()).statusCode(200).body("answering.engine", equalTo(engine));
        return store;
    }

    /** The same as far as it can be measured. */
    private String built(String engine, String file, String text) {
        String store = newCollection(unique("moved"));
        stores.add(store);
        add(store, file, text);
        await(() -> space(store).extract().<List<String>>path("engines.name").contains(engine));
        order(store, "build", Map.of("engine", engine)).statusCode(202);
        await(() -> "ready".equals(space(store).extract().path("move.state")));
        return store;
    }

    private static ValidatableResponse searched(List<String> stores, String query) {
        return asAdmin()
                .body(Map.of("query", query, "collections", stores))
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .rootPath("results[0]");
    }

    /** The same dimension, and other vectors. */
    private record Backwards(HashingEmbedder behind) implements Embedder {

        @Override
        public EmbeddingModel model() {
            return behind.model();
        }

        @Override
        public int countTokens(String text) {
            return behind.countTokens(text);
        }

        @Override
        public Embeddings embed(Kind kind, List<String> texts) {
            return behind.embed(
                    kind,
                    texts.stream()
                            .map(text -> new StringBuilder(text).reverse().toString())
                            .toList());
        }
    }

    @Test
    void whatEmbedsAnswersNobodyAndStandsInNoRoute() throws IOException {
        try (EmbeddingsServer server = new EmbeddingsServer(new HashingEmbedder(), null)) {
            String name = unique("mute");
            String id = register(Map.of(
                    "name", name, "model", "hashing", "base_url", server.base().toString(), "task", "embed"));

            asAdmin()
                    .body(Map.of("model", name, "messages", List.of(Map.of("role", "user", "content", "Hi"))))
                    .post("/v1/chat/completions")
                    .then()
                    .statusCode(404);
            asAdmin()
                    .body(Map.of("candidates", List.of(Map.of("model", name))))
                    .put("/api/v1/routes/{name}", unique("route"))
                    .then()
                    .statusCode(400)
                    .body("detail", containsString("writes no answers"));
            asAdmin().post("/api/v1/models/{id}/prefer", id).then().statusCode(404);
            asAdmin()
                    .body(Map.of("base_url", server.base().toString(), "model", "hashing", "task", "embed"))
                    .post("/api/v1/models/test")
                    .then()
                    .statusCode(200)
                    .body("ok", equalTo(true))
                    .body("reply", containsString("384"));
            asAdmin()
                    .body(Map.of("base_url", server.base().toString(), "model", "hashing", "task", "paint"))
                    .post("/api/v1/models")
                    .then()
                    .statusCode(400)
                    .body("field", equalTo("task"));
        }
    }

    private String register(Map<String, Object> model) {
        String id = asAdmin()
                .body(new HashMap<>(model))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        registered.add(id);
        return id;
    }

    /** Before, nobody knows how long its vectors are. */
    private static void probe(String id) {
        asAdmin().post("/api/v1/models/{id}/probe", id).then().statusCode(200);
    }

    private static ValidatableResponse model(String id) {
        return asAdmin().get("/api/v1/models/{id}", id).then().statusCode(200);
    }

    private static ValidatableResponse change(String id, Map<String, Object> body) {
        return asAdmin().body(body).patch("/api/v1/models/{id}", id).then();
    }

    private static void move(String id, String state) {
        asAdmin()
                .body(Map.of("state", state))
                .post("/api/v1/models/{id}/state", id)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse space(String store) {
        return asAdmin().get("/api/v1/collections/{id}/space", store).then().statusCode(200);
    }

    private static ValidatableResponse order(String store, String order, Map<String, Object> body) {
        return asAdmin()
                .body(body)
                .post("/api/v1/collections/{id}/space/{order}", store, order)
                .then();
    }

    private static ValidatableResponse stage(String store, String query, String stage) {
        return asAdmin()
                .body(Map.of("query", query, "collections", List.of(store), "explain", true))
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .rootPath("results[0].stages.find { it.stage == '%s' }".formatted(stage));
    }

    private static void await(BooleanSupplier so) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!so.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(deadline);
            FrontDoor.pause();
        }
    }
}
