package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Api.asAdmin;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of what is done about a model that is doubted: advisories, incidents, the report of a recall. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class IncidentsPageIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private final OpenAiServer server = new OpenAiServer().plays(stage -> stage.says("Good morning."));

    @TestHTTPResource("/")
    URL home;

    @AfterEach
    void clear() {
        Registered.clear();
        server.close();
    }

    @Test
    void anAdvisoryIsImportedShownAtItsModelAndDismissedWithAReason() {
        String id = model("weak", "page-engine 1.0");
        Page page = signedIn("advisories");
        importFile(page, advisory("PAGE-1", "page-engine"));
        assertThat(page.locator("gw-advisories-page .note.warn")).containsText("1 new");
        assertThat(page.locator("[data-advisory=PAGE-1]")).containsText("page-engine 1.0");

        page.navigate(home + "#/models");
        assertThat(page.locator("li[data-model=weak] [data-advisories]")).containsText("1 advisory");
        page.navigate(home + "#/models/" + id);
        button(page, "Dismiss").click();
        page.getByLabel("Why does it not touch us?").fill("Its port is closed");
        page.locator("gw-advisory gw-dialog button.primary").click();

        assertThat(page.locator("#advisories [data-state=dismissed]")).containsText("Its port is closed");
    }

    @Test
    void aFileThatIsNoAdvisoryIsRefusedInWords() {
        Page page = signedIn("advisories");

        importFile(page, "[{\"hello\": 1}]");

        assertThat(page.locator("gw-advisories-page .note.bad")).containsText("item 1: it is neither");
    }

    @Test
    void aRecallFromAnAdvisoryIsReportedAndItsIncidentIsClosed() throws IOException {
        String id = model("recalled-by-page", "page-engine-two 1.0");
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "model", "recalled-by-page", "messages", List.of(Map.of("role", "user", "content", "Hello"))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200);
        Page page = signedIn("advisories");
        importFile(page, advisory("PAGE-2", "page-engine-two"));
        page.locator("[data-advisory=PAGE-2] .match button.danger").click();
        assertThat(page.getByLabel("Why?")).hasValue("PAGE-2: Code runs");
        page.locator("gw-model-step button.danger").last().click();
        assertThat(page.locator("gw-model-step")).hasCount(0);

        page.navigate(home + "#/models/" + id + "/recall");
        assertThat(heading(page, "Recall of recalled-by-page")).isVisible();
        assertThat(page.locator("gw-recall-page")).containsText("PAGE-2: Code runs");
        assertThat(page.locator("gw-recall-page .numbers")).containsText("1answers");
        Download file = page.waitForDownload(() -> button(page, "CSV").click());
        assertThat(Files.readString(file.path())).contains("answer,");
        page.getByText("Open the timeline").click();

        assertThat(page.locator("[data-kind=recalled]")).containsText("PAGE-2: Code runs");
        assertThat(page.locator("[data-kind=last_served]")).isVisible();
        page.getByLabel("Note").fill("Told the works council");
        button(page, "Add note").click();
        assertThat(page.locator("[data-kind=note]")).containsText("works council");
        button(page, "Close the incident").click();
        page.getByLabel("What happened").fill("The engine was exchanged.");
        page.locator("gw-dialog button.primary").click();
        assertThat(page.locator("[data-kind=closed]")).containsText("exchanged");
        page.navigate(home + "#/incidents");
        assertThat(page.locator("gw-incidents-page")).containsText("recalled-by-page");
    }

    private String model(String name, String engine) {
        return Registered.model(Map.of(
                "name",
                name,
                "model",
                "tiny",
                "base_url",
                server.url().toString(),
                "provenance",
                Map.of("engine", engine)));
    }

    private static String advisory(String id, String engine) {
        return """
                {"id": "%s", "modified": "2025-05-01T00:00:00Z", "summary": "Code runs", "database_specific": {"severity": "HIGH"},
                 "affected": [{"package": {"ecosystem": "PyPI", "name": "%s"},
                   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0"}]}]}]}""".formatted(id, engine);
    }

    private static void importFile(Page page, String text) {
        page.locator("gw-advisories-page input[type=file]")
                .setInputFiles(
                        new FilePayload("advisory.json", "application/json", text.getBytes(StandardCharsets.UTF_8)));
    }

    private Page signedIn(String path) {
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/" + path);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).isVisible();
        return page;
    }
}
