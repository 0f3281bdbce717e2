package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.chooseInMenu;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;

import com.microsoft.playwright.Page;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page that shows a search's work, and what a document's panel tells of its place in one. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class SearchPageIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    private String collection;

    @BeforeEach
    void aCollectionWithTwoFiles() {
        Api.deleteAllCollections();
        collection = Api.createCollection("Birds");
        Api.add(collection, "heron.txt", "The heron wades in shallow water.");
        Api.add(collection, "owl.txt", "The owl hunts at night.");
    }

    @Test
    void aSearchShowsItsHitsAndWhatEachStageDid() {
        Page page = searchPage(Chromium.DESKTOP);

        ask(page, "heron water");

        assertThat(page.locator("#hits li").first()).containsText("heron.txt");
        assertThat(page.locator("#hits li").first()).containsText("By words 1");
        assertThat(page.locator("#stages tbody tr")).hasCount(5);
        assertThat(page.locator("#stages")).containsText("2 of 2 lexemes, en");
    }

    @Test
    void aStageIsSwitchedOff() {
        Page page = searchPage(Chromium.DESKTOP);
        page.getByLabel("By meaning").uncheck();

        ask(page, "heron");

        assertThat(page.locator("#hits li")).hasCount(1);
        assertThat(page.locator("#stages")).not().containsText("By meaning");
    }

    @Test
    void whatSaysTheSameIsShownOnceWithItsOtherPlace() {
        Api.add(collection, "copy.txt", "The heron wades in shallow water.");
        Page page = searchPage(Chromium.DESKTOP);

        ask(page, "heron water");

        assertThat(page.locator("#hits .also")).hasCount(1);
        assertThat(page.locator("#hits li").first()).containsText("copy.txt");
        assertThat(page.locator("#hits li").first()).containsText("heron.txt");

        page.getByLabel("The same given once").uncheck();
        button(page, "Search").click();

        assertThat(page.locator("#hits .also")).hasCount(0);
        assertThat(page.locator("#stages")).not().containsText("The same given once");
    }

    @Test
    void aQuestionIsUnderstoodWhereAModelIsAtHandAndItsQueriesAreShown() {
        try (OpenAiServer server = new OpenAiServer()) {
            server.plays(stage -> stage.says("{\"variants\":[\"owl night\"]}"));
            String model = Api.asAdmin()
                    .contentType(ContentType.JSON)
                    .body(Map.of("name", "thinker", "base_url", server.url().toString(), "model", "tiny"))
                    .post("/api/v1/models")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            Page page = searchPage(Chromium.PHONE);
            page.getByLabel("By meaning").uncheck();
            page.getByLabel("Understand the question").check();

            ask(page, "nocturnal hunter");

            assertThat(heading(page, "Understood by thinker")).isVisible();
            assertThat(page.locator("#queries tbody tr")).hasCount(2);
            assertThat(page.locator("#queries")).containsText("owl night");
            assertThat(page.locator("#hits li").first()).containsText("owl.txt");
            assertThat(page.locator("#hits li").first()).containsText("In other words 1");
            assertThat(page.locator("#stages")).containsText("Understood");

            server.plays(stage -> stage.status(503, ""));
            button(page, "Search").click();

            assertThat(page.locator("gw-search-page")).containsText("What was searched until then counts.");
            Api.asAdmin().delete("/api/v1/models/{id}", model);
        }
    }

    @Test
    void withoutAModelThereIsNothingToUnderstandAQuestionWith() {
        Page page = searchPage(Chromium.DESKTOP);

        ask(page, "heron");

        assertThat(page.locator("#hits li").first()).isVisible();
        assertThat(page.getByLabel("Understand the question")).hasCount(0);
    }

    @Test
    void howACollectionIsSearchedIsSetOnItsPageAndShownWhereItIsTried() {
        Page page = chromium.page(Chromium.PHONE);
        page.navigate(home + "#/collections/" + collection);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        chooseInMenu(page, "Edit");
        page.getByText("How it is searched").click();
        page.getByLabel("By meaning").uncheck();
        page.getByLabel("Passages of one document at most").fill("1");
        page.getByLabel("Half-life in days").fill("30");
        button(page, "Save").click();
        assertThat(page.locator("gw-collection-settings")).hasCount(0);

        page.getByText("Try a search").click();
        assertThat(page.getByLabel("By meaning")).not().isChecked();
        assertThat(page.getByLabel("Some of each document")).isChecked();
        ask(page, "heron");

        assertThat(page.locator("#stages")).containsText("By age");
        assertThat(page.locator("#stages")).not().containsText("By meaning");
    }

    @Test
    void aHitOpensTheDocumentAtItsPassage() {
        Page page = searchPage(Chromium.DESKTOP);
        ask(page, "heron");

        button(page, "heron.txt").click();

        assertThat(page.locator("gw-document-panel")).containsText("The heron wades in shallow water.");
    }

    @Test
    void aDocumentTellsWhetherAQuestionFindsIt() {
        Page page = searchPage(Chromium.PHONE);
        ask(page, "heron");
        button(page, "heron.txt").click();
        button(page, "Findable?").click();

        page.locator("gw-document-standing input").fill("owl water");
        button(page, "Look").click();

        assertThat(page.locator("#verdict")).containsText("of 2");
        assertThat(page.locator("#words")).containsText("water");
        assertThat(page.getByLabel("owl: not in this document")).isVisible();
        assertThat(page.getByLabel("water: in this document")).isVisible();
    }

    @Test
    void thePageIsReachedFromItsCollectionAndFitsOnAPhone() {
        Page page = chromium.page(Chromium.PHONE);
        page.navigate(home + "#/collections/" + collection);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        page.getByText("Try a search").click();
        assertThat(heading(page, "Try a search")).isVisible();

        ask(page, "heron water");

        assertThat(page.locator("#hits li").first()).isVisible();
        Object beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        org.assertj.core.api.Assertions.assertThat((Integer) beyond)
                .as("pixels beyond the edge of a phone")
                .isLessThanOrEqualTo(0);
    }

    private Page searchPage(int width) {
        Page page = chromium.page(width);
        page.navigate(home + "#/collections/" + collection + "/search");
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(heading(page, "Try a search")).isVisible();
        return page;
    }

    private static void ask(Page page, String query) {
        page.locator("#query").fill(query);
        button(page, "Search").click();
    }
}
