package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import io.groundwork.orchestration.SourcesForTests;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of sources: added, tried, synced, held and deleted by a person, who is told what happens. */
@QuarkusTest
@TestProfile(SystemWithSources.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class SourcesPageIT {

    private static final double LONGEST_WORK_MILLIS = 90_000;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    private Path folder;
    private String collection;

    @BeforeEach
    void aCollectionAndAFolderOfThreeFiles() throws IOException {
        Api.deleteAllCollections();
        collection = Api.createCollection("Handbook");
        folder = Files.createTempDirectory(SourcesForTests.FOLDERS, "watched");
        write("oil.txt", "Change the oil of the pump every thousand hours.");
        write("seal.txt", "The seal of the pump is replaced each spring.");
        write("canteen.txt", "The canteen serves lentils on Mondays.");
    }

    @Test
    void aFolderIsTriedFirstAndFetchedOnlyWhenThePersonBegins() {
        Page page = signedIn(Chromium.DESKTOP, "sources");
        assertThat(heading(page, "No sources yet")).isVisible();

        page.locator("main")
                .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Add a source"))
                .first()
                .click();
        page.getByLabel("Folder").check();
        page.getByLabel("Name").fill("Workshop");
        page.getByLabel("Path on the server").fill(folder.toString());
        button(page, "Add and try first").click();

        assertThat(heading(page, "Workshop")).isVisible();
        assertThat(heading(page, "Dry run")).isVisible();
        assertThat(page.locator("gw-sync-report [data-finding=added] dd")).hasText("3", withPatience());
        assertThat(page.locator("gw-sync-report .paths")).containsText("canteen.txt");
        assertThat(page.locator("#state")).containsText("Paused");
        assertThat(Api.files(collection)).isEmpty();

        button(page, "Begin to sync").click();
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());
        assertThat(heading(page, "Last sync")).isVisible();
        assertThat(Api.files(collection)).hasSize(3);
        assertThat(page.locator(".facts")).containsText("3 documents");
        assertThat(page.locator(".facts")).containsText("Every hour");
    }

    @Test
    void whatIsWrongIsSaidAtItsFieldWhichHasTheFocus() {
        Page page = signedIn(Chromium.DESKTOP, "sources/new/" + collection);
        page.getByLabel("Folder").check();
        page.getByLabel("Name").fill("Host");

        button(page, "Add and sync").click();
        assertThat(page.getByLabel("Path on the server")).isFocused();
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("This is needed.");

        page.getByLabel("Path on the server").fill("relative/path");
        button(page, "Add and sync").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("must begin at the root");
        assertThat(page.getByLabel("Path on the server")).isFocused();

        page.getByLabel("Path on the server").fill("/etc");
        button(page, "Add and sync").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("GROUNDWORK_SOURCES_FOLDERS");
        assertThat(page.getByLabel("Name")).hasValue("Host");
    }

    @Test
    void aSyncIsReportedWithWhatItTouched() throws IOException {
        String source = addFolder();
        Page page = signedIn(Chromium.DESKTOP, "sources/" + source);
        button(page, "Sync now").click();
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());

        write("canteen.txt", "The canteen serves dumplings on Mondays.");
        write("garage.txt", "The garage closes at ten.");
        Files.delete(folder.resolve("oil.txt"));
        Files.move(folder.resolve("seal.txt"), folder.resolve("spring.txt"));
        button(page, "Sync now").click();

        Locator report = page.locator("section > .card gw-sync-report");
        for (String finding : List.of("added", "changed", "moved", "deleted")) {
            assertThat(report.locator("[data-finding=%s] dd".formatted(finding)))
                    .hasText("1", withPatience());
        }
        report.getByText("Deleted (1)").click();
        assertThat(report.locator("details[open] .paths")).containsText("oil.txt");
        assertThat(heading(page, "Earlier reports")).isVisible();
        assertThat(page.locator(".earlier > li")).hasCount(1);
        assertThat(page.locator(".earlier > li")).containsText("3 documents touched");
    }

    @Test
    void mostOfItIsDeletedOnlyOnAPersonsWord() throws IOException {
        for (int i = 0; i < 20; i++) {
            write("note-%d.txt".formatted(i), "Note number %d.".formatted(i));
        }
        String source = addFolder();
        Page page = signedIn(Chromium.DESKTOP, "sources/" + source);
        button(page, "Sync now").click();
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());
        for (int i = 0; i < 20; i++) {
            Files.delete(folder.resolve("note-%d.txt".formatted(i)));
        }

        button(page, "Sync now").click();
        assertThat(page.locator(".note.warn")).containsText("20 of 23", containing());
        assertThat(Api.files(collection)).hasSize(23);

        button(page, "They are gone: delete them").click();
        page.locator("gw-confirm")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("They are gone: delete them"))
                .click();
        assertThat(page.locator("section > .card gw-sync-report [data-finding=deleted] dd"))
                .hasText("20", withPatience());
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());
        assertThat(Api.files(collection)).hasSize(3);
    }

    @Test
    void whatCannotBeReachedAnyMoreIsSaidWithWhatToDo() throws IOException {
        String source = addFolder();
        Files.move(folder, folder.resolveSibling(folder.getFileName() + "-away"));
        Page page = signedIn(Chromium.DESKTOP, "sources/" + source);

        button(page, "Sync now").click();

        assertThat(page.locator("#state")).hasText("Failed", withPatience());
        assertThat(page.locator("gw-sync-report .note.bad")).containsText("no folder");
        assertThat(page.locator("section > .card")).containsText("Check the settings");
    }

    @Test
    void aSourceIsHeldGoesOnAndLeavesItsDocumentsWhenItIsDeleted() {
        String source = addFolder();
        Page page = signedIn(Chromium.DESKTOP, "sources/" + source);
        button(page, "Sync now").click();
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());

        button(page, "Pause").click();
        assertThat(page.locator("#state")).containsText("Paused");
        button(page, "Resume").click();
        assertThat(page.locator("#state")).hasText("Up to date");

        button(page, "Delete").first().click();
        assertThat(page.locator("gw-dialog")).containsText("What happens to its 3 documents?");
        button(page, "Delete source").click();
        assertThat(heading(page, "No sources yet")).isVisible();
        assertThat(Api.files(collection)).hasSize(3);
    }

    @Test
    void aSourceTakesItsDocumentsAlongWhenThatIsChosen() {
        String source = addFolder();
        Page page = signedIn(Chromium.DESKTOP, "sources/" + source);
        button(page, "Sync now").click();
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());

        button(page, "Delete").first().click();
        page.getByLabel(Pattern.compile("Delete them too")).check();
        button(page, "Delete source").click();

        assertThat(heading(page, "No sources yet")).isVisible();
        assertThat(Api.files(collection)).isEmpty();
    }

    @Test
    void aSecretIsEnteredAndNeverShownAgain() throws IOException {
        HttpServer wiki = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        wiki.createContext("/", exchange -> {
            byte[] body = """
                    {"results": [{"id": "42", "key": "HR", "name": "People"}], "_links": {}}""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        wiki.start();
        try {
            Page page = signedIn(Chromium.DESKTOP, "sources/new/" + collection);
            page.getByLabel("Confluence").check();
            name(page).fill("People");
            page.getByLabel("Address of the wiki")
                    .fill("http://127.0.0.1:%d/wiki".formatted(wiki.getAddress().getPort()));
            page.getByLabel("Key of the space").fill("HR");
            page.getByLabel("E-mail of the account").fill("reader@example.com");
            page.getByLabel("API token").fill("token-that-nobody-sees");
            button(page, "Add and try first").click();
            assertThat(heading(page, "People")).isVisible();

            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Edit"))
                    .click();
            assertThat(page.getByLabel("API token")).hasValue("");
            assertThat(page.locator("#secret-hint")).containsText("One is kept");
            assertThat(page.getByLabel("Key of the space")).hasValue("HR");
            assertThat(page.content()).doesNotContain("token-that-nobody-sees");

            name(page).fill("Personnel");
            button(page, "Save").click();
            assertThat(heading(page, "Personnel")).isVisible();
            assertThat(Api.asAdmin().get("/api/v1/sources").jsonPath().getBoolean("data[0].has_secret"))
                    .isTrue();
        } finally {
            wiki.stop(0);
        }
    }

    /** Another label begins with the same word. */
    private static Locator name(Page page) {
        return page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true));
    }

    @Test
    void theKeyboardAloneAddsASource() {
        Page page = signedIn(Chromium.DESKTOP, "sources/new/" + collection);
        page.locator("input[name=kind]:checked").focus();
        for (int step = 0; step < 6 && !page.getByLabel("Folder").isChecked(); step++) {
            page.keyboard().press("ArrowDown");
        }
        page.keyboard().press("Tab");
        assertThat(page.getByLabel("Name")).isFocused();
        page.keyboard().type("By hand");
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        assertThat(page.getByLabel("Path on the server")).isFocused();
        page.keyboard().type(folder.toString());
        page.keyboard().press("Enter");

        assertThat(heading(page, "By hand")).isVisible();
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());
    }

    @Test
    void curatorsOfACollectionSeeItsSourcesAndReadersDoNot() {
        addFolder();
        Api.createPerson("carla@example.com", "a long enough password");
        String person = Api.asAdmin()
                .get("/api/v1/people?limit=100")
                .jsonPath()
                .getString("data.find { it.email == 'carla@example.com' }.id");
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/sources");
        signIn(page, "carla@example.com", "a long enough password");
        assertThat(heading(page, "There is nothing here")).isVisible();
        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sources")))
                .hasCount(0);

        Api.asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("access", "curate"))
                .put("/api/v1/collections/{id}/grants/{person}", collection, person)
                .then()
                .statusCode(200);
        page.reload();

        assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sources")))
                .isVisible();
        assertThat(page.locator("gw-sources-page .list li")).containsText("Watched");
    }

    @Test
    void noPageOfSourcesScrollsSidewaysOnAPhone() {
        String source = addFolder();
        Page page = signedIn(Chromium.PHONE, "sources/" + source);
        button(page, "Sync now").click();
        assertThat(page.locator("#state")).hasText("Up to date", withPatience());

        for (String path : List.of(
                "sources",
                "sources/new",
                "sources/" + source,
                "sources/" + source + "/edit",
                "collections/" + collection + "/sources",
                "quarantine")) {
            page.navigate(home + "#/" + path);
            assertThat(page.locator("main h1")).isVisible();
            assertThat((Integer) page.evaluate(
                            "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .as("pixels beyond the edge of a phone at %s", path)
                    .isLessThanOrEqualTo(0);
        }
    }

    private Page signedIn(int width, String path) {
        Page page = chromium.page(width);
        page.navigate(home + "#/" + path);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).isVisible();
        return page;
    }

    private String addFolder() {
        return Api.asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of(
                        "collection_id",
                        collection,
                        "name",
                        "Watched",
                        "kind",
                        "folder",
                        "settings",
                        Map.of("path", folder.toString())))
                .post("/api/v1/sources")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private void write(String path, String text) throws IOException {
        Files.writeString(folder.resolve(path), text);
    }

    private static LocatorAssertions.HasTextOptions withPatience() {
        return new LocatorAssertions.HasTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }

    private static LocatorAssertions.ContainsTextOptions containing() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }
}
