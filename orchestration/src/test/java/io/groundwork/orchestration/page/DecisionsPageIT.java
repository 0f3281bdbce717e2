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
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How an answer came about, for whoever asked and for whoever has to account for it. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class DecisionsPageIT {

    private static final double LONGEST_WORK_MILLIS = 90_000;
    private static final String CITED = "A torque wrench is calibrated every nine months by the laboratory in Aarhus.";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    @BeforeEach
    void aHandbook() {
        Api.deleteAllCollections();
        String collection = Api.createCollection("Workshop");
        Api.add(collection, "handbook.md", "# Tools\n\n" + CITED);
    }

    @Test
    void anAnswerLeadsToItsRecordAndThatToTheDocumentItCites() {
        Page page = answered(Chromium.DESKTOP);

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("How this answer came about"))
                .click();

        assertThat(heading(page, "How this answer came about")).isVisible();
        Locator record = page.locator("gw-decision-page");
        assertThat(record).containsText("1 citation was compared with the stored document and held.");
        assertThat(record).containsText("In seal", eventually(page));
        button(page, "handbook.md").first().click();
        assertThat(page.locator("gw-document-text mark")).hasText(CITED);
    }

    @Test
    void anAdministratorFindsItInTheListAndChecksTheChain() {
        Page page = answered(Chromium.PHONE);
        page.navigate(home + "#/decisions");

        page.getByLabel("Outcome").selectOption("answered");
        assertThat(page.locator("gw-decisions-page .line").first()).containsText("extractive");
        button(page, "Check the chain").click();

        assertThat(page.locator("gw-decisions-page .note.good")).containsText("The chain holds");
        assertFits(page);
        page.locator("gw-decisions-page .line").first().click();
        assertThat(heading(page, "What the answer stands on")).isVisible();
        assertFits(page);
    }

    private Page answered(int width) {
        Page page = chromium.page(width);
        page.navigate(home.toString());
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        page.getByLabel("Your question").fill("How often is a torque wrench calibrated?");
        page.keyboard().press("Enter");
        assertThat(button(page, "Source 1: handbook.md").first())
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONGEST_WORK_MILLIS));
        return page;
    }

    /** It is sealed within a second or so, and the page says how it was when it was opened. */
    private static LocatorAssertions.ContainsTextOptions eventually(Page page) {
        page.waitForTimeout(3000);
        page.reload();
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }

    private static void assertFits(Page page) {
        assertThat((Integer)
                        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels beyond the edge of a phone")
                .isLessThanOrEqualTo(0);
    }
}
