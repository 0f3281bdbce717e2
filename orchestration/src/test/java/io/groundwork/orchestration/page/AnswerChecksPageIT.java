package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.signIn;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a reader sees of how an answer was checked. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class AnswerChecksPageIT {

    private static final String WRITTEN =
            "## Leave\n\n- **Each parent may take sixteen weeks of parental leave.** [1]\n- Each parent may take ninety weeks of parental leave [1].\n";

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private final OpenAiServer server = new OpenAiServer().plays(stage -> stage.says(WRITTEN));

    @TestHTTPResource("/")
    URL home;

    @BeforeEach
    void twoHandbooksThatDoNotAgree() {
        Api.deleteAllCollections();
        String handbooks = Api.createCollection("Handbooks");
        Api.add(handbooks, "handbook.txt", "Each parent may take sixteen weeks of parental leave. It is paid.");
        Api.add(handbooks, "handbook-new.txt", "Each parent may take twenty weeks of parental leave. Ask us.");
    }

    @AfterEach
    void clear() {
        Registered.clear();
        Api.deleteAllCollections();
        server.close();
    }

    @Test
    void whatIsNotBorneOutIsUnderlinedAndWhatIsQuotedIsInQuotationMarks() {
        Registered.model(
                Map.of("name", "tiny", "base_url", server.url().toString(), "model", "tiny", "state", "serving"));
        Registered.route("default", "tiny");
        Page page = asked(Chromium.DESKTOP);

        Locator answer = page.locator("gw-answer");
        assertThat(answer.locator(".doubt")).hasText("Each parent may take ninety weeks of parental leave.");
        assertThat(answer.locator(".doubt")).hasAttribute("title", Pattern.compile("another number"));
        assertThat(answer.locator("[data-doubts]")).containsText("1 sentence is not borne out");
        assertThat(answer.locator("strong q")).containsText("Each parent may take sixteen weeks of parental leave");
        assertThat(answer.locator(".text li")).hasCount(2);
    }

    @Test
    void documentsThatDoNotAgreeStandSideBySide() {
        Page page = asked(Chromium.DESKTOP);

        Locator pair = page.locator("gw-contradictions .pair");
        assertThat(pair.locator("button")).hasCount(2);
        assertThat(pair).containsText("sixteen weeks");
        assertThat(pair).containsText("twenty weeks");
        assertThat(pair).containsText("Added ");
        pair.locator("button").first().click();
        assertThat(page.locator("gw-document-text mark")).isVisible();
    }

    private Page asked(int width) {
        Page page = chromium.page(width);
        page.navigate(home.toString());
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        page.getByLabel("Your question").fill("How many weeks of parental leave may each parent take?");
        page.keyboard().press("Enter");
        assertThat(button(page, "Copy answer")).isVisible();
        return page;
    }
}
