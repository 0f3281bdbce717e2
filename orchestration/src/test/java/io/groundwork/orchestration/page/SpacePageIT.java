package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.chooseInMenu;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.SelectOption;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dialog in which a collection is moved to another embedding model. */
@QuarkusTest
@TestProfile(SystemWithTwoEngines.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class SpacePageIT {

    private static final double LONGEST_WORK_MILLIS = 90_000;

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
        Api.awaitNothingInProgress(collection);
    }

    @Test
    void aCollectionIsMovedAndBackFromTheDialog() {
        Page page = dialog(Chromium.DESKTOP);
        assertThat(page.locator("#answering")).containsText("bge-small-en-v1.5 (int8, 384)");
        page.getByLabel("Move to").selectOption(new SelectOption().setValue("short"));

        button(page, "Build").click();
        button(page, "Measure").click(patiently());
        button(page, "Switch").click(patiently());
        assertThat(page.locator("#answering")).containsText("bge-small-en-v1.5 (int8, 128)", withPatience());
        button(page, "Roll back").click();

        assertThat(page.locator("#answering")).containsText("bge-small-en-v1.5 (int8, 384)", withPatience());
    }

    @Test
    void nothingIsSwitchedBeforeItWasMeasured() {
        Page page = dialog(Chromium.DESKTOP);

        button(page, "Build").click();

        assertThat(page.locator("#move")).containsText("ready", withPatience());
        assertThat(button(page, "Switch")).hasCount(0);
        button(page, "Measure").click();
        assertThat(page.locator("#report")).containsText("bge-small-en-v1.5 (int8, 128)", withPatience());
        assertThat(button(page, "Switch")).isVisible();
    }

    @Test
    void aSecondSpaceIsGivenUpAfterAConfirmation() {
        Page page = dialog(Chromium.DESKTOP);
        button(page, "Build").click();
        button(page, "Measure").waitFor();

        button(page, "Give up").click();
        assertThat(heading(page, "Give the new vectors up?")).isVisible();
        page.locator("gw-confirm .danger").click();

        assertThat(page.getByLabel("Move to"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONGEST_WORK_MILLIS));
    }

    @Test
    void theQuestionBankIsKeptInTheDialog() {
        Page page = dialog(Chromium.DESKTOP);

        page.getByLabel("Question", new Page.GetByLabelOptions().setExact(true)).fill("Where does the heron wade?");
        page.getByLabel("Document with the answer").selectOption(new SelectOption().setLabel("heron.txt"));
        button(page, "Add").click();
        assertThat(page.locator("#bank li")).containsText("Where does the heron wade?");
        button(page, "Remove: Where does the heron wade?").click();

        assertThat(page.locator("#bank li")).hasCount(0);
    }

    @Test
    void theReportFitsOnAPhone() {
        Page page = dialog(Chromium.PHONE);
        button(page, "Build").click();
        button(page, "Measure").click(patiently());
        assertThat(page.locator("#report"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONGEST_WORK_MILLIS));

        Object beyond = page.locator("gw-dialog").evaluate("""
                host => {
                    const dialog = host.shadowRoot.querySelector("dialog");
                    return Math.max(dialog.scrollWidth - dialog.clientWidth,
                        document.documentElement.scrollWidth - document.documentElement.clientWidth);
                }
                """);

        assertThat((Integer) beyond).as("pixels beyond the edge of a phone").isLessThanOrEqualTo(0);
    }

    private Page dialog(int width) {
        Page page = chromium.page(width);
        page.navigate(home + "#/collections/" + collection);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        chooseInMenu(page, "Embedding");
        assertThat(heading(page, "Embedding model")).isVisible();
        return page;
    }

    private static Locator.ClickOptions patiently() {
        return new Locator.ClickOptions().setTimeout(LONGEST_WORK_MILLIS);
    }

    private static LocatorAssertions.ContainsTextOptions withPatience() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }
}
