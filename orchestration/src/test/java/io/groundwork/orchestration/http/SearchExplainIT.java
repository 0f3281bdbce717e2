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
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Why a document is found, or not. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class SearchExplainIT {

    private String store;
    private String pump;

    @BeforeEach
    void aCollection() {
        store = newCollection(unique("explained"));
        pump = add(store, "pump.txt", "The pump is serviced in spring, and its valve is replaced.")
                .getString("id");
        add(store, "canteen.txt", "The canteen opens at noon.");
        add(store, "garage.txt", "The garage is cleaned in spring.");
    }

    @Test
    void aDocumentThatIsFoundHasAPlaceAndARankInEachStage() {
        JsonPath told = explained(Map.of("query", "the pump and its valve"));

        assertThat(told.getString("verdict")).isEqualTo("found");
        assertThat(told.getInt("place")).isEqualTo(1);
        assertThat(told.getString("filename")).isEqualTo("pump.txt");
        assertThat(told.getList("stages.stage", String.class))
                .containsExactly("lexical", "vector", "fusion", "rerank", "duplicates");
        assertThat(told.getList("stages.rank", Integer.class)).containsExactly(1, 1, 1, 1, 1);
        assertThat(told.getInt("stages[0].among")).isEqualTo(1);
        assertThat(told.getInt("stages[1].among")).isEqualTo(3);
        assertThat(told.getMap("words")).isEqualTo(Map.of("pump", true, "valve", true));
    }

    @Test
    void aDocumentBelowTheLimitIsCutAndItsPlaceIsTold() {
        JsonPath told = explained(Map.of("query", "canteen noon", "limit", 1));

        assertThat(told.getString("verdict")).isEqualTo("cut");
        assertThat(told.getInt("place")).isGreaterThan(1);
        assertThat(told.getString("why")).contains("1 were asked for");
        assertThat(told.getMap("words")).isEqualTo(Map.of("canteen", false, "noon", false));
    }

    @Test
    void aDocumentWithoutTheWordsHasNoPlaceAmongWords() {
        JsonPath told = explained(Map.of("query", "canteen", "stages", List.of("lexical")));

        assertThat(told.getString("verdict")).isEqualTo("passed_over");
        assertThat(told.getMap("stages[0]")).doesNotContainKey("rank");
        assertThat(told.getInt("stages[0].among")).isEqualTo(1);
    }

    @Test
    void aFilterOrAPhraseThatItDoesNotSatisfyIsNamed() {
        Map<String, Object> filter = Map.of("type", "eq", "key", "site", "value", "north");

        assertThat(explained(Map.of("query", "pump", "filters", filter)).getString("verdict"))
                .isEqualTo("filtered");
        assertThat(explained(Map.of("query", "\"in spring, and\" pump")).getString("verdict"))
                .isEqualTo("found");
        assertThat(explained(Map.of("query", "\"canteen opens\" pump")).getString("verdict"))
                .isEqualTo("not_quoted");
    }

    @Test
    void aDocumentThatCouldNotBeReadSaysWhy() {
        String broken = add(store, "broken.pdf", "%PDF-1.7 and no more").getString("id");

        JsonPath told = explain(asAdmin(), broken, Map.of("query", "pump")).jsonPath();

        assertThat(told.getString("verdict")).isEqualTo("failed");
        assertThat(told.getString("why")).startsWith("It could not be read: ").hasSizeGreaterThan(30);
        assertThat(told.getString("collections[0].status")).isEqualTo("failed");
    }

    @Test
    void aDocumentThatMayNotBeReadIsNotThereButForItsCurators() {
        JsonPath reader = newKey(unique("reader"));
        JsonPath other = newKey(unique("other"));
        grant(reader.getString("id"), "read");
        asAdmin()
                .body(Map.of("principals", List.of(other.getString("id"))))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, pump)
                .then()
                .statusCode(200);

        Response hidden = explain(withKey(reader.getString("key")), pump, Map.of("query", "pump"));
        Response unknown = explain(
                withKey(reader.getString("key")), "file-00000000000000000000000000000000", Map.of("query", "pump"));
        grant(reader.getString("id"), "curate");
        JsonPath curator = explain(withKey(reader.getString("key")), pump, Map.of("query", "pump"))
                .jsonPath();

        assertThat(hidden.statusCode()).isEqualTo(404);
        assertThat(hidden.jsonPath().getString("detail").replace(pump, "x"))
                .isEqualTo(
                        unknown.jsonPath().getString("detail").replace("file-00000000000000000000000000000000", "x"));
        assertThat(curator.getString("verdict")).isEqualTo("not_permitted");
        assertThat(curator.getList("stages")).isEmpty();
        assertThat(curator.getMap("words")).isEmpty();
    }

    @Test
    void whatIsAskedWronglyIsNamed() {
        asAdmin()
                .body(Map.of("query", "pump"))
                .post("/api/v1/search/explain")
                .then()
                .statusCode(400);
        asAdmin().body("null").post("/api/v1/search/explain").then().statusCode(400);
        asAdmin()
                .body(Map.of("query", " ", "file_id", pump))
                .post("/api/v1/search/explain")
                .then()
                .statusCode(400);
        asAdmin()
                .body(Map.of("query", "pump", "file_id", "nothing"))
                .post("/api/v1/search/explain")
                .then()
                .statusCode(404);
    }

    private void grant(String principal, String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{key}", store, principal)
                .then()
                .statusCode(200);
    }

    private JsonPath explained(Map<String, Object> body) {
        return explain(asAdmin(), pump, body).then().statusCode(200).extract().jsonPath();
    }

    private Response explain(RequestSpecification caller, String file, Map<String, Object> body) {
        Map<String, Object> whole = new HashMap<>(body);
        whole.put("file_id", file);
        whole.put("collections", List.of(store));
        return caller.body(whole).post("/api/v1/search/explain");
    }
}
