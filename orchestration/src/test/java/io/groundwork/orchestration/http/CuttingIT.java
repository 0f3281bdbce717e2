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
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the documents of a collection are cut: said, changed, done again; and what is given around a hit. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class CuttingIT {

    private static final String QUESTIONS = IntStream.range(0, 6)
            .mapToObj(i -> "What is part %d made of?\n\nPart %d is made of clay number %d.".formatted(i, i, i))
            .collect(Collectors.joining("\n\n"));

    private static final String PRICES = "name,price\n"
            + IntStream.range(0, 300)
                    .mapToObj(i -> "bolt %d,%d".formatted(i, i * 7))
                    .collect(Collectors.joining("\n"));

    @Test
    void aNewCollectionIsCutByWhatEachDocumentIs() {
        String store = newCollection(unique("cutting"));

        asAdmin()
                .get("/v1/vector_stores/{id}", store)
                .then()
                .body("profile", equalTo("auto"))
                .body("chunking_strategy.type", equalTo("auto"))
                .body("chunking_strategy.static", nullValue());
        cutting(store)
                .body("profile", equalTo("auto"))
                .body("documents", equalTo(0))
                .body("outdated", equalTo(0));
    }

    @Test
    void rulesAreGivenWithANewCollectionAndChangedLater() {
        String store = asAdmin()
                .body(Map.of("name", unique("cutting"), "profile", "slides", "chunking_strategy", size(300, 20)))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200)
                .body("profile", equalTo("slides"))
                .body("chunking_strategy.static.max_chunk_size_tokens", equalTo(300))
                .extract()
                .path("id");

        change(store, Map.of("profile", "qa"))
                .statusCode(200)
                .body("profile", equalTo("qa"))
                .body("chunking_strategy.static.chunk_overlap_tokens", equalTo(20));
        change(store, Map.of("chunking_strategy", Map.of("type", "auto")))
                .statusCode(200)
                .body("profile", equalTo("qa"))
                .body("chunking_strategy.type", equalTo("auto"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"profile\":\"novels\"} | profile",
                "{\"profile\":\"\"} | profile",
                "{\"chunking_strategy\":\"static\"} | chunking_strategy",
                "{\"chunking_strategy\":{\"type\":\"semantic\"}} | chunking_strategy",
                "{\"chunking_strategy\":{\"type\":\"static\"}} | chunking_strategy",
                "{\"chunking_strategy\":{\"type\":\"static\",\"static\":{}}} | chunking_strategy.static.max_chunk_size_tokens",
                "{\"chunking_strategy\":{\"type\":\"static\",\"static\":{\"max_chunk_size_tokens\":99,\"chunk_overlap_tokens\":0}}} | chunking_strategy.static.max_chunk_size_tokens",
                "{\"chunking_strategy\":{\"type\":\"static\",\"static\":{\"max_chunk_size_tokens\":5000,\"chunk_overlap_tokens\":0}}} | chunking_strategy.static.max_chunk_size_tokens",
                "{\"chunking_strategy\":{\"type\":\"static\",\"static\":{\"max_chunk_size_tokens\":\"300\",\"chunk_overlap_tokens\":0}}} | chunking_strategy.static.max_chunk_size_tokens",
                "{\"chunking_strategy\":{\"type\":\"static\",\"static\":{\"max_chunk_size_tokens\":300.5,\"chunk_overlap_tokens\":0}}} | chunking_strategy.static.max_chunk_size_tokens",
                "{\"chunking_strategy\":{\"type\":\"static\",\"static\":{\"max_chunk_size_tokens\":300,\"chunk_overlap_tokens\":151}}} | chunking_strategy.static.chunk_overlap_tokens",
                "{\"chunking_strategy\":{\"type\":\"static\",\"static\":{\"max_chunk_size_tokens\":300,\"chunk_overlap_tokens\":-1}}} | chunking_strategy.static.chunk_overlap_tokens",
            })
    void rulesThatCannotBeAre400AndChangeNothing(String body, String field) {
        String store = newCollection(unique("cutting"));

        asAdmin()
                .body(body)
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field));
        cutting(store).body("profile", equalTo("auto")).body("chunking_strategy.type", equalTo("auto"));
    }

    @Test
    void aSizeBeyondWhatTheModelTakesSaysHowMuchItTakes() {
        String store = newCollection(unique("cutting"));
        int most = cutting(store).extract().jsonPath().getInt("max_tokens");

        change(store, Map.of("chunking_strategy", size(most + 1, 0)))
                .statusCode(400)
                .body("error.message", containsString("and %d,".formatted(most)));
        change(store, Map.of("chunking_strategy", size(most, 0))).statusCode(200);
    }

    @Test
    void onlyCuratorsSeeAndChangeHowDocumentsAreCut() {
        String store = newCollection(unique("cutting"));
        JsonPath key = newKey(unique("reader"));
        asAdmin()
                .body(Map.of("access", "contribute"))
                .put("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"))
                .then()
                .statusCode(200);
        String contributor = key.getString("key");

        withKey(contributor)
                .get("/api/v1/collections/{id}/cutting", store)
                .then()
                .statusCode(403);
        withKey(contributor)
                .post("/api/v1/collections/{id}/cutting/again", store)
                .then()
                .statusCode(403);
        withKey(contributor)
                .body(Map.of("profile", "qa"))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(403);
        withKey(newKey(unique("stranger")).getString("key"))
                .post("/api/v1/collections/{id}/cutting/again", store)
                .then()
                .statusCode(404);
    }

    @Test
    void aChangeHoldsForWhatComesAndCuttingAgainForTheRest() {
        String store = newCollection(unique("cutting"));
        change(store, Map.of("profile", "prose")).statusCode(200);
        String early = add(store, "early.txt", QUESTIONS).getString("id");

        change(store, Map.of("profile", "qa")).statusCode(200);
        String late = add(store, "late.txt", QUESTIONS).getString("id");

        assertThat(texts(store, early)).hasSize(1);
        assertThat(texts(store, late)).hasSize(6);
        cutting(store).body("documents", equalTo(2)).body("outdated", equalTo(1));

        asAdmin()
                .post("/api/v1/collections/{id}/cutting/again", store)
                .then()
                .statusCode(202)
                .body("queued", equalTo(2));
        ended(store, early);
        ended(store, late);

        assertThat(texts(store, early)).isEqualTo(texts(store, late));
        cutting(store).body("documents", equalTo(2)).body("outdated", equalTo(0));
    }

    @Test
    void cuttingAgainEmbedsOnlyWhatHasChanged() {
        String store = newCollection(unique("cutting"));
        String chapters = IntStream.range(0, 6)
                .mapToObj(i -> "# Chapter %d of %s\n\n%s"
                        .formatted(
                                i,
                                store,
                                "Sentence of chapter %d. ".formatted(i).repeat(20)))
                .collect(Collectors.joining("\n\n"));
        String question = "\n\n# Last of %s\n\nWhat is it?\n\n%s\n\nWhat else is it?\n\n%s"
                .formatted(store, "It is clay. ".repeat(20), "It is stone. ".repeat(20));
        String file = add(store, "book.md", chapters + question).getString("id");
        int stored = texts(store, file).size();

        again(store, file);
        assertThat(lastJobOf(file))
                .containsEntry("passages_embedded", 0)
                .containsEntry("passages_reused", stored)
                .containsEntry("priority", "sync");

        change(store, Map.of("profile", "qa")).statusCode(200);
        again(store, file);
        assertThat(lastJobOf(file)).containsEntry("passages_embedded", 2).containsEntry("passages_reused", stored - 1);
    }

    @Test
    void theOldPassagesAnswerUntilTheNewOnesTakeTheirPlace() {
        String store = newCollection(unique("cutting"));
        String word = unique("heron").replace("-", "");
        String file = add(store, "bird.txt", "The %s wades.".formatted(word)).getString("id");

        asAdmin().post("/api/v1/collections/{id}/cutting/again", store).then().statusCode(202);
        for (int look = 0; look < 20; look++) {
            assertThat(FrontDoor.search(asAdmin(), store, word).jsonPath().getList("data"))
                    .hasSize(1);
        }
        assertThat(ended(store, file).getString("status")).isEqualTo("completed");
    }

    @Test
    void aFailedDocumentKeepsItsFailureWhenTheRestIsCutAgain() {
        String store = newCollection(unique("cutting"));
        String broken = add(store, "broken.pdf", "%PDF-1.7 is no PDF").getString("id");

        asAdmin()
                .post("/api/v1/collections/{id}/cutting/again", store)
                .then()
                .statusCode(202)
                .body("queued", equalTo(0));

        assertThat(ended(store, broken).getString("status")).isEqualTo("failed");
    }

    @Test
    void rowsAndSheetAreToldWithPassagesHitsAndCitations() {
        String store = newCollection(unique("cutting"));
        String file = add(store, "prices.csv", PRICES).getString("id");

        List<Map<String, Object>> locations = asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}/passages", store, file)
                .jsonPath()
                .getList("data.location");
        assertThat(locations).hasSizeGreaterThan(1);
        assertThat(locations.getFirst()).containsEntry("row", 1).containsEntry("sheet", null);
        assertThat(locations.getLast()).containsEntry("row_end", 301);
        for (int i = 1; i < locations.size(); i++) {
            assertThat(locations.get(i))
                    .containsEntry("row", (int) locations.get(i - 1).get("row_end") + 1);
        }

        JsonPath hit = asAdmin()
                .body(Map.of(
                        "query", "bolt 250", "collections", List.of(store), "limit", 1, "stages", List.of("lexical")))
                .post("/api/v1/search")
                .jsonPath();
        assertThat(hit.getString("results[0].hits[0].context")).isEqualTo("name | price");
        assertThat(hit.getInt("results[0].hits[0].location.row")).isLessThanOrEqualTo(252);
        assertThat(hit.getInt("results[0].hits[0].location.row_end")).isGreaterThanOrEqualTo(252);

        JsonPath answer = asAdmin()
                .body(Map.of(
                        "input",
                        "What is the price of bolt 250?",
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))))
                .post("/v1/responses")
                .jsonPath();
        List<Map<String, Object>> cited = answer.getList("output[1].content[0].annotations");
        assertThat(cited).isNotEmpty().allSatisfy(annotation -> {
            int bolt = Integer.parseInt(annotation.get("quote").toString().replaceAll("bolt (\\d+) .*", "$1"));
            assertThat((Map<?, ?>) annotation.get("location"))
                    .extracting("row", "row_end")
                    .containsExactly(bolt + 2, bolt + 2);
        });
    }

    @Test
    void aPreviewIsCutByTheProfileThatIsAskedAbout() {
        String store = newCollection(unique("cutting"));

        preview(store, "faq.txt", QUESTIONS, "")
                .statusCode(200)
                .body("profile", equalTo("qa"))
                .body("total", equalTo(6));
        preview(store, "faq.txt", QUESTIONS, "prose")
                .statusCode(200)
                .body("profile", equalTo("prose"))
                .body("total", equalTo(1))
                .body("passages[0].section.start", equalTo(0));
        preview(store, "prices.csv", PRICES, "")
                .statusCode(200)
                .body("profile", equalTo("tables"))
                .body("passages[0].location.row", equalTo(1));
        preview(store, "faq.txt", QUESTIONS, "novels").statusCode(400).body("detail", containsString("qa, slides"));
    }

    @Test
    void aHitComesWithItsNeighboursOrItsSectionWhenAskedFor() {
        String store = newCollection(unique("cutting"));
        change(store, Map.of("profile", "qa")).statusCode(200);
        add(store, "faq.txt", QUESTIONS);

        JsonPath neighbours = widened(store, Map.of("neighbours", 1)).jsonPath();
        assertThat(neighbours.getInt("results[0].hits[0].ordinal")).isEqualTo(3);
        assertThat(neighbours.<Integer>getList("results[0].hits[0].around.ordinal"))
                .containsExactly(2, 4);
        assertThat(neighbours.getString("results[0].hits[0].around[0].text")).startsWith("What is part 2");
        assertThat(neighbours.getInt("results[0].hits[0].around[1].location.start"))
                .isEqualTo(QUESTIONS.indexOf("What is part 4"));

        assertThat(widened(store, Map.of("widen", "section")).jsonPath().<Integer>getList("results[0].hits[0].around"))
                .isEmpty();
        assertThat(widened(store, Map.of()).jsonPath().<String, Object>getMap("results[0].hits[0]"))
                .doesNotContainKey("around");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\":\"x\",\"neighbours\":4}",
                "{\"query\":\"x\",\"neighbours\":-1}",
                "{\"query\":\"x\",\"widen\":\"book\"}",
                "{\"query\":\"x\",\"widen\":\"section\",\"neighbours\":1}",
                "{\"query\":\"x\",\"widen\":\"section\",\"limit\":101}",
                "{\"query\":\"x\",\"neighbours\":\"many\"}"
            })
    void wideningBeyondReasonIs400(String body) {
        asAdmin().body(body).post("/api/v1/search").then().statusCode(400);
    }

    private static Response widened(String store, Map<String, Object> widening) {
        Map<String, Object> body = new HashMap<>(widening);
        body.put("query", "What is part 3 made of?");
        body.put("collections", List.of(store));
        body.put("limit", 1);
        body.put("stages", List.of("lexical"));
        return asAdmin().body(body).post("/api/v1/search");
    }

    private static Map<String, Object> size(int max, int overlap) {
        return Map.of(
                "type", "static", "static", Map.of("max_chunk_size_tokens", max, "chunk_overlap_tokens", overlap));
    }

    private static ValidatableResponse cutting(String store) {
        return asAdmin().get("/api/v1/collections/{id}/cutting", store).then().statusCode(200);
    }

    private static ValidatableResponse change(String store, Map<String, Object> change) {
        return asAdmin().body(change).post("/v1/vector_stores/{id}", store).then();
    }

    private static void again(String store, String file) {
        asAdmin()
                .post("/api/v1/collections/{id}/cutting/again", store)
                .then()
                .statusCode(202)
                .body("queued", equalTo(1));
        ended(store, file);
    }

    private static List<String> texts(String store, String file) {
        return asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}/passages?limit=100", store, file)
                .jsonPath()
                .getList("data.text");
    }

    private static Map<String, Object> lastJobOf(String file) {
        return asAdmin().get("/api/v1/jobs?limit=100").jsonPath().<Map<String, Object>>getList("data").stream()
                .filter(job -> job.get("file_id").equals(file))
                .findFirst()
                .orElseThrow();
    }

    private static ValidatableResponse preview(String store, String name, String text, String profile) {
        return asAdmin()
                .contentType("multipart/form-data")
                .multiPart("file", name, text.getBytes(UTF_8))
                .multiPart("profile", profile)
                .post("/api/v1/collections/{id}/preview", store)
                .then();
    }
}
