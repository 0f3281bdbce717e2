package io.groundwork.orchestration.page;

import static io.groundwork.orchestration.page.Api.asAdmin;

import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;

/** What the tests of the models' and the routes' pages set up and check behind the page's back. */
final class Registered {

    private static final String BUILT_IN = "00000000-0000-0000-0000-000000000010";

    private Registered() {}

    /** @return the model's id */
    static String model(Map<String, ?> registration) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(registration)
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    static Map<String, Object> modelOf(String id) {
        return asAdmin()
                .get("/api/v1/models/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getMap("");
    }

    /** Which of a model's servers have a key. */
    static List<Boolean> keysOf(String id) {
        return asAdmin()
                .get("/api/v1/models/{id}", id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("endpoints.has_key");
    }

    static void move(String id, String state) {
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("state", state))
                .post("/api/v1/models/{id}/state", id)
                .then()
                .statusCode(200);
    }

    static void route(String name, String... models) {
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "candidates",
                        List.of(models).stream()
                                .map(model -> Map.of("model", model))
                                .toList()))
                .put("/api/v1/routes/{name}", name)
                .then()
                .statusCode(200);
    }

    static List<String> candidatesOf(String route) {
        return asAdmin()
                .get("/api/v1/routes/{name}", route)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("candidates.model");
    }

    /** Leaves to the built-in model what it had before, and forgets all others; what was recalled stays on record. */
    static void clear() {
        asAdmin()
                .contentType(ContentType.JSON)
                .post("/api/v1/models/{id}/prefer", BUILT_IN)
                .then()
                .statusCode(200);
        List<Map<String, Object>> models =
                asAdmin().get("/api/v1/models").then().extract().jsonPath().getList("data");
        models.stream()
                .filter(model ->
                        !model.get("id").equals(BUILT_IN) && !model.get("state").equals("recalled"))
                .forEach(model -> asAdmin()
                        .delete("/api/v1/models/{id}", model.get("id"))
                        .then()
                        .statusCode(204));
        List<String> routes =
                asAdmin().get("/api/v1/routes").then().extract().jsonPath().getList("data.name");
        routes.stream()
                .filter(route -> !route.equals("default"))
                .forEach(route ->
                        asAdmin().delete("/api/v1/routes/{name}", route).then().statusCode(204));
    }
}
