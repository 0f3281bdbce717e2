package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.ended;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.search;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that go by their sender's own names: sent again, changed, deleted. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class PushIT {

    private static final String NAME = "wiki/page 7?v=ü";

    @Inject
    Documents documents;

    private String store = "";

    @BeforeEach
    void empty() {
        store = newCollection(unique("push"));
    }

    @Test
    void theSameSentAgainChangesNothing() {
        String document = pushed("The kiln is fired on Mondays.", Map.of());

        push("The kiln is fired on Mondays.", Map.of())
                .statusCode(200)
                .body("outcome", equalTo("unchanged"))
                .body("document.id", equalTo(document))
                .body("document.status", equalTo("completed"))
                .body("document.version", equalTo(1));
        assertThat(jobsOf(document)).hasSize(1);
    }

    @Test
    void changedBytesAreANewVersionOfTheSameDocumentAndTheOldOneCanStillBeRead() {
        String document = pushed("The kiln is fired on Mondays.", Map.of());

        push("The kiln is fired on Thursdays.", Map.of())
                .statusCode(200)
                .body("outcome", equalTo("replaced"))
                .body("document.id", equalTo(document));

        assertThat(ended(store, document).getInt("version")).isEqualTo(2);
        assertThat(found("kiln")).containsExactly("The kiln is fired on Thursdays.");
        assertThat(text(document, "")).isEqualTo("The kiln is fired on Thursdays.");
        assertThat(text(document, "?version=1")).isEqualTo("The kiln is fired on Mondays.");
        assertThat(bytes("?version=1")).isEqualTo("The kiln is fired on Mondays.");
        assertThat(bytes("")).isEqualTo("The kiln is fired on Thursdays.");
        asAdmin()
                .get("/v1/files/{file}/content", document)
                .then()
                .statusCode(200)
                .body(equalTo("The kiln is fired on Thursdays."));
    }

    @Test
    void theFileThatHoldsAFormerVersionIsNobodysToDeleteOrAttach() {
        pushed("The kiln is fired on Mondays.", Map.of());
        String incoming =
                FrontDoor.upload(asAdmin(), "kiln.txt", "It is fired on Sundays.".getBytes(StandardCharsets.UTF_8));

        asAdmin()
                .body(Map.of("file_id", incoming))
                .put("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(200)
                .body("outcome", equalTo("replaced"));

        asAdmin().delete("/v1/files/{file}", incoming).then().statusCode(404);
        asAdmin()
                .body(Map.of("file_id", incoming))
                .post("/v1/vector_stores/{id}/files", store)
                .then()
                .statusCode(404);
        assertThat(bytes("?version=1")).isEqualTo("The kiln is fired on Mondays.");
    }

    @Test
    void aFormerVersionLeavesWithItsBytesAndTheLatestStays() throws IOException {
        String hall = unique("hall");
        String document = pushed("The kiln of %s is fired on Mondays.".formatted(hall), Map.of());
        push("The kiln of %s is fired on Thursdays.".formatted(hall), Map.of());
        ended(store, document);
        DocumentId id = new DocumentId(Ids.FILE.read(document));

        List<DocumentVersion> former = documents.supersededBefore(Instant.now().plusSeconds(1), 1000).stream()
                .filter(version -> version.document().equals(id))
                .toList();
        assertThat(former).extracting(DocumentVersion::version).containsExactly(1);
        documents.removeVersion(id, 1);
        documents.removeVersion(id, 2);

        asAdmin()
                .get("/v1/vector_stores/{id}/files/{file}/content?version=1", store, document)
                .then()
                .statusCode(404);
        assertThat(text(document, "?version=2")).isEqualTo("The kiln of %s is fired on Thursdays.".formatted(hall));
        assertThat(bytes("")).isEqualTo("The kiln of %s is fired on Thursdays.".formatted(hall));
    }

    @Test
    void attributesAndReadersAreTakenOverWithoutReadingAgain() {
        JsonPath reader = newKey(unique("reader"));
        grant(reader, "read");
        String document = pushed("The kiln is fired on Mondays.", Map.of("attributes", Map.of("team", "clay")));
        assertThat(search(withKey(reader.getString("key")), store, "kiln")
                        .jsonPath()
                        .getList("data"))
                .hasSize(1);
        String somebodyElse = newKey(unique("else")).getString("id");

        push(
                        "The kiln is fired on Mondays.",
                        Map.of("attributes", Map.of("team", "glaze"), "readers", List.of(somebodyElse)))
                .statusCode(200)
                .body("outcome", equalTo("unchanged"))
                .body("document.attributes.team", equalTo("glaze"));

        assertThat(search(withKey(reader.getString("key")), store, "kiln")
                        .jsonPath()
                        .getList("data"))
                .isEmpty();
        assertThat(jobsOf(document)).hasSize(1);
    }

    @Test
    void deletingGivesAReceiptAndLeavesNothing() {
        String hall = unique("hall");
        String document = pushed("The kiln of %s is fired on Mondays.".formatted(hall), Map.of());
        push("The kiln of %s is fired on Thursdays.".formatted(hall), Map.of());
        ended(store, document);

        JsonPath receipt = asAdmin()
                .delete("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(receipt.getString("external_id")).isEqualTo(NAME);
        assertThat(receipt.getMap("removed"))
                .containsEntry("passages", 1)
                .containsEntry("versions", 2)
                .containsEntry("files", 2)
                .containsEntry("contents", 2)
                .containsEntry("collections", 1);
        assertThat(receipt.getMap("left_over").values()).containsOnly(0);
        assertThat(found("kiln")).isEmpty();
        asAdmin().get("/v1/files/{file}", document).then().statusCode(404);
        asAdmin()
                .delete("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(404);
        asAdmin()
                .get("/api/v1/deletions?limit=1")
                .then()
                .statusCode(200)
                .body("data[0].id", equalTo(receipt.getString("id")));
    }

    @Test
    void whatAnotherFileHasAsWellStaysForIt() {
        String same = "The kiln of %s is fired on Mondays.".formatted(unique("hall"));
        pushed(same, Map.of());
        JsonPath other = add(store, "copy.txt", same);

        asAdmin()
                .delete("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(200)
                .body("removed.files", equalTo(1))
                .body("removed.contents", equalTo(0));

        assertThat(text(other.getString("id"), "")).isEqualTo(same);
        assertThat(found("kiln")).containsExactly(same);
    }

    @Test
    void textThatIsThereAlreadyIsNotEmbeddedAgain() {
        String same = "The kiln of %s is fired on Mondays.".formatted(unique("hall"));
        String first = add(store, "note.txt", same).getString("id");

        String second = add(newCollection(unique("other")), "note.txt", same).getString("id");

        assertThat(jobsOf(first)).singleElement().satisfies(job -> assertThat(job)
                .containsEntry("passages_embedded", 1)
                .containsEntry("passages_reused", 0));
        assertThat(jobsOf(second)).singleElement().satisfies(job -> assertThat(job)
                .containsEntry("passages_embedded", 0)
                .containsEntry("passages_reused", 1));
    }

    @Test
    void ofAChangedDocumentOnlyTheChangedPassagesAreEmbedded() {
        String document = pushed(chapters("in spring"), Map.of());
        int all = ((Number) jobsOf(document).getFirst().get("passages_embedded")).intValue();
        assertThat(all).isGreaterThan(3);

        push(chapters("in autumn"), Map.of()).body("outcome", equalTo("replaced"));
        ended(store, document);

        assertThat(jobsOf(document).getFirst())
                .containsEntry("passages_embedded", 1)
                .containsEntry("passages_reused", all - 1);
    }

    @Test
    void aContributorReplacesAndDeletesOnlyItsOwn() {
        JsonPath contributor = newKey(unique("contributor"));
        grant(contributor, "contribute");
        pushed("The kiln is fired on Mondays.", Map.of());

        withKey(contributor.getString("key"))
                .body(Map.of("text", "Never.", "name", "kiln.txt"))
                .put("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(403);
        withKey(contributor.getString("key"))
                .delete("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(403);
        withKey(contributor.getString("key"))
                .body(Map.of("text", "Mine.", "name", "mine.txt", "readers", List.of()))
                .put("/api/v1/collections/{id}/documents/{name}", store, "mine")
                .then()
                .statusCode(403);
        assertThat(found("kiln")).containsExactly("The kiln is fired on Mondays.");
    }

    @Test
    void aFormWithAFileIsTakenAsWell() {
        asAdmin()
                .contentType("multipart/form-data")
                .multiPart("file", "kiln.md", "# Kiln\n\nIt is fired on Mondays.".getBytes(StandardCharsets.UTF_8))
                .multiPart("attributes", "{\"team\":\"clay\"}")
                .put("/api/v1/collections/{id}/documents/{name}", store, "form")
                .then()
                .statusCode(201)
                .body("document.filename", equalTo("kiln.md"))
                .body("document.external_id", equalTo("form"))
                .body("document.attributes.team", equalTo("clay"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"text\":\"x\"}", "{\"text\":\" \",\"name\":\"a.txt\"}", "{\"name\":\"a.txt\"}"})
    void aDocumentWithoutTextOrNameIs400(String body) {
        asAdmin()
                .body(body)
                .put("/api/v1/collections/{id}/documents/{name}", store, "bad")
                .then()
                .statusCode(400);
    }

    @Test
    void aNameThatLooksLikeAFilesIdIs400() {
        asAdmin()
                .body(Map.of("text", "x", "name", "a.txt"))
                .put("/api/v1/collections/{id}/documents/{name}", store, "file-00000000000000000000000000000000")
                .then()
                .statusCode(400)
                .body("detail", containsString("name"));
    }

    private String pushed(String text, Map<String, Object> more) {
        String document = push(text, more)
                .statusCode(201)
                .body("outcome", equalTo("created"))
                .extract()
                .path("document.id");
        assertThat(ended(store, document).getString("status")).isEqualTo("completed");
        return document;
    }

    private ValidatableResponse push(String text, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of("text", text, "name", "kiln.txt"));
        body.putAll(more);
        return asAdmin()
                .body(body)
                .put("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then();
    }

    private void grant(JsonPath key, String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"))
                .then()
                .statusCode(200);
    }

    private List<String> found(String query) {
        return search(asAdmin(), store, query).jsonPath().getList("data.collect { it.content[0].text }");
    }

    private String text(String document, String version) {
        return asAdmin()
                .get("/v1/vector_stores/{id}/files/{file}/content" + version, store, document)
                .then()
                .statusCode(200)
                .extract()
                .path("data[0].text");
    }

    private String bytes(String version) {
        return asAdmin()
                .get("/api/v1/collections/{id}/documents/{name}/file" + version, store, NAME)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    /** Newest first. */
    private static List<Map<String, Object>> jobsOf(String document) {
        return asAdmin()
                .get("/api/v1/jobs?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data.findAll { it.file_id == '%s' }".formatted(document));
    }

    /** Sections too long to share a passage. */
    private static String chapters(String season) {
        StringBuilder text = new StringBuilder();
        for (int chapter = 1; chapter <= 5; chapter++) {
            text.append("Chapter %d. ".formatted(chapter));
            for (int line = 0; line < 40; line++) {
                text.append("Kiln %d of row %d is swept and its bricks are counted%s. "
                        .formatted(chapter, line, chapter == 5 && line == 39 ? " " + season : ""));
            }
            text.append("\n\n");
        }
        return text.toString();
    }
}
