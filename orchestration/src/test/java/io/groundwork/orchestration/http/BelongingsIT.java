package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.ended;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.newPerson;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.upload;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people and keys that are let in no more leave here, which nobody else can find. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class BelongingsIT {

    @Inject
    DataSource database;

    private String store;
    private Tables tables;

    @BeforeEach
    void aCollection() {
        store = newCollection(unique("farm"));
        add(store, "farm.txt", "The goat eats thistles in the morning.");
        tables = new Tables(database);
    }

    @Test
    void whatARevokedKeyLeftIsAnAdministratorsToDelete() {
        JsonPath key = newKey(unique("owner"));
        grant(key.getString("id"), "contribute");
        Talks talks = new Talks(key.getString("key"));
        String shared = upload(
                talks.asOwner(), "shared.txt", unique("The cow gives milk.").getBytes(UTF_8));
        talks.asOwner()
                .body(Map.of("file_id", shared))
                .post("/v1/vector_stores/{id}/files", store)
                .then()
                .statusCode(200);
        ended(store, shared);
        Map<String, Long> before = tables.counts();
        String conversation = talks.begin();
        talks.drop(conversation, "zebra.txt", unique("The zebra sleeps."));
        talks.ask(conversation, "What does the goat eat?");
        talks.begin();
        JsonPath first = ask(talks.asOwner(), Map.of("input", "What does the goat eat?"));
        ask(talks.asOwner(), Map.of("input", "And then?", "previous_response_id", first.getString("id")));
        upload(talks.asOwner(), "loose.txt", unique("Nobody reads this.").getBytes(UTF_8));

        talks.asOwner().delete(of("keys", key)).then().statusCode(403);
        asAdmin().delete(of("keys", key)).then().statusCode(409);
        asAdmin().delete("/api/v1/keys/{id}", key.getString("id")).then().statusCode(204);
        asAdmin()
                .delete(of("keys", key))
                .then()
                .statusCode(200)
                .body("conversations", equalTo(2))
                .body("responses", equalTo(2))
                .body("files", equalTo(1));

        assertThat(tables.counts()).isEqualTo(before);
        asAdmin().delete(of("keys", key)).then().statusCode(200).body("conversations", equalTo(0));
        asAdmin()
                .get("/v1/vector_stores/{id}/files/{file}", store, shared)
                .then()
                .statusCode(200);
        asAdmin()
                .delete("/api/v1/keys/{id}/belongings", UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    @Test
    void whatADeactivatedPersonLeftIsAnAdministratorsToDelete() {
        String email = unique("leaver") + "@example.com";
        String person = newPerson(email, "a long enough password");
        grant(person, "read");
        Map<String, Long> before = tables.counts();
        converse(email);

        asAdmin().delete("/api/v1/people/{id}/belongings", person).then().statusCode(409);
        asAdmin()
                .body(Map.of("active", false))
                .patch("/api/v1/people/{id}", person)
                .then()
                .statusCode(200);
        asAdmin()
                .delete("/api/v1/people/{id}/belongings", person)
                .then()
                .statusCode(200)
                .body("conversations", equalTo(1))
                .body("responses", equalTo(1))
                .body("files", equalTo(0));

        assertThat(tables.counts()).isEqualTo(before);
        asAdmin()
                .delete("/api/v1/people/{id}/belongings", UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    @Test
    void whoIsErasedLeavesNoConversation() {
        String email = unique("erased") + "@example.com";
        String person = newPerson(email, "a long enough password");
        grant(person, "read");
        Map<String, Long> before = tables.counts();
        converse(email);

        JsonPath erased = asAdmin()
                .post("/api/v1/people/{id}/erase-record", person)
                .then()
                .statusCode(200)
                .body("conversations", equalTo(1))
                .body("responses", equalTo(1))
                .body("keys_destroyed", equalTo(1))
                .extract()
                .jsonPath();

        assertThat(tables.counts()).isEqualTo(before);
        asAdmin()
                .get("/api/v1/decisions/{id}", erased.getString("decision_id"))
                .then()
                .statusCode(200)
                .body("outcome", equalTo("answered"));
    }

    private static String of(String kind, JsonPath principal) {
        return "/api/v1/%s/%s/belongings".formatted(kind, principal.getString("id"));
    }

    /** With a file in a conversation, an answer there, and one outside. */
    private void converse(String email) {
        String cookie = given().contentType("application/json")
                .body(Map.of("email", email, "password", "a long enough password"))
                .post("/api/v1/session")
                .then()
                .statusCode(200)
                .extract()
                .cookie(Authentication.COOKIE);
        String conversation = as(cookie)
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        as(cookie)
                .contentType("multipart/form-data")
                .multiPart("file", "zebra.txt", unique("The zebra sleeps.").getBytes(UTF_8))
                .post("/api/v1/conversations/{id}/files", conversation)
                .then()
                .statusCode(201);
        ask(as(cookie), Map.of("input", "What does the goat eat?", "conversation", conversation));
        ask(as(cookie), Map.of("input", "What does the goat eat?"));
    }

    private static RequestSpecification as(String cookie) {
        return given().cookie(Authentication.COOKIE, cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/json");
    }

    private static JsonPath ask(RequestSpecification asker, Map<String, Object> question) {
        return asker.body(question)
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void grant(String principal, String access) {
        asAdmin()
                .body(Map.of("access", access))
                .put("/api/v1/collections/{id}/grants/{principal}", store, principal)
                .then()
                .statusCode(200);
    }
}
