package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.ended;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.upload;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a collection declares of its documents' attributes: said, changed, and held by documents and filters. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class AttributeTypesIT {

    @Inject
    DataSource source;

    private static final String TEXT = "The pump is serviced in spring.";

    private static final Map<String, String> TYPES =
            Map.of("site", "string", "level", "number", "open", "boolean", "due", "date");

    @Test
    void aNewCollectionTakesAnyAttributes() {
        String store = newCollection(unique("any"));

        asAdmin().get("/v1/vector_stores/{id}", store).then().body("attribute_types", equalTo("any"));
        attach(store, Map.of("whatever", 1)).statusCode(200);
        filtered(store, "eq", "nobody-has-this", "x").statusCode(200).body("data", equalTo(List.of()));
    }

    @Test
    void whatIsDeclaredIsToldAndMayBeSentBackAndTakenBack() {
        String store = declaring(TYPES);

        asAdmin().get("/v1/vector_stores/{id}", store).then().body("attribute_types", equalTo(TYPES));
        declare(store, TYPES).statusCode(200).body("attribute_types", equalTo(TYPES));
        asAdmin()
                .body(Map.of("name", "renamed"))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .body("attribute_types", equalTo(TYPES));
        declare(store, "any").statusCode(200).body("attribute_types", equalTo("any"));
    }

    @Test
    void aDocumentWithAnotherAttributeOrTypeIsRefusedAndNothingOfItIsThere() {
        String store = declaring(TYPES);

        attach(store, Map.of("colour", "red"))
                .statusCode(400)
                .body("error.param", equalTo("attributes.colour"))
                .body("error.message", containsString("due, level, modified, open, path, site, source, url"));
        attach(store, Map.of("level", "high"))
                .statusCode(400)
                .body("error.param", equalTo("attributes.level"))
                .body("error.message", containsString("must be a number"));
        asAdmin()
                .body(Map.of("text", TEXT, "name", "pump.txt", "attributes", Map.of("open", "yes")))
                .put("/api/v1/collections/{id}/documents/{name}", store, "pump")
                .then()
                .statusCode(400)
                .body("detail", containsString("must be true or false"));
        asAdmin()
                .body(Map.of(
                        "files",
                        List.of(
                                Map.of("file_id", file(), "attributes", Map.of("level", 1)),
                                Map.of("file_id", file(), "attributes", Map.of("level", true)))))
                .post("/v1/vector_stores/{id}/file_batches", store)
                .then()
                .statusCode(400)
                .body("error.param", equalTo("attributes.level"));
        asAdmin().get("/v1/vector_stores/{id}/files", store).then().body("data", equalTo(List.of()));
    }

    @Test
    void aChangeOfADocumentsAttributesIsHeldToWhatIsDeclared() {
        String store = declaring(TYPES);
        String file = attached(store, Map.of("site", "north"));

        change(store, file, Map.of("site", 5)).statusCode(400).body("error.param", equalTo("attributes.site"));
        change(store, file, Map.of("site", "south", "level", 2)).statusCode(200).body("attributes.level", equalTo(2));
    }

    @Test
    void datesAreKeptSoThatTheirOrderIsThatOfTime() {
        String store = declaring(Map.of("due", "date"));
        String early = attached(store, Map.of("due", "2026-01-31T09:00:00+02:00"));
        String late = attached(store, Map.of("due", "2026-01-31T08:00:00Z"));

        asAdmin()
                .get("/v1/vector_stores/{id}/files/{file}", store, early)
                .then()
                .body("attributes.due", equalTo("2026-01-31T07:00:00.000Z"));
        filtered(store, "gt", "due", "2026-01-31T08:30:00+01:00").body("data.file_id", equalTo(List.of(late)));
        filtered(store, "eq", "due", "2026-01-31T07:00:00Z").body("data.file_id", equalTo(List.of(early)));
        filtered(store, "lt", "due", "2026-01-31").body("data", equalTo(List.of()));
    }

    @Test
    void aDocumentThatIsPushedAgainWithTheSameMomentIsAsItWas() {
        String store = declaring(Map.of("due", "date"));
        Map<String, Object> pushed =
                Map.of("text", TEXT, "name", "pump.txt", "attributes", Map.of("due", "2026-01-31T09:00:00+02:00"));

        push(store, pushed).statusCode(201);
        push(store, pushed).statusCode(200).body("outcome", equalTo("unchanged"));
    }

    @ParameterizedTest
    @CsvSource({
        "colour, red, filters.key, which no document has",
        "site, 7, filters.value, must be a string",
        "due, soon, filters.value, must be a date"
    })
    void aFilterOnAnotherAttributeOrTypeIsRefusedByNameWhereverItIsAsked(
            String key, String value, String field, String words) {
        String store = declaring(TYPES);
        Object typed = value.equals("7") ? 7 : value;
        Map<String, Object> filter = Map.of("type", "eq", "key", key, "value", typed);

        filtered(store, "eq", key, typed)
                .statusCode(400)
                .body("error.param", equalTo(field))
                .body("error.message", allOf(containsString(key), containsString(words)));
        asAdmin()
                .body(Map.of("query", "pump", "collections", List.of(store), "filters", filter))
                .post("/api/v1/search")
                .then()
                .statusCode(400)
                .body("detail", containsString(words));
        asAdmin()
                .body(Map.of(
                        "model",
                        "extractive",
                        "input",
                        "Which pump?",
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store), "filters", filter))))
                .post("/v1/responses")
                .then()
                .statusCode(400)
                .body("error.message", containsString(words));
    }

    @Test
    void whereNotAllThatIsSearchedDeclareAnyAttributeMayBeNamed() {
        Map<String, Object> filter = Map.of("type", "eq", "key", "colour", "value", "red");

        asAdmin()
                .body(Map.of(
                        "query",
                        "pump",
                        "collections",
                        List.of(declaring(TYPES), newCollection(unique("any"))),
                        "filters",
                        filter))
                .post("/api/v1/search")
                .then()
                .statusCode(200);
    }

    @Test
    void aDeclarationThatDocumentsDoNotFitIsRefusedWithOneOfThemAndChangesNothing() {
        String store = newCollection(unique("there"));
        String number = attached(store, Map.of("site", 5, "colour", "red", "due", "2026-01-31"));
        attached(store, Map.of("due", "soon"));

        declare(store, Map.of("site", "string", "due", "date"))
                .statusCode(409)
                .body("error.param", equalTo("attribute_types"))
                .body(
                        "error.message",
                        allOf(
                                containsString("1 with 'colour', which is not declared, such as " + number),
                                containsString("1 with 'site', which is not a string, such as " + number),
                                containsString("1 with 'due', which is not a date")));
        asAdmin().get("/v1/vector_stores/{id}", store).then().body("attribute_types", equalTo("any"));
    }

    @Test
    void datesThatAreThereAreRewrittenWhenTheyAreDeclared() {
        String store = newCollection(unique("there"));
        String file = attached(store, Map.of("due", "2026-01-31T09:00:00+02:00"));

        declare(store, Map.of("due", "date")).statusCode(200);

        filtered(store, "eq", "due", "2026-01-31T07:00:00Z").body("data.file_id", equalTo(List.of(file)));
    }

    @Test
    void whereADocumentWithADateIsHeldADeclarationWaitsForNoneAndChangesNothing() throws Exception {
        String store = newCollection(unique("held"));
        String file = attached(store, Map.of("due", "2026-01-31T09:00:00+02:00"));
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement hold =
                    connection.prepareStatement("SELECT 1 FROM membership WHERE document_id = ? FOR NO KEY UPDATE")) {
                hold.setObject(1, Ids.file(file).document().value());
                hold.executeQuery();
                declare(store, Map.of("due", "date")).statusCode(503);
            }
            connection.rollback();
        }

        asAdmin().get("/v1/vector_stores/{id}", store).then().body("attribute_types", equalTo("any"));
        declare(store, Map.of("due", "date")).statusCode(200);
    }

    @Test
    void manyConditionsInManyLayersAreAnswered() {
        Map<String, Object> condition = Map.of("type", "ne", "key", "site", "value", "x");
        for (int depth = 0; depth < 8; depth++) {
            condition = Map.of("type", depth % 2 == 0 ? "and" : "or", "filters", List.of(condition));
        }
        Map<String, Object> filter = Map.of("type", "and", "filters", Collections.nCopies(50, condition));

        asAdmin()
                .body(Map.of("query", "pump", "filters", filter))
                .post("/v1/vector_stores/{id}/search", newCollection(unique("layers")))
                .then()
                .statusCode(200);
    }

    @Test
    void aMomentIsFoundWhereItIsDeclaredAndWhereItIsNot() {
        String moment = "2026-01-31T09:00:00+02:00";
        String declaring = declaring(Map.of("due", "date"));
        String any = newCollection(unique("any"));
        String kept = attached(declaring, Map.of("due", moment));
        String asSent = attached(any, Map.of("due", moment));

        List<String> found = asAdmin()
                .body(Map.of(
                        "query",
                        "pump",
                        "collections",
                        List.of(declaring, any),
                        "collapse",
                        "none",
                        "filters",
                        Map.of("type", "eq", "key", "due", "value", moment)))
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .extract()
                .path("results[0].hits.file_id");

        assertThat(found).containsExactlyInAnyOrder(kept, asSent);
    }

    @Test
    void ofDocumentsThatComeWhileItIsDeclaredNoneIsThereThatDoesNotFit() throws Exception {
        for (int round = 0; round < 5; round++) {
            String store = newCollection(unique("race"));
            List<String> files = List.of(file(), file(), file(), file());
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> attaching = files.stream()
                        .map(file -> threads.submit(() ->
                                attach(store, file, Map.of("site", 5)).extract().statusCode()))
                        .toList();
                int declared =
                        declare(store, Map.of("site", "string")).extract().statusCode();
                List<Integer> attached = new ArrayList<>();
                for (Future<Integer> one : attaching) {
                    attached.add(one.get());
                }
                if (declared == 200) {
                    assertThat(attached).containsOnly(400);
                } else {
                    assertThat(declared).isEqualTo(409);
                    assertThat(attached).contains(200);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'site': 'text'}     | attribute_types.site | string, number, boolean, date",
                "{'site': 1}          | attribute_types.site | string, number, boolean, date",
                "{'@site': 'string'}  | attribute_types      | not begin with '@'",
                "{' ': 'string'}      | attribute_types      | 1 to 64 characters",
                "{'path': 'number'}   | attribute_types      | sources write it, as a string",
                "['site']             | attribute_types      | must be an object",
                "7                    | attribute_types      | must be an object",
            })
    void aWrongDeclarationIsRefusedByName(String types, String field, String words) {
        asAdmin()
                .body("{\"attribute_types\": %s}".formatted(types.replace('\'', '"')))
                .post("/v1/vector_stores")
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field))
                .body("error.message", containsString(words));
    }

    @Test
    void ageIsToldByWhatDocumentsMayHave() {
        String store = declaring(TYPES);

        asAdmin()
                .body(Map.of("search", Map.of("recency", Map.of("half_life_days", 30, "attribute", "day"))))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(400)
                .body("error.param", equalTo("search.recency.attribute"));
        asAdmin()
                .body(Map.of("search", Map.of("recency", Map.of("half_life_days", 30, "attribute", "due"))))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(200);
        declare(store, Map.of("site", "string")).statusCode(400).body("error.param", equalTo("attribute_types"));
    }

    private static String declaring(Map<String, String> types) {
        return asAdmin()
                .body(Map.of("name", unique("declaring"), "attribute_types", types))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private static ValidatableResponse declare(String store, Object types) {
        return asAdmin()
                .body(Map.of("attribute_types", types))
                .post("/v1/vector_stores/{id}", store)
                .then();
    }

    private static String file() {
        return upload(asAdmin(), "pump.txt", TEXT.getBytes(UTF_8));
    }

    private static ValidatableResponse attach(String store, Map<String, ?> attributes) {
        return attach(store, file(), attributes);
    }

    private static ValidatableResponse attach(String store, String file, Map<String, ?> attributes) {
        return asAdmin()
                .body(Map.of("file_id", file, "attributes", attributes))
                .post("/v1/vector_stores/{id}/files", store)
                .then();
    }

    private static String attached(String store, Map<String, ?> attributes) {
        String file = attach(store, attributes).statusCode(200).extract().path("id");
        assertThat(ended(store, file).getString("status")).isEqualTo("completed");
        return file;
    }

    private static ValidatableResponse change(String store, String file, Map<String, ?> attributes) {
        return asAdmin()
                .body(Map.of("attributes", attributes))
                .post("/v1/vector_stores/{id}/files/{file}", store, file)
                .then();
    }

    private static ValidatableResponse push(String store, Map<String, Object> document) {
        return asAdmin()
                .body(document)
                .put("/api/v1/collections/{id}/documents/{name}", store, "pump")
                .then();
    }

    private static ValidatableResponse filtered(String store, String type, String key, Object value) {
        return asAdmin()
                .body(Map.of("query", "pump", "filters", Map.of("type", type, "key", key, "value", value)))
                .post("/v1/vector_stores/{id}/search", store)
                .then();
    }
}
