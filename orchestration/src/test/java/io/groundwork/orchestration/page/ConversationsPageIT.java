package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.signIn;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Conversations as a person holds them: they are there again, branch, have files of their own, and go. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class ConversationsPageIT {

    private static final double LONGEST_WORK_MILLIS = 90_000;
    private static final String GOAT = "What does the goat eat in the morning?";
    private static final String COW = "When does the cow give milk?";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    @BeforeEach
    void aFarm() {
        Api.deleteAllCollections();
        Api.add(
                Api.createCollection("Farm"),
                "farm.txt",
                "The goat eats thistles in the morning. The cow gives milk at dusk.");
    }

    @Test
    void aConversationIsThereAgainWithItsBranches() {
        Page page = signedIn(Chromium.DESKTOP);
        ask(page, GOAT);
        assertThat(answer(page).last()).containsText("thistles", patiently());
        assertThat(page).hasURL(Pattern.compile("#/c/conv_[0-9a-f]{32}$"));
        assertThat(page.locator("aside li.here")).containsText(GOAT);
        ask(page, COW);
        assertThat(answer(page).last()).containsText("dusk", patiently());

        page.reload();

        assertThat(answer(page)).hasCount(2);
        assertThat(answer(page).first()).containsText("thistles");

        button(page, "Answer again").last().click();
        assertThat(page.locator("gw-answer .branch")).containsText("2 / 2", patiently());
        button(page, "Edit question").first().click();
        assertThat(page.getByLabel("Change your question")).isFocused();
        page.getByLabel("Change your question").fill("What does the cow give at dusk?");
        page.keyboard().press("Enter");
        assertThat(answer(page)).hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(LONGEST_WORK_MILLIS));
        assertThat(answer(page)).containsText("milk", patiently());
        assertThat(page.locator("gw-answer .branch")).containsText("2 / 2");

        button(page, "Earlier version").click();

        assertThat(answer(page)).hasCount(2);
        assertThat(answer(page).first()).containsText("thistles");
        page.waitForTimeout(300); // what is looked at is told to the server
        page.reload();
        assertThat(answer(page)).hasCount(2);
        assertThat(page.locator("gw-answer .branch").last()).containsText("2 / 2");

        button(page, "Sources").first().click();
        assertThat(page.locator("gw-conversation-sources li").first()).containsText("farm.txt");
        page.keyboard().press("Escape");
        page.goBack();
    }

    @Test
    void aFileIsAskedInItsConversationOnly() {
        Page page = signedIn(Chromium.PHONE);
        page.locator("gw-question-box input[type=file]")
                .setInputFiles(new FilePayload(
                        "zebra.txt",
                        "text/plain",
                        "The zebra named Quillfeather sleeps in the green barn.".getBytes(StandardCharsets.UTF_8)));
        assertThat(page.locator("gw-conversation-files li[data-status=completed]"))
                .hasText(
                        Pattern.compile("zebra.txt"),
                        new LocatorAssertions.HasTextOptions().setTimeout(LONGEST_WORK_MILLIS));

        ask(page, "Where does Quillfeather sleep?");

        assertThat(answer(page)).containsText("green barn", patiently());
        page.locator("gw-answer .cite").first().click();
        assertThat(page.locator("gw-document-text mark")).containsText("green barn");
        page.keyboard().press("Escape");

        button(page, "New question").first().click();
        ask(page, "Where does Quillfeather sleep?");
        assertThat(page.locator("gw-answer [data-outcome=declined], gw-answer .text"))
                .isVisible(new LocatorAssertions.IsVisibleOptions().setTimeout(LONGEST_WORK_MILLIS));
        assertThat(page.locator("gw-answer")).not().containsText("green barn");

        page.goBack();
        page.goBack();
        assertThat(answer(page)).containsText("green barn");
    }

    @Test
    void conversationsAreFoundRenamedAndDeletedByKeyboardToo() {
        Page page = signedIn(Chromium.PHONE);
        ask(page, GOAT);
        assertThat(answer(page)).containsText("thistles", patiently());

        button(page, "Conversations").focus();
        page.keyboard().press("Enter");
        Locator drawer = page.locator("dialog.drawer");
        buttonIn(drawer, "Rename " + GOAT).first().focus();
        page.keyboard().press("Enter");
        page.keyboard().type("Herbivores");
        page.keyboard().press("Enter");
        assertThat(link(drawer, "Herbivores")).isVisible();
        drawer.getByLabel("Search by title").fill("carnivores");
        assertThat(drawer).containsText("No conversation has this in its title.");
        drawer.getByLabel("Search by title").fill("herbi");
        assertThat(drawer.getByRole(AriaRole.LINK)).hasText("Herbivores");

        buttonIn(drawer, "Delete Herbivores").click();
        page.locator("gw-confirm button.danger").click();

        assertThat(page.locator("gw-answer")).hasCount(0);
        assertThat(page).hasURL(Pattern.compile("#/ask$"));
    }

    @Test
    void aConversationOfSomebodyElseIsNotThere() {
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/c/conv_00000000000000000000000000000000");
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("This does not exist, or you may not see it");
    }

    private Page signedIn(int width) {
        Page page = chromium.page(width);
        page.navigate(home.toString());
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        return page;
    }

    private static void ask(Page page, String question) {
        page.getByLabel("Your question").fill(question);
        page.keyboard().press("Enter");
    }

    private static Locator answer(Page page) {
        return page.locator("gw-answer .text");
    }

    private static Locator buttonIn(Locator within, String name) {
        return within.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name));
    }

    private static Locator link(Locator within, String name) {
        return within.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(name));
    }

    private static LocatorAssertions.ContainsTextOptions patiently() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }
}
