package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.ended;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.upload;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Many files attached in one request: all of them or none. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class FileBatchesIT {

    @Test
    void eachFileOfABatchMayHaveAttributesOfItsOwn() {
        String store = newCollection(unique("batch"));
        String bells = uploaded("bells.txt", "Bells ring at noon.");
        String lamps = uploaded("lamps.txt", "Lamps burn at night.");

        JsonPath batch = asAdmin()
                .body(Map.of(
                        "files",
                        List.of(
                                Map.of("file_id", bells, "attributes", Map.of("part", "bell")),
                                Map.of("file_id", lamps, "attributes", Map.of("part", "lamp", "watts", 40)))))
                .post("/v1/vector_stores/{id}/file_batches", store)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(ended(store, bells).getMap("attributes")).isEqualTo(Map.of("part", "bell"));
        assertThat(ended(store, lamps).getMap("attributes")).isEqualTo(Map.of("part", "lamp", "watts", 40));
        asAdmin()
                .get("/v1/vector_stores/{id}/file_batches/{batch}", store, batch.getString("id"))
                .then()
                .body("status", equalTo("completed"))
                .body("file_counts.completed", equalTo(2));
    }

    @Test
    void oneUnknownFileAmongManyLeavesAllOut() {
        String store = newCollection(unique("batch"));
        String known = uploaded("known.txt", "Known.");

        asAdmin()
                .body(Map.of("file_ids", List.of(known, "file-00000000000000000000000000000000")))
                .post("/v1/vector_stores/{id}/file_batches", store)
                .then()
                .statusCode(404);

        asAdmin().get("/v1/vector_stores/{id}", store).then().body("file_counts.total", equalTo(0));
    }

    @Test
    void aBatchNamesItsFilesInOneOfTwoWays() {
        String store = newCollection(unique("batch"));
        String file = uploaded("a.txt", "A.");

        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of(), Map.of("file_ids", List.of(file), "files", List.of(Map.of("file_id", file))))) {
            asAdmin()
                    .body(body)
                    .post("/v1/vector_stores/{id}/file_batches", store)
                    .then()
                    .statusCode(400)
                    .body("error.param", equalTo("file_ids"));
        }
        asAdmin()
                .body(Map.of("files", List.of(Map.of("attributes", Map.of()))))
                .post("/v1/vector_stores/{id}/file_batches", store)
                .then()
                .statusCode(400)
                .body("error.param", equalTo("files"));
    }

    @Test
    void aContributorCannotCancelTheBatchOfAnother() {
        String store = newCollection(unique("batch"));
        JsonPath contributor = newKey(unique("contributor"));
        asAdmin()
                .body(Map.of("access", "contribute"))
                .put("/api/v1/collections/{id}/grants/{key}", store, contributor.getString("id"))
                .then()
                .statusCode(200);
        String batch = asAdmin()
                .body(Map.of("file_ids", List.of(uploaded("mine.txt", "Mine."))))
                .post("/v1/vector_stores/{id}/file_batches", store)
                .then()
                .statusCode(200)
                .extract()
                .path("id");

        withKey(contributor.getString("key"))
                .post("/v1/vector_stores/{id}/file_batches/{batch}/cancel", store, batch)
                .then()
                .statusCode(403);
    }

    private static String uploaded(String name, String text) {
        return upload(asAdmin(), name, text.getBytes(UTF_8));
    }
}
