package io.groundwork.orchestration.page;

import static io.groundwork.orchestration.PostgresForTests.ADMIN_KEY;
import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the page tests set up and check behind the page's back, with the admin's key. */
final class Api {

    static final String EVERYONE = "00000000-0000-0000-0000-000000000001";

    private static final Duration LONGEST_WORK = Duration.ofSeconds(90);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private Api() {}

    static RequestSpecification asAdmin() {
        return given().header("Authorization", "Bearer " + ADMIN_KEY);
    }

    static void deleteAllCollections() {
        collections().forEach(collection -> asAdmin()
                .delete("/v1/vector_stores/{id}", collection.get("id"))
                .then()
                .statusCode(200));
    }

    static List<Map<String, Object>> collections() {
        return asAdmin()
                .get("/v1/vector_stores?limit=100")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data");
    }

    static String createCollection(String name) {
        String id = asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("name", name))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{everyone}", id, EVERYONE)
                .then()
                .statusCode(200);
        return id;
    }

    /** Uploads a file into a collection and waits until the work on it has ended. */
    static void add(String collection, String name, byte[] content) {
        String file = asAdmin()
                .multiPart("purpose", "assistants")
                .multiPart("file", name, content)
                .post("/v1/files")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("file_id", file))
                .post("/v1/vector_stores/{id}/files", collection)
                .then()
                .statusCode(200);
        awaitNothingInProgress(collection);
    }

    static void add(String collection, String name, String content) {
        add(collection, name, content.getBytes(StandardCharsets.UTF_8));
    }

    static List<Map<String, Object>> files(String collection) {
        return asAdmin()
                .get("/v1/vector_stores/{id}/files?limit=100", collection)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("data");
    }

    /** Those within others are counted, too. */
    static int countFiles(String collection) {
        return asAdmin()
                .get("/v1/vector_stores/{id}", collection)
                .then()
                .statusCode(200)
                .extract()
                .path("file_counts.total");
    }

    static void createPerson(String email, String password) {
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("email", email, "name", "Robin Reader", "password", password))
                .post("/api/v1/people")
                .then()
                .statusCode(201);
    }

    static void awaitNothingInProgress(String collection) {
        Instant latest = Instant.now().plus(LONGEST_WORK);
        while (files(collection).stream().anyMatch(file -> file.get("status").equals("in_progress"))) {
            if (Instant.now().isAfter(latest)) {
                throw new AssertionError("Still in progress after %s: %s".formatted(LONGEST_WORK, files(collection)));
            }
            pause();
        }
    }

    /** Waits until a pushed document answers from that version. */
    static void awaitVersion(String collection, String externalId, int version) {
        Instant latest = Instant.now().plus(LONGEST_WORK);
        while (files(collection).stream()
                .noneMatch(file -> externalId.equals(file.get("external_id"))
                        && Integer.valueOf(version).equals(file.get("version"))
                        && file.get("status").equals("completed"))) {
            if (Instant.now().isAfter(latest)) {
                throw new AssertionError("No version %d of %s: %s".formatted(version, externalId, files(collection)));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting", e);
        }
    }
}
