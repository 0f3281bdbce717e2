package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files that come in parts. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class UploadsIT {

    private static final String WHOLE = "The kiln is fired on Mondays. ";
    private static final String MD5 = "d3b7f0b1f6b1c9a1d0c3a3b5f3a3f3a3";

    @Test
    void partsBecomeOneFileInTheOrderGivenWhateverTheOrderTheyCameIn() {
        String upload = created(WHOLE.length());
        String second = part(upload, WHOLE.substring(10));
        String first = part(upload, WHOLE.substring(0, 10));

        String file = complete(upload, Map.of("part_ids", List.of(first, second)))
                .statusCode(200)
                .body("status", equalTo("completed"))
                .body("file.bytes", equalTo(WHOLE.length()))
                .body("parts", hasSize(0))
                .extract()
                .path("file.id");

        asAdmin().get("/v1/files/{file}/content", file).then().statusCode(200).body(equalTo(WHOLE));
    }

    @Test
    void anUploadTellsWhichPartsHaveCome() {
        String upload = created(WHOLE.length());
        String first = part(upload, WHOLE.substring(0, 10));

        asAdmin()
                .get("/v1/uploads/{id}", upload)
                .then()
                .statusCode(200)
                .body("status", equalTo("pending"))
                .body("parts[0].id", equalTo(first))
                .body("parts[0].bytes", equalTo(10));
        assertThat(asAdmin().get("/v1/files?limit=1000").jsonPath().getList("data.purpose"))
                .doesNotContain("upload_part");
    }

    @Test
    void whatDoesNotMakeTheAnnouncedWholeIsRefusedAndNothingIsLost() {
        String upload = created(WHOLE.length());
        String first = part(upload, WHOLE.substring(0, 10));

        complete(upload, Map.of("part_ids", List.of(first)))
                .statusCode(400)
                .body("error.message", containsString("10 bytes"));
        String second = part(upload, WHOLE.substring(10));
        complete(upload, Map.of("part_ids", List.of(first, second), "md5", MD5))
                .statusCode(400)
                .body("error.message", containsString("MD5"));
        complete(upload, Map.of("part_ids", List.of(first, part(created(5), "other"))))
                .statusCode(400)
                .body("error.param", equalTo("part_ids"));
        complete(upload, Map.of("part_ids", List.of(first, second))).statusCode(200);
    }

    @Test
    void aCancelledUploadTakesNothingMore() {
        String upload = created(WHOLE.length());
        String first = part(upload, WHOLE);

        asAdmin()
                .post("/v1/uploads/{id}/cancel", upload)
                .then()
                .statusCode(200)
                .body("status", equalTo("cancelled"))
                .body("parts", hasSize(0));

        send(upload, "more").statusCode(409);
        complete(upload, Map.of("part_ids", List.of(first))).statusCode(400);
    }

    @Test
    void anotherDoesNotSeeIt() {
        String upload = created(WHOLE.length());

        withKey(newKey(unique("stranger")).getString("key"))
                .get("/v1/uploads/{id}", upload)
                .then()
                .statusCode(404);
    }

    @Test
    void anAnnouncementWithoutNameOrSizeIs400() {
        for (String missing : List.of("filename", "bytes", "purpose")) {
            Map<String, Object> body = new HashMap<>(
                    Map.of("filename", "a.txt", "bytes", 5, "purpose", "assistants", "mime_type", "text/plain"));
            body.remove(missing);
            asAdmin().body(body).post("/v1/uploads").then().statusCode(400).body("error.param", equalTo(missing));
        }
    }

    private static String created(int bytes) {
        return asAdmin()
                .body(Map.of(
                        "filename", "kiln.txt", "bytes", bytes, "purpose", "assistants", "mime_type", "text/plain"))
                .post("/v1/uploads")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
    }

    private static String part(String upload, String text) {
        return send(upload, text).statusCode(200).extract().path("id");
    }

    private static ValidatableResponse send(String upload, String text) {
        return asAdmin()
                .contentType("multipart/form-data")
                .multiPart("data", "part", text.getBytes(UTF_8))
                .post("/v1/uploads/{id}/parts", upload)
                .then();
    }

    private static ValidatableResponse complete(String upload, Map<String, Object> body) {
        return asAdmin().body(body).post("/v1/uploads/{id}/complete", upload).then();
    }
}
