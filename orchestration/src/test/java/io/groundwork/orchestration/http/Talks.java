package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.pause;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The conversations of a key, as its client holds them. */
record Talks(String key) {

    RequestSpecification asOwner() {
        return withKey(key);
    }

    String begin() {
        return asOwner()
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    JsonPath ask(Object conversation, String input) {
        return asOwner()
                .body(question(conversation, input))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    static Map<String, Object> question(Object conversation, String input) {
        return Map.of("input", input, "model", "extractive", "conversation", conversation);
    }

    static Map<String, Object> turn(String conversation, String after) {
        Map<String, Object> turn = new HashMap<>();
        turn.put("id", conversation);
        turn.put("after", after);
        return turn;
    }

    JsonPath tree(String conversation) {
        return asOwner()
                .get("/api/v1/conversations/{id}", conversation)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    ValidatableResponse dropped(String conversation, String name, String text) {
        return asOwner()
                .contentType("multipart/form-data")
                .multiPart("file", name, text.getBytes(UTF_8))
                .post("/api/v1/conversations/{id}/files", conversation)
                .then();
    }

    /** Dropped, and read to the end, whatever that is. */
    JsonPath drop(String conversation, String name, String text) {
        return read(
                conversation,
                dropped(conversation, name, text).statusCode(201).extract().path("id"));
    }

    JsonPath read(String conversation, String dropped) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (true) {
            JsonPath state = asOwner()
                    .get("/api/v1/conversations/{id}/files/{file}", conversation, dropped)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            if (!state.getString("status").equals("in_progress")) {
                return state;
            }
            assertThat(Instant.now()).isBefore(deadline);
            pause();
        }
    }

    static String text(JsonPath response) {
        return response.getString("output.content.flatten().text.join('')");
    }
}
