package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.pause;
import static io.groundwork.orchestration.http.FrontDoor.search;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.PassageIndex;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Collections leave and come back in the open form: whole, as they were, and to whom they may. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class TransferIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> QUESTIONS =
            List.of("Which kiln is fired on Mondays?", "soup of heliotrope", "Ofen", "kiln 17 price", "bricks counted");

    @Inject
    DataSource database;

    @Inject
    PassageIndex index;

    @TestHTTPResource("/")
    URI home;

    @Test
    void whatWasExportedAndImportedIsExportedAgainAsItWas() {
        String original = varied();
        List<ObjectNode> before = exported(original, "?states=true");

        JsonPath report = imported(lines(before)).statusCode(201).extract().jsonPath();

        List<ObjectNode> after = exported(report.getString("id"), "?states=true");
        assertThat(neutral(after)).isEqualTo(neutral(before));
        assertThat(report.getList("warnings")).isEmpty();
        assertThat(report.getInt("documents")).isEqualTo(of(before, "document").size());
        assertThat(report.getInt("passages")).isEqualTo(of(before, "passage").size());
        assertThat(of(before, "document").stream().filter(document -> document.has("parent_id")))
                .as("documents that lay within another")
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(of(before, "passage")).allSatisfy(passage -> {
            assertThat(passage.path("vector").asText()).isNotEmpty();
            assertThat(passage.path("states").asText()).isNotEmpty();
        });
    }

    @Test
    void anImportedCollectionFindsWhatTheOriginalFindsWithTheSameScores() {
        String original = varied();
        index.reweigh(new CollectionId(Ids.COLLECTION.read(original)));

        String copy = imported(lines(exported(original, "?states=true")))
                .statusCode(201)
                .extract()
                .path("id");

        for (String question : QUESTIONS) {
            List<String> expected = hits(original, question);
            assertThat(expected).as(question).isNotEmpty();
            assertThat(hits(copy, question)).as(question).isEqualTo(expected);
        }
    }

    @Test
    void whatIsSearchableIsCountedAndWeighedAsIfItHadBeenUploaded() throws SQLException {
        String original = varied();

        String copy = imported(lines(exported(original, "")))
                .statusCode(201)
                .extract()
                .path("id");

        String terms =
                "SELECT coalesce(string_agg(lexeme || passages, ' ' ORDER BY lexeme), '') FROM term WHERE collection_id = '%s'";
        assertThat(one(terms.formatted(Ids.COLLECTION.read(copy))))
                .isEqualTo(one(terms.formatted(Ids.COLLECTION.read(original))));
        String counts = "SELECT passages || '/' || lexemes FROM collection WHERE id = '%s'";
        assertThat(one(counts.formatted(Ids.COLLECTION.read(copy))))
                .isEqualTo(one(counts.formatted(Ids.COLLECTION.read(original))));
    }

    @Test
    void aCollectionIsSearchedAfterItsImportAsItWasBefore() {
        Map<String, Object> search = Map.of(
                "stages",
                List.of("lexical", "fusion"),
                "collapse",
                "near",
                "max_per_document",
                2,
                "recency",
                Map.of("half_life_days", 90.5, "attribute", "day", "weight", 0.25));
        String original = newCollection(unique("settled"));
        asAdmin()
                .body(Map.of("search", search))
                .post("/v1/vector_stores/{id}", original)
                .then()
                .statusCode(200);

        String copy = imported(lines(exported(original, "")))
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(searched(copy)).isEqualTo(searched(original));
        assertThat(searched(copy).get("max_per_document")).isEqualTo(2);
    }

    @Test
    void aCollectionDeclaresAfterItsImportWhatItDidBefore() {
        Map<String, String> types = Map.of("team", "string", "year", "number", "due", "date");
        String original = newCollection(unique("declared"));
        asAdmin()
                .body(Map.of("attribute_types", types))
                .post("/v1/vector_stores/{id}", original)
                .then()
                .statusCode(200);

        String copy = imported(lines(exported(original, "")))
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(asAdmin().get("/v1/vector_stores/{id}", copy).jsonPath().getMap("attribute_types"))
                .isEqualTo(types);
    }

    @Test
    void aFileThatDoesNotSayHowItIsSearchedIsSearchedAsANewCollectionIs() {
        Map<String, Object> usual = searched(newCollection(unique("usual")));
        List<ObjectNode> lines = small();
        assertThat(lines.getFirst().has("search")).isTrue();
        lines.getFirst().remove("search");

        String none = imported(lines(lines)).statusCode(201).extract().path("id");
        lines.getFirst().putObject("search").put("collapse", "none");
        String some = imported(lines(lines)).statusCode(201).extract().path("id");

        assertThat(searched(none)).isEqualTo(usual);
        Map<String, Object> otherwise = new HashMap<>(usual);
        otherwise.put("collapse", "none");
        assertThat(searched(some)).isEqualTo(otherwise);
    }

    @Test
    void whatWasMadeWithoutStatesSaysSo() {
        String original = newCollection(unique("plain"));
        add(original, "kiln.txt", "The kiln is fired on Mondays.");

        List<ObjectNode> without = exported(original, "");

        assertThat(of(without, "passage").getFirst().has("states")).isFalse();
        assertThat(imported(lines(without)).statusCode(201).extract().jsonPath().getList("warnings", String.class))
                .singleElement()
                .asString()
                .contains("states");
    }

    @Test
    void aNewImportIsItsMakersAndTheAdministratorsAlone() {
        String original = newCollection(unique("kept"));
        add(original, "kiln.txt", "The kiln is fired on Mondays.");
        JsonPath maker = newKey(unique("maker"));
        JsonPath stranger = newKey(unique("stranger"));

        String copy = imported(withKey(maker.getString("key")), lines(exported(original, "")))
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(found(withKey(maker.getString("key")), copy, "kiln")).hasSize(1);
        assertThat(found(asAdmin(), copy, "kiln")).hasSize(1);
        search(withKey(stranger.getString("key")), copy, "kiln").then().statusCode(404);
        withKey(maker.getString("key"))
                .get("/api/v1/collections/{id}/export", copy)
                .then()
                .statusCode(200);
    }

    @Test
    void onlyWhoCuratesACollectionMayExportIt() {
        String store = newCollection(unique("guarded"));
        add(store, "kiln.txt", "The kiln is fired on Mondays.");
        JsonPath reader = newKey(unique("reader"));
        JsonPath contributor = newKey(unique("contributor"));
        grant(store, reader, "read");
        grant(store, contributor, "contribute");

        for (JsonPath key : List.of(reader, contributor)) {
            withKey(key.getString("key"))
                    .get("/api/v1/collections/{id}/export", store)
                    .then()
                    .statusCode(403);
        }
        withKey(newKey(unique("stranger")).getString("key"))
                .get("/api/v1/collections/{id}/export", store)
                .then()
                .statusCode(404);
        asAdmin()
                .get("/api/v1/collections/{id}/export", "vs_00000000000000000000000000000009")
                .then()
                .statusCode(404);
        asAdmin().get("/api/v1/collections/{id}/export", "x").then().statusCode(404);
        asAdmin()
                .get("/api/v1/collections/{id}/export?states=perhaps", store)
                .then()
                .statusCode(400);
    }

    @Test
    void aCuratorExportsNothingThatItMayNotReadAndIsToldHowMuchThatIs() {
        String store = newCollection(unique("withheld"));
        add(store, "kiln.txt", "The kiln is fired on Mondays.");
        String secret =
                add(store, "secret.txt", "The glaze is made of heliotrope.").getString("id");
        restrict(store, secret, newKey(unique("else")).getString("id"));

        List<ObjectNode> lines = exported(store, "");

        assertThat(of(lines, "document"))
                .extracting(document -> document.path("name").asText())
                .containsExactly("kiln.txt");
        assertThat(String.valueOf(lines)).doesNotContain("heliotrope");
        assertThat(lines.getLast().path("withheld").asLong()).isEqualTo(1);
        assertThat(imported(lines(lines)).statusCode(201).extract().jsonPath().getInt("withheld"))
                .isEqualTo(1);
    }

    @Test
    void aDocumentWithReadersIsReadByNobodyElseAfterItsImport() {
        String store = newCollection(unique("named"));
        add(store, "kiln.txt", "The kiln is fired on Mondays.");
        String box = add(store, "note.eml", mail("Note", "The glaze is secret.", "recipe.txt", "Soup of heliotrope."))
                .getString("id");
        settled(store);
        JsonPath curator = newKey(unique("curator"));
        grant(store, curator, "curate");
        restrict(store, box, curator.getString("id"));
        List<ObjectNode> lines = exported(withKey(curator.getString("key")), store, "");

        JsonPath report = imported(withKey(curator.getString("key")), lines(lines))
                .statusCode(201)
                .extract()
                .jsonPath();

        String copy = report.getString("id");
        assertThat(report.getInt("restricted")).isEqualTo(2);
        assertThat(found(withKey(curator.getString("key")), copy, "heliotrope soup"))
                .contains("Soup of heliotrope.");
        assertThat(found(asAdmin(), copy, "heliotrope soup")).doesNotContain("Soup of heliotrope.");
        assertThat(found(asAdmin(), copy, "glaze secret")).doesNotContain("The glaze is secret.");
        assertThat(found(asAdmin(), copy, "kiln Mondays")).contains("The kiln is fired on Mondays.");
    }

    @Test
    void aFileOfAnotherModelIsEmbeddedHereAndSaysWhatBothAre() {
        String original = newCollection(unique("foreign"));
        add(original, "kiln.txt", "The kiln is fired on Mondays.");
        List<ObjectNode> lines = exported(original, "");
        ((ObjectNode) lines.getFirst().path("space")).put("digest", "feed").put("model", "another-model");

        JsonPath report = imported(lines(lines)).statusCode(201).extract().jsonPath();

        assertThat(report.getInt("queued")).isEqualTo(1);
        assertThat(report.getList("warnings", String.class))
                .singleElement()
                .asString()
                .contains("another-model", "bge-small-en-v1.5");
        settled(report.getString("id"));
        assertThat(found(asAdmin(), report.getString("id"), "Which day is it fired?"))
                .containsExactly("The kiln is fired on Mondays.");
        assertThat(neutral(exported(report.getString("id"), ""))).isEqualTo(neutral(exported(original, "")));
    }

    @Test
    void aDocumentThatWasNeverReadIsListedWithItsReasonAndLeftOut() {
        String store = newCollection(unique("failed"));
        add(store, "kiln.txt", "The kiln is fired on Mondays.");
        assertThat(add(store, "tool.exe", new byte[] {'M', 'Z', 0, 0}).getString("status"))
                .isEqualTo("failed");

        List<ObjectNode> lines = exported(store, "");

        assertThat(of(lines, "document").getLast().path("status").asText()).isEqualTo("failed");
        assertThat(of(lines, "document").getLast().path("error").path("code").asText())
                .isEqualTo("unsupported_file");
        assertThat(lines.getLast().path("documents").asInt()).isEqualTo(2);
        JsonPath report = imported(lines(lines)).statusCode(201).extract().jsonPath();
        assertThat(report.getInt("documents")).isEqualTo(1);
        assertThat(report.getInt("left_out")).isEqualTo(1);
    }

    @Test
    void bothWaysMayBePacked() throws IOException, InterruptedException {
        String store = newCollection(unique("packed"));
        add(store, "kiln.txt", "The kiln is fired on Mondays.");
        HttpResponse<byte[]> packed = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(home.resolve("/api/v1/collections/" + store + "/export"))
                                .header("Authorization", "Bearer " + PostgresForTests.ADMIN_KEY)
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        byte[] lines = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
        assertThat(new String(lines, UTF_8).strip()).endsWith("\"withheld\":0}");
        imported(packed.body()).statusCode(201);
    }

    @Test
    void aPackedFileThatIsCutOffIsRefused() {
        byte[] packed = packed(lines(small()));
        Map<String, String> before = rows();

        imported(Arrays.copyOf(packed, packed.length - 20)).statusCode(400);

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void whatIsTooLargeForARequestIsUploadedAndImportedByItsId() {
        List<ObjectNode> lines = small();
        String file = FrontDoor.upload(asAdmin(), "small.jsonl", lines(lines));
        JsonPath stranger = newKey(unique("stranger"));

        String copy = asAdmin()
                .body(Map.of("file_id", file))
                .post("/api/v1/collections/import")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        assertThat(neutral(exported(copy, ""))).isEqualTo(neutral(lines));
        withKey(stranger.getString("key"))
                .body(Map.of("file_id", file))
                .post("/api/v1/collections/import")
                .then()
                .statusCode(404);
        asAdmin().body("{}").post("/api/v1/collections/import").then().statusCode(400);
    }

    @Test
    void whatWasReadFromAFileThatDidNotComeSaysThatItIsNotTheOriginal() {
        List<ObjectNode> lines = small();
        of(lines, "document").getFirst().put("name", "kiln.pdf").put("media_type", "application/pdf");

        String copy = imported(lines(lines)).statusCode(201).extract().path("id");

        String file = asAdmin()
                .get("/v1/vector_stores/{id}/files", copy)
                .then()
                .statusCode(200)
                .extract()
                .path("data[0].id");
        asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}", copy, file)
                .then()
                .statusCode(200)
                .body("name", equalTo("kiln.pdf"))
                .body("media_type", equalTo("application/pdf"))
                .body("original", equalTo(false));
        Response bytes = asAdmin().get("/api/v1/collections/{id}/documents/{file}/file?inline", copy, file);
        assertThat(bytes.asString()).isEqualTo("The kiln is fired on Mondays.");
        assertThat(bytes.header("Content-Disposition")).contains("kiln.pdf.txt");
    }

    @Test
    void whoComesWhenTooManyExportAlreadyIsToldToComeAgain() throws IOException, SQLException {
        String store = newCollection(unique("busy"));
        String large = add(store, "kiln.txt", "Nobody else reads of %s.".formatted(unique("kilns")))
                .getString("id");
        execute("UPDATE document_version SET text = text || repeat('x', 60000000) WHERE document_id = '%s'"
                .formatted(Ids.FILE.read(large)));
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                Socket client = new Socket(home.getHost(), home.getPort());
                slow.add(client);
                client.getOutputStream()
                        .write(
                                "GET /api/v1/collections/%s/export HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                                        .formatted(store, PostgresForTests.ADMIN_KEY)
                                        .getBytes(UTF_8));
                assertThat(client.getInputStream().read()).isEqualTo('H');
            }

            Response refused = asAdmin().get("/api/v1/collections/{id}/export", store);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isNotNull();
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
        String other = newCollection(unique("after"));
        await(() -> asAdmin().get("/api/v1/collections/{id}/export", other).statusCode() == 200);
    }

    @Test
    void theFileByHandThatTheDocumentationShowsIsRead() {
        byte[] lines = """
                {"type":"collection","format":"groundwork-collection/1","name":"By hand","language":"en","k1":1.2,"b":0.75,"space":{"model":"none","digest":"none","numbers":"float","dimension":1}}
                {"type":"document","id":"1","name":"note.txt","text":"The kiln is fired on Mondays."}
                {"type":"end","documents":1,"passages":0}
                """.getBytes(UTF_8);

        String store = imported(lines).statusCode(201).extract().path("id");

        settled(store);
        assertThat(found(asAdmin(), store, "kiln")).containsExactly("The kiln is fired on Mondays.");
    }

    @Test
    void aTextInSeveralLinesIsOne() {
        List<ObjectNode> lines = small();
        ObjectNode document = of(lines, "document").getFirst();
        String text = document.path("text").asText();
        ObjectNode blocks = JSON.createObjectNode().put("type", "more");
        blocks.set("blocks", document.remove("blocks"));
        document.put("text", text.substring(0, 4));
        lines.add(2, JSON.createObjectNode().put("type", "more").put("text", text.substring(4)));
        lines.add(3, blocks);

        String copy = imported(lines(lines)).statusCode(201).extract().path("id");

        assertThat(neutral(exported(copy, ""))).isEqualTo(neutral(small()));
    }

    @Test
    void aCutOffFileLeavesNothing() {
        List<ObjectNode> lines = exported(varied(), "");
        Map<String, String> before = rows();

        for (int kept = 0; kept < lines.size(); kept += 3) {
            imported(lines(lines.subList(0, kept))).statusCode(400);
        }
        byte[] whole = lines(lines);
        String detail = imported(Arrays.copyOf(whole, whole.length - 40))
                .statusCode(400)
                .extract()
                .path("detail");

        assertThat(detail).startsWith("Line " + lines.size());
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void aConnectionThatBreaksLeavesNothing() throws IOException {
        byte[] lines = lines(exported(varied(), ""));
        Map<String, String> before = rows();
        try (Socket client = new Socket(home.getHost(), home.getPort())) {
            String head = """
                    POST /api/v1/collections/import HTTP/1.1\r
                    Host: x\r
                    Authorization: Bearer %s\r
                    Content-Type: application/x-ndjson\r
                    Content-Length: %d\r
                    \r
                    """.formatted(PostgresForTests.ADMIN_KEY, lines.length);
            client.getOutputStream().write(head.getBytes(UTF_8));
            client.getOutputStream().write(lines, 0, lines.length * 2 / 3);
            client.getOutputStream().flush();
            awaitDifferent(before);
        }

        await(() -> rows().equals(before));
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                line("no JSON", 3, "it breaks off", lines -> replaced(lines, 2, "{\"type\":\"passage\"")),
                line("not an object", 2, "object of JSON", lines -> replaced(lines, 1, "[1]")),
                line("nothing", 3, "nothing in it", lines -> replaced(lines, 2, "")),
                line(
                        "a field twice",
                        2,
                        "twice",
                        lines -> replaced(lines, 1, "{\"type\":\"document\",\"type\":\"end\"}")),
                line("two values", 2, "JSON", lines -> replaced(lines, 1, "{} {}")),
                line("deep", 2, "JSON", lines -> replaced(lines, 1, "{\"a\":".repeat(100) + "1" + "}".repeat(100))),
                line("NUL", 2, "U+0000", lines -> with(lines, 1, "name", "a\0b")),
                line(
                        "half a pair",
                        2,
                        "surrogate",
                        lines -> replaced(lines, 1, "{\"type\":\"document\",\"name\":\"\\ud83d\"}")),
                line("no type", 2, "'type'", lines -> with(lines, 1, "type", null)),
                line("unknown type", 2, "'type'", lines -> with(lines, 1, "type", "picture")),
                line("type of another kind", 2, "'type'", lines -> with(lines, 1, "type", 7)),
                line("no collection", 1, "'collection'", lines -> with(lines, 0, "type", "document")),
                line(
                        "another format",
                        1,
                        "groundwork-collection/1",
                        lines -> with(lines, 0, "format", "groundwork-collection/9")),
                line("a second collection", 2, "first line", lines -> replaced(lines, 1, lines.getFirst())),
                line("k1 of another kind", 1, "'k1'", lines -> with(lines, 0, "k1", "much")),
                line(
                        "k1 beyond all bounds",
                        1,
                        "'k1'",
                        lines -> replaced(lines, 0, lines.getFirst().replaceFirst("\"k1\":[0-9.]+", "\"k1\":1e999"))),
                line("search of another kind", 1, "'search'", lines -> with(lines, 0, "search", "fast")),
                searching("an unknown stage", "'search.stages'", Map.of("stages", List.of("lexical", "magic"))),
                searching("no stage that finds", "'search.stages'", Map.of("stages", List.of("fusion"))),
                searching("no stage at all", "'search.stages'", Map.of("stages", List.of())),
                searching("stages of another kind", "'stages'", Map.of("stages", "lexical")),
                searching("an unknown collapse", "'search.collapse'", Map.of("collapse", "all")),
                searching("collapse of another kind", "'collapse'", Map.of("collapse", true)),
                searching("too many of a document", "'search.max_per_document'", Map.of("max_per_document", 101)),
                searching("fewer than none of a document", "'max_per_document'", Map.of("max_per_document", -1)),
                searching("half of a document", "'max_per_document'", Map.of("max_per_document", 1.5)),
                searching("age of another kind", "'recency'", Map.of("recency", "off")),
                searching("age without a half-life", "'half_life_days'", Map.of("recency", Map.of("weight", 1))),
                aging("a half-life of nothing", "'search.recency.half_life_days'", "half_life_days", 0),
                aging("a half-life below nothing", "'half_life_days'", "half_life_days", -1),
                aging("a half-life of ages", "'half_life_days'", "half_life_days", 36_501),
                aging("a weight of nothing", "'search.recency.weight'", "weight", 0),
                aging("a weight over all", "'weight'", "weight", 1.01),
                aging("a weight of another kind", "'weight'", "weight", "half"),
                aging("an attribute without a name", "'search.recency.attribute'", "attribute", " "),
                aging("a long attribute", "'attribute'", "attribute", "a".repeat(65)),
                declaring("an unknown type", "'attribute_types.due' must be", Map.of("due", "time")),
                declaring("types of another kind", "'attribute_types'", List.of("due")),
                declaring("an attribute that filters know", "'@due' cannot be", Map.of("@due", "date")),
                line(
                        "an attribute that is not declared",
                        2,
                        "no attribute 'colour'",
                        lines -> with(
                                with(lines, 0, "attribute_types", Map.of("team", "string")),
                                1,
                                "attributes",
                                Map.of("colour", "red"))),
                line("a long name", 1, "'name'", lines -> with(lines, 0, "name", "n".repeat(5000))),
                line("no space", 1, "'space'", lines -> with(lines, 0, "space", null)),
                line("no name of a document", 2, "'name'", lines -> with(lines, 1, "name", null)),
                line("a huge version", 2, "'version'", lines -> with(lines, 1, "version", Long.MAX_VALUE)),
                line(
                        "a number without end",
                        2,
                        "too large",
                        lines -> replaced(
                                lines, 1, "{\"type\":\"document\",\"version\":%s}".formatted("9".repeat(5000)))),
                line("version of another kind", 2, "'version'", lines -> with(lines, 1, "version", "1")),
                line("version 0", 2, "'version'", lines -> with(lines, 1, "version", 0)),
                line(
                        "attributes of another kind",
                        2,
                        "'attributes'",
                        lines -> with(lines, 1, "attributes", List.of(1))),
                line(
                        "an attribute of another kind",
                        2,
                        "'attributes'",
                        lines -> with(lines, 1, "attributes", Map.of("a", List.of()))),
                line(
                        "blocks beyond the text",
                        2,
                        "document is not right",
                        lines -> with(
                                lines, 1, "blocks", List.of(Map.of("kind", "PARAGRAPH", "start", 0, "end", 99999)))),
                line(
                        "an unknown block",
                        2,
                        "'kind'",
                        lines -> with(lines, 1, "blocks", List.of(Map.of("kind", "SONG", "start", 0, "end", 1)))),
                line("a foreign parent", 2, "'parent_id'", lines -> with(lines, 1, "parent_id", "file-0")),
                line(
                        "its own parent",
                        2,
                        "'parent_id'",
                        lines -> with(
                                lines,
                                1,
                                "parent_id",
                                JsonPath.from(lines.get(1)).getString("id"))),
                line("a passage first", 2, "no document", lines -> without(lines, 1)),
                line("a passage without a document's text", 3, "without 'text'", lines -> with(lines, 1, "text", null)),
                line(
                        "another text",
                        3,
                        "not the document's",
                        lines -> with(
                                lines,
                                2,
                                "text",
                                JsonPath.from(lines.get(2)).getString("text").replace('e', 'x'))),
                line("a span beyond", 3, "not right", lines -> with(lines, 2, "end", 99999)),
                line("an ordinal twice", 4, "'ordinal'", lines -> inserted(lines, 3, lines.get(2))),
                line("an ordinal left out", 3, "'ordinal'", lines -> with(lines, 2, "ordinal", 1)),
                line("a short vector", 3, "384 numbers", lines -> with(lines, 2, "vector", "AAAA")),
                line(
                        "a vector of zeros",
                        3,
                        "unit length",
                        lines -> with(lines, 2, "vector", Base64.getEncoder().encodeToString(new byte[768]))),
                line(
                        "a vector of no numbers",
                        3,
                        "no number",
                        lines -> with(lines, 2, "vector", Base64.getEncoder().encodeToString(notNumbers()))),
                line("a vector that is no base64", 3, "base64", lines -> with(lines, 2, "vector", "%%%")),
                line("states of another form", 3, "'states'", lines -> with(lines, 2, "states", "AAAA")),
                line(
                        "more after a passage",
                        4,
                        "'more'",
                        lines -> inserted(lines, 3, "{\"type\":\"more\",\"text\":\"x\"}")),
                line("a document after the end", 5, "behind the last line", lines -> inserted(lines, 4, lines.get(1))),
                line("another count", 4, "counts otherwise", lines -> with(lines, 3, "documents", 7)),
                line(
                        "a huge count",
                        4,
                        "'passages'",
                        lines -> replaced(lines, 3, "{\"type\":\"end\",\"documents\":1,\"passages\":1e30}")),
                line("a line of 50 MB", 2, "longer than", lines -> with(lines, 1, "text", "x".repeat(50_000_000))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aHostileLineIsNamedAndLeavesNothing(
            String name, int number, String words, UnaryOperator<List<String>> change) {
        List<String> good = small().stream().map(ObjectNode::toString).toList();
        assertThat(good).hasSize(4);
        Map<String, String> before = rows();

        String detail = imported(String.join("\n", change.apply(good)).getBytes(UTF_8))
                .statusCode(400)
                .extract()
                .path("detail");

        assertThat(detail).startsWith("Line %d: ".formatted(number)).contains(words);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void twoDocumentsOfOneExternalNameAreRefused() {
        String store = newCollection(unique("twice"));
        push(store, "kiln/1", "The kiln is fired on Mondays.");
        List<ObjectNode> lines = exported(store, "");
        List<ObjectNode> twice = new ArrayList<>(lines.subList(0, 3));
        twice.addAll(lines.subList(1, 3));
        twice.add(JSON.createObjectNode().put("type", "end").put("documents", 2).put("passages", 2));

        assertThat(imported(lines(twice)).statusCode(400).extract().<String>path("detail"))
                .startsWith("Line 4: ")
                .contains("external_id");
    }

    @Test
    void anotherMediaTypeIs415AndNobodyIs401() {
        asAdmin()
                .contentType("text/csv")
                .body("a,b")
                .post("/api/v1/collections/import")
                .then()
                .statusCode(415);
        imported(given(), lines(small())).statusCode(401);
    }

    @Test
    void anExportThatFailsMidwayHasNoLastLineAndIsNoWholeAnswer() throws SQLException {
        String store = newCollection(unique("broken"));
        for (int i = 0; i < 30; i++) {
            add(
                    store,
                    "kiln%d.txt".formatted(i),
                    "Kiln %d is fired on Mondays. ".formatted(i).repeat(40));
        }
        String last = add(store, "last.txt", "Nobody else reads of %s.".formatted(unique("kilns")))
                .getString("id");
        execute("UPDATE document_version SET blocks = '[{\"kind\":\"SONG\"}]' WHERE document_id = '%s'"
                .formatted(Ids.FILE.read(last)));

        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(home.resolve("/api/v1/collections/" + store + "/export"))
                                        .header("Authorization", "Bearer " + PostgresForTests.ADMIN_KEY)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anExportWhoseAskerLosesTheRightToReadMeanwhileIsNotFound() throws Exception {
        String store = newCollection(unique("taken"));
        add(store, "kiln.txt", "The kiln is fired on Mondays.");
        JsonPath curator = newKey(unique("curator"));
        grant(store, curator, "curate");

        try (Connection holding = database.getConnection();
                Statement statement = holding.createStatement();
                ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
            holding.setAutoCommit(false);
            statement.execute("LOCK TABLE collection IN ACCESS EXCLUSIVE MODE");
            Future<Integer> status = asking.submit(() -> withKey(curator.getString("key"))
                    .get("/api/v1/collections/{id}/export", store)
                    .statusCode());
            await(() -> !waiting().equals("0"));
            statement.execute(
                    "DELETE FROM collection_reader WHERE principal_id = '%s'".formatted(curator.getString("id")));
            holding.commit();

            assertThat(status.get()).isEqualTo(404);
        }
    }

    /** How many statements wait for the table of collections. */
    private String waiting() {
        try {
            return one("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'collection'::regclass");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prose, rows, a mail with an attachment, a name of its sender's own, attributes, German. */
    private static String varied() {
        String store = asAdmin()
                .body(Map.of(
                        "name",
                        unique("varied"),
                        "description",
                        "Kilns and what is fired in them",
                        "metadata",
                        Map.of("team", "clay"),
                        "profile",
                        "auto"))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        StringBuilder prose = new StringBuilder("# Kilns\n\nThe kiln is fired on Mondays.\n\n");
        for (int chapter = 1; chapter <= 4; chapter++) {
            prose.append("## Row %d\n\n".formatted(chapter));
            for (int kiln = 0; kiln < 40; kiln++) {
                prose.append("Kiln %d of row %d is swept and its bricks are counted. ".formatted(kiln, chapter));
            }
            prose.append("\n\n");
        }
        add(store, "kilns.md", prose.toString());
        StringBuilder rows = new StringBuilder("kiln,price\n");
        for (int kiln = 0; kiln < 60; kiln++) {
            rows.append("kiln %d,%d\n".formatted(kiln, 100 + kiln));
        }
        add(store, "prices.csv", rows.toString());
        add(store, "lunch.eml", mail("Lunch", "See you at noon by the kiln.", "menu.txt", "Soup of heliotrope."));
        settled(store);
        add(store, "dinner.eml", mail("Dinner", "At eight then.", "wine.txt", "Wine from the cellar below the kiln."));
        settled(store);
        push(store, "wiki/page 7?v=ü", "Der Ofen wird am Montag gebrannt, und die Glasur ist aus Asche.");
        settled(store);
        return store;
    }

    /** The lines of one document with one passage. */
    private static List<ObjectNode> small() {
        String store = newCollection("small");
        add(store, "kiln.txt", "The kiln is fired on Mondays.");
        List<ObjectNode> lines = exported(store, "");
        asAdmin().delete("/v1/vector_stores/{id}", store).then().statusCode(200);
        return lines;
    }

    private static void push(String store, String name, String text) {
        asAdmin()
                .body(Map.of("text", text, "name", "page.txt", "attributes", Map.of("team", "clay", "year", 2026)))
                .put("/api/v1/collections/{id}/documents/{name}", store, name)
                .then()
                .statusCode(201);
        settled(store);
    }

    private static Map<String, Object> searched(String store) {
        return asAdmin()
                .get("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(200)
                .extract()
                .path("search");
    }

    private static void settled(String store) {
        await(() -> asAdmin()
                        .get("/v1/vector_stores/{id}", store)
                        .then()
                        .statusCode(200)
                        .extract()
                        .<Integer>path("file_counts.in_progress")
                == 0);
    }

    private static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("still waiting").isBefore(deadline);
            pause();
        }
    }

    private void awaitDifferent(Map<String, String> before) {
        await(() -> !rows().equals(before));
    }

    private static byte[] mail(String subject, String text, String attachment, String attached) {
        return """
                From: a@example.com
                To: b@example.com
                Subject: %s
                Message-ID: <%s@example.com>
                Date: Mon, 2 Mar 2026 10:00:00 +0000
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                Content-Type: text/plain; charset=utf-8

                %s
                --x
                Content-Type: text/plain; charset=utf-8; name="%s"
                Content-Disposition: attachment; filename="%s"

                %s
                --x--
                """.formatted(subject, subject, text, attachment, attachment, attached)
                .replace("\n", "\r\n")
                .getBytes(UTF_8);
    }

    private static List<ObjectNode> exported(String store, String query) {
        return exported(asAdmin(), store, query);
    }

    private static List<ObjectNode> exported(RequestSpecification caller, String store, String query) {
        Response answer = caller.get("/api/v1/collections/{id}/export" + query, store);
        answer.then().statusCode(200);
        assertThat(answer.contentType()).startsWith("application/x-ndjson");
        assertThat(answer.header("Content-Disposition")).contains(".jsonl");
        List<ObjectNode> lines = new ArrayList<>();
        new String(answer.asByteArray(), UTF_8).lines().forEach(line -> lines.add(object(line)));
        assertThat(lines.getLast().path("type").asText()).isEqualTo("end");
        return lines;
    }

    private static ObjectNode object(String line) {
        try {
            return (ObjectNode) JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ObjectNode> of(List<ObjectNode> lines, String type) {
        return lines.stream()
                .filter(line -> line.path("type").asText().equals(type))
                .toList();
    }

    /** Without what is another each time: moments, and ids but for which of them are the same. */
    private static List<String> neutral(List<ObjectNode> lines) {
        Map<String, String> ids = new HashMap<>();
        return lines.stream()
                .map(ObjectNode::deepCopy)
                .map(line -> {
                    line.remove(List.of("added_at", "exported_at"));
                    for (String field : List.of("id", "parent_id")) {
                        if (line.has(field)) {
                            String id = line.path(field).asText();
                            line.put(field, ids.computeIfAbsent(id, fresh -> "id " + ids.size()));
                        }
                    }
                    return line.toString();
                })
                .toList();
    }

    private static byte[] lines(List<ObjectNode> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString().getBytes(UTF_8);
    }

    private static ValidatableResponse imported(byte[] lines) {
        return imported(asAdmin(), lines);
    }

    private static ValidatableResponse imported(RequestSpecification caller, byte[] lines) {
        return caller.contentType("application/x-ndjson")
                .body(lines)
                .post("/api/v1/collections/import")
                .then();
    }

    private static List<String> found(RequestSpecification caller, String store, String query) {
        return search(caller, store, query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data.collect { it.content[0].text }");
    }

    /** Without the ranking anew, which gives up on a machine that is too busy. */
    private static List<String> hits(String store, String query) {
        return asAdmin()
                .body(Map.of(
                        "query",
                        query,
                        "collections",
                        List.of(store),
                        "limit",
                        20,
                        "stages",
                        List.of("lexical", "vector", "fusion")))
                .post("/api/v1/search")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList(
                        "results[0].hits.collect { it.filename + ' ' + it.score + ' ' + it.ranks + ' ' + it.location + ' ' + it.text }");
    }

    private static void grant(String store, JsonPath key, String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"))
                .then()
                .statusCode(200);
    }

    private static void restrict(String store, String document, String principal) {
        asAdmin()
                .body(Map.of("principals", List.of(principal)))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, document)
                .then()
                .statusCode(200);
    }

    /** How much there is in every table that an import writes to. */
    private Map<String, String> rows() {
        Map<String, String> rows = new HashMap<>();
        try {
            for (String table : List.of(
                    "collection",
                    "collection_import",
                    "collection_grant",
                    "collection_reader",
                    "document",
                    "document_version",
                    "document_part",
                    "membership",
                    "document_reader",
                    "passage",
                    "term",
                    "file",
                    "blob",
                    "blob_chunk",
                    "embedded_text")) {
                rows.put(table, one("SELECT count(*) FROM " + table));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return rows;
    }

    private String one(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static Arguments line(String name, int number, String words, UnaryOperator<List<String>> change) {
        return Arguments.of(name, number, words, change);
    }

    /** In what the first line says of how the collection is searched. */
    private static Arguments searching(String name, String words, Map<String, ?> search) {
        return line(name, 1, words, lines -> with(lines, 0, "search", search));
    }

    /** In what the first line says of the attributes that documents may have. */
    private static Arguments declaring(String name, String words, Object types) {
        return line(name, 1, words, lines -> with(lines, 0, "attribute_types", types));
    }

    /** In how age counts, which is otherwise as it should be. */
    private static Arguments aging(String name, String words, String field, Object value) {
        Map<String, Object> recency = new HashMap<>(Map.of("half_life_days", 30, "attribute", "day", "weight", 0.5));
        recency.put(field, value);
        return searching(name, words, Map.of("recency", recency));
    }

    private static List<String> replaced(List<String> lines, int at, String line) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(at, line);
        return changed;
    }

    private static List<String> inserted(List<String> lines, int at, String line) {
        List<String> changed = new ArrayList<>(lines);
        changed.add(at, line);
        return changed;
    }

    private static List<String> without(List<String> lines, int at) {
        List<String> changed = new ArrayList<>(lines);
        changed.remove(at);
        return changed;
    }

    private static List<String> with(List<String> lines, int at, String field, @Nullable Object value) {
        ObjectNode line = object(lines.get(at));
        line.set(field, JSON.valueToTree(value));
        return replaced(lines, at, line.toString());
    }

    private static byte[] notNumbers() {
        byte[] bytes = new byte[768];
        Arrays.fill(bytes, (byte) 0x7e);
        return bytes;
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
