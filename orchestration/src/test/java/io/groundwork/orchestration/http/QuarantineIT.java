package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The documents that failed: all of them, none of anybody else's, and what is done to them happens. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class QuarantineIT {

    private static final String NO_PDF = "%PDF-1.7 this is no PDF";

    /** Documents of a file that is gone, as a crash of the disk would leave them. */
    private static final String MANY = """
            WITH made AS (
                INSERT INTO document (id, name, latest_version)
                SELECT gen_random_uuid(), 'lost-' || n || '.txt', 1 FROM generate_series(1, ?) AS n RETURNING id)
            INSERT INTO membership (collection_id, document_id, status, step, error_code, error_message, added_at)
            SELECT ?::uuid, id, 'failed', 'done', 'server_error', 'It was lost.', now() - random() * interval '1 day' FROM made
            """;

    private static final String FAILED =
            "SELECT count(*) FROM membership WHERE status = 'failed' AND collection_id = ?::uuid";

    @Inject
    DataSource database;

    private String store;

    @BeforeEach
    void aCollection() {
        store = newCollection(unique("failing"));
    }

    @Test
    void whatFailedIsThereWithItsReasonItsTriesAndItsTimeAndNothingElseIs() {
        add(store, "fine.txt", "The kiln is fired on Mondays.");
        JsonPath failed = add(store, "broken.pdf", NO_PDF);

        JsonPath list = list(asAdmin(), Map.of("collection_id", store));

        assertThat(list.getList("data.filename")).containsExactly("broken.pdf");
        assertThat(list.getString("data[0].message")).isEqualTo(failed.getString("last_error.message"));
        assertThat(list.getString("data[0].code")).isEqualTo("invalid_file");
        assertThat(list.getInt("data[0].tries")).isEqualTo(1);
        assertThat(list.getString("data[0].failed_at")).isNotBlank();
        assertThat(list.getInt("total")).isEqualTo(1);
        assertThat(list.getInt("hidden")).isZero();
        assertThat(list.getList("groups.code")).containsExactly("invalid_file");
    }

    @Test
    void aRetryIsAnotherTry() {
        JsonPath failed = add(store, "broken.pdf", NO_PDF);
        String id = list(asAdmin(), Map.of("collection_id", store)).getString("data[0].id");

        JsonPath done = act("retry", Map.of("ids", List.of(id)));
        FrontDoor.ended(store, failed.getString("id"));

        assertThat(done.getInt("done")).isEqualTo(1);
        JsonPath again = list(asAdmin(), Map.of("collection_id", store));
        assertThat(again.getString("data[0].id")).as("its place in the list").isEqualTo(id);
        assertThat(again.getInt("data[0].tries")).isEqualTo(2);
    }

    @Test
    void whatIsDeletedIsGoneWithItsFileAndHasAReceipt() {
        JsonPath failed = add(store, "broken.pdf", NO_PDF);
        String id = list(asAdmin(), Map.of("collection_id", store)).getString("data[0].id");

        JsonPath done = act("delete", Map.of("ids", List.of(id)));

        assertThat(done.getInt("done")).isEqualTo(1);
        assertThat(list(asAdmin(), Map.of("collection_id", store)).getInt("total"))
                .isZero();
        asAdmin().get("/v1/files/{id}", failed.getString("id")).then().statusCode(404);
        assertThat(asAdmin().get("/api/v1/deletions?limit=5").jsonPath().getList("data.file_id"))
                .contains(failed.getString("id"));
        assertThat(act("delete", Map.of("ids", List.of(id))).getInt("skipped"))
                .as("asked again")
                .isEqualTo(1);
    }

    @Test
    void onlyWhoCuratesACollectionSeesWhatFailedInIt() {
        add(store, "broken.pdf", NO_PDF);
        String id = list(asAdmin(), Map.of("collection_id", store)).getString("data[0].id");
        JsonPath key = newKey(unique("reader"));
        String reader = key.getString("key");

        assertThat(list(withKey(reader), Map.of()).getList("data")).isEmpty();
        withKey(reader)
                .queryParam("collection_id", store)
                .get("/api/v1/quarantine")
                .then()
                .statusCode(404);
        for (String access : List.of("read", "contribute")) {
            grant(key.getString("id"), access);
            assertThat(list(withKey(reader), Map.of()).getList("data")).isEmpty();
            withKey(reader)
                    .queryParam("collection_id", store)
                    .get("/api/v1/quarantine")
                    .then()
                    .statusCode(403);
            for (String action : List.of("retry", "delete")) {
                assertThat(withKey(reader)
                                .body(Map.of("ids", List.of(id)))
                                .post("/api/v1/quarantine/" + action)
                                .jsonPath()
                                .getInt("done"))
                        .isZero();
                assertThat(withKey(reader)
                                .body(Map.of("all", true))
                                .post("/api/v1/quarantine/" + action)
                                .jsonPath()
                                .getInt("done"))
                        .isZero();
            }
        }
        assertThat(list(asAdmin(), Map.of("collection_id", store)).getInt("total"))
                .isEqualTo(1);

        grant(key.getString("id"), "curate");
        assertThat(list(withKey(reader), Map.of()).getList("data.id")).containsExactly(id);
    }

    @Test
    void aDocumentThatOnlyOthersMayReadIsCountedAndNotShown() {
        JsonPath failed = add(store, "secret.pdf", NO_PDF);
        String other = newKey(unique("other")).getString("id");
        asAdmin()
                .body(Map.of("principals", List.of(other)))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, failed.getString("id"))
                .then()
                .statusCode(200);

        JsonPath list = list(asAdmin(), Map.of("collection_id", store));

        assertThat(list.getList("data")).isEmpty();
        assertThat(list.getInt("total")).isZero();
        assertThat(list.getInt("hidden")).isEqualTo(1);
        assertThat(act("delete", Map.of("all", true, "collection_id", store)).getInt("done"))
                .isZero();
    }

    @Test
    void thousandsArePagedEachOnceAndTheCountsAreTheDatabases() throws SQLException {
        lose(1234);

        Set<String> seen = new LinkedHashSet<>();
        List<String> times = new ArrayList<>();
        Map<String, Object> query = new HashMap<>(Map.of("collection_id", store, "limit", 100));
        JsonPath page;
        do {
            page = list(asAdmin(), query);
            seen.addAll(page.getList("data.id"));
            times.addAll(page.getList("data.added_at"));
            query.put("after", page.getString("data[-1].id"));
        } while (page.getBoolean("has_more"));

        assertThat(seen).hasSize(1234);
        assertThat(times).isSortedAccordingTo((one, other) -> java.time.Instant.parse(other)
                .compareTo(java.time.Instant.parse(one)));
        assertThat(page.getLong("total")).isEqualTo(failed()).isEqualTo(1234);
        assertThat(list(asAdmin(), Map.of("collection_id", store, "code", "invalid_file"))
                        .getInt("total"))
                .isZero();
    }

    @Test
    void allOfThousandsAreDeletedPieceByPieceAndNothingElseIs() throws SQLException {
        lose(450);
        add(store, "fine.txt", "The kiln is fired on Mondays.");
        add(store, "broken.pdf", NO_PDF);

        Map<String, Object> choice = new HashMap<>(Map.of("all", true, "collection_id", store, "code", "server_error"));
        List<Integer> pieces = new ArrayList<>();
        for (String next = ""; next != null; ) {
            JsonPath done = act("delete", choice);
            pieces.add(done.getInt("done"));
            next = done.getString("next");
            choice.put("after", next);
        }

        assertThat(pieces).containsExactly(200, 200, 50);
        assertThat(failed()).isEqualTo(1);
        assertThat(asAdmin()
                        .get("/v1/vector_stores/{id}/files", store)
                        .jsonPath()
                        .getList("data.filename"))
                .containsExactlyInAnyOrder("fine.txt", "broken.pdf");
    }

    @Test
    void aRetryOfAllTriesEachOnceThoughItFailsAgainAtOnce() {
        for (int i = 0; i < 3; i++) {
            add(store, "broken-%d.pdf".formatted(i), NO_PDF + i);
        }

        JsonPath done = act("retry", Map.of("all", true, "collection_id", store));
        asAdmin()
                .get("/v1/vector_stores/{id}/files", store)
                .jsonPath()
                .<String>getList("data.id")
                .forEach(file -> FrontDoor.ended(store, file));

        assertThat(done.getInt("done")).isEqualTo(3);
        assertThat(done.getString("next")).isNull();
        assertThat(list(asAdmin(), Map.of("collection_id", store)).getList("data.tries"))
                .containsOnly(2);
    }

    @Test
    void whatIsWrongIsNamed() {
        String someId = "q_" + "0".repeat(80);
        for (Map<String, ?> wrong : List.<Map<String, ?>>of(
                Map.of(),
                Map.of("ids", List.of()),
                Map.of("ids", List.of("file-1")),
                Map.of("ids", List.of("q_" + "f".repeat(80))),
                Map.of("all", true, "ids", List.of(someId)),
                Map.of("all", false),
                Map.of("all", true, "after", "x"),
                Map.of("ids", List.copyOf(java.util.Collections.nCopies(501, someId))),
                Map.of("ids", "all"))) {
            asAdmin().body(wrong).post("/api/v1/quarantine/retry").then().statusCode(400);
            asAdmin().body(wrong).post("/api/v1/quarantine/delete").then().statusCode(400);
        }
        asAdmin().queryParam("after", "x").get("/api/v1/quarantine").then().statusCode(400);
        asAdmin().queryParam("limit", 101).get("/api/v1/quarantine").then().statusCode(400);
        asAdmin()
                .queryParam("collection_id", "vs_0")
                .get("/api/v1/quarantine")
                .then()
                .statusCode(404);
        assertThat(act("retry", Map.of("ids", List.of(someId))).getInt("skipped"))
                .isEqualTo(1);
    }

    private static JsonPath list(RequestSpecification caller, Map<String, ?> query) {
        return caller.queryParams(query)
                .get("/api/v1/quarantine")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath act(String action, Map<String, ?> choice) {
        return asAdmin()
                .body(choice)
                .post("/api/v1/quarantine/" + action)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void grant(String principal, String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{principal}", store, principal)
                .then()
                .statusCode(200);
    }

    private void lose(int documents) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(MANY)) {
            statement.setInt(1, documents);
            statement.setObject(2, storeId());
            statement.executeUpdate();
        }
    }

    private long failed() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(FAILED)) {
            statement.setObject(1, storeId());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private UUID storeId() {
        return UUID.fromString(store.substring(3).replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }
}
