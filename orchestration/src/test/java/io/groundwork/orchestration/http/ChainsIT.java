package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that go on from one another outside of a conversation. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ChainsIT {

    private static final String SHORTEN =
            "UPDATE response SET body = jsonb_set(body, '{output}', '[]'), previous_id = NULL WHERE id = ?";

    @Inject
    DataSource database;

    private JsonPath key;

    @BeforeEach
    void somebody() {
        key = newKey(unique("asker"));
    }

    @Test
    void noMoreIsGoneOnFromThanARequestMaySend() {
        String enough = ask(turns(498), null).statusCode(200).extract().path("id");
        String tooMuch = ask(turns(499), null).statusCode(200).extract().path("id");

        ask("And?", enough).statusCode(200);
        ask("And?", tooMuch)
                .statusCode(400)
                .body("error.param", equalTo("previous_response_id"))
                .body("error.message", containsString("Until then 500 messages were said"))
                .body("error.message", containsString("Begin a conversation"));
    }

    /** Whatever became of the answers before it: those are not read for it, however many they are. */
    @Test
    void anAnswerNotesItselfWhatTheOnesBeforeItRestOn() throws SQLException {
        String store = newCollection(unique("salaries"));
        add(store, "salaries.txt", "The salary of the director is 900 gold pieces.");
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"))
                .then()
                .statusCode(200);
        String first = ask("What is the salary of the director?", null)
                .statusCode(200)
                .extract()
                .path("id");
        String second =
                ask("Thank you. Who sings?", first).statusCode(200).extract().path("id");
        String third = ask("And who dances?", second).statusCode(200).extract().path("id");
        shorten(second);
        shorten(third);
        withKey(key.getString("key")).get("/v1/responses/{id}", third).then().statusCode(200);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", store, key.getString("id"));

        withKey(key.getString("key")).get("/v1/responses/{id}", third).then().statusCode(404);
        ask("And?", third).statusCode(404);
    }

    /** Takes away all that names documents, and what leads to the answers before. */
    private void shorten(String response) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(SHORTEN)) {
            update.setObject(1, Ids.RESPONSE.read(response));
            assertThat(update.executeUpdate()).isEqualTo(1);
        }
    }

    private ValidatableResponse ask(Object input, String after) {
        Map<String, Object> body = new HashMap<>(Map.of("model", "extractive", "input", input));
        if (after != null) {
            body.put("previous_response_id", after);
        }
        return withKey(key.getString("key")).body(body).post("/v1/responses").then();
    }

    private static List<Map<String, Object>> turns(int count) {
        List<Map<String, Object>> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            turns.add(Map.of("role", "user", "content", "What does number %d do?".formatted(i)));
        }
        return turns;
    }
}
