package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.pause;
import static io.groundwork.orchestration.http.FrontDoor.search;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.identity.Groups;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lies within a document is documents of its own, and belongs to it at every moment. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ChildrenIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAME = "box/7";

    @Inject
    DataSource database;

    private String store = "";

    @BeforeEach
    void empty() {
        store = newCollection(unique("family"));
    }

    @Test
    void anAttachmentIsFoundAsItselfInItsMail() {
        JsonPath mail = add(store, "lunch.eml", mail("Lunch", "See you at noon.", "menu.txt", "Soup of heliotrope."));
        settled();

        List<Map<String, Object>> children = children(mail.getString("id"));
        assertThat(children).singleElement().satisfies(child -> assertThat(child)
                .containsEntry("status", "completed")
                .containsEntry("filename", "menu.txt in lunch.eml")
                .containsEntry("parent_id", mail.getString("id")));
        JsonPath hit = search(asAdmin(), store, "heliotrope").jsonPath();
        assertThat(hit.getString("data[0].filename")).isEqualTo("menu.txt in lunch.eml");
        assertThat(hit.getString("data[0].file_id"))
                .isEqualTo(children.getFirst().get("id"));
        assertThat(hit.getString("data[0].content[0].text")).isEqualTo("Soup of heliotrope.");
        assertThat(text(mail.getString("id"))).doesNotContain("heliotrope");
        asAdmin()
                .get("/v1/files/{file}/content", children.getFirst().get("id"))
                .then()
                .statusCode(200)
                .body(equalTo("Soup of heliotrope."));
        assertThat(asAdmin().get("/v1/files?limit=1000").jsonPath().getList("data.id"))
                .contains(mail.getString("id"))
                .doesNotContain(children.getFirst().get("id"));
    }

    @Test
    void eachEntryOfAnArchiveHasAStatusAndAReasonOfItsOwn() {
        JsonPath archive =
                add(store, "box.zip", zip(Map.of("good.txt", "A fine kiln.".getBytes(UTF_8), "tool.exe", new byte[] {
                    'M', 'Z', 0, 0
                })));
        settled();

        assertThat(archive.getString("status")).isEqualTo("completed");
        Map<Object, Map<String, Object>> byName = new LinkedHashMap<>();
        children(archive.getString("id")).forEach(child -> byName.put(child.get("filename"), child));
        assertThat(byName.get("good.txt in box.zip")).containsEntry("status", "completed");
        assertThat(byName.get("tool.exe in box.zip")).containsEntry("status", "failed");
        assertThat(String.valueOf(byName.get("tool.exe in box.zip").get("last_error")))
                .contains("unsupported_file");
    }

    @Test
    void whoMayNotReadTheDocumentMayNotReadWhatLaysWithinIt() {
        JsonPath reader = reader();
        String box = add(store, "outer.zip", nested()).getString("id");
        settled();
        String child = id(children(box), "inner.zip in outer.zip");
        String grandchild = id(children(child), "deep.txt in inner.zip in outer.zip");
        assertThat(sees(reader, grandchild)).isTrue();
        assertThat(finds(reader, "heliotrope")).isTrue();

        restrict(box, List.of(newKey(unique("else")).getString("id")));

        for (String each : List.of(box, child, grandchild)) {
            assertThat(sees(reader, each)).isFalse();
            withKey(reader.getString("key"))
                    .get("/v1/files/{file}/content", each)
                    .then()
                    .statusCode(404);
            withKey(reader.getString("key"))
                    .get("/api/v1/collections/{id}/documents/{file}/children", store, each)
                    .then()
                    .statusCode(404);
        }
        assertThat(finds(reader, "heliotrope")).isFalse();
        assertThat(withKey(reader.getString("key"))
                        .get("/v1/vector_stores/{id}/files", store)
                        .jsonPath()
                        .getList("data"))
                .isEmpty();

        restrict(box, List.of());

        assertThat(sees(reader, grandchild)).isTrue();
        assertThat(finds(reader, "heliotrope")).isTrue();
    }

    @Test
    void whatIsFoundLaterWithinADocumentHasItsReadersAndAttributes() {
        JsonPath reader = reader();
        asAdmin()
                .contentType("multipart/form-data")
                .multiPart("file", "lunch.eml", mail("Lunch", "Noon.", "menu.txt", "Soup of heliotrope."))
                .multiPart("attributes", "{\"team\":\"clay\"}")
                .multiPart("readers", "[\"%s\"]".formatted(Groups.ADMINISTRATORS))
                .put("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(201);
        settled();

        assertThat(finds(reader, "heliotrope")).isFalse();
        assertThat(found("heliotrope", "clay")).hasSize(1);
        String mail = idOf(NAME);
        asAdmin()
                .body(Map.of("attributes", Map.of("team", "glaze")))
                .post("/v1/vector_stores/{id}/files/{file}", store, mail)
                .then()
                .statusCode(200);
        assertThat(found("heliotrope", "clay")).isEmpty();
        assertThat(found("heliotrope", "glaze")).hasSize(1);
    }

    @Test
    void aChildIsNotChangedByItself() {
        String mail = add(store, "lunch.eml", mail("Lunch", "Noon.", "menu.txt", "Soup."))
                .getString("id");
        settled();
        String child = id(children(mail), "menu.txt in lunch.eml");

        asAdmin()
                .body(Map.of("principals", List.of(newKey(unique("some")).getString("id"))))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, child)
                .then()
                .statusCode(409)
                .body("detail", containsString(mail));
        asAdmin()
                .body(Map.of("attributes", Map.of("a", "b")))
                .post("/v1/vector_stores/{id}/files/{file}", store, child)
                .then()
                .statusCode(409);
        asAdmin()
                .delete("/v1/vector_stores/{id}/files/{file}", store, child)
                .then()
                .statusCode(409);
        asAdmin().delete("/v1/files/{file}", child).then().statusCode(404);
        asAdmin()
                .delete("/api/v1/collections/{id}/documents/{file}", store, child)
                .then()
                .statusCode(409);
        asAdmin()
                .body(Map.of("text", "Soup.", "name", "menu.txt"))
                .put("/api/v1/collections/{id}/documents/{file}", store, child)
                .then()
                .statusCode(400);
        asAdmin()
                .body(Map.of("file_id", child))
                .post("/v1/vector_stores/{id}/files", newCollection(unique("other")))
                .then()
                .statusCode(404);
        assertThat(children(mail)).hasSize(1);
    }

    @Test
    void aNewVersionKeepsWhatIsTheSameAndTakesAwayWhatIsGone() {
        String same = "The kiln of %s stands in the yard.".formatted(unique("hall"));
        Map<String, byte[]> before = new LinkedHashMap<>();
        before.put("same.txt", same.getBytes(UTF_8));
        before.put("old/moved.txt", "The wheel turns on Tuesdays.".getBytes(UTF_8));
        before.put("changed.txt", "The clay is red.".getBytes(UTF_8));
        before.put("gone.txt", "The secret is heliotrope.".getBytes(UTF_8));
        push(zip(before));
        String box = idOf(NAME);
        List<Map<String, Object>> first = children(box);
        int jobs = jobsOf(id(first, "same.txt in box.zip")).size();

        Map<String, byte[]> after = new LinkedHashMap<>();
        after.put("new.txt", "The glaze is blue.".getBytes(UTF_8));
        after.put("same.txt", same.getBytes(UTF_8));
        after.put("moved.txt", "The wheel turns on Tuesdays.".getBytes(UTF_8));
        after.put("changed.txt", "The clay is white.".getBytes(UTF_8));
        push(zip(after));

        List<Map<String, Object>> second = children(box);
        assertThat(second)
                .extracting(child -> child.get("filename"))
                .containsExactly(
                        "new.txt in box.zip", "same.txt in box.zip", "moved.txt in box.zip", "changed.txt in box.zip");
        assertThat(second).allSatisfy(child -> assertThat(child).containsEntry("status", "completed"));
        assertThat(id(second, "same.txt in box.zip")).isEqualTo(id(first, "same.txt in box.zip"));
        assertThat(id(second, "moved.txt in box.zip")).isEqualTo(id(first, "old/moved.txt in box.zip"));
        assertThat(id(second, "changed.txt in box.zip")).isEqualTo(id(first, "changed.txt in box.zip"));
        assertThat(jobsOf(id(second, "same.txt in box.zip"))).hasSize(jobs);
        assertThat(found("heliotrope")).isEmpty();
        assertThat(found("clay")).contains("The clay is white.").doesNotContain("The clay is red.");
        String gone = id(first, "gone.txt in box.zip");
        asAdmin().get("/v1/vector_stores/{id}/files/{file}", store, gone).then().statusCode(404);
        asAdmin().get("/v1/files/{file}", gone).then().statusCode(404);
        assertThat(count("SELECT count(*) FROM document WHERE root_id = '%s'".formatted(uuid(box))))
                .isEqualTo(4);
    }

    @Test
    void whatIsSentAgainUnchangedIsNotReadAgain() {
        byte[] box = zip(Map.of("a.txt", "The kiln is warm.".getBytes(UTF_8)));
        push(box);
        String child = (String) children(idOf(NAME)).getFirst().get("id");

        push(box);

        assertThat(jobsOf(child)).hasSize(1);
        assertThat(children(idOf(NAME))).extracting(each -> each.get("id")).containsExactly(child);
    }

    @Test
    void deletingTakesAllThatLayWithinAndTheReceiptSaysSo() {
        push(nested());
        String box = idOf(NAME);
        String child = (String) children(box).getFirst().get("id");
        String grandchild = (String) children(child).getFirst().get("id");

        JsonPath receipt = asAdmin()
                .delete("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(receipt.getList("children")).containsExactlyInAnyOrder(child, grandchild);
        assertThat(receipt.getMap("removed"))
                .containsEntry("children", 2)
                .containsEntry("versions", 3)
                .containsEntry("files", 3);
        assertThat(receipt.getMap("left_over").values()).containsOnly(0);
        assertThat(found("heliotrope")).isEmpty();
        assertThat(count("SELECT count(*) FROM file WHERE id IN ('%s', '%s', '%s')"
                        .formatted(uuid(box), uuid(child), uuid(grandchild))))
                .isZero();
        assertThat(count("SELECT count(*) FROM document WHERE id = '%1$s' OR root_id = '%1$s'".formatted(uuid(box))))
                .isZero();
        asAdmin().get("/api/v1/deletions?limit=1").then().statusCode(200).body("data[0].children", hasSize(2));
    }

    @Test
    void detachedItAnswersNoMoreAndAttachedAgainItIsTheSame() {
        String mail = add(store, "lunch.eml", mail("Lunch", "Noon.", "menu.txt", "Soup of heliotrope."))
                .getString("id");
        settled();
        List<Object> before = ids(children(mail));

        asAdmin()
                .delete("/v1/vector_stores/{id}/files/{file}", store, mail)
                .then()
                .statusCode(200);

        assertThat(found("heliotrope")).isEmpty();
        asAdmin()
                .body(Map.of("file_id", mail))
                .post("/v1/vector_stores/{id}/files", store)
                .then()
                .statusCode(200);
        settled();
        assertThat(ids(children(mail))).isEqualTo(before);
        assertThat(found("heliotrope")).hasSize(1);
    }

    @Test
    void inASecondCollectionItHasTheSameChildrenOnce() {
        String mail = add(store, "lunch.eml", mail("Lunch", "Noon.", "menu.txt", "Soup of heliotrope."))
                .getString("id");
        settled();
        List<Object> here = ids(children(mail));
        String first = store;

        store = newCollection(unique("second"));
        asAdmin()
                .body(Map.of("file_id", mail))
                .post("/v1/vector_stores/{id}/files", store)
                .then()
                .statusCode(200);
        settled();

        assertThat(ids(children(mail))).isEqualTo(here);
        assertThat(found("heliotrope")).hasSize(1);
        asAdmin()
                .delete("/v1/vector_stores/{id}/files/{file}", first, mail)
                .then()
                .statusCode(200);
        assertThat(found("heliotrope")).hasSize(1);
        assertThat(count("SELECT count(*) FROM document WHERE parent_id = '%s'".formatted(uuid(mail))))
                .isEqualTo(1);
    }

    @Test
    void tryingADocumentAgainTriesWhatFailedWithinIt() {
        String box = add(store, "box.zip", zip(Map.of("tool.exe", new byte[] {'M', 'Z', 0, 0})))
                .getString("id");
        settled();
        String child = (String) children(box).getFirst().get("id");
        assertThat(jobsOf(child)).hasSize(1);

        asAdmin()
                .post("/api/v1/collections/{id}/documents/{file}/retry", store, box)
                .then()
                .statusCode(200);
        settled();

        assertThat(jobsOf(child)).hasSize(2);
        assertThat(children(box)).hasSize(1);
    }

    @Test
    void whatFailedWithinADocumentIsForItsReadersToSeeAndGoesWithIt() {
        String box = add(store, "box.zip", zip(Map.of("tool.exe", new byte[] {'M', 'Z', 0, 0})))
                .getString("id");
        settled();
        String child = (String) children(box).getFirst().get("id");

        JsonPath failed = failed();
        assertThat(failed.getList("data.filename")).containsExactly("tool.exe in box.zip");
        assertThat(failed.getString("data[0].parent_id")).isEqualTo(box);
        Map<String, ?> chosen = Map.of("ids", failed.getList("data.id"));
        asAdmin()
                .body(chosen)
                .post("/api/v1/quarantine/delete")
                .then()
                .statusCode(409)
                .body("detail", containsString(box));
        Map<String, ?> all = Map.of("all", true, "collection_id", store);
        asAdmin()
                .body(all)
                .post("/api/v1/quarantine/delete")
                .then()
                .statusCode(200)
                .body("done", equalTo(0))
                .body("skipped", equalTo(1));
        asAdmin()
                .body(chosen)
                .post("/api/v1/quarantine/retry")
                .then()
                .statusCode(200)
                .body("done", equalTo(1));
        settled();
        assertThat(jobsOf(child)).hasSize(2);

        restrict(box, List.of(newKey(unique("else")).getString("id")));

        assertThat(failed().getList("data")).isEmpty();
        assertThat(failed().getInt("hidden")).isEqualTo(1);
        asAdmin()
                .body(chosen)
                .post("/api/v1/quarantine/retry")
                .then()
                .statusCode(200)
                .body("done", equalTo(0));
    }

    @Test
    void whatLaysWithinADocumentIsCutAgainAsItIs() {
        String mail = add(store, "lunch.eml", mail("Lunch", "Noon.", "menu.txt", "Soup of heliotrope."))
                .getString("id");
        settled();
        String child = (String) children(mail).getFirst().get("id");
        asAdmin()
                .body(Map.of("profile", "prose"))
                .post("/v1/vector_stores/{id}", store)
                .then()
                .statusCode(200);

        asAdmin()
                .post("/api/v1/collections/{id}/cutting/again", store)
                .then()
                .statusCode(202)
                .body("queued", equalTo(2));
        settled();

        asAdmin()
                .get("/api/v1/collections/{id}/cutting", store)
                .then()
                .statusCode(200)
                .body("documents", equalTo(2))
                .body("outdated", equalTo(0));
        assertThat(jobsOf(child)).hasSize(2);
        assertThat(ids(children(mail))).containsExactly(child);
        assertThat(found("heliotrope")).hasSize(1);
    }

    @Test
    void aCollectionGoesWithAllThatLaysWithinItsDocuments() {
        String box = add(store, "outer.zip", nested()).getString("id");
        settled();

        asAdmin().delete("/v1/vector_stores/{id}", store).then().statusCode(200);

        for (String table : List.of("membership", "passage", "job")) {
            assertThat(count("SELECT count(*) FROM %s WHERE collection_id = '%s'".formatted(table, uuid(store))))
                    .as(table)
                    .isZero();
        }
        assertThat(count("SELECT count(*) FROM document WHERE root_id = '%s'".formatted(uuid(box))))
                .isEqualTo(2);
    }

    @Test
    void messagesOfOneThreadAreListedAsTheyWereSent() {
        String second = add(store, "b.eml", threaded("two", "one", "Sat, 17 Dec 2022 09:00:00 +0000"))
                .getString("id");
        String first = add(store, "a.eml", threaded("one", "", "Fri, 16 Dec 2022 09:00:00 +0000"))
                .getString("id");
        add(store, "c.eml", threaded("other", "", "Fri, 16 Dec 2022 10:00:00 +0000"));
        settled();

        asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}/thread", store, second)
                .then()
                .statusCode(200)
                .body("data.id", equalTo(List.of(first, second)));
        asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}", store, second)
                .then()
                .statusCode(200)
                .body("mail.thread", equalTo("one@example.com"))
                .body("mail.in_reply_to", equalTo("one@example.com"))
                .body("mail.message_id", equalTo("two@example.com"));
    }

    private JsonPath reader() {
        JsonPath key = newKey(unique("reader"));
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"))
                .then()
                .statusCode(200);
        return key;
    }

    private JsonPath failed() {
        return asAdmin()
                .queryParam("collection_id", store)
                .get("/api/v1/quarantine")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void restrict(String document, List<String> principals) {
        asAdmin()
                .body(Map.of("principals", principals))
                .put("/api/v1/collections/{id}/documents/{file}/readers", store, document)
                .then()
                .statusCode(200);
    }

    private boolean sees(JsonPath reader, String file) {
        return withKey(reader.getString("key"))
                        .get("/v1/vector_stores/{id}/files/{file}", store, file)
                        .statusCode()
                == 200;
    }

    private boolean finds(JsonPath reader, String query) {
        return search(withKey(reader.getString("key")), store, query)
                .jsonPath()
                .getList("data.collectMany { it.content.text }", String.class)
                .stream()
                .anyMatch(text -> text.contains(query));
    }

    private List<String> found(String query) {
        return texts(asAdmin().body(Map.of("query", query)), query);
    }

    private List<String> found(String query, String team) {
        return texts(
                asAdmin().body(Map.of("query", query, "filters", Map.of("type", "eq", "key", "team", "value", team))),
                query);
    }

    private List<String> texts(RequestSpecification request, String word) {
        return request
                .post("/v1/vector_stores/{id}/search", store)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data.collectMany { it.content.text }", String.class)
                .stream()
                .filter(text -> text.contains(word))
                .toList();
    }

    private void push(byte[] zip) {
        asAdmin()
                .contentType("multipart/form-data")
                .multiPart("file", "box.zip", zip)
                .put("/api/v1/collections/{id}/documents/{name}", store, NAME)
                .then();
        settled();
    }

    /** Until nothing in the collection is in progress. */
    private void settled() {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (count("SELECT count(*) FROM membership WHERE collection_id = '%s' AND status = 'in_progress'"
                        .formatted(uuid(store)))
                > 0) {
            assertThat(Instant.now()).as("still in progress").isBefore(deadline);
            pause();
        }
    }

    private List<Map<String, Object>> children(String document) {
        return asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}/children", store, document)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data");
    }

    private static String id(List<Map<String, Object>> documents, String name) {
        return documents.stream()
                .filter(each -> name.equals(each.get("filename")))
                .map(each -> (String) each.get("id"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No %s in %s".formatted(name, documents)));
    }

    private static List<Object> ids(List<Map<String, Object>> documents) {
        return documents.stream().map(each -> each.get("id")).toList();
    }

    private String idOf(String externalId) {
        return asAdmin()
                .get("/api/v1/collections/{id}/documents/{name}", store, externalId)
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private String text(String document) {
        return asAdmin()
                .get("/v1/vector_stores/{id}/files/{file}/content", store, document)
                .then()
                .statusCode(200)
                .extract()
                .path("data[0].text");
    }

    private static List<Map<String, Object>> jobsOf(String document) {
        return asAdmin()
                .get("/api/v1/jobs?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data.findAll { it.file_id == '%s' }".formatted(document));
    }

    private long count(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static String uuid(String id) {
        String digits = id.substring(Math.max(id.indexOf('-'), id.indexOf('_')) + 1);
        return digits.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    }

    private static byte[] nested() {
        byte[] inner = zip(Map.of("deep.txt", "The secret is heliotrope.".getBytes(UTF_8)));
        return zip(Map.of("inner.zip", inner));
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] threaded(String id, String answered, String date) {
        return """
                Message-ID: <%s@example.com>
                %sFrom: Ann <ann@example.com>
                Subject: Lunch
                Date: %s

                Words of %s.
                """.formatted(
                        id, answered.isEmpty() ? "" : "In-Reply-To: <%s@example.com>\n".formatted(answered), date, id)
                .replace("\n", "\r\n")
                .getBytes(UTF_8);
    }

    private static byte[] mail(String subject, String body, String name, String attached) {
        return """
                From: Ann <ann@example.com>
                Subject: %s
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="x"

                --x
                Content-Type: text/plain

                %s
                --x
                Content-Type: text/plain; name="%s"
                Content-Disposition: attachment; filename="%s"

                %s
                --x--
                """.formatted(subject, body, name, name, attached)
                .replace("\n", "\r\n")
                .getBytes(UTF_8);
    }
}
