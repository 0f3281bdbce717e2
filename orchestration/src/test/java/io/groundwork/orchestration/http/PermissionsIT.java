package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.search;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rights hold on every path, and a change is seen by the next request. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class PermissionsIT {

    private String store;
    private String file;
    private String reader;
    private String readerId;

    @BeforeEach
    void aCollectionWithOneDocument() {
        store = newCollection(unique("secrets"));
        file = add(store, "salaries.txt", "The salary of the director is 900 gold pieces.")
                .getString("id");
        JsonPath key = newKey(unique("reader"));
        reader = key.getString("key");
        readerId = key.getString("id");
    }

    @Test
    void withoutAGrantNothingIsThere() {
        withKey(reader).get("/v1/vector_stores/{id}/files", store).then().statusCode(404);
        withKey(reader)
                .get("/v1/vector_stores/{id}/files/{file}/content", store, file)
                .then()
                .statusCode(404);
        withKey(reader).get("/v1/files/{file}/content", file).then().statusCode(404);
        withKey(reader)
                .get("/api/v1/collections/{id}/documents/{file}", store, file)
                .then()
                .statusCode(404);
        assertThat(withKey(reader).get("/v1/vector_stores").jsonPath().getList("data"))
                .isEmpty();
        assertThat(everywhere(reader)).isEmpty();
        assertThat(answer(reader)).doesNotContain("900");
    }

    @Test
    void aGrantOpensAndItsRevocationClosesWithTheNextRequest() {
        grant("read");
        assertThat(search(withKey(reader), store, "salary").jsonPath().getList("data"))
                .hasSize(1);
        assertThat(answer(reader)).contains("900");
        withKey(reader).get("/v1/files/{file}/content", file).then().statusCode(200);

        asAdmin()
                .delete("/api/v1/collections/{id}/grants/{key}", store, readerId)
                .then()
                .statusCode(204);

        search(withKey(reader), store, "salary").then().statusCode(404);
        assertThat(everywhere(reader)).isEmpty();
        withKey(reader).get("/v1/files/{file}/content", file).then().statusCode(404);
    }

    @Test
    void aStoredAnswerIsGoneWithTheRightToReadWhatItQuotes() {
        grant("read");
        Map<String, Object> tool = Map.of("type", "file_search", "vector_store_ids", List.of(store));
        JsonPath answer = withKey(reader)
                .body(Map.of("input", "What is the salary of the director?", "tools", List.of(tool)))
                .post("/v1/responses")
                .jsonPath();
        String id = answer.getString("id");
        assertThat(answer.getString("output.content.flatten().text.join('')")).contains("900");
        withKey(reader).get("/v1/responses/{id}", id).then().statusCode(200);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", store, readerId);

        withKey(reader).get("/v1/responses/{id}", id).then().statusCode(404);
        withKey(reader)
                .body(Map.of("input", "And of the others?", "previous_response_id", id))
                .post("/v1/responses")
                .then()
                .statusCode(404);
        withKey(reader).delete("/v1/responses/{id}", id).then().statusCode(200);
    }

    @Test
    void readingIsNotWriting() {
        grant("read");

        withKey(reader)
                .body(Map.of("name", "mine now"))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(403);
        withKey(reader)
                .delete("/v1/vector_stores/{id}/files/{file}", store, file)
                .then()
                .statusCode(403);
        withKey(reader)
                .body(Map.of("access", "curate"))
                .put("/api/v1/collections/{id}/grants/{key}", store, readerId)
                .then()
                .statusCode(403);
    }

    @Test
    void contributingIsNotCurating() {
        grant("contribute");

        withKey(reader)
                .delete("/v1/vector_stores/{id}/files/{file}", store, file)
                .then()
                .statusCode(403);
        withKey(reader).delete("/v1/vector_stores/{id}", store).then().statusCode(403);
        withKey(reader).get("/api/v1/collections/{id}/grants", store).then().statusCode(403);
    }

    @Test
    void aDocumentsReadersNarrowACollectionsReaders() {
        grant("read");
        String someoneElse = newKey(unique("else")).getString("id");

        asAdmin()
                .body(Map.of("principals", List.of(someoneElse)))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, file)
                .then()
                .statusCode(200);

        assertThat(search(withKey(reader), store, "salary").jsonPath().getList("data"))
                .isEmpty();
        assertThat(withKey(reader)
                        .get("/v1/vector_stores/{id}/files", store)
                        .jsonPath()
                        .getList("data"))
                .isEmpty();
        assertThat(withKey(reader)
                        .get("/v1/vector_stores/{id}", store)
                        .jsonPath()
                        .getInt("file_counts.total"))
                .isZero();
        withKey(reader)
                .get("/v1/vector_stores/{id}/files/{file}", store, file)
                .then()
                .statusCode(404);
        withKey(reader)
                .get("/v1/vector_stores/{id}/files/{file}/content", store, file)
                .then()
                .statusCode(404);
        withKey(reader).get("/v1/files/{file}", file).then().statusCode(404);
        assertThat(answer(reader)).doesNotContain("900");

        asAdmin()
                .body(Map.of("principals", List.of()))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, file)
                .then()
                .statusCode(200);

        assertThat(search(withKey(reader), store, "salary").jsonPath().getList("data"))
                .hasSize(1);
    }

    @Test
    void aRevokedKeyOpensNothing() {
        grant("read");

        asAdmin().delete("/api/v1/keys/{id}", readerId).then().statusCode(204);

        withKey(reader).get("/v1/models").then().statusCode(401);
    }

    @Test
    void onlyAdministratorsAdminister() {
        for (String path :
                List.of("/api/v1/people", "/api/v1/groups", "/api/v1/keys", "/api/v1/models", "/api/v1/jobs")) {
            withKey(reader).get(path).then().statusCode(403);
        }
        withKey(reader)
                .body(Map.of("name", "x", "admin", true))
                .post("/api/v1/keys")
                .then()
                .statusCode(403);
        withKey(reader).post("/api/v1/samples").then().statusCode(403);
    }

    @Test
    void aDeletedDocumentAnswersNothingFromThenOn() {
        asAdmin().delete("/v1/files/{file}", file).then().statusCode(200);

        assertThat(search(asAdmin(), store, "salary").jsonPath().getList("data"))
                .isEmpty();
        asAdmin().get("/v1/vector_stores/{id}/files/{file}", store, file).then().statusCode(404);
    }

    private void grant(String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{key}", store, readerId)
                .then()
                .statusCode(200);
    }

    private static List<Object> everywhere(String key) {
        return withKey(key)
                .body(Map.of("query", "salary of the director"))
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("results[0].hits");
    }

    private static String answer(String key) {
        return withKey(key)
                .body(Map.of("input", "What is the salary of the director?"))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
