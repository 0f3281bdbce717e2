package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.openMenu;
import static io.groundwork.orchestration.page.Steps.signIn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A collection leaves as a file, and comes back as a collection. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class TransferPageIT {

    private static final double LONGEST_WORK_MILLIS = 90_000;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    private String collection;

    @BeforeEach
    void aCollectionWithOneFile() {
        Api.deleteAllCollections();
        collection = Api.createCollection("Birds");
        Api.add(collection, "heron.txt", "The heron wades in shallow water.");
    }

    @Test
    void anExportedFileIsImportedAsACollectionOfItsOwn() throws IOException {
        Page page = signedIn("collections/" + collection, Chromium.DESKTOP);
        openMenu(page);
        Locator export = page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Export"));
        Download download = page.waitForDownload(export::click);
        Path file = download.path();
        assertThat(download.suggestedFilename()).isEqualTo("Birds.jsonl");
        assertThat(Files.readString(file).strip()).endsWith("}").contains("\"type\":\"end\"");
        Api.deleteAllCollections();

        page.navigate(home + "#/collections");
        page.reload();
        button(page, "Import").click();
        page.getByLabel("Exported file").setInputFiles(new FilePayload("Birds.jsonl", "", Files.readAllBytes(file)));
        page.locator("gw-import-dialog form .primary").click();

        assertThat(page.locator("#imported"))
                .containsText(
                        "“Birds” is here. 1 document, 1 passage.",
                        new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS));
        assertThat(page.locator("#notes")).hasCount(0);
        page.getByText("Open collection").click();
        assertThat(heading(page, "Birds")).isVisible();
        assertThat(page.locator("#summary")).containsText("1 ready");
    }

    @Test
    void aFileThatIsNoExportIsRefusedWithItsLineAndAnotherMayBeChosen() {
        Page page = signedIn("collections", Chromium.DESKTOP);
        button(page, "Import").click();
        page.getByLabel("Exported file")
                .setInputFiles(new FilePayload("notes.jsonl", "", "{\"hello\":\"world\"}".getBytes(UTF_8)));

        page.locator("gw-import-dialog form .primary").click();

        assertThat(page.locator("gw-import-dialog [role=alert]")).containsText("Line 1");
        assertThat(page.getByLabel("Exported file")).isVisible();
    }

    @Test
    void theDialogFitsOnAPhone() {
        Page page = signedIn("collections", Chromium.PHONE);

        button(page, "Import").click();
        assertThat(page.getByLabel("Exported file")).isVisible();

        Object beyond = page.locator("gw-dialog").evaluate("""
                host => {
                    const dialog = host.shadowRoot.querySelector("dialog");
                    return Math.max(dialog.scrollWidth - dialog.clientWidth,
                        document.documentElement.scrollWidth - document.documentElement.clientWidth);
                }
                """);
        assertThat((Integer) beyond).as("pixels beyond the edge of a phone").isLessThanOrEqualTo(0);
    }

    private Page signedIn(String place, int width) {
        Page page = chromium.page(width);
        page.navigate(home + "#/" + place);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        return page;
    }
}
