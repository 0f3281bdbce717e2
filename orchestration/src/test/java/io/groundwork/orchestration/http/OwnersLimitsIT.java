package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much one owner may keep. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@TestProfile(OwnersLimitsIT.Few.class)
class OwnersLimitsIT {

    /** Two of each. */
    public static final class Few implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("groundwork.assistants.per-owner", "2", "groundwork.conversations.per-owner", "2");
        }
    }

    @Test
    void whoHasAsManyAssistantsAsOneMayHaveMakesAnotherWhenOneIsRemoved() {
        String key = newKey(unique("maker")).getString("key");
        withKey(key)
                .body(Map.of("name", unique("own")))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200);
        String first = make(key).statusCode(201).extract().path("id");
        make(key).statusCode(201);

        make(key).statusCode(409).body("detail", containsString("You have 2 assistants"));
        withKey(key).delete("/api/v1/assistants/{id}", first).then().statusCode(204);
        make(key).statusCode(201);
        asAdmin().get("/api/v1/assistants").then().statusCode(200);
    }

    @Test
    void whoHasAsManyConversationsAsOneMayHaveBeginsAnotherWhenOneIsDeleted() {
        String key = newKey(unique("talker")).getString("key");
        String first = withKey(key)
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        withKey(key).body(Map.of()).post("/v1/conversations").then().statusCode(200);

        withKey(key)
                .post("/api/v1/conversations")
                .then()
                .statusCode(409)
                .body("detail", containsString("You have 2 conversations"));
        withKey(key)
                .body(Map.of())
                .post("/v1/conversations")
                .then()
                .statusCode(409)
                .body("error.code", equalTo("conflict"));
        withKey(key).delete("/api/v1/conversations/{id}", first).then().statusCode(204);
        withKey(key).post("/api/v1/conversations").then().statusCode(201);
    }

    private static ValidatableResponse make(String key) {
        return withKey(key)
                .body(Map.of("name", unique("one"), "title", "One", "route", "extractive"))
                .post("/api/v1/assistants")
                .then();
    }
}
