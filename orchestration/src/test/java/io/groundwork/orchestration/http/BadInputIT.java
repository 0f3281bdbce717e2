package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.search;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong is said, in the caller's words, and loses nothing. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class BadInputIT {

    @Test
    void aWrongKeyIs401InTheEnvelopeOfThePath() {
        withKey("gw_wrong").get("/v1/models").then().statusCode(401).body("error.code", equalTo("invalid_api_key"));
        withKey("gw_wrong")
                .get("/api/v1/about")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("/problems/unauthenticated"));
    }

    @Test
    void anothersStoreIs404LikeOneThatDoesNotExist() {
        String mine = newCollection(unique("mine"));
        String stranger = newKey(unique("stranger")).getString("key");

        withKey(stranger).get("/v1/vector_stores/{id}", mine).then().statusCode(404);
        search(withKey(stranger), mine, "anything").then().statusCode(404);
        withKey(stranger).delete("/v1/vector_stores/{id}", mine).then().statusCode(404);
        withKey(stranger)
                .body(Map.of("query", "x", "collections", List.of(mine)))
                .post("/api/v1/search")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"query\":\"x\",\"filters\":{\"type\":\"eq\",\"key\":\"a\"}} | filters.value",
                "{\"query\":\"x\",\"filters\":{\"type\":\"about\",\"key\":\"a\",\"value\":1}} | filters.type",
                "{\"query\":\"x\",\"filters\":{\"type\":\"and\",\"filters\":[{\"type\":\"in\",\"key\":\"a\",\"value\":3}]}} | filters.filters[0].value",
                "{\"query\":\"\"} | query",
                "{} | query",
                "{\"query\":\"x\",\"max_num_results\":51} | max_num_results",
                "{\"query\":\"x\",\"max_num_results\":\"many\"} | max_num_results",
                "{\"query\":\"x\",\"ranking_options\":{\"score_threshold\":2}} | ranking_options.score_threshold",
            })
    void aMalformedSearchIs400AndNamesTheField(String body, String field) {
        String store = newCollection(unique("malformed"));

        asAdmin()
                .body(body)
                .post("/v1/vector_stores/{id}/search", store)
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field))
                .body("error.type", equalTo("invalid_request_error"));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/decisions, from, +1000000000-01-01T00:00:00Z",
        "/api/v1/decisions, to, -1000000000-01-01T00:00:00Z",
        "/api/v1/usage, from, -1000000000-01-01T00:00:00Z",
        "/api/v1/usage, to, 0001-01-01T00:00:00Z",
        "/api/v1/usage, to, +1000000000-01-01T00:00:00Z",
        "/api/v1/usage/csv, to, +10000-01-01T00:00:00Z",
    })
    void aMomentThatNoDatabaseKnowsIs400AndNamesTheField(String path, String field, String moment) {
        asAdmin().queryParam(field, moment).get(path).then().statusCode(400).body("field", equalTo(field));
    }

    @Test
    void aBodyThatIsNotJsonIs400() {
        asAdmin()
                .body("{\"query\": ")
                .post("/api/v1/search")
                .then()
                .statusCode(400)
                .body("detail", containsString("JSON"));
    }

    @Test
    void anUnknownModelIs404() {
        asAdmin()
                .body(Map.of("model", "gpt-nothing", "input", "x"))
                .post("/v1/responses")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"));
    }

    @Test
    void whatWouldChangeTheAnswersMeaningIsRefusedNotIgnored() {
        asAdmin()
                .body(Map.of("input", "x", "background", true))
                .post("/v1/responses")
                .then()
                .statusCode(400);
        asAdmin()
                .body(Map.of("input", "x", "tools", List.of(Map.of("type", "web_search"))))
                .post("/v1/responses")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("tools"));
        asAdmin()
                .header("X-Groundwork-User", "someone@example.com")
                .get("/v1/models")
                .then()
                .statusCode(403);
    }

    @Test
    void anUnknownAddressIs404AndAnUnknownMethod405() {
        asAdmin().get("/v1/nothing").then().statusCode(404).body("error.code", equalTo("not_found"));
        asAdmin().put("/v1/files").then().statusCode(405);
    }

    @Test
    void badFilesFailWithAReasonAndTheRestGoesOn() {
        String store = newCollection(unique("batch"));

        JsonPath empty = add(store, "empty.txt", "");
        JsonPath broken = add(store, "broken.pdf", "%PDF-1.7\nthis is not a pdf");
        JsonPath picture =
                add(store, "picture.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13});
        JsonPath good = add(store, "good.txt", "The office opens at nine.");

        assertThat(List.of(empty, broken, picture)).allSatisfy(state -> {
            assertThat(state.getString("status")).isEqualTo("failed");
            assertThat(state.getString("last_error.message"))
                    .hasSizeGreaterThan(15)
                    .doesNotContain("Exception");
        });
        assertThat(picture.getString("last_error.code")).isEqualTo("unsupported_file");
        assertThat(good.getString("status")).isEqualTo("completed");
        asAdmin()
                .get("/v1/vector_stores/{id}", store)
                .then()
                .body("file_counts.failed", equalTo(3))
                .body("file_counts.completed", equalTo(1));
        assertThat(search(asAdmin(), store, "pdf").jsonPath().getList("data.file_id"))
                .containsOnly(good.getString("id"));
    }

    @Test
    void anUploadWithoutAFileOrAPurposeIs400() {
        given().header("Authorization", "Bearer " + PostgresForTests.ADMIN_KEY)
                .multiPart("purpose", "assistants")
                .post("/v1/files")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("file"));
        given().header("Authorization", "Bearer " + PostgresForTests.ADMIN_KEY)
                .multiPart("file", "a.txt", "x".getBytes(StandardCharsets.UTF_8))
                .post("/v1/files")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("purpose"));
        given().header("Authorization", "Bearer " + PostgresForTests.ADMIN_KEY)
                .multiPart("file", "a.txt", "x".getBytes(StandardCharsets.UTF_8))
                .multiPart("purpose", "within_document")
                .post("/v1/files")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("purpose"));
    }
}
