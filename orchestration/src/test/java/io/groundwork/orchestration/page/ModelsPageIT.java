package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of the models: how one comes in, what is known of it, and the steps on its way. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class ModelsPageIT {

    private static final int NARROWEST = 360;
    private static final int WIDEST = 1920;

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
    void aModelThatWasTestedAnswersQuestionsFromThenOn() {
        Page page = signedIn("models", Chromium.DESKTOP);
        page.getByLabel("Server URL").fill(server.url().toString());
        page.getByLabel("Model name").fill("tiny");
        assertThat(button(page, "Use this model")).isDisabled();

        button(page, "Test").click();
        assertThat(page.locator("gw-model-register .note.good")).containsText("Good morning.");
        button(page, "Use this model").click();

        assertThat(heading(page, "tiny")).isVisible();
        assertThat(page.locator("#standing")).containsText("Serving");
        assertThat(page.locator("#standing")).containsText("Answers questions");
        assertThat(Registered.candidatesOf("default")).startsWith("tiny");
    }

    @Test
    void aModelIsProposedWithoutATestAndANameThatIsTakenIsToldAtItsField() {
        Registered.model(registration("tiny", "serving"));
        Page page = signedIn("models", Chromium.DESKTOP);
        page.getByLabel("Server URL").fill(server.url().toString());
        page.getByLabel("Model name").fill("tiny");
        page.getByLabel("It is only proposed").check();

        button(page, "Propose").click();
        assertThat(page.locator("gw-model-register #name-wrong")).containsText("already");
        assertThat(page.getByLabel("Name here")).isVisible();
        page.getByLabel("Name here").fill("tiny-2");
        button(page, "Propose").click();

        assertThat(heading(page, "tiny-2")).isVisible();
        assertThat(page.locator("#standing")).containsText("Proposed");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aProposedModelIsApprovedAndItsHistorySaysWhy() {
        String id = Registered.model(registration("candidate", "proposed"));
        Page page = signedIn("models", Chromium.DESKTOP);
        assertThat(page.locator("gw-models-page .note.warn")).containsText("1 model is proposed");

        page.locator("li[data-model=candidate] a").click();
        button(page, "Approve and serve").click();
        assertThat(page.locator("gw-model-step")).containsText("answers requests at once");
        page.getByLabel("Note").fill("Read its card");
        page.locator("gw-model-step button.primary").click();

        assertThat(page.locator("#standing")).containsText("Serving");
        assertThat(page.locator("gw-model-page .events li").first()).containsText("Read its card");
        assertThat(Registered.modelOf(id)).containsEntry("state", "serving");
    }

    @Test
    void aRecallSaysWhatItDoesAndLeavesNoStepAfterIt() {
        String id = Registered.model(registration("tainted", "serving"));
        Page page = signedIn("models/" + id, Chromium.DESKTOP);

        button(page, "Recall").click();
        assertThat(page.locator("gw-model-step")).containsText("cannot be undone");
        page.keyboard().press("Escape");
        assertThat(page.locator("gw-model-step")).hasCount(0);
        assertThat(page.locator("#standing")).containsText("Serving");

        button(page, "Recall").click();
        page.getByLabel("Why?").fill("An advisory names its engine");
        page.locator("gw-model-step button.danger").last().click();

        assertThat(page.locator("#standing")).containsText("Recalled");
        assertThat(page.locator("gw-model-page .events li").first()).containsText("An advisory names its engine");
        assertThat(button(page, "Serve again")).hasCount(0);
        assertThat(button(page, "Remove tainted")).hasCount(0);
        assertThat(Registered.modelOf(id)).containsEntry("state", "recalled");
    }

    @Test
    void whatTheServerObjectsToIsToldAtItsFieldAndTheRestIsKept() {
        String id = Registered.model(registration("carded", "serving"));
        Page page = signedIn("models/" + id, Chromium.DESKTOP);
        button(page, "Edit: Price and licence").click();
        Locator edit = page.locator("gw-model-edit");

        edit.getByLabel("Per million tokens read").fill("0.5");
        edit.getByLabel("Per million tokens written").fill("1,5");
        edit.getByLabel("Currency").fill("euro");
        edit.getByLabel("Limits of use").fill("Not for weapons\nNot for spam");
        edit.getByLabel("Required notice").fill("Built with Tiny");
        button(page, "Save").click();
        assertThat(edit.locator(".error")).containsText("three letters");
        assertThat(edit.getByLabel("Currency")).isFocused();

        edit.getByLabel("Currency").fill("EUR");
        button(page, "Save").click();

        assertThat(edit).hasCount(0);
        assertThat(page.locator("#terms")).containsText("€0.50 read, €1.50 written");
        assertThat(page.locator("#terms")).containsText("Not for spam");
        assertThat(page.locator("#terms")).containsText("Built with Tiny");
    }

    @Test
    void aKeyIsNeverShownAndStaysWhenAServerIsAdded() {
        String id = Registered.model(Map.of(
                "name", "keyed", "model", "tiny", "base_url", server.url().toString(), "api_key", "sk-very-secret"));
        Page page = signedIn("models/" + id, Chromium.DESKTOP);
        button(page, "Edit: Where it runs").click();

        assertThat(page.getByLabel("Key for server 1")).hasValue("");
        button(page, "Add a server").click();
        page.getByLabel("URL of server 2").fill("http://localhost:%d/v1".formatted(server.port()));
        button(page, "Save").click();

        assertThat(page.locator("gw-model-edit")).hasCount(0);
        assertThat(page.locator("#servers")).containsText("with key");
        assertThat(Registered.keysOf(id)).containsExactly(true, false);
        assertThat(page.content()).doesNotContain("sk-very-secret");
    }

    @Test
    void tryingAModelOutShowsWhatItCanDoAndWhatItCannot() {
        String id = Registered.model(registration("tried", "serving"));
        Page page = signedIn("models/" + id, Chromium.DESKTOP);
        assertThat(page.locator("[data-ability=tools]")).containsText("not tried");

        button(page, "Try it out").click();

        assertThat(page.locator("[data-ability=tools]")).containsText("missing");
        assertThat(page.locator("[data-ability=system_role]")).containsText("proven");
    }

    @Test
    void theModelsOfAFileComeInAsProposedAndTheWrongOnesAreNamed() {
        Page page = signedIn("models", Chromium.DESKTOP);
        String file = """
                [{"name": "from-file", "model": "tiny", "base_url": "%s"},
                 {"name": "nowhere", "model": "tiny", "base_url": "ftp://example.com"}]""".formatted(server.url());

        button(page, "Import models").click();
        page.getByLabel("File of registrations")
                .setInputFiles(
                        new FilePayload("models.json", "application/json", file.getBytes(StandardCharsets.UTF_8)));
        page.locator("gw-models-import button.primary").click();

        assertThat(page.locator("gw-models-import .note.good")).containsText("from-file");
        assertThat(page.locator("gw-models-import .note.bad")).containsText("nowhere");
        button(page, "Done").click();
        assertThat(page.locator("li[data-model=from-file]")).containsText("Proposed");
    }

    @Test
    void theBillOfMaterialsIsAFileThatNamesTheModels() throws IOException {
        Registered.model(registration("billed", "serving"));
        Page page = signedIn("models", Chromium.DESKTOP);

        Download file =
                page.waitForDownload(() -> button(page, "Bill of materials").click());

        assertThat(file.suggestedFilename()).isEqualTo("models.cdx.json");
        assertThat(Files.readString(file.path())).contains("CycloneDX", "billed");
    }

    @Test
    void noPageOfModelsScrollsSidewaysFromPhoneToWideScreen() {
        String id = Registered.model(
                registration("a-model-with-one-name-that-is-longer-than-any-phone-is-wide-today", "proposed"));
        for (int width : new int[] {NARROWEST, WIDEST}) {
            Page page = signedIn("models", width);
            assertThat(page.locator("li[data-model]").first()).isVisible();
            assertFits(page);
            page.navigate(home + "#/models/" + id);
            assertThat(page.locator("#standing")).isVisible();
            assertFits(page);
        }
    }

    private Map<String, String> registration(String name, String state) {
        return Map.of("name", name, "model", "tiny", "base_url", server.url().toString(), "state", state);
    }

    private Page signedIn(String path, int width) {
        Page page = chromium.page(width);
        page.navigate(home + "#/" + path);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).isVisible();
        return page;
    }

    private static void assertFits(Page page) {
        assertThat((Integer)
                        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels beyond the edge at %s", page.url())
                .isLessThanOrEqualTo(0);
    }
}
