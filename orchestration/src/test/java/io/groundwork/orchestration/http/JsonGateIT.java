package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No request holds more of a node's memory by its JSON than a few megabytes, whoever sends it. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class JsonGateIT {

    /** Small pieces: each costs many times its length, once read. */
    private static final String LIST = "[]" + ",[]".repeat(1_500_000);

    @TestHTTPResource
    URI base;

    @ParameterizedTest
    @CsvSource({
        "POST, /api/v1/assistants, starters",
        "POST, /api/v1/conversations, collection_ids",
        "POST, /v1/vector_stores, file_ids",
        "POST, /api/v1/search, query",
        "POST, /api/v1/models/import, models",
        "PUT, /api/v1/budgets, subject",
    })
    void jsonThatIsTooLongIsRefusedUnread(String method, String path, String field) {
        asAdmin()
                .body("{\"%s\": [%s]}".formatted(field, LIST))
                .request(method, path)
                .then()
                .statusCode(413)
                .body(containsString("may have 4 MB"));
    }

    @Test
    void alsoWhereNobodyIsKnown() {
        given().contentType(ContentType.JSON)
                .body("{\"email\": [%s]}".formatted(LIST))
                .post("/api/v1/session")
                .then()
                .statusCode(413);
    }

    @Test
    void alsoWhereItDoesNotSayItsLength() throws Exception {
        byte[] body = "{\"title\": [%s]}".formatted(LIST).getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(base.resolve("/api/v1/assistants"))
                                .header("Authorization", "Bearer " + PostgresForTests.ADMIN_KEY)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void theTextOfADocumentMayBeLonger() {
        String collection = newCollection(unique("long"));

        asAdmin()
                .body("{\"name\": \"long.txt\", \"text\": \"%s\"}".formatted("long ".repeat(1_000_000)))
                .put("/api/v1/collections/{id}/documents/{document}", collection, "long")
                .then()
                .statusCode(201);
        asAdmin().delete("/v1/vector_stores/{id}", collection).then().statusCode(200);
    }
}
