package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Api.asAdmin;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of the assistants: making one, sharing it, asking it, going back. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class AssistantsPageIT {

    private static final String QUESTION = "How often is a torque wrench calibrated?";
    private static final String CITED = "A torque wrench is calibrated every nine months by the laboratory in Aarhus.";
    private static final String READER = "robin@example.org";
    private static final String PASSWORD = "a long enough password";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    @BeforeEach
    void aHandbook() {
        Api.deleteAllCollections();
        List<String> left = asAdmin().get("/api/v1/assistants").jsonPath().getList("data.id");
        left.forEach(id -> asAdmin().delete("/api/v1/assistants/{id}", id));
        Api.add(Api.createCollection("Workshop"), "handbook.md", "# Tools\n\n" + CITED);
    }

    @Test
    void anAssistantIsMadeSharedAndAskedByWhomItIsSharedWith() {
        Page page = signedIn("assistants", Chromium.DESKTOP, ADMIN_EMAIL, ADMIN_PASSWORD);
        button(page, "New assistant").click();
        page.getByLabel("Title", exactly()).fill("Workshop help");
        assertThat(page.getByLabel("Name for programs")).hasValue("workshop-help");
        page.getByLabel("What it is for").fill("Everything about tools and torque.");
        page.getByLabel("Who writes the answers").selectOption("extractive");
        page.getByText("Only in these collections").click();
        page.getByLabel("Workshop", exactly()).check();
        page.getByLabel("What it is told: All languages").fill("Answer like a foreman.");
        page.getByLabel("Add a language").selectOption(new SelectOption().setLabel("Deutsch"));
        page.getByLabel("What it is told: Deutsch").fill("Antworte wie ein Meister.");
        button(page, "Add a question").click();
        page.getByLabel("Question 1", exactly()).fill(QUESTION);
        button(page, "Save").click();

        assertThat(heading(page, "Workshop help")).isVisible();
        assertThat(page.locator("gw-assistant-page dl")).containsText("Looks in Workshop.");
        page.getByLabel("Share with").selectOption(new SelectOption().setLabel("Everyone"));
        page.locator("gw-assistant-shares")
                .getByText("Add", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.locator("gw-assistant-shares li")).containsText("Everyone");
        button(page, QUESTION).click();
        button(page, "Send").click();
        assertThat(page.locator("gw-assistant-try #answer")).containsText("nine months");
        assertFits(page);

        person();
        Page reader = signedIn("ask", Chromium.DESKTOP, READER, PASSWORD);
        button(reader, "Assistant: No assistant").click();
        reader.getByLabel("Workshop help").check();
        reader.keyboard().press("Escape");
        button(reader, QUESTION).click();
        assertThat(reader.locator("gw-answer .text")).containsText("nine months");
        reader.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("How this answer came about"))
                .click();
        assertThat(reader.locator("gw-decision-page")).containsText("workshop-help, revision 1");
    }

    @Test
    void anEarlierRevisionIsBackAfterOnePressAlsoOnAPhone() {
        String id = made(Map.of("name", "help", "title", "Help", "route", "extractive", "prompt", "First."));
        asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("prompt", "Second.", "note", "Say it otherwise"))
                .patch("/api/v1/assistants/{id}", id)
                .then()
                .statusCode(200);
        Page page = signedIn("assistants", Chromium.PHONE, ADMIN_EMAIL, ADMIN_PASSWORD);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        assertThat(page.locator("[data-assistant=help]")).isVisible();
        assertFits(page);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Manage Help"))
                .click();
        assertThat(page.locator("[data-revision='2']")).containsText("Changed: What it is told");

        button(page, "Roll back to revision 1").click();

        assertThat(page.locator("[data-revision='3']")).containsText("In force");
        assertThat(page.locator("gw-assistant-page dl")).containsText("First.");
        assertFits(page);
        button(page, "Edit").click();
        assertFits(page);
    }

    @Test
    void whichDocumentsCountIsChosenByConditions() {
        String id = made(Map.of("name", "north", "title", "North", "route", "extractive"));
        Page page = signedIn("assistants/" + id, Chromium.DESKTOP, ADMIN_EMAIL, ADMIN_PASSWORD);
        button(page, "Edit").click();
        button(page, "Add a condition").click();
        page.getByLabel("Value of condition 1").fill("north");
        button(page, "Save").click();
        assertThat(page.locator("gw-filter-choice .error")).hasText("Enter the name of an attribute.");
        assertThat(page.getByLabel("Attribute of condition 1")).isFocused();

        page.getByLabel("Attribute of condition 1").fill("site");
        button(page, "Add a condition").click();
        page.getByLabel("Attribute of condition 2").fill("@added");
        assertThat(page.getByLabel("Type of condition 2")).hasValue("date");
        page.getByLabel("Comparison of condition 2").selectOption(new SelectOption().setLabel("is on or after"));
        page.getByLabel("Value of condition 2").fill("no day");
        button(page, "Save").click();
        assertThat(page.locator("gw-filter-choice li").nth(1)).containsText("must be a date such as '2026-01-31'");
        page.getByLabel("Value of condition 2").fill("2026-01-31");
        button(page, "Save").click();

        assertThat(page.locator("gw-assistant-page dl"))
                .containsText("site is north and @added is on or after 2026-01-31");
        assertThat(filters(id))
                .isEqualTo(Map.of(
                        "type",
                        "and",
                        "filters",
                        List.of(
                                Map.of("type", "eq", "key", "site", "value", "north"),
                                Map.of("type", "gte", "key", "@added", "value", "2026-01-31"))));

        button(page, "Edit").click();
        page.getByLabel("How the conditions count together").selectOption("or");
        button(page, "Save").click();
        assertThat(page.locator("gw-assistant-page dl")).containsText("site is north or @added");

        button(page, "Edit").click();
        button(page, "Remove condition 2").click();
        assertThat(button(page, "Remove condition 1")).isFocused();
        button(page, "Remove condition 1").click();
        button(page, "Save").click();
        assertThat(page.locator("[data-revision='4']")).containsText("Changed: Filters");
        assertThat(filters(id)).isNull();
    }

    @Test
    void aFilterThatIsNoListOfConditionsAndARankerStayAsTheyAreUntilTheyAreReplaced() {
        Map<String, Object> nested = Map.of(
                "type",
                "or",
                "filters",
                List.of(
                        Map.of("type", "eq", "key", "site", "value", "north"),
                        Map.of(
                                "type",
                                "and",
                                "filters",
                                List.of(Map.of("type", "in", "key", "level", "value", List.of(1, 2))))));
        String id = made(Map.of(
                "name",
                "nested",
                "title",
                "Nested",
                "route",
                "extractive",
                "filters",
                nested,
                "policy",
                Map.of("ranker", "none")));
        Page page = signedIn("assistants/" + id, Chromium.PHONE, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("gw-assistant-page dl")).containsText("not ranked anew");
        button(page, "Edit").click();
        assertThat(page.locator("gw-filter-choice pre")).containsText("\"level\"");
        assertFits(page);
        page.getByLabel("What it is for").fill("North and above.");
        button(page, "Save").click();
        assertThat(page.locator("[data-revision='2']")).containsText("Changed: What it is for");
        assertThat(filters(id)).isEqualTo(nested);

        button(page, "Edit").click();
        button(page, "Replace it").click();
        page.getByLabel("Attribute of condition 1").fill("level");
        page.getByLabel("Type of condition 1").selectOption("number");
        page.getByLabel("Comparison of condition 1").selectOption("in");
        page.getByLabel("Value of condition 1").fill("1, 2");
        page.getByText("How strictly it answers").last().click();
        page.getByLabel("Ranked anew by").selectOption(new SelectOption().setLabel("As the collections are set"));
        assertFits(page);
        button(page, "Save").click();

        assertThat(page.locator("[data-revision='3']")).containsText("Filters, How strictly it answers");
        assertThat(filters(id)).isEqualTo(Map.of("type", "in", "key", "level", "value", List.of(1, 2)));
        assertThat(asAdmin().get("/api/v1/assistants/{id}", id).jsonPath().getString("policy.ranker"))
                .isNull();
    }

    @Test
    void whatIsWrongIsToldAtItsField() {
        Page page = signedIn("assistants", Chromium.DESKTOP, ADMIN_EMAIL, ADMIN_PASSWORD);
        button(page, "New assistant").click();
        button(page, "Save").click();
        assertThat(page.getByLabel("Title", exactly())).isFocused();

        page.getByLabel("Title", exactly()).fill("Extractive");
        button(page, "Save").click();

        assertThat(page.locator("gw-assistant-form .error")).containsText("'extractive' is taken");
        assertThat(page.getByLabel("Name for programs")).isFocused();
    }

    private static String made(Map<String, Object> assistant) {
        return asAdmin()
                .contentType(ContentType.JSON)
                .body(assistant)
                .post("/api/v1/assistants")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static Object filters(String id) {
        return asAdmin().get("/api/v1/assistants/{id}", id).jsonPath().get("filters");
    }

    private static Page.GetByLabelOptions exactly() {
        return new Page.GetByLabelOptions().setExact(true);
    }

    private static void person() {
        List<String> known = asAdmin().get("/api/v1/people").jsonPath().getList("data.email");
        if (!known.contains(READER)) {
            Api.createPerson(READER, PASSWORD);
        }
    }

    private static void assertFits(Page page) {
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
    }

    private Page signedIn(String path, int width, String email, String password) {
        Page page = chromium.page(width);
        page.navigate(home + "#/" + path);
        signIn(page, email, password);
        assertThat(page.locator("header.bar")).isVisible();
        return page;
    }
}
