package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.heading;
import static io.groundwork.orchestration.page.Steps.menu;
import static io.groundwork.orchestration.page.Steps.openMenu;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URL;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be done with a collection, on its page: on screens of all widths, and without a mouse. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class CollectionActionsIT {

    private static final List<Integer> WIDTHS = List.of(320, 360, 375, 480, 640, 700, 768, 1024, 1280, 1920);
    private static final int HEIGHT = 844;

    /** How many rows the actions stand in, and how far the page or the open menu reach beyond an edge. */
    private static final String LAID_OUT = """
            host => {
                const shown = [...host.shadowRoot.querySelectorAll(".page-head > .row > *")].filter(one => one.getClientRects().length > 0);
                const rows = new Set(shown.map(one => Math.round(one.getBoundingClientRect().top)));
                const panel = host.shadowRoot.querySelector("gw-menu").shadowRoot.querySelector(".panel").getBoundingClientRect();
                const page = document.documentElement;
                const beyond = Math.max(0, page.scrollWidth - page.clientWidth, panel.right - page.clientWidth, -panel.left);
                return `${rows.size} row, ${Math.ceil(beyond)} pixels too wide`;
            }
            """;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    private String collection;

    @BeforeEach
    void aCollection() {
        Api.deleteAllCollections();
        collection = Api.createCollection("Birds of the northern shore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void theyStandInOneRowOnEveryScreen(String language) {
        Page page = opened(Chromium.DESKTOP);
        page.evaluate("tag => localStorage.setItem('groundwork.language', tag)", language);
        page.reload();
        menu(page).getByRole(AriaRole.BUTTON).first().click();

        for (int width : WIDTHS) {
            page.setViewportSize(width, HEIGHT);
            String found = String.valueOf(page.locator("gw-collection-page").evaluate(LAID_OUT));
            assertThat(found).as("at %d pixels", width).isEqualTo("1 row, 0 pixels too wide");
        }
    }

    @Test
    void whatHasNoRoomBesideTheMenuStandsInIt() {
        Page page = opened(Chromium.PHONE);
        Locator access = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Access"));
        assertThat(access).hasCount(0);

        openMenu(page);
        access.click();

        assertThat(heading(page, "Who may read")).isVisible();
        page.setViewportSize(Chromium.DESKTOP, HEIGHT);
        page.keyboard().press("Escape");
        assertThat(access).hasCount(1);
    }

    @Test
    void theMenuIsOpenedUsedAndLeftByTheKeyboard() {
        Page page = opened(Chromium.DESKTOP);
        Locator more = menu(page).getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("More"));
        more.focus();

        page.keyboard().press("Enter");
        assertThat(more).hasAttribute("aria-expanded", "true");
        page.keyboard().press("Escape");
        assertThat(more).hasAttribute("aria-expanded", "false");
        assertThat(more).isFocused();

        page.keyboard().press("Enter");
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        assertThat(page.locator("gw-collection-settings")).hasCount(1);
        page.keyboard().press("Escape");
        assertThat(page.locator("gw-collection-settings")).hasCount(0);
        assertThat(more).isFocused();

        page.keyboard().press("Enter");
        page.keyboard().press("Shift+Tab");
        assertThat(more).hasAttribute("aria-expanded", "false");
    }

    @Test
    void whoOnlyReadsHasNoMenu() {
        Api.createPerson("wren@example.com", "a long enough password");
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);
        signIn(page, "wren@example.com", "a long enough password");

        assertThat(page.getByText("Try a search")).isVisible();
        assertThat(menu(page)).hasCount(0);
    }

    private Page opened(int width) {
        Page page = chromium.page(width);
        page.navigate(home + "#/collections/" + collection);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(menu(page)).isVisible();
        return page;
    }
}
