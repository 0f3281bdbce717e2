package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class PreviewIT {

    private static final String KILN = "# Kiln\n\n## Firing\n\n%s\n\n## Cooling\n\n%s\n"
            .formatted("It is fired on Mondays. ".repeat(60), "It cools until Thursday. ".repeat(60));

    @Test
    void aPreviewShowsWhatIsThenStored() {
        String store = newCollection(unique("preview"));

        JsonPath preview = preview(store, "kiln.md", KILN.getBytes(UTF_8))
                .statusCode(200)
                .body("title", equalTo("Kiln"))
                .extract()
                .jsonPath();
        assertThat(asAdmin().get("/v1/vector_stores/{id}", store).jsonPath().getInt("file_counts.total"))
                .isZero();
        JsonPath stored = asAdmin()
                .get(
                        "/api/v1/collections/{id}/documents/{file}/passages",
                        store,
                        add(store, "kiln.md", KILN).getString("id"))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(preview.getInt("total")).isGreaterThan(1);
        assertThat(preview.getList("passages.tokens", Integer.class)).allMatch(tokens -> tokens > 0 && tokens <= 510);
        assertThat(preview.getList("passages.text")).isEqualTo(stored.getList("data.text"));
        assertThat(preview.getList("passages.location.headings")).isEqualTo(stored.getList("data.location.headings"));
    }

    @Test
    void aTitleWithoutEndLeavesRoomForTheTextOfEachPassage() {
        String page = "<html><head><title>%s</title></head><body><p>%s</p></body></html>"
                .formatted("Kiln 7 " + "7.𝕂.".repeat(400), "It is fired on Mondays. ".repeat(200));

        JsonPath preview = preview(newCollection(unique("preview")), "kiln.html", page.getBytes(UTF_8))
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(preview.getString("title")).startsWith("Kiln 7").endsWith("…");
        assertThat(preview.getList("passages.tokens", Integer.class)).allMatch(tokens -> tokens > 0 && tokens <= 510);
        assertThat(preview.getList("passages.text", String.class)).allMatch(text -> text.contains("fired on Mondays"));
    }

    @Test
    void aFileThatCannotBeReadIs400WithTheReason() {
        preview(newCollection(unique("preview")), "kiln.pdf", "%PDF-1.7 is no PDF".getBytes(UTF_8))
                .statusCode(400)
                .body("detail", containsString("damaged"));
    }

    @Test
    void whoMayNotContributeGetsNoPreview() {
        String store = newCollection(unique("preview"));

        withKey(newKey(unique("stranger")).getString("key"))
                .contentType("multipart/form-data")
                .multiPart("file", "a.txt", "x".getBytes(UTF_8))
                .post("/api/v1/collections/{id}/preview", store)
                .then()
                .statusCode(404);
    }

    private static ValidatableResponse preview(String store, String name, byte[] bytes) {
        return asAdmin()
                .contentType("multipart/form-data")
                .multiPart("file", name, bytes)
                .post("/api/v1/collections/{id}/preview", store)
                .then();
    }
}
