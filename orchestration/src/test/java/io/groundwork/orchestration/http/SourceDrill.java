package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.search;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A collection that is fed by one source, as its curator sees it from outside. */
final class SourceDrill {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final String collection = newCollection(unique("synchronised"));
    final String source;

    SourceDrill(String kind, Map<String, ?> settings, String secret) {
        Map<String, Object> wanted = new LinkedHashMap<>(
                Map.of("collection_id", collection, "name", unique(kind), "kind", kind, "settings", settings));
        if (!secret.isEmpty()) {
            wanted.put("secret", secret);
        }
        source = asAdmin()
                .body(wanted)
                .post("/api/v1/sources")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** Walks to the end and waits until what it brought can be searched; the answer is the report's counts. */
    Counts sync() {
        JsonPath run = run(Map.of());
        assertThat(run.getString("state")).as(run.prettify()).isEqualTo("done");
        awaitReading();
        return Counts.of(run);
    }

    /** Until no work on the collection waits or runs. */
    private void awaitReading() {
        Instant deadline = Instant.now().plus(PATIENCE);
        for (String state : List.of("queued", "running")) {
            while (asAdmin()
                    .queryParam("state", state)
                    .queryParam("limit", 100)
                    .get("/api/v1/jobs")
                    .jsonPath()
                    .getList("data.collection_id")
                    .contains(collection)) {
                assertThat(Instant.now())
                        .as("work on %s is still %s", collection, state)
                        .isBefore(deadline);
                FrontDoor.pause();
            }
        }
    }

    /** Walks to the end, whatever it is; the answer is the report. */
    JsonPath run(Map<String, ?> wish) {
        String run = asAdmin()
                .body(wish)
                .post("/api/v1/sources/{id}/sync", source)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        return ended(run);
    }

    JsonPath report(String run) {
        return asAdmin()
                .get("/api/v1/sources/{id}/runs/{run}", source, run)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    JsonPath ended(String run) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonPath report = report(run);
            if (!Set.of("queued", "running").contains(report.getString("state"))) {
                return report;
            }
            assertThat(Instant.now()).as(report.prettify()).isBefore(deadline);
            FrontDoor.pause();
        }
    }

    /** What is in the collection, by name. */
    Map<String, Document> documents() {
        return documents(asAdmin());
    }

    /** What the caller sees of it. */
    Map<String, Document> documents(RequestSpecification caller) {
        JsonPath list = caller.queryParam("limit", 100)
                .get("/v1/vector_stores/{id}/files", collection)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        Map<String, Document> documents = new TreeMap<>();
        for (Map<String, Object> file : list.<Map<String, Object>>getList("data")) {
            documents.put(
                    String.valueOf(file.get("filename")),
                    new Document(String.valueOf(file.get("id")), String.valueOf(file.get("version"))));
        }
        return documents;
    }

    /** The names of what the caller finds. */
    Set<String> found(RequestSpecification caller, String query) {
        return new TreeSet<>(search(caller, collection, query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data.filename", String.class));
    }

    /** Whether anything that the caller finds holds the words. */
    boolean finds(RequestSpecification caller, String words) {
        List<String> texts = search(caller, collection, words)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data.content.text.flatten()", String.class);
        return texts.stream().anyMatch(text -> text.contains(words));
    }

    /** A person as the page signs them in. */
    static RequestSpecification signedIn(String email, String password) {
        return RestAssured.given()
                .contentType(ContentType.JSON)
                .header("Sec-Fetch-Site", "same-origin")
                .cookies(RestAssured.given()
                        .contentType(ContentType.JSON)
                        .header("Sec-Fetch-Site", "same-origin")
                        .body(Map.of("email", email, "password", password))
                        .post("/api/v1/session")
                        .then()
                        .statusCode(200)
                        .extract()
                        .cookies());
    }

    void letRead(String principal) {
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{principal}", collection, principal)
                .then()
                .statusCode(200);
    }

    record Document(String id, String version) {}

    record Counts(int added, int changed, int moved, int permissions, int deleted, int unchanged, int failed) {

        static Counts of(JsonPath run) {
            return new Counts(
                    run.getInt("counts.added"),
                    run.getInt("counts.changed"),
                    run.getInt("counts.moved"),
                    run.getInt("counts.permissions_changed"),
                    run.getInt("counts.deleted"),
                    run.getInt("counts.unchanged"),
                    run.getInt("counts.failed"));
        }

        static Counts none() {
            return new Counts(0, 0, 0, 0, 0, 0, 0);
        }

        Counts added(int n) {
            return new Counts(n, changed, moved, permissions, deleted, unchanged, failed);
        }

        Counts changed(int n) {
            return new Counts(added, n, moved, permissions, deleted, unchanged, failed);
        }

        Counts moved(int n) {
            return new Counts(added, changed, n, permissions, deleted, unchanged, failed);
        }

        Counts permissions(int n) {
            return new Counts(added, changed, moved, n, deleted, unchanged, failed);
        }

        Counts deleted(int n) {
            return new Counts(added, changed, moved, permissions, n, unchanged, failed);
        }

        Counts unchanged(int n) {
            return new Counts(added, changed, moved, permissions, deleted, n, failed);
        }

        Counts failed(int n) {
            return new Counts(added, changed, moved, permissions, deleted, unchanged, n);
        }
    }
}
