package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newPerson;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class SessionIT {

    private static final String PASSWORD = "a long enough password";

    @Test
    void signingInOpensASessionThatScriptsCannotRead() {
        Response response = signIn(PostgresForTests.ADMIN_EMAIL, PostgresForTests.ADMIN_PASSWORD);

        response.then().statusCode(200).body("admin", equalTo(true));
        Cookie cookie = response.getDetailedCookie(Authentication.COOKIE);
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Lax");
        given().cookie(cookie)
                .get("/api/v1/session")
                .then()
                .statusCode(200)
                .body("email", equalTo(PostgresForTests.ADMIN_EMAIL));
    }

    @Test
    void aWrongPasswordAndAnUnknownAddressAreToldApartByNothing() {
        String wrong = signIn(PostgresForTests.ADMIN_EMAIL, "not the password")
                .then()
                .statusCode(401)
                .extract()
                .path("detail");
        String unknown = signIn("nobody@example.com", "not the password")
                .then()
                .statusCode(401)
                .extract()
                .path("detail");

        assertThat(wrong).isEqualTo(unknown);
    }

    @Test
    void aChangeFromAForeignPageIsRefused() {
        Cookie cookie = cookie(PostgresForTests.ADMIN_EMAIL, PostgresForTests.ADMIN_PASSWORD);

        given().cookie(cookie)
                .header("Origin", "https://evil.test")
                .contentType(ContentType.JSON)
                .body(Map.of("name", "x"))
                .post("/v1/vector_stores")
                .then()
                .statusCode(403);
        given().cookie(cookie)
                .header("Sec-Fetch-Site", "cross-site")
                .contentType(ContentType.JSON)
                .body(Map.of("name", "x"))
                .post("/v1/vector_stores")
                .then()
                .statusCode(403);
        given().cookie(cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType(ContentType.JSON)
                .body(Map.of("name", "x"))
                .post("/v1/vector_stores")
                .then()
                .statusCode(200);
    }

    @Test
    void signingOutEndsTheSessionForGood() {
        Cookie cookie = cookie(PostgresForTests.ADMIN_EMAIL, PostgresForTests.ADMIN_PASSWORD);

        given().cookie(cookie)
                .header("Sec-Fetch-Site", "same-origin")
                .delete("/api/v1/session")
                .then()
                .statusCode(204);

        given().cookie(cookie).get("/api/v1/session").then().statusCode(401);
    }

    @Test
    void aNewPasswordEndsAllOtherSessions() {
        String email = unique("someone") + "@example.com";
        newPerson(email, PASSWORD);
        Cookie here = cookie(email, PASSWORD);
        Cookie elsewhere = cookie(email, PASSWORD);

        given().cookie(here)
                .header("Sec-Fetch-Site", "same-origin")
                .contentType(ContentType.JSON)
                .body(Map.of("current", PASSWORD, "new", "another long password"))
                .post("/api/v1/session/password")
                .then()
                .statusCode(204);

        given().cookie(elsewhere).get("/api/v1/session").then().statusCode(401);
        signIn(email, "another long password").then().statusCode(200);
    }

    @Test
    void whoIsDeactivatedIsOutAtOnce() {
        String email = unique("leaver") + "@example.com";
        String id = newPerson(email, PASSWORD);
        Cookie cookie = cookie(email, PASSWORD);

        asAdmin()
                .body(Map.of("active", false))
                .patch("/api/v1/people/{id}", id)
                .then()
                .statusCode(200);

        given().cookie(cookie).get("/api/v1/session").then().statusCode(401);
        signIn(email, PASSWORD).then().statusCode(401);
    }

    @Test
    void guessingIsSlowedDown() {
        String email = unique("guessed") + "@example.com";
        newPerson(email, PASSWORD);
        for (int i = 0; i < 10; i++) {
            signIn(email, "guess " + i).then().statusCode(401);
        }

        Response eleventh = signIn(email, PASSWORD);

        eleventh.then().statusCode(429);
        assertThat(Integer.parseInt(eleventh.getHeader("Retry-After"))).isPositive();
    }

    @Test
    void theLastAdministratorStays() {
        String id = signIn(PostgresForTests.ADMIN_EMAIL, PostgresForTests.ADMIN_PASSWORD)
                .then()
                .extract()
                .path("id");

        asAdmin()
                .body(Map.of("admin", false))
                .patch("/api/v1/people/{id}", id)
                .then()
                .statusCode(409);
    }

    private static Response signIn(String email, String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("email", email, "password", password))
                .post("/api/v1/session");
    }

    private static Cookie cookie(String email, String password) {
        return signIn(email, password)
                .then()
                .statusCode(200)
                .extract()
                .response()
                .getDetailedCookie(Authentication.COOKIE);
    }
}
