package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.SelectOption;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page of failed documents, over collections. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class QuarantinePageIT {

    private static final double LONGEST_WORK_MILLIS = 90_000;
    private static final String NO_PDF = "%PDF-1.7 this is no PDF ";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    private String wiki;
    private String plans;

    @BeforeEach
    void twoCollectionsWithFailures() {
        Api.deleteAllCollections();
        wiki = Api.createCollection("Wiki");
        plans = Api.createCollection("Plans");
        Api.add(wiki, "fine.txt", "The kiln is fired on Mondays.");
        Api.add(wiki, "torn.pdf", NO_PDF);
        Api.add(plans, "plan-a.pdf", NO_PDF + "a");
        Api.add(plans, "plan-b.pdf", NO_PDF + "b");
        Api.add(plans, "plan-c.pdf", NO_PDF + "c");
    }

    @Test
    void everyFailedDocumentIsThereWithItsReasonAndTheCountIsTheirs() {
        Page page = signedIn("quarantine");

        assertThat(page.locator("#summary")).hasText("4 failed documents");
        assertThat(page.locator("li[data-file]")).hasCount(4);
        Object error = Api.files(wiki).stream()
                .filter(file -> file.get("filename").equals("torn.pdf"))
                .findFirst()
                .orElseThrow()
                .get("last_error");
        assertThat(page.locator("li[data-file]", new Page.LocatorOptions().setHasText("torn.pdf")))
                .containsText(String.valueOf(((Map<?, ?>) error).get("message")));
        assertThat(page.locator("li[data-file]", new Page.LocatorOptions().setHasText("torn.pdf")))
                .containsText("1 try");

        page.getByLabel("Collection").selectOption(new SelectOption().setLabel("Wiki"));
        assertThat(page.locator("#summary")).hasText("1 failed document");
        assertThat(page).hasURL(Pattern.compile(".*#/quarantine/" + wiki));
        page.goBack();
        assertThat(page.locator("#summary")).hasText("4 failed documents");
    }

    @Test
    void oneIsTriedAgain() {
        Page page = signedIn("quarantine/" + wiki);

        button(page, "Try torn.pdf again").click();

        assertThat(page.locator(".notice")).hasText("1 document is tried again");
        Api.awaitNothingInProgress(wiki);
        page.reload();
        assertThat(page.locator("li[data-file]")).containsText("2 tries", withPatience());
    }

    @Test
    void theChosenAreDeletedAfterAConfirmationAndTheOthersStay() {
        Page page = signedIn("quarantine");

        page.getByLabel("Choose plan-a.pdf").check();
        page.getByLabel("Choose torn.pdf").check();
        assertThat(page.locator("#summary")).hasText("2 chosen");
        button(page, "Delete chosen").click();
        assertThat(heading(page, "Delete 2 documents?")).isVisible();
        page.keyboard().press("Escape");
        assertThat(page.locator("li[data-file]")).hasCount(4);

        button(page, "Delete chosen").click();
        page.locator("gw-confirm .danger").click();

        assertThat(page.locator("#summary")).hasText("2 failed documents");
        assertThat(Api.files(plans))
                .extracting(file -> file.get("filename"))
                .containsExactlyInAnyOrder("plan-b.pdf", "plan-c.pdf");
        assertThat(Api.files(wiki)).extracting(file -> file.get("filename")).containsExactly("fine.txt");
    }

    @Test
    void allAreDeletedAndThePageSaysThatNothingIsLeft() {
        Page page = signedIn("quarantine");

        button(page, "Delete all").click();
        page.locator("gw-confirm .danger").click();

        assertThat(heading(page, "Nothing has failed")).isVisible();
        assertThat(Api.files(plans)).isEmpty();
        assertThat(Api.files(wiki)).extracting(file -> file.get("filename")).containsExactly("fine.txt");
    }

    private Page signedIn(String path) {
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/" + path);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).isVisible();
        return page;
    }

    private static LocatorAssertions.ContainsTextOptions withPatience() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }
}
