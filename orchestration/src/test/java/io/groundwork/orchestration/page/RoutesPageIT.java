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
import com.microsoft.playwright.options.SelectOption;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of the routes: making one, changing its order, going back, and trying it. Where revisions are counted, the name is the test's own. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class RoutesPageIT {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private final OpenAiServer server = new OpenAiServer().plays(stage -> stage.says("Good morning."));

    @TestHTTPResource("/")
    URL home;

    private String first;

    @BeforeEach
    void twoModels() {
        first = Registered.model(Map.of(
                "name", "first", "model", "tiny", "base_url", server.url().toString()));
        Registered.model(Map.of(
                "name", "second", "model", "small", "base_url", server.url().toString()));
    }

    @AfterEach
    void clear() {
        Registered.clear();
        server.close();
    }

    @Test
    void aRouteIsMadeInTheOrderThatWasChosen() {
        Page page = signedIn("routes");

        button(page, "New route").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("careful");
        candidate(page, 1).selectOption(new SelectOption().setLabel("first"));
        button(page, "Add a model").click();
        candidate(page, 2).selectOption(new SelectOption().setLabel("second"));
        candidate(page, 2).press("Alt+ArrowUp");
        assertThat(candidate(page, 1)).hasValue("second");
        assertThat(candidate(page, 1)).isFocused();
        page.getByLabel("For the first word").fill("2.5");
        button(page, "Save").click();

        assertThat(heading(page, "careful")).isVisible();
        assertThat(page.locator("gw-route-page .waits")).containsText("first word within 2.5 s");
        assertThat(Registered.candidatesOf("careful")).containsExactly("second", "first");
    }

    @Test
    void anEarlierRevisionIsBackAfterOnePress() {
        Registered.route("earlier", "first");
        Registered.route("earlier", "second", "first");
        Page page = signedIn("routes/earlier");
        assertThat(page.locator("[data-revision='2']")).containsText("Added: second");

        button(page, "Roll back to revision 1").click();

        assertThat(page.locator("[data-revision='3']")).containsText("Removed: second");
        assertThat(page.locator("[data-revision='3']")).containsText("In force");
        assertThat(page.locator("gw-route-page li[data-candidate]")).hasCount(1);
        assertThat(Registered.candidatesOf("earlier")).containsExactly("first");
    }

    @Test
    void tryingARouteShowsWhoAnsweredAndWhyTheOthersDidNot() {
        Registered.route("careful", "first", "second");
        Registered.move(first, "quarantined");
        Page page = signedIn("routes/careful");
        assertThat(page.locator("li[data-candidate=first]")).containsText("Quarantined");

        page.getByLabel("Message").fill("Good morning?");
        button(page, "Send").click();

        assertThat(page.locator("gw-route-try #answer")).containsText("second answered");
        assertThat(page.locator("gw-route-try #answer")).containsText("Good morning.");
        assertThat(page.locator("gw-route-try [data-why=not_serving]")).containsText("Passed over: it does not serve");
        assertThat(page.locator("gw-route-try [data-why=answered]")).containsText("second");
    }

    @Test
    void whatIsWrongIsToldAtItsFieldAndNothingIsSavedUntilItIsRight() {
        Registered.route("limited", "first");
        Page page = signedIn("routes/limited");
        button(page, "Edit").click();
        page.locator("gw-route-form details summary").click();

        page.getByLabel("Up to this many tokens").fill("many");
        button(page, "Save").click();
        assertThat(page.locator("gw-route-form li .error")).containsText("whole number");
        assertThat(page.getByLabel("Up to this many tokens")).isFocused();

        page.getByLabel("Up to this many tokens").fill("4000");
        button(page, "Save").click();
        assertThat(page.locator("li[data-candidate=first]")).containsText("up to 4,000 tokens");
        assertThat(page.locator("[data-revision='2']")).containsText("first takes up to 4,000 tokens");
    }

    @Test
    void aRouteIsDeletedAfterAConfirmationButNotTheDefaultOne() {
        Registered.route("careful", "first");
        Page page = signedIn("routes/careful");

        button(page, "Delete").click();
        page.getByLabel("Why?").fill("Nobody uses it");
        page.locator("gw-confirm .danger").click();
        assertThat(page.locator("gw-routes-page li[data-route=default]")).isVisible();
        assertThat(page.locator("gw-routes-page li[data-route=careful]")).hasCount(0);

        page.locator("li[data-route=default] a").click();
        assertThat(heading(page, "default")).isVisible();
        assertThat(button(page, "Edit")).isVisible();
        assertThat(button(page, "Delete")).hasCount(0);
    }

    private static Locator candidate(Page page, int place) {
        return page.getByLabel("Model " + place);
    }

    private Page signedIn(String path) {
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/" + path);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator("main h1")).isVisible();
        return page;
    }
}
