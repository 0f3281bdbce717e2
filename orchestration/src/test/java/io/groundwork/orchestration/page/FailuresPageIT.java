package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.signIn;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person reads, in the language of the page, when a question is not answered, or was by a model that is gone. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class FailuresPageIT {

    private static final String WRITTEN = "Each parent may take sixteen weeks of parental leave [1].";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private final OpenAiServer server = new OpenAiServer();
    private String model = "";

    @TestHTTPResource("/")
    URL home;

    @BeforeEach
    void aHandbookAndAModel() {
        Api.deleteAllCollections();
        Api.add(
                Api.createCollection("Handbook"),
                "handbook.txt",
                "Each parent may take sixteen weeks of parental leave.");
        String name = "tiny-" + UUID.randomUUID().toString().substring(0, 8); // one that is recalled keeps its name
        model = Registered.model(
                Map.of("name", name, "base_url", server.url().toString(), "model", "tiny", "state", "serving"));
        Registered.route("default", name);
    }

    @AfterEach
    void clear() {
        Registered.clear();
        Api.deleteAllCollections();
        server.close();
    }

    @Test
    void aFailureIsSaidInGermanOnAGermanPage() {
        server.plays(stage -> stage.status(500, "{\"error\": {\"message\": \"Out of memory\"}}"));
        Page page = german();

        ask(page);

        Locator alert = page.locator("gw-answer [role=alert]");
        assertThat(alert).containsText("Das Modell, das antworten sollte, hat versagt.");
        assertThat(alert).containsText("Erneut versuchen");
    }

    @Test
    void thatAModelWasRecalledIsSaidInGermanOnAGermanPage() {
        server.plays(stage -> stage.says(WRITTEN));
        Page page = german();
        ask(page);
        assertThat(page.locator("gw-answer .sources")).containsText("handbook.txt");

        Registered.move(model, "recalled");
        page.reload();

        assertThat(page.locator("gw-answer .note.warn")).containsText("wurde seither zurückgerufen");
    }

    private static void ask(Page page) {
        page.locator("gw-question-box textarea").fill("How many weeks of parental leave may each parent take?");
        page.keyboard().press("Enter");
    }

    private Page german() {
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home.toString());
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("header.bar")).isVisible();
        page.evaluate("localStorage.setItem('groundwork.language', 'de')");
        page.reload();
        return page;
    }
}
