package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.search;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a collection is searched: said, changed, and what one search does otherwise. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class SearchSettingsIT {

    private static final String SAME = "The pump is serviced in spring, and its valve is replaced.";

    @Test
    void aNewCollectionIsSearchedByAllStagesAndGivesOnceWhatSaysTheSame() {
        asAdmin()
                .get("/v1/vector_stores/{id}", newCollection(unique("searched")))
                .then()
                .body("search.stages", equalTo(List.of("lexical", "vector", "fusion", "rerank")))
                .body("search.collapse", equalTo("same"))
                .body("search.max_per_document", equalTo(0))
                .body("search.recency", equalTo("off"));
    }

    @Test
    void settingsAreGivenWithANewCollectionAndChangedByWhatIsNamed() {
        String store = asAdmin()
                .body(Map.of(
                        "name", unique("searched"), "search", Map.of("stages", List.of("lexical"), "collapse", "near")))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200)
                .body("search.stages", equalTo(List.of("lexical")))
                .body("search.collapse", equalTo("near"))
                .extract()
                .path("id");

        change(store, Map.of("max_per_document", 3, "recency", Map.of("half_life_days", 90, "attribute", "date")))
                .statusCode(200)
                .body("search.stages", equalTo(List.of("lexical")))
                .body("search.collapse", equalTo("near"))
                .body("search.max_per_document", equalTo(3))
                .body("search.recency.half_life_days", equalTo(90f))
                .body("search.recency.attribute", equalTo("date"))
                .body("search.recency.weight", equalTo(0.5f));
        change(store, Map.of("recency", "off")).body("search.recency", equalTo("off"));
        asAdmin()
                .body(Map.of("name", "renamed"))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .body("search.max_per_document", equalTo(3));
    }

    @Test
    void whatIsToldMayBeSentBack() {
        String store = newCollection(unique("searched"));
        change(store, Map.of("recency", Map.of("half_life_days", 0.5))).statusCode(200);
        Map<String, Object> told =
                asAdmin().get("/v1/vector_stores/{id}", store).jsonPath().getMap("search");

        change(store, told).statusCode(200).body("search", equalTo(told));
    }

    @Test
    void theSearchOfAStoreGoesByItsSettings() {
        String store = newCollection(unique("searched"));
        add(store, "pump.txt", SAME);
        add(store, "copy.txt", SAME);

        JsonPath once = search(asAdmin(), store, "pump valve").jsonPath();
        change(store, Map.of("collapse", "none")).statusCode(200);
        JsonPath each = search(asAdmin(), store, "pump valve").jsonPath();

        assertThat(once.getList("data")).hasSize(1);
        assertThat(List.of(
                        once.getString("data[0].filename"),
                        once.getString("data[0].content[0].duplicates[0].filename")))
                .containsExactlyInAnyOrder("pump.txt", "copy.txt");
        assertThat(each.getList("data")).hasSize(2);
        assertThat(each.getMap("data[0].content[0]")).doesNotContainKey("duplicates");
    }

    @Test
    void severalQueriesGiveOnceWhatSaysTheSame() {
        String store = newCollection(unique("searched"));
        add(store, "pump.txt", SAME);
        add(store, "copy.txt", SAME);

        JsonPath found = asAdmin()
                .body(Map.of("query", List.of("pump", "valve", "serviced in spring")))
                .post("/v1/vector_stores/{id}/search", store)
                .jsonPath();

        assertThat(found.getList("data")).hasSize(1);
    }

    @Test
    void aRequestStandsAboveWhatTheCollectionSays() {
        String store = newCollection(unique("searched"));
        change(store, Map.of("stages", List.of("lexical"), "max_per_document", 1));
        add(store, "pump.txt", SAME);
        add(store, "copy.txt", SAME);

        JsonPath asSet = full(store, Map.of());
        JsonPath asked = full(
                store,
                Map.of(
                        "collapse",
                        "none",
                        "max_per_document",
                        0,
                        "stages",
                        List.of("lexical", "vector"),
                        "recency",
                        Map.of("half_life_days", 1)));

        assertThat(asSet.getList("results[0].stages.stage", String.class))
                .containsExactly("lexical", "duplicates", "diversity");
        assertThat(asSet.getList("results[0].hits")).hasSize(1);
        assertThat(asSet.getString("results[0].hits[0].duplicates[0].file_id")).startsWith("file-");
        assertThat(asSet.getBoolean("results[0].hits[0].duplicates[0].same")).isTrue();
        assertThat(asked.getList("results[0].stages.stage", String.class))
                .containsExactly("lexical", "vector", "recency");
        assertThat(asked.getList("results[0].hits")).hasSize(2);
    }

    @Test
    void aDocumentWhosePlaceACopyTakesIsToldWhichOne() {
        String store = newCollection(unique("searched"));
        String one = add(store, "pump.txt", SAME).getString("id");
        String two = add(store, "copy.txt", SAME).getString("id");
        String given = full(store, Map.of()).getString("results[0].hits[0].file_id");
        String left = given.equals(one) ? two : one;

        JsonPath told = explain(store, left, Map.of());
        JsonPath byItself = explain(store, left, Map.of("collapse", "none"));

        assertThat(told.getString("verdict")).isEqualTo("duplicate");
        assertThat(told.getString("instead.file_id")).isEqualTo(given);
        assertThat(told.getInt("instead.place")).isEqualTo(1);
        assertThat(told.getString("why"))
                .isEqualTo("What it says is given once: number 1, of %s, says the same and came before it."
                        .formatted(given.equals(one) ? "pump.txt" : "copy.txt"));
        assertThat(byItself.getString("verdict")).isEqualTo("found");
    }

    @Test
    void aCopyThatMayNotBeReadIsNeitherToldNorInTheWay() {
        String store = newCollection(unique("searched"));
        String mine = add(store, "mine.txt", SAME).getString("id");
        String secret = add(store, "secret.txt", SAME).getString("id");
        JsonPath reader = newKey(unique("reader"));
        JsonPath other = newKey(unique("other"));
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, reader.getString("id"))
                .then()
                .statusCode(200);
        for (String hidden : List.of(secret, mine)) {
            String open = hidden.equals(secret) ? mine : secret;
            readers(store, hidden, List.of(other.getString("id")));
            readers(store, open, List.of());

            JsonPath found = search(withKey(reader.getString("key")), store, "pump valve")
                    .jsonPath();

            assertThat(found.getList("data.file_id", String.class)).containsExactly(open);
            assertThat(found.getMap("data[0]")).doesNotContainKey("duplicates");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"stages\":[\"magic\"]} | search.stages",
                "{\"stages\":[\"duplicates\"]} | search.stages",
                "{\"stages\":[\"fusion\",\"rerank\"]} | search.stages",
                "{\"stages\":\"lexical\"} | search.stages",
                "{\"collapse\":\"all\"} | search.collapse",
                "{\"collapse\":true} | search.collapse",
                "{\"max_per_document\":-1} | search.max_per_document",
                "{\"max_per_document\":101} | search.max_per_document",
                "{\"max_per_document\":1.5} | search.max_per_document",
                "{\"recency\":\"soon\"} | search.recency",
                "{\"recency\":{}} | search.recency.half_life_days",
                "{\"recency\":{\"half_life_days\":0}} | search.recency.half_life_days",
                "{\"recency\":{\"half_life_days\":-3}} | search.recency.half_life_days",
                "{\"recency\":{\"half_life_days\":1e99}} | search.recency.half_life_days",
                "{\"recency\":{\"half_life_days\":\"7\"}} | search.recency.half_life_days",
                "{\"recency\":{\"half_life_days\":7,\"weight\":2}} | search.recency.weight",
                "{\"recency\":{\"half_life_days\":7,\"attribute\":\" \"}} | search.recency.attribute",
                "{\"recency\":{\"half_life_days\":7,\"attribute\":\"a\\u0000b\"}} | search.recency.attribute",
                "{\"recency\":{\"half_life_days\":7,\"half_live\":3}} | search.recency.half_live",
                "{\"diversity\":0.5} | search.diversity",
                "[1] | search",
            })
    void whatIsWrongIs400NamesTheFieldAndChangesNothing(String search, String field) {
        String store = newCollection(unique("searched"));

        asAdmin()
                .body("{\"name\": \"changed\", \"search\": %s}".formatted(search))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field));

        asAdmin()
                .get("/v1/vector_stores/{id}", store)
                .then()
                .body("search.collapse", equalTo("same"))
                .body("name", containsString("searched"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"stages\":[\"magic\"]} | no stage 'magic'",
                "{\"stages\":[]} | 'stages' must hold",
                "{\"stages\":[null]} | no stage 'null'",
                "{\"collapse\":\"\"} | 'collapse'",
                "{\"max_per_document\":1000} | 'max_per_document'",
                "{\"recency\":{\"half_life_days\":0}} | 'recency.half_life_days'",
                "{\"recency\":[]} | 'recency'",
            })
    void aSearchThatAsksWronglyIs400(String fields, String words) {
        for (String path : List.of("/api/v1/search", "/api/v1/search/explain")) {
            String file =
                    add(newCollection(unique("searched")), "pump.txt", SAME).getString("id");
            asAdmin()
                    .body("{\"query\": \"pump\", \"file_id\": \"%s\", %s".formatted(file, fields.substring(1)))
                    .post(path)
                    .then()
                    .statusCode(400)
                    .body("detail", containsString(words));
        }
    }

    @Test
    void anAttributeThatIsNoDateIsAsIfItWereNotThere() {
        String store = newCollection(unique("searched"));
        add(store, "pump.txt", SAME);

        JsonPath found = full(store, Map.of("recency", Map.of("half_life_days", 7, "attribute", "'); DROP TABLE")));

        assertThat(found.getList("results[0].hits")).hasSize(1);
        assertThat(found.getString("results[0].stages[-1].stage")).isEqualTo("duplicates");
        assertThat(found.getString("results[0].stages.find { it.stage == 'recency' }.plan"))
                .isEqualTo("by age over 1 of 1, 1 by the day they came for want of a date");
    }

    @Test
    void whoMayOnlyReadChangesNothing() {
        String store = newCollection(unique("searched"));
        JsonPath reader = newKey(unique("reader"));
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, reader.getString("id"))
                .then()
                .statusCode(200);

        withKey(reader.getString("key"))
                .body(Map.of("search", Map.of("collapse", "none")))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(403);
    }

    private static void readers(String store, String file, List<String> readers) {
        asAdmin()
                .body(Map.of("principals", readers))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, file)
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse change(String store, Map<String, Object> search) {
        return asAdmin()
                .body(Map.of("search", search))
                .post("/v1/vector_stores/{id}", store)
                .then();
    }

    private static JsonPath full(String store, Map<String, Object> fields) {
        return ask("/api/v1/search", store, fields);
    }

    private static JsonPath explain(String store, String file, Map<String, Object> fields) {
        Map<String, Object> whole = new HashMap<>(fields);
        whole.put("file_id", file);
        return ask("/api/v1/search/explain", store, whole);
    }

    private static JsonPath ask(String path, String store, Map<String, Object> fields) {
        Map<String, Object> whole = new HashMap<>(fields);
        whole.put("query", "pump valve");
        whole.put("collections", List.of(store));
        return asAdmin().body(whole).post(path).then().statusCode(200).extract().jsonPath();
    }
}
