package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.local.TinyGguf;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Embedders and rerankers dropped into the folder of weights, chosen for collections. Their weights are random: what they find has no sense. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalEnginesIT {

    private static final int DOCUMENTS = 40;
    private static final int KILLS = 4;
    private static final int DIMENSION = 64;

    @TempDir
    static Path folder;

    private FreshDatabase database;
    private RunningGroundwork groundwork;

    @BeforeAll
    void start() throws IOException {
        database = new FreshDatabase();
        groundwork = RunningGroundwork.start(Map.of(
                        "GROUNDWORK_DB_URL",
                        database.url(),
                        "GROUNDWORK_DB_USER",
                        database.user(),
                        "GROUNDWORK_DB_PASSWORD",
                        database.password(),
                        "GROUNDWORK_LOCAL_FOLDER",
                        folder.toString(),
                        "GROUNDWORK_LOCAL_SETTLE",
                        "300ms",
                        "GROUNDWORK_LOCAL_IDLE",
                        "3s",
                        "GROUNDWORK_INDEXING_MISSING",
                        "1s",
                        "GROUNDWORK_RETRIEVAL_CROSS_ENCODER_BUDGET",
                        "20s"))
                .awaitReady();
    }

    @AfterAll
    void stop() {
        groundwork.close();
        database.close();
    }

    @Test
    void aFileOfAnEmbedderIsProposedAsOneAndMakesVectorsForWhoAsks() {
        JsonNode model = serving("plain", TinyGguf.encoder().put("general.basename", "plain"));

        JsonNode made = RunningGroundwork.json(
                groundwork.post("/v1/embeddings", Map.of("model", "plain", "input", List.of("a heron", "an owl"))));

        assertThat(model.path("task").asText()).isEqualTo("embed");
        assertThat(model.at("/vectors/dimension").asInt()).isEqualTo(DIMENSION);
        assertThat(model.at("/vectors/pooling").asText()).isEqualTo("mean");
        assertThat(made.path("model").asText()).isEqualTo("plain");
        assertThat(made.path("data")).hasSize(2);
        assertThat(made.at("/data/0/embedding")).hasSize(DIMENSION);
        assertThat(groundwork
                        .post(
                                "/v1/chat/completions",
                                Map.of("model", "plain", "messages", List.of(Map.of("role", "user", "content", "Hi"))))
                        .statusCode())
                .isEqualTo(404);
        assertThat(groundwork
                        .post(
                                "/api/v1/models/%s/probe"
                                        .formatted(model.path("id").asText()),
                                Map.of())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCollectionIsMovedToItSearchedByItAndKeepsItLoaded() throws InterruptedException {
        serving("mover", TinyGguf.encoder().put("general.basename", "mover"));
        String store = store("moved");
        add(store, "heron.txt", "the heron stands in shallow water");
        add(store, "owl.txt", "an owl is at night in a tree");
        awaitStored(store, 2);

        move(store, "mover");

        assertThat(count("""
                SELECT count(*) FROM passage p JOIN collection c ON c.id = p.collection_id JOIN embedding_space s ON s.id = c.space_id
                WHERE c.name = 'moved' AND s.model = 'mover' AND length(s.digest) = 64
                """)).isEqualTo(2);
        assertThat(plan(store, "vector")).doesNotContain("no engine");
        assertThat(search(store).path("hits")).hasSize(2);
        long loaded = process("mover.gguf");
        assertThat(loaded).isPositive();
        Thread.sleep(Duration.ofSeconds(7));
        assertThat(process("mover.gguf")).isEqualTo(loaded);
    }

    @Test
    void killedWhileDocumentsAreReadEveryOneArrivesOnce() throws InterruptedException {
        serving("mortal", TinyGguf.encoder().put("general.basename", "mortal"));
        String store = store("killed");
        add(store, "first.txt", "the first of all");
        awaitStored(store, 1);
        move(store, "mortal");
        List<String> files = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            files.add(
                    groundwork.upload("part-%d.txt".formatted(i), "part %d is of the clay of hill %d".formatted(i, i)));
        }

        for (int kill = 0;
                kill < KILLS;
                kill++) { // each with work of its own: who has nothing to do is not started again
            files.subList(kill * DOCUMENTS / KILLS, (kill + 1) * DOCUMENTS / KILLS)
                    .forEach(file ->
                            groundwork.post("/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", file)));
            groundwork.await("there", () -> process("mortal.gguf") > 0);
            ProcessHandle.of(process("mortal.gguf")).ifPresent(ProcessHandle::destroyForcibly);
            Thread.sleep(150);
        }
        awaitStored(store, DOCUMENTS + 1);

        assertThat(
                        count(
                                "SELECT count(*) FROM job j JOIN collection c ON c.id = j.collection_id WHERE c.name = 'killed' AND j.state = 'failed'"))
                .isZero();
        assertThat(
                        count(
                                "SELECT count(*) FROM passage p JOIN collection c ON c.id = p.collection_id WHERE c.name = 'killed'"))
                .isEqualTo(DOCUMENTS + 1);
        assertThat(plan(store, "vector")).doesNotContain("no engine");
    }

    @Test
    void otherBytesUnderTheSameNameMakeNoVectorsForTheCollection() throws IOException {
        TinyGguf right = TinyGguf.encoder().put("general.basename", "right");
        serving("swapped", right);
        String store = store("swapped");
        add(store, "one.txt", "the one and only");
        awaitStored(store, 1);
        move(store, "swapped");

        TinyGguf.encoder().put("general.basename", "wrong").write(folder.resolve("swapped.gguf"));
        add(store, "two.txt", "this one is late");

        groundwork.await("waiting", () -> waits("swapped").contains("do not lie in the folder"));
        assertThat(plan(store, "vector")).contains("no engine for swapped").contains("do not lie in the folder");
        assertThat(search(store).path("hits")).as("by words").isNotEmpty();
        Files.write(folder.resolve("swapped.gguf"), right.bytes());
        awaitStored(store, 2);
        assertThat(plan(store, "vector")).doesNotContain("no engine");
    }

    @Test
    void aRerankerIsChosenAndTakenBack() {
        JsonNode model = serving("judge", TinyGguf.reranker());
        String store = store("judged");
        add(store, "heron.txt", "the heron is in the water");
        add(store, "owl.txt", "the owl is in the tree");
        awaitStored(store, 2);

        JsonNode ranked = RunningGroundwork.json(groundwork.post(
                "/v1/rerank",
                Map.of("model", "judge", "query", "the owl", "documents", List.of("a tree", "the water"))));
        HttpResponse<String> set =
                groundwork.post("/v1/vector_stores/" + store, Map.of("search", Map.of("ranker", "judge")));
        String before = plan(store, "rerank");
        JsonNode hits = search(store).path("hits");
        assertThat(groundwork
                        .post(
                                "/api/v1/models/%s/state"
                                        .formatted(model.path("id").asText()),
                                Map.of("state", "recalled", "note", "a drill"))
                        .statusCode())
                .isEqualTo(200);
        String after = plan(store, "rerank");

        assertThat(ranked.path("model").asText()).isEqualTo("judge");
        assertThat(ranked.path("results")).hasSize(2);
        ranked.path("results")
                .forEach(one ->
                        assertThat(one.path("relevance_score").asDouble()).isBetween(0.0, 1.0));
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        assertThat(before).startsWith("cross-encoder judge over 2 of 2");
        hits.forEach(hit -> assertThat(hit.path("score").asDouble()).isBetween(0.0, 1.0));
        assertThat(after).isEqualTo("not reranked: reranker judge: it was recalled");
        assertThat(search(store).path("hits")).hasSize(2);
        assertThat(groundwork
                        .post("/v1/rerank", Map.of("model", "judge", "query", "owl", "documents", List.of("a tree")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aRecalledEmbedderIsToldOfWithItsCollectionsAndReplaced() {
        JsonNode model = serving("recalled", TinyGguf.encoder().put("general.basename", "recalled"));
        String store = store("recall");
        add(store, "one.txt", "what was there before");
        awaitStored(store, 1);
        move(store, "recalled");
        String id = model.path("id").asText();

        assertThat(groundwork
                        .post("/api/v1/models/%s/state".formatted(id), Map.of("state", "recalled", "note", "a drill"))
                        .statusCode())
                .isEqualTo(200);
        add(store, "two.txt", "what comes after it");

        JsonNode report = RunningGroundwork.json(groundwork.get("/api/v1/models/%s/recall".formatted(id)));
        assertThat(report.at("/collections/0/name").asText()).isEqualTo("recall");
        assertThat(report.at("/collections/0/answers").asBoolean()).isTrue();
        assertThat(plan(store, "vector")).isEqualTo("no engine for recalled (it was recalled)");
        groundwork.await("waiting", () -> waits("recall").contains("it was recalled"));
        JsonNode space = RunningGroundwork.json(groundwork.get("/api/v1/collections/%s/space".formatted(store)));
        assertThat(space.at("/answering/absence").asText()).isEqualTo("it was recalled");
        move(store, "built-in");
        awaitStored(store, 2);
        assertThat(plan(store, "vector")).doesNotContain("no engine");
    }

    private JsonNode serving(String name, TinyGguf weights) {
        weights.write(folder.resolve(name + ".gguf"));
        groundwork.await("proposed", () -> !registered(name).isMissingNode());
        String id = registered(name).path("id").asText();
        HttpResponse<String> served =
                groundwork.post("/api/v1/models/%s/state".formatted(id), Map.of("state", "serving"));
        assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
        return RunningGroundwork.json(served);
    }

    private JsonNode registered(String name) {
        for (JsonNode each :
                RunningGroundwork.json(groundwork.get("/api/v1/models")).path("data")) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        return MissingNode.getInstance();
    }

    private String store(String name) {
        return RunningGroundwork.json(groundwork.post("/v1/vector_stores", Map.of("name", name)))
                .path("id")
                .asText();
    }

    private void add(String store, String name, String text) {
        HttpResponse<String> added = groundwork.post(
                "/v1/vector_stores/%s/files".formatted(store), Map.of("file_id", groundwork.upload(name, text)));
        assertThat(added.statusCode()).as(added.body()).isEqualTo(200);
    }

    private void awaitStored(String store, int files) {
        groundwork.await(
                "stored",
                () -> RunningGroundwork.json(groundwork.get("/v1/vector_stores/" + store))
                                .at("/file_counts/completed")
                                .asInt()
                        == files);
    }

    private void move(String store, String engine) {
        HttpResponse<String> begun =
                groundwork.post("/api/v1/collections/%s/space/build".formatted(store), Map.of("engine", engine));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        groundwork.await(
                "ready", () -> RunningGroundwork.json(groundwork.get("/api/v1/collections/%s/space".formatted(store)))
                        .at("/move/state")
                        .asText()
                        .equals("ready"));
        for (String order : List.of("measure", "switch")) {
            HttpResponse<String> done =
                    groundwork.post("/api/v1/collections/%s/space/%s".formatted(store, order), Map.of());
            assertThat(done.statusCode()).as(order + done.body()).isEqualTo(200);
        }
        assertThat(groundwork
                        .delete("/api/v1/collections/%s/space/old".formatted(store))
                        .statusCode())
                .isEqualTo(202);
        groundwork.await(
                "cleared", () -> RunningGroundwork.json(groundwork.get("/api/v1/collections/%s/space".formatted(store)))
                        .path("move")
                        .isNull());
    }

    private JsonNode search(String store) {
        HttpResponse<String> found = groundwork.post(
                "/api/v1/search",
                Map.of("query", "the one in the water", "collections", List.of(store), "explain", true));
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        return RunningGroundwork.json(found).at("/results/0");
    }

    private String plan(String store, String stage) {
        for (JsonNode each : search(store).path("stages")) {
            if (each.path("stage").asText().equals(stage)) {
                return each.path("plan").asText();
            }
        }
        return "";
    }

    private long process(String file) {
        for (JsonNode each :
                RunningGroundwork.json(groundwork.get("/api/v1/models/local")).path("data")) {
            if (each.path("file").asText().equals(file)) {
                return each.at("/process/pid").asLong(0);
            }
        }
        return 0;
    }

    private String waits(String collection) {
        return database.one(
                "SELECT coalesce(max(error_message), '') FROM job j JOIN collection c ON c.id = j.collection_id WHERE c.name = '"
                        + collection + "' AND j.state = 'queued'");
    }

    private int count(String query) {
        return Integer.parseInt(database.one(query));
    }
}
