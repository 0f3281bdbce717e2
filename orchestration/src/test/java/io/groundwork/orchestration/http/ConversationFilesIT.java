package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.ended;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Spaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Files that are searched in one conversation alone. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ConversationFilesIT {

    private static final String SECRET = "The zebra named Quillfeather sleeps in the green barn.";

    @Inject
    DataSource database;

    @Inject
    Spaces spaces;

    @Inject
    VectorUses vectors;

    @Inject
    Conversations conversations;

    private String store;
    private String file;
    private String owner;
    private String ownerId;
    private Talks talks;
    private Tables tables;

    @BeforeEach
    void anOwnerWhoReadsACollection() {
        store = newCollection(unique("farm"));
        file = add(store, "farm.txt", "The goat eats thistles in the morning. The cow gives milk at dusk.")
                .getString("id");
        JsonPath key = newKey(unique("owner"));
        owner = key.getString("key");
        ownerId = key.getString("id");
        talks = new Talks(owner);
        tables = new Tables(database);
        grant("read");
    }

    @Test
    void aFileIsFoundInItsConversationAndNowhereElse() {
        String conversation = talks.begin();
        String dropped = talks.drop(conversation, "zebra.txt", SECRET).getString("id");

        JsonPath answer = talks.ask(conversation, "Where does Quillfeather sleep?");

        assertThat(Talks.text(answer)).contains("green barn");
        String hidden = talks.tree(conversation).getString("files_collection_id");
        assertThat(answer.getList("output.content.flatten().annotations.flatten().vector_store_id"))
                .contains(hidden);
        talks.asOwner()
                .get("/api/v1/collections/{id}/documents/{file}", hidden, dropped)
                .then()
                .statusCode(200);
        talks.asOwner()
                .get("/api/v1/collections/{id}/documents/{file}/file", hidden, dropped)
                .then()
                .statusCode(200);
        assertThat(Talks.text(talks.ask(conversation, "What does the goat eat?")))
                .contains("thistles");
        for (String who : List.of(owner, PostgresForTests.ADMIN_KEY)) {
            nowhere(who, hidden);
        }
        nowhere(newKey(unique("other")).getString("key"), hidden);
        asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}", hidden, dropped)
                .then()
                .statusCode(404);
        asAdmin().get("/v1/files/{file}/content", dropped).then().statusCode(404);
        assertThat(Talks.text(talks.ask(talks.begin(), "Where does Quillfeather sleep?")))
                .doesNotContain("barn");
    }

    private void nowhere(String who, String hidden) {
        String question = "Where does Quillfeather sleep?";
        Map<String, Object> everywhere = Map.of(
                "input", question, "tools", List.of(Map.of("type", "file_search", "vector_store_ids", List.of())));
        assertThat(withKey(who).body(everywhere).post("/v1/responses").asString())
                .doesNotContain("barn")
                .doesNotContain(hidden);
        assertThat(withKey(who)
                        .body(Map.of(
                                "model",
                                "extractive",
                                "messages",
                                List.of(Map.of("role", "user", "content", question))))
                        .post("/v1/chat/completions")
                        .asString())
                .doesNotContain("barn");
        assertThat(withKey(who)
                        .body(Map.of("query", question))
                        .post("/api/v1/search")
                        .asString())
                .doesNotContain("barn");
        for (Map<String, Object> named : List.of(
                Map.<String, Object>of("query", question, "collections", List.of(hidden)),
                Map.<String, Object>of("query", question, "collection_ids", List.of(hidden)))) {
            assertThat(withKey(who).body(named).post("/api/v1/search").asString())
                    .doesNotContain("barn");
        }
        withKey(who)
                .body(Map.of("query", question))
                .post("/v1/vector_stores/{id}/search", hidden)
                .then()
                .statusCode(404);
        withKey(who)
                .body(Map.of(
                        "input",
                        question,
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(hidden)))))
                .post("/v1/responses")
                .then()
                .statusCode(404);
        for (String path : List.of("", "/files")) {
            withKey(who).get("/v1/vector_stores/" + hidden + path).then().statusCode(404);
        }
        for (String path : List.of("/progress", "/cutting", "/grants", "/export")) {
            withKey(who).get("/api/v1/collections/" + hidden + path).then().statusCode(404);
        }
        assertThat(withKey(who).get("/v1/vector_stores?limit=100").asString()).doesNotContain(hidden);
        for (String path : List.of("/api/v1/quarantine", "/api/v1/sources", "/api/v1/about")) {
            assertThat(withKey(who).get(path).asString()).doesNotContain(hidden).doesNotContain("zebra");
        }
        for (Map<String, Object> call : List.<Map<String, Object>>of(
                Map.of("name", "search", "arguments", Map.of("query", question)),
                Map.of("name", "list_collections", "arguments", Map.of()),
                Map.of("name", "fetch", "arguments", Map.of("id", hidden + ":x:0")))) {
            assertThat(withKey(who)
                            .accept("application/json, text/event-stream")
                            .header("MCP-Protocol-Version", "2025-11-25")
                            .body(Map.of("jsonrpc", "2.0", "id", 1, "method", "tools/call", "params", call))
                            .post("/mcp")
                            .asString())
                    .doesNotContain("barn")
                    .doesNotContain("Files of a conversation");
        }
    }

    @Test
    void anUploadedFileIsPutIntoAConversationAndTakenOutAgain() {
        String conversation = talks.begin();
        String uploaded = FrontDoor.upload(talks.asOwner(), "zebra.txt", SECRET.getBytes(UTF_8));

        talks.asOwner()
                .body(Map.of("file_id", uploaded))
                .post("/api/v1/conversations/{id}/files", conversation)
                .then()
                .statusCode(201);
        assertThat(talks.read(conversation, uploaded).getString("status")).isEqualTo("completed");
        assertThat(Talks.text(talks.ask(conversation, "Where does Quillfeather sleep?")))
                .contains("barn");
        talks.asOwner()
                .delete("/api/v1/conversations/{id}/files/{file}", conversation, uploaded)
                .then()
                .statusCode(204);

        assertThat(Talks.text(talks.ask(conversation, "Where does Quillfeather sleep?")))
                .doesNotContain("barn");
        assertThat(talks.tree(conversation).getString("turns[0].withheld.code")).isEqualTo("not_readable");
        talks.asOwner().get("/v1/files/{file}", uploaded).then().statusCode(404);
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        String conversation = talks.begin();

        JsonPath broken = talks.drop(conversation, "broken.pdf", "%PDF-1.7 this is no PDF");

        assertThat(broken.getString("status")).isEqualTo("failed");
        assertThat(broken.getString("last_error.message")).isNotBlank();
        talks.asOwner()
                .post("/api/v1/conversations/{id}/files/{file}/retry", conversation, broken.getString("id"))
                .then()
                .statusCode(200);
        assertThat(talks.read(conversation, broken.getString("id")).getString("status"))
                .isEqualTo("failed");
    }

    @Test
    void aConversationHoldsTwentyFiles() {
        String conversation = talks.begin();
        for (int i = 0; i < 20; i++) {
            talks.dropped(conversation, "note%d.txt".formatted(i), "Note %d.".formatted(i))
                    .statusCode(201);
        }
        long files = tables.count("SELECT count(*) FROM file");

        talks.dropped(conversation, "one-more.txt", "One more.").statusCode(409);

        assertThat(tables.count("SELECT count(*) FROM file")).isEqualTo(files);
        talks.asOwner()
                .delete("/api/v1/conversations/{id}", conversation)
                .then()
                .statusCode(204);
    }

    @Test
    void aDeletedConversationLeavesNothingBehind() {
        Map<String, Long> before = tables.counts();
        String conversation = talks.begin();
        talks.ask(conversation, "What does the goat eat?");
        talks.drop(conversation, "zebra.txt", unique(SECRET));
        talks.drop(conversation, "broken.pdf", unique("%PDF-1.7 this is no PDF"));
        talks.ask(conversation, "Where does Quillfeather sleep?");
        assertThat(tables.counts()).isNotEqualTo(before);

        talks.asOwner().delete("/v1/conversations/{id}", conversation).then().statusCode(200);

        assertThat(tables.counts()).isEqualTo(before);
    }

    @Test
    void whatIsPutThereMustBeAFileOfOnesOwn() {
        String conversation = talks.begin();

        for (Object body :
                List.of(Map.of(), Map.of("file_id", "file-x"), Map.of("file_id", file), Map.of("file_id", 7))) {
            assertThat(talks.asOwner()
                            .body(body)
                            .post("/api/v1/conversations/{id}/files", conversation)
                            .statusCode())
                    .isIn(400, 404);
        }
        talks.asOwner()
                .contentType("multipart/form-data")
                .multiPart("other", "x")
                .post("/api/v1/conversations/{id}/files", conversation)
                .then()
                .statusCode(400);
        assertThat(talks.tree(conversation).getString("files_collection_id")).isNull();
        for (String path : List.of(
                "/api/v1/conversations?limit=0",
                "/api/v1/conversations?after=conv_x",
                "/api/v1/conversations?q=" + "x".repeat(201))) {
            assertThat(talks.asOwner().get(path).statusCode()).isIn(400, 404);
        }
    }

    @Test
    void whatBreaksOffOnTheWayIntoAConversationLeavesNothing() {
        String conversation = talks.begin();
        String uploaded =
                FrontDoor.upload(talks.asOwner(), "mule.txt", unique("A mule").getBytes(UTF_8));
        Map<String, Long> before = tables.counts();
        execute("""
                CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE EXCEPTION 'as if the process had ended here'; END $$
                """, "CREATE TRIGGER break_off BEFORE INSERT ON job FOR EACH ROW EXECUTE FUNCTION break_off()");
        try {
            talks.dropped(conversation, "zebra.txt", unique(SECRET)).statusCode(500);
            put(conversation, uploaded, 500);
        } finally {
            execute("DROP TRIGGER break_off ON job", "DROP FUNCTION break_off");
        }

        assertThat(tables.counts()).isEqualTo(before);
        put(conversation, uploaded, 201);
    }

    @RepeatedTest(8)
    void whoDropsAFileWhileTheConversationIsDeletedLeavesNothing() throws Exception {
        Map<String, Long> before = tables.counts();
        String conversation = talks.begin();
        talks.dropped(conversation, "first.txt", unique("First")).statusCode(201);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> dropped = threads.submit(() -> talks.dropped(conversation, "late.txt", unique("Late"))
                    .extract()
                    .statusCode());
            Future<Integer> deleted = threads.submit(() -> talks.asOwner()
                    .delete("/api/v1/conversations/{id}", conversation)
                    .statusCode());

            assertThat(dropped.get()).isIn(201, 404);
            assertThat(deleted.get()).isEqualTo(204);
        }

        assertThat(tables.counts()).isEqualTo(before);
    }

    @RepeatedTest(8)
    void whoPutsAFileThereWhileItIsDeletedIsToldTheTruth() throws Exception {
        Map<String, Long> before = tables.counts();
        String conversation = talks.begin();
        String uploaded =
                FrontDoor.upload(talks.asOwner(), "mule.txt", unique("A mule").getBytes(UTF_8));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> added = threads.submit(() -> talks.asOwner()
                    .body(Map.of("file_id", uploaded))
                    .post("/api/v1/conversations/{id}/files", conversation)
                    .statusCode());
            Future<Integer> retried = threads.submit(() -> talks.asOwner()
                    .post("/api/v1/conversations/{id}/files/{file}/retry", conversation, uploaded)
                    .statusCode());
            Future<Integer> deleted = threads.submit(
                    () -> talks.asOwner().delete("/v1/files/{file}", uploaded).statusCode());

            assertThat(added.get()).isIn(201, 404);
            assertThat(retried.get()).isIn(200, 404);
            assertThat(deleted.get()).isEqualTo(200);
        }

        talks.asOwner()
                .delete("/api/v1/conversations/{id}", conversation)
                .then()
                .statusCode(204);
        assertThat(tables.counts()).isEqualTo(before);
    }

    @Test
    void aConversationKeepsTheVersionThatItsOwnerPutThere() {
        grant("contribute");
        push(owner, "The kiln is fired on Mondays.");
        String pushed = asAdmin()
                .get("/v1/vector_stores/{id}/files?limit=1&order=desc", store)
                .path("data[0].id");
        ended(store, pushed);
        String conversation = talks.begin();
        String put = put(conversation, pushed, 201);
        talks.read(conversation, put);
        assertThat(put(conversation, pushed, 201)).isEqualTo(put);
        talks.read(conversation, put);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", store, ownerId);
        push(PostgresForTests.ADMIN_KEY, "The kiln is sold to Norwood on Fridays.");
        assertThat(ended(store, pushed).getString("status")).isEqualTo("completed");
        talks.read(conversation, put);

        assertThat(Talks.text(talks.ask(conversation, "When is the kiln fired?")))
                .contains("Mondays")
                .doesNotContain("Norwood");
        assertThat(Talks.text(talks.ask(conversation, "To whom is the kiln sold?")))
                .doesNotContain("Norwood");
        for (String path : List.of("/v1/files/{file}", "/v1/files/{file}/content")) {
            talks.asOwner().get(path, pushed).then().statusCode(404);
        }
        assertThat(talks.asOwner().get("/v1/files").jsonPath().getList("data.id"))
                .contains(put)
                .doesNotContain(pushed);
        put(talks.begin(), pushed, 404);
        asAdmin().get("/v1/files/{file}/content", pushed).then().statusCode(200);
    }

    @Test
    void administratorsAreToldOfNoConversationThatHasVectorsOrFiles() {
        String conversation = talks.begin();
        DocumentId dropped =
                document(talks.drop(conversation, "zebra.txt", SECRET).getString("id"));
        CollectionId hidden =
                new CollectionId(Ids.COLLECTION.read(talks.tree(conversation).getString("files_collection_id")));
        String model = spaces.uses().stream()
                .filter(use -> use.collection().equals(hidden))
                .findFirst()
                .orElseThrow()
                .model()
                .name();

        VectorUses.Uses uses = vectors.of(model);

        assertThat(uses.collections())
                .extracting(Spaces.Use::collection)
                .contains(new CollectionId(Ids.COLLECTION.read(store)))
                .doesNotContain(hidden);
        assertThat(uses.inConversations()).isTrue();
        assertThat(uses.words()).doesNotContain("conversation");
        assertThat(conversations.thatAreNowhereElse(Set.of(dropped, document(file))))
                .containsOnly(dropped);
    }

    private static DocumentId document(String id) {
        return new DocumentId(Ids.FILE.read(id));
    }

    private String put(String conversation, String uploaded, int status) {
        return talks.asOwner()
                .body(Map.of("file_id", uploaded))
                .post("/api/v1/conversations/{id}/files", conversation)
                .then()
                .statusCode(status)
                .extract()
                .path("id");
    }

    private void push(String who, String text) {
        assertThat(withKey(who)
                        .body(Map.of("text", text, "name", "kiln.txt"))
                        .put("/api/v1/collections/{id}/documents/{name}", store, "kiln")
                        .statusCode())
                .isIn(200, 201);
    }

    private void grant(String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{key}", store, ownerId)
                .then()
                .statusCode(200);
    }

    private void execute(String... statements) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
