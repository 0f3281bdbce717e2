package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each test has an advisory and a model of its own. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class AdvisoriesIT {

    private final OpenAiServer server = new OpenAiServer().plays(stage -> stage.says("ready"));
    private final List<String> made = new ArrayList<>();
    private final String id = FrontDoor.unique("GHSA");
    private final String engine = FrontDoor.unique("engine");

    @AfterEach
    void clear() {
        made.forEach(model -> asAdmin().delete("/api/v1/models/{id}", model));
        server.close();
    }

    @Test
    void anAdvisoryNamesTheModelsThatItsVersionsTouch() {
        String touched = register("touched", Map.of("engine", engine + " 0.8.4"));
        register("mended", Map.of("engine", engine + " 0.8.5"));

        take(advisory("0.8.5", ""))
                .statusCode(200)
                .body("added", equalTo(1))
                .body("matches", hasSize(1))
                .body("matches[0].model_id", equalTo(touched))
                .body("matches[0].via", equalTo("engine"))
                .body("matches[0].what", equalTo(engine + " 0.8.4"));

        asAdmin()
                .get("/api/v1/models/{id}", touched)
                .then()
                .body("advisories.open", equalTo(1))
                .body("advisories.severity", equalTo("critical"));
        asAdmin().get("/api/v1/advisories/of-model/{id}", touched).then().body("data[0].id", equalTo(id));
        asAdmin().get("/api/v1/advisories?matching=open&limit=100").then().body("data.id", hasItem(id));
    }

    @Test
    void aDismissalIsKeptWithItsReasonAlsoWhenTheAdvisoryComesAgain() {
        String touched = register("touched", Map.of("engine", engine + " 0.8.4"));
        take(advisory("0.8.5", "")).statusCode(200);

        dismiss(touched, "").statusCode(400).body("field", equalTo("reason"));
        dismiss(touched, "Its port is closed").statusCode(200).body("matches[0].state", equalTo("dismissed"));
        dismiss(touched, "again").statusCode(409);
        take(advisory("0.8.5", "")).statusCode(200).body("known", equalTo(1));
        take(advisory("0.8.6", ""))
                .statusCode(200)
                .body("changed", equalTo(1))
                .body("matches[0].state", equalTo("dismissed"))
                .body("matches[0].reason", equalTo("Its port is closed"));

        asAdmin().get("/api/v1/models/{id}", touched).then().body("$", not(hasKey("advisories")));
    }

    @Test
    void whatIsWithdrawnOrNamesAModelNoMoreClosesItsMatch() {
        String touched = register("touched", Map.of("engine", engine + " 0.8.4"));
        take(advisory("0.8.5", "")).statusCode(200);

        take(advisory("0.8.4", "")).body("matches[0].state", equalTo("closed"));
        take(advisory("0.8.5", "")).body("matches[0].state", equalTo("open"));
        take(advisory("0.8.5", "\"withdrawn\": \"2025-07-01T00:00:00Z\","))
                .body("withdrawn", equalTo(1))
                .body("matches[0].state", equalTo("closed"))
                .body("matches[0].reason", equalTo("The advisory was withdrawn."));

        asAdmin().get("/api/v1/models/{id}", touched).then().body("$", not(hasKey("advisories")));
    }

    @Test
    void aModelThatIsRegisteredLaterIsHeldAgainstWhatIsKnown() {
        take(advisory("0.8.5", "")).statusCode(200).body("matches", hasSize(0));

        String later = register("later", Map.of("engine", engine + " 0.8.4"));

        awaitOpen(later);
        asAdmin().delete("/api/v1/models/{id}", later).then().statusCode(204);
        awaitClosed();
    }

    @Test
    void whatAVexDocumentExemptsIsClosed() {
        register("touched", Map.of("engine", engine + " 0.8.4"));
        take(advisory("0.8.5", "")).body("matches[0].state", equalTo("open"));

        take("""
                {"document": {"category": "csaf_vex", "csaf_version": "2.0", "title": "Not ours",
                   "tracking": {"id": "VEX-%s", "current_release_date": "2025-06-01T00:00:00Z"}},
                 "product_tree": {"full_product_names": [{"product_id": "P", "name": "%s",
                   "product_identification_helper": {"purl": "pkg:generic/%s@0.8.4"}}]},
                 "vulnerabilities": [{"cve": "CVE-%s", "product_status": {"known_not_affected": ["P"]}}]}""".formatted(id, engine, engine, id)).statusCode(200);

        asAdmin()
                .get("/api/v1/advisories/{id}", id)
                .then()
                .body("matches[0].state", equalTo("closed"))
                .body("matches[0].reason", containsString("VEX-" + id));
    }

    @Test
    void aProbeWritesDownWhichVersionOfItsEngineAnswers() {
        String probed = register("probed", Map.of());

        asAdmin()
                .contentType(ContentType.JSON)
                .post("/api/v1/models/{id}/probe", probed)
                .then()
                .statusCode(200);

        asAdmin().get("/api/v1/models/{id}", probed).then().body("provenance.engine", equalTo("vllm 0.8.1"));
    }

    @Test
    void whatCannotBeReadIsRefusedByNameAndNothingOfItIsKept() {
        take("[" + advisory("0.8.5", "") + ", {\"id\": \"X-9\", \"modified\": \"never\"}]")
                .statusCode(400)
                .body("detail", containsString("item 2 (X-9)"));
        take("not json").statusCode(400);
        take("").statusCode(400);

        asAdmin().get("/api/v1/advisories/{id}", id).then().statusCode(404);
        withKey(newKey("nobody").getString("key"))
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/v1/advisories/import")
                .then()
                .statusCode(403);
    }

    private String register(String name, Map<String, String> provenance) {
        String model = asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "name",
                        FrontDoor.unique(name),
                        "model",
                        "tiny",
                        "base_url",
                        server.url().toString(),
                        "provenance",
                        provenance))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        made.add(model);
        return model;
    }

    private String advisory(String fixed, String more) {
        return """
                {"id": "%s", "modified": "2025-05-01T00:00:00Z", %s "aliases": ["CVE-%s"], "summary": "Code runs",
                 "database_specific": {"severity": "CRITICAL"},
                 "affected": [{"package": {"ecosystem": "PyPI", "name": "%s"},
                   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}]}""".formatted(id, more, id, engine, fixed);
    }

    private static ValidatableResponse take(String body) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/advisories/import")
                .then();
    }

    private ValidatableResponse dismiss(String model, String reason) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("reason", reason))
                .post("/api/v1/advisories/{id}/matches/{model}/dismiss", id, model)
                .then();
    }

    private void awaitClosed() {
        Instant deadline = Instant.now().plusSeconds(10);
        while (!asAdmin()
                .get("/api/v1/advisories/{id}", id)
                .path("matches[0].state")
                .equals("closed")) {
            assertThat(Instant.now()).as("still open").isBefore(deadline);
            FrontDoor.pause();
        }
    }

    private static void awaitOpen(String model) {
        Instant deadline = Instant.now().plusSeconds(10);
        while (asAdmin().get("/api/v1/models/{id}", model).jsonPath().get("advisories") == null) {
            assertThat(Instant.now()).as("no match of %s", model).isBefore(deadline);
            FrontDoor.pause();
        }
    }
}
