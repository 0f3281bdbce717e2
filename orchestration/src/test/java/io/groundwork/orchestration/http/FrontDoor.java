package io.groundwork.orchestration.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** What tests of the front door do again and again, as an outside client would. */
final class FrontDoor {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final OpenAiContract CONTRACT = new OpenAiContract();

    private FrontDoor() {}

    static RequestSpecification asAdmin() {
        return withKey(PostgresForTests.ADMIN_KEY);
    }

    static RequestSpecification withKey(String key) {
        return given().filter(CONTRACT).header("Authorization", "Bearer " + key).contentType(ContentType.JSON);
    }

    /** A service's key without any right. */
    static JsonPath newKey(String name) {
        return asAdmin()
                .body(Map.of("name", name))
                .post("/api/v1/keys")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }

    static String newCollection(String name) {
        return asAdmin()
                .body(Map.of("name", name))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    static String upload(RequestSpecification caller, String fileName, byte[] bytes) {
        return caller.contentType("multipart/form-data")
                .multiPart("file", fileName, bytes)
                .multiPart("purpose", "assistants")
                .post("/v1/files")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    /** Uploads as the administrator, attaches, and waits for the end, whatever it is. */
    static JsonPath add(String collection, String fileName, byte[] bytes) {
        String file = upload(asAdmin(), fileName, bytes);
        asAdmin()
                .body(Map.of("file_id", file))
                .post("/v1/vector_stores/{id}/files", collection)
                .then()
                .statusCode(200);
        return ended(collection, file);
    }

    static JsonPath add(String collection, String fileName, String text) {
        return add(collection, fileName, text.getBytes(StandardCharsets.UTF_8));
    }

    static JsonPath ended(String collection, String file) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonPath state = asAdmin()
                    .get("/v1/vector_stores/{id}/files/{file}", collection, file)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            if (!state.getString("status").equals("in_progress")) {
                return state;
            }
            assertThat(Instant.now()).as("%s is still in progress", file).isBefore(deadline);
            pause();
        }
    }

    static Response search(RequestSpecification caller, String collection, String query) {
        return caller.body(Map.of("query", query)).post("/v1/vector_stores/{id}/search", collection);
    }

    /** A person who can sign in; the answer is their id. */
    static String newPerson(String email, String password) {
        return asAdmin()
                .body(Map.of("email", email, "name", "Someone", "password", password))
                .post("/api/v1/people")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    /** A name that no other test uses. */
    static String unique(String what) {
        return what + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
