package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.chooseInMenu;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class PageIT {

    private static final double LONGEST_WORK_MILLIS = 90_000;
    private static final String HANDBOOK = """
            # Workshop handbook

            ## Opening hours

            The workshop opens at half past six in the morning on working days.

            ## Tools

            A torque wrench is calibrated every nine months by the laboratory in Aarhus. Broken tools go into the red box beside the door.
            """;
    private static final String QUESTION = "How often is a torque wrench calibrated?";
    private static final String CITED = "A torque wrench is calibrated every nine months by the laboratory in Aarhus.";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TempDir
    Path folder;

    @TestHTTPResource("/")
    URL home;

    @BeforeEach
    void empty() {
        Api.deleteAllCollections();
    }

    @Test
    void aWrongPasswordIsSaidInWordsAndTheRightOneLeadsIn() {
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home.toString());

        signIn(page, ADMIN_EMAIL, "not the password");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("E-mail or password is wrong.");

        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(heading(page, "Let’s lay the groundwork")).isVisible();
    }

    @Test
    void anAnswerStreamsInAndItsCitationOpensAtTheHighlightedPassage() {
        String collection = Api.createCollection("Workshop");
        Api.add(collection, "handbook.md", HANDBOOK);
        Page page = signedIn(Chromium.DESKTOP);

        ask(page, QUESTION);

        Locator citation = button(page, "Source 1: handbook.md").first();
        assertThat(citation).isVisible(patiently());
        assertThat(page.locator("gw-answer .text")).containsText("nine months");

        citation.click();
        assertThat(page.locator("gw-document-text mark")).hasText(CITED);
        assertThat(page.locator("gw-document-text mark")).isInViewport();

        page.keyboard().press("Escape");
        assertThat(page.locator("gw-document-panel")).hasCount(0);
        assertThat(citation).isFocused();
    }

    @Test
    void aDocumentShowsThePassagesByWhichItIsFound() {
        String collection = Api.createCollection("Workshop");
        Api.add(collection, "handbook.md", HANDBOOK);
        Page page = signedIn(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);

        page.locator("gw-file-row button.title").click();
        button(page, "Passages").click();

        assertThat(page.locator("gw-document-passages li").first()).containsText("Passage 1");
        assertThat(page.locator("gw-document-passages")).containsText(CITED);
    }

    @Test
    void aMailLeadsToItsAttachmentAndThatBackToTheMail() {
        String collection = Api.createCollection("Mails");
        Api.add(collection, "offer.eml", """
                From: sales@example.com
                Subject: Offer for pumps
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=part

                --part
                Content-Type: text/plain

                Please find our prices attached.
                --part
                Content-Type: text/csv
                Content-Disposition: attachment; filename=prices.csv

                pump,price
                P-7,4200
                --part--
                """);
        Page page = signedIn(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);

        page.locator("gw-file-row button.title")
                .getByText(Pattern.compile("^offer.eml$"))
                .click();
        Locator family = page.locator("gw-document-family");
        family.getByText("prices.csv").click();
        assertThat(page.locator("gw-document-text")).containsText("4200");

        family.getByText("Open what it came in").click();
        assertThat(page.locator("gw-document-text")).containsText("Please find our prices attached.");
    }

    @Test
    void howDocumentsAreCutIsChosenTriedOnAFileAndDoneAgain() throws IOException {
        String collection = Api.createCollection("Questions");
        Api.add(collection, "handbook.md", HANDBOOK);
        Path prices = Files.writeString(folder.resolve("prices.csv"), "name,price\nbolt,2\nnut,3\n");
        Page page = signedIn(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);

        chooseInMenu(page, "Edit");
        Locator choice = page.locator("gw-cutting-choice");
        choice.getByLabel("How documents are cut into passages").selectOption("slides");
        choice.locator("#try").setInputFiles(prices);
        assertThat(choice.getByRole(AriaRole.STATUS)).containsText("prices.csv: 1 passage. Cut as: Slides.");
        assertThat(choice.locator("li")).containsText("Rows 1–3");
        choice.getByLabel("How documents are cut into passages").selectOption("tables");
        assertThat(choice.getByRole(AriaRole.STATUS)).containsText("Cut as: Tables.");
        button(page, "Save").click();

        assertThat(page.locator("#cutting")).containsText("1 document was cut in another way than is set now.");
        button(page, "Cut again").click();
        assertThat(page.locator("#cutting")).hasCount(0);
        Api.awaitNothingInProgress(collection);

        page.reload();
        assertThat(page.locator("gw-file-row")).hasCount(1);
        chooseInMenu(page, "Edit");
        assertThat(choice.getByLabel("How documents are cut into passages")).hasValue("tables");
        assertThat(page.locator("#cutting")).hasCount(0);
    }

    @Test
    void aCitationOfATableTellsItsRow() {
        String collection = Api.createCollection("Parts");
        Api.add(collection, "parts.csv", "part,torque\nhub nut,40 Nm\nstem bolt,5 Nm\ncrank bolt,38 Nm\n");
        Page page = signedIn(Chromium.DESKTOP);

        ask(page, "What is the torque of the stem bolt?");

        assertThat(page.locator("gw-answer .source .where").first())
                .containsText("Row 3", new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS));
    }

    @Test
    void aCitationOfAPdfOpensItsPageWithThePassageMarked() throws IOException {
        String collection = Api.createCollection("Service");
        Api.add(collection, "warranty.pdf", resource("/samples/warranty-and-returns.pdf"));
        Page page = signedIn(Chromium.DESKTOP);

        ask(page, "What ends the warranty on a frame?");
        button(page, "Source 1: warranty.pdf")
                .first()
                .click(new Locator.ClickOptions().setTimeout(LONGEST_WORK_MILLIS));

        assertThat(page.locator("gw-pdf-view canvas")).isVisible();
        assertThat(page.locator("gw-pdf-view mark").first()).isAttached();
        assertThat(page.locator("gw-pdf-view .pager")).containsText(Pattern.compile("Page \\d of \\d"));

        button(page, "Text").click();
        assertThat(page.locator("gw-document-text mark").first()).isInViewport();
    }

    @Test
    void aQuestionThatTheDocumentsDoNotAnswerIsSaidToBeOne() {
        Api.add(Api.createCollection("Workshop"), "handbook.md", HANDBOOK);
        Page page = signedIn(Chromium.DESKTOP);

        ask(page, "Which protein does the CRISPR complex of Streptococcus pyogenes cut with?");

        assertThat(page.locator("[data-outcome=declined]"))
                .containsText("The documents do not hold an answer", inTime());
    }

    @Test
    void aFolderChosenAgainReplacesOnlyWhatHasChanged() throws IOException {
        String collection = Api.createCollection("Wiki");
        Path kiln =
                Files.createDirectories(folder.resolve("wiki").resolve("halls")).resolve("kiln.md");
        Files.writeString(kiln, "The kiln is fired on Mondays.");
        Files.writeString(folder.resolve("wiki").resolve("hours.md"), HANDBOOK);
        Page page = signedIn(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);

        page.locator("gw-collection-page #folder").setInputFiles(folder.resolve("wiki"));
        assertThat(page.locator("#summary")).hasText("2 ready", withPatience());
        List<Object> before =
                Api.files(collection).stream().map(file -> file.get("id")).toList();
        Files.writeString(kiln, "The kiln is fired on Thursdays.");
        page.locator("gw-collection-page #folder").setInputFiles(folder.resolve("wiki"));

        Api.awaitVersion(collection, "wiki/halls/kiln.md", 2);
        assertThat(page.locator("#summary")).hasText("2 ready", withPatience());
        assertThat(Api.files(collection))
                .extracting(file -> file.get("id"))
                .containsExactlyInAnyOrderElementsOf(before);
        assertThat(Api.files(collection))
                .extracting(file -> file.get("external_id"), file -> file.get("version"))
                .containsExactlyInAnyOrder(tuple("wiki/halls/kiln.md", 2), tuple("wiki/hours.md", 1));
    }

    @Test
    void aLargeFileGoesInPartsAndAfterAPauseGoesOnWhereItWas() throws IOException {
        String collection = Api.createCollection("Large");
        byte[] noPdf = new byte[20 << 20];
        System.arraycopy("%PDF-1.7 and nothing else".getBytes(StandardCharsets.UTF_8), 0, noPdf, 0, 25);
        Path file = Files.write(folder.resolve("plans.pdf"), noPdf);
        Page page = signedIn(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);
        AtomicInteger parts = new AtomicInteger();
        page.route("**/v1/uploads/*/parts", route -> {
            if (parts.incrementAndGet() != 2) {
                route.resume(); // the second hangs until it is paused
            }
        });

        page.locator("gw-collection-page #files").setInputFiles(file);
        page.waitForCondition(() -> parts.get() == 2);
        button(page, "Pause uploads").click();
        assertThat(page.locator("[data-status=paused]")).isVisible();
        button(page, "Resume uploads").click();

        assertThat(page.locator("#summary")).hasText("0 ready, 1 failed", withPatience());
        assertThat(page.locator("gw-file-row .error")).containsText("damaged");
        assertThat(parts).hasValue(3);
    }

    @Test
    void aFailedFileShowsItsReasonAndIsRemovedAfterAConfirmation() {
        String collection = Api.createCollection("Failing");
        Api.add(collection, "broken.pdf", "%PDF-1.7 this is no PDF");
        Object error = Api.files(collection).getFirst().get("last_error");
        Page page = signedIn(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);

        assertThat(page.locator("gw-file-row .error")).hasText((String) ((Map<?, ?>) error).get("message"));

        button(page, "Remove broken.pdf").click();
        button(page, "Remove document").click();
        assertThat(page.locator("gw-file-row")).hasCount(0);
        assertThat(Api.files(collection)).isEmpty();
    }

    @Test
    void anEmptySystemOffersSamplesThatAnswerTheirQuestions() {
        Page page = signedIn(Chromium.DESKTOP);

        button(page, "Try with sample documents").click();
        Locator suggestion = button(page, "What should I do with a battery pack that was dropped?");
        suggestion.click(new Locator.ClickOptions().setTimeout(LONGEST_WORK_MILLIS));

        assertThat(page.locator("gw-answer h2")).hasText("What should I do with a battery pack that was dropped?");
        assertThat(page.locator("gw-answer .text")).containsText("sand box", inTime());
    }

    @Test
    void theKeyboardAloneLeadsFromSignInToTheCitedPassageAndBack() {
        Api.add(Api.createCollection("Workshop"), "handbook.md", HANDBOOK);
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home.toString());
        assertThat(page.getByLabel("E-mail")).isFocused();

        page.keyboard().type(ADMIN_EMAIL);
        page.keyboard().press("Tab");
        page.keyboard().type(ADMIN_PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Your question")).isFocused();

        page.keyboard().type(QUESTION);
        page.keyboard().press("Enter");
        Locator citation = button(page, "Source 1: handbook.md").first();
        assertThat(citation).isVisible(patiently());

        for (int step = 0; step < 12 && !isFocused(citation); step++) {
            page.keyboard().press("Shift+Tab");
        }
        assertThat(citation).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("gw-document-text mark")).hasText(CITED);
        page.keyboard().press("Escape");
        assertThat(citation).isFocused();
    }

    @Test
    void noPageScrollsSidewaysOnAPhone() {
        String collection =
                Api.createCollection("A-collection-with-one-very-long-word-in-its-name-that-does-not-break");
        Api.add(
                collection,
                "a-file-name-that-is-long-enough-to-be-wider-than-any-phone-is-today-and-tomorrow.md",
                HANDBOOK);
        Page page = signedIn(Chromium.PHONE);
        ask(page, QUESTION);
        assertThat(button(page, "Copy answer")).isVisible(patiently());
        assertFits(page, "ask");

        button(page, "Source 1").first().click();
        assertThat(page.locator("gw-document-text mark")).isVisible();
        assertFits(page, "document");
        page.keyboard().press("Escape");

        for (String path : List.of(
                "collections", "collections/" + collection, "collections/new", "models", "routes", "people", "keys")) {
            page.navigate(home + "#/" + path);
            assertThat(page.locator("main h1")).isVisible();
            assertFits(page, path);
        }
    }

    @Test
    void peopleWhoAreNoAdminsSeeNothingOfTheAdministration() {
        Api.createPerson("robin@example.com", "a long enough password");
        Api.createCollection("Shared");
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home.toString());

        signIn(page, "robin@example.com", "a long enough password");

        assertThat(page.getByLabel("Your question")).isVisible();
        assertThat(page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName(Pattern.compile("Models|Routes|People|API keys"))))
                .hasCount(0);
        page.navigate(home + "#/keys");
        assertThat(page.locator("gw-keys-page")).hasCount(0);
    }

    @Test
    void aSessionThatEndsLeadsToTheSignInAndBackToTheSamePlace() {
        String collection = Api.createCollection("Workshop");
        Page page = signedIn(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);
        assertThat(heading(page, "Workshop")).isVisible();

        page.context().clearCookies();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Models"))
                .click();
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);

        assertThat(heading(page, "Models")).isVisible();
    }

    private Page signedIn(int width) {
        Page page = chromium.page(width);
        page.navigate(home.toString());
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("gw-ask-page")).isVisible();
        return page;
    }

    private static void ask(Page page, String question) {
        page.getByLabel("Your question").fill(question);
        page.keyboard().press("Enter");
    }

    private static void assertFits(Page page, String where) {
        assertThat((Integer)
                        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as("pixels beyond the edge of a phone at %s", where)
                .isLessThanOrEqualTo(0);
    }

    private static boolean isFocused(Locator locator) {
        return (boolean) locator.evaluate("element => element.getRootNode().activeElement === element");
    }

    private static LocatorAssertions.IsVisibleOptions patiently() {
        return new LocatorAssertions.IsVisibleOptions().setTimeout(LONGEST_WORK_MILLIS);
    }

    private static LocatorAssertions.HasTextOptions withPatience() {
        return new LocatorAssertions.HasTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }

    private static LocatorAssertions.ContainsTextOptions inTime() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(LONGEST_WORK_MILLIS);
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream file = PageIT.class.getResourceAsStream(path)) {
            return file.readAllBytes();
        }
    }
}
