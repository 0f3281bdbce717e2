package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Vectors and scores for whoever has a key: OpenAI's, Cohere's and TEI's forms, and what is no good. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class EmbeddingsIT {

    private static final String MODEL = "bge-small-en-v1.5";

    @Test
    void theAnswerHasTheFieldsOfOpenAiAndNoOthers() {
        JsonPath answer = embed(List.of("one", "two words"), Map.of()).jsonPath();

        assertThat(answer.getMap("$")).containsOnlyKeys("object", "data", "model", "usage");
        assertThat(answer.getString("object")).isEqualTo("list");
        assertThat(answer.getString("model")).isEqualTo(MODEL);
        assertThat(answer.getList("data.index")).containsExactly(0, 1);
        assertThat(answer.getList("data.object")).containsOnly("embedding");
        assertThat(answer.getMap("data[0]")).containsOnlyKeys("object", "index", "embedding");
        assertThat(answer.getMap("usage")).isEqualTo(Map.of("prompt_tokens", 7, "total_tokens", 7));
    }

    @Test
    void base64HoldsTheSameNumbers() {
        List<Float> numbers = vector(embed(List.of("one"), Map.of()));
        String base64 = embed(List.of("one"), Map.of("encoding_format", "base64"))
                .jsonPath()
                .getString("data[0].embedding");

        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(numbers).hasSize(384).allSatisfy(number -> assertThat(bytes.getFloat())
                .isCloseTo(number, within(1e-6f)));
    }

    @Test
    void aVectorIsShortenedToUnitLengthOrRefused() {
        List<Float> all = vector(embed(List.of("one"), Map.of()));
        List<Float> head = vector(embed(List.of("one"), Map.of("dimensions", 100)));

        assertThat(head).hasSize(100);
        assertThat(head.get(7) / head.get(3)).isCloseTo(all.get(7) / all.get(3), within(1e-4f));
        for (Object wrong : List.of(0, 385, -1, "many", 1.5)) {
            assertThat(error(embed(List.of("one"), Map.of("dimensions", wrong)), 400, "dimensions"))
                    .contains("1 to 384");
        }
    }

    @Test
    void aTextThatIsTooLongIsRefusedOrNamed() {
        List<String> texts = List.of("short", "word ".repeat(600));

        assertThat(error(embed(texts, Map.of()), 400, "input"))
                .contains("Text 1")
                .contains("512");
        JsonPath cut = embed(texts, Map.of("truncate", true))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(cut.getList("truncated")).containsExactly(1);
        assertThat(cut.getList("data")).hasSize(2);
    }

    @Test
    void whatIsNoTextIsRefusedInWords() {
        assertThat(error(embed(List.of(), Map.of()), 400, "input")).contains("1 to 2048");
        assertThat(error(embed(List.of(""), Map.of()), 400, "input")).contains("empty");
        assertThat(error(embed("", Map.of()), 400, "input")).contains("empty");
        assertThat(error(embed(List.of(1, 2, 3), Map.of()), 400, "input")).contains("tokens");
        assertThat(error(embed(List.of(List.of(1, 2)), Map.of()), 400, "input")).contains("tokens");
        assertThat(error(embed(Map.of("text", "one"), Map.of()), 400, "input")).contains("string");
        assertThat(error(embed(Collections.nCopies(10_000, "x"), Map.of()), 400, "input"))
                .contains("10000");
        assertThat(error(embed("x".repeat(1_000_001), Map.of()), 400, "input")).contains("1000000");
        assertThat(error(embed("one", Map.of("encoding_format", "int8")), 400, "encoding_format"))
                .isNotBlank();
        error(embed("one", Map.of("model", "another")), 404, "model");
    }

    @Test
    void statesOfWhatIsNoTextAreRefusedInWords() {
        for (String input : List.of("[null]", "[1, 2]", "[[1]]", "{\"text\": \"one\"}", "null")) {
            assertThat(problem(states(input))).as(input).contains("'input' must be");
        }
        assertThat(problem(states("[]"))).contains("1 to 2048");
        assertThat(problem(states("[\"one\", \"\"]"))).contains("empty");
        assertThat(problem(states("[\"one\"], \"input_type\": \"poem\""))).contains("input_type");
        assertThat(states("[\"one\"]")
                        .then()
                        .statusCode(200)
                        .extract()
                        .jsonPath()
                        .getList("states"))
                .hasSize(1);
    }

    /** The detail of an error in the form of {@code /api/v1}. */
    private static String problem(Response answer) {
        return answer.then().statusCode(400).extract().jsonPath().getString("detail");
    }

    private static Response states(String input) {
        return asAdmin().body("{\"input\": %s}".formatted(input)).post("/api/v1/embeddings/states");
    }

    @Test
    void textsOfAnyScriptHaveVectors() {
        String surrogate =
                "{\"model\": \"%s\", \"input\": [\"half \\ud83d of a pair\", \"שלום\", \"ภาษาไทย\"]}".formatted(MODEL);

        asAdmin().body(surrogate).post("/v1/embeddings").then().statusCode(200);
        assertThat(embed("x".repeat(1_000_000), Map.of("truncate", true)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void rerankPutsTheAnswerFirst() {
        Map<String, Object> request = Map.of(
                "query",
                "Why does dough rise?",
                "documents",
                List.of(
                        "A contract needs an offer and an acceptance.",
                        Map.of("text", "Bread rises by yeast."),
                        "half a pair"),
                "top_n",
                2,
                "return_documents",
                true);

        JsonPath answer = asAdmin()
                .body(request)
                .post("/v1/rerank")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(answer.getString("model")).isEqualTo(MODEL);
        assertThat(answer.getList("results")).hasSize(2);
        assertThat(answer.getInt("results[0].index")).isEqualTo(1);
        assertThat(answer.getString("results[0].document.text")).isEqualTo("Bread rises by yeast.");
        assertThat(answer.getDouble("results[0].relevance_score"))
                .isBetween(answer.getDouble("results[1].relevance_score"), 1.0);
    }

    @Test
    void rerankRefusesInWords() {
        Map<Map<String, Object>, String> wrong = Map.of(
                Map.of("documents", List.of("a")), "query",
                Map.of("query", "", "documents", List.of("a")), "query",
                Map.of("query", "q"), "documents",
                Map.of("query", "q", "documents", List.of()), "documents",
                Map.of("query", "q", "documents", List.of(Map.of("title", "a"))), "documents",
                Map.of("query", "q", "documents", Collections.nCopies(1_001, "a")), "documents",
                Map.of("query", "q", "documents", List.of("a"), "top_n", 0), "top_n");

        wrong.forEach((request, field) -> error(asAdmin().body(request).post("/v1/rerank"), 400, field));
        error(
                asAdmin()
                        .body(Map.of("query", "q", "documents", List.of("a"), "model", "rerank-v3.5"))
                        .post("/v1/rerank"),
                404,
                "model");
    }

    @Test
    void halfASurrogatePairComesBackAsAReplacement() {
        String request = "{\"query\": \"q\", \"documents\": [\"half \\ud83d\"], \"return_documents\": true}";

        String text = asAdmin()
                .body(request)
                .post("/v1/rerank")
                .then()
                .statusCode(200)
                .extract()
                .path("results[0].document.text");

        assertThat(text).isEqualTo("half \ufffd");
    }

    @Test
    void theDoorsOfTeiAskForAKeyHere() {
        for (String path : List.of("/embed", "/embed_all", "/rerank")) {
            String kind = given().contentType(ContentType.JSON)
                    .body("{}")
                    .post(path)
                    .then()
                    .statusCode(401)
                    .extract()
                    .path("error_type");
            assertThat(kind).as(path).isEqualTo("Validation");
        }
        given().get("/metrics").then().statusCode(401);
        given().get("/health").then().statusCode(200);
        assertThat(asAdmin()
                        .body(Map.of("inputs", "one"))
                        .post("/embed")
                        .jsonPath()
                        .getList("[0]"))
                .hasSize(384);
    }

    @Test
    void aBodyThatIsTooLongIsNotRead() {
        String longest = "x".repeat(17 << 20);

        assertThat(error(
                        asAdmin().body(Map.of("model", MODEL, "input", longest)).post("/v1/embeddings"), 413, null))
                .contains("16777216");
    }

    private static Response embed(Object input, Map<String, Object> more) {
        Map<String, Object> request = new java.util.HashMap<>(Map.of("model", MODEL, "input", input));
        request.putAll(more);
        return asAdmin().body(request).post("/v1/embeddings");
    }

    private static List<Float> vector(Response answer) {
        List<Number> numbers = answer.then().statusCode(200).extract().path("data[0].embedding");
        List<Float> vector = new ArrayList<>();
        numbers.forEach(number -> vector.add(number.floatValue()));
        return vector;
    }

    /** The message of an error in OpenAI's form. */
    private static String error(Response answer, int status, @org.jspecify.annotations.Nullable String field) {
        JsonPath error = answer.then().statusCode(status).extract().jsonPath();
        assertThat(error.getString("error.param")).isEqualTo(field);
        return error.getString("error.message");
    }
}
