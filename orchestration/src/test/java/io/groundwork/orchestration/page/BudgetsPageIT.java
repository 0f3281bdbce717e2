package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Api.asAdmin;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.SelectOption;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of budgets and of what was used. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class BudgetsPageIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private final OpenAiServer server = new OpenAiServer().plays(stage -> stage.says("Good morning."));

    @TestHTTPResource("/")
    URL home;

    @AfterEach
    void clear() {
        List<String> budgets = asAdmin().get("/api/v1/budgets").path("data.id");
        budgets.forEach(id -> asAdmin().delete("/api/v1/budgets/{id}", id));
        Registered.clear();
        Api.deleteAllCollections();
        server.close();
    }

    @Test
    void aBudgetIsSetShownAndRemoved() {
        Page page = signedIn("budgets", Chromium.DESKTOP);
        button(page, "New budget").click();
        page.getByLabel("For", new Page.GetByLabelOptions().setExact(true))
                .selectOption(new SelectOption().setLabel("Everyone together"));
        page.getByLabel("Limit in tokens").fill("lots");
        button(page, "Save").click();
        assertThat(page.locator("gw-budget-form .note.bad")).containsText("must be a number");

        page.getByLabel("Limit in tokens").fill("1,000,000");
        page.getByLabel("When it is used up").selectOption("extractive");
        button(page, "Save").click();

        assertThat(page.locator("[data-budget='Everyone together']")).containsText("0 of 1,000,000 tokens spent");
        assertThat(page.locator("[data-budget='Everyone together']")).containsText("Then “extractive” answers");
        button(page, "Remove the budget of Everyone together").click();
        page.locator("gw-confirm button.danger").click();
        assertThat(page.locator("gw-budgets-page")).containsText("There is no budget");
    }

    @Test
    void whoAsksForMoreIsAnswered() {
        budget(Map.of("kind", "everyone"), 1_000);
        Page page = signedIn("budgets", Chromium.DESKTOP);

        button(page, "Ask for more").click();
        page.getByLabel("What do you need it for?").fill("The quarter ends");
        button(page, "Send").click();
        assertThat(page.locator("gw-budget-requests [data-request]")).containsText("The quarter ends");
        button(page, "Grant").click();
        page.locator("gw-budget-requests").getByLabel("Limit in tokens").fill("5000");
        page.getByLabel("A word to who asked").fill("Until March");
        page.locator("gw-budget-requests gw-dialog button.primary").click();

        assertThat(page.locator("gw-budget-requests [data-request]")).containsText("Granted");
        assertThat(page.locator("[data-budget='Everyone together']")).containsText("of 5,000 tokens");
    }

    @Test
    void whatWasUsedIsSummedAndKeptAsATable() throws IOException {
        Registered.model(Map.of(
                "name", "counted", "model", "tiny", "base_url", server.url().toString()));
        ask("counted");
        Page page = signedIn("usage", Chromium.DESKTOP);

        assertThat(page.locator("gw-usage-page table")).containsText("counted");
        assertThat(page.locator("gw-usage-page svg.chart rect")).hasCount(30);
        assertThat(page.locator("gw-usage-page svg.share rect")).not().hasCount(0);
        page.getByLabel("By", new Page.GetByLabelOptions().setExact(true)).selectOption("route");
        Download file = page.waitForDownload(() -> button(page, "Save as CSV").click());

        assertThat(Files.readString(file.path())).startsWith("of,name,answers").contains("counted,");
    }

    @Test
    void anAnswerShowsThatABudgetNearsItsEnd() {
        Api.createCollection("Papers");
        Registered.model(
                Map.of("name", "near", "model", "tiny", "base_url", server.url().toString(), "preferred", true));
        budget(Map.of("kind", "everyone"), 100_000);
        server.plays(stage -> stage.events(
                OpenAiServer.chunk("Here."),
                OpenAiServer.finish("stop"),
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":85000,\"completion_tokens\":3,\"total_tokens\":85003}}",
                "[DONE]"));
        ask("near");
        Page page = signedIn("ask", Chromium.DESKTOP);

        page.getByLabel("Your question").fill("Where are the papers?");
        page.keyboard().press("Enter");

        assertThat(page.locator("gw-budget-notice")).containsText("85% of the common budget is used");
        page.locator("gw-budget-notice").getByText("Ask for more").click();
        assertThat(page.getByLabel("What do you need it for?")).isVisible();
    }

    @Test
    void nothingScrollsSidewaysOnAPhone() {
        budget(Map.of("kind", "everyone"), 1_000);
        for (String path : List.of("budgets", "usage", "incidents", "advisories")) {
            Page page = signedIn(path, Chromium.PHONE);
            assertThat((Integer) page.evaluate(
                            "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as("pixels beyond the edge at %s", path)
                    .isLessThanOrEqualTo(0);
        }
    }

    private static void budget(Map<String, String> subject, int tokens) {
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("subject", subject, "period", "month", "limit_tokens", tokens))
                .put("/api/v1/budgets")
                .then()
                .statusCode(200);
    }

    private static void ask(String model) {
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("model", model, "messages", List.of(Map.of("role", "user", "content", "Hello"))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200);
    }

    private Page signedIn(String path, int width) {
        Page page = chromium.page(width);
        page.navigate(home + "#/" + path);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).isVisible();
        return page;
    }
}
