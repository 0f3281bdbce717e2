package io.groundwork.orchestration.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Method;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every route that is published refuses whom it does not know, but for those named here. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class EveryDoorIT {

    private static final Set<String> FORMS = Set.of(
            "POST /v1/files",
            "POST /v1/uploads/{id}/parts",
            "POST /api/v1/collections/{id}/preview",
            "POST /api/v1/conversations/{id}/files");
    private static final Set<String> OPEN = Set.of("POST /api/v1/session", "GET /health");

    @Test
    void noRouteAnswersWithoutCredentials() {
        List<String> answered = new ArrayList<>();
        Map<String, Map<String, Object>> paths = openApi().getMap("paths");
        assertThat(paths).hasSizeGreaterThan(30);
        paths.forEach((path, methods) -> methods.keySet().stream()
                .map(method -> method.toUpperCase(Locale.ROOT))
                .filter(method ->
                        Set.of("GET", "POST", "PUT", "DELETE", "PATCH").contains(method))
                .filter(method -> !OPEN.contains(method + " " + path))
                .forEach(method -> {
                    int status = status(method, path);
                    if (status != 401) {
                        answered.add("%s %s: %d".formatted(method, path, status));
                    }
                }));

        assertThat(answered).isEmpty();
    }

    private static int status(String method, String path) {
        String somewhere = path.replaceAll("\\{(id|principal|person)}", "00000000-0000-0000-0000-000000000009")
                .replaceAll("\\{[^}]*}", "x");
        boolean form = FORMS.contains(method + " " + path);
        var request = given().contentType(form ? "multipart/form-data" : ContentType.JSON.toString());
        if (form) {
            request.multiPart("purpose", "assistants");
        } else if (!method.equals("GET") && !method.equals("DELETE")) {
            request.contentType(ContentType.JSON).body("{}");
        }
        return request.request(Method.valueOf(method), somewhere).statusCode();
    }

    private static JsonPath openApi() {
        return given().accept(ContentType.JSON)
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
