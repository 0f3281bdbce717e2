package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.button;
import static io.groundwork.orchestration.page.Steps.chooseInMenu;
import static io.groundwork.orchestration.page.Steps.menu;
import static io.groundwork.orchestration.page.Steps.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.net.URL;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which attributes the documents of a collection may have, declared in its settings: with a mouse, by the keyboard, and on screens of all widths. */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class AttributeTypesPageIT {

    private static final List<Integer> WIDTHS = List.of(320, 360, 480, 481, 640, 768, 1280, 1920);
    private static final int HEIGHT = 844;

    /** How far what is in the dialog reaches beyond its edge. */
    private static final String BEYOND = """
            host => {
                const dialog = host.shadowRoot.querySelector("gw-dialog").shadowRoot.querySelector("dialog");
                const rows = [...host.shadowRoot.querySelector("gw-attribute-types").shadowRoot.querySelectorAll("li > *")];
                const edge = dialog.getBoundingClientRect().right;
                return Math.ceil(Math.max(dialog.scrollWidth - dialog.clientWidth, ...rows.map(one => one.getBoundingClientRect().right - edge)));
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
        collection = Api.createCollection("Birds");
    }

    @Test
    void whatIsDeclaredIsKeptAndThereWhenTheSettingsAreOpenedAgain() {
        Page page = settings();
        openTypes(page);
        only(page).check();
        name(page, 1).fill("team");
        button(page, "Add attribute").click();
        name(page, 2).fill("published");
        page.getByLabel("Type of published").selectOption("date");
        button(page, "Add attribute").click(); // stays empty, and is no attribute
        save(page);

        assertThat(declared()).isEqualTo(Map.of("team", "string", "published", "date"));
        page.reload();
        chooseInMenu(page, "Edit");
        openTypes(page);
        assertThat(only(page)).isChecked();
        assertThat(page.locator("gw-attribute-types li")).hasCount(2);
        assertThat(page.getByLabel("Type of team")).hasValue("string");
        assertThat(page.getByLabel("Type of published")).hasValue("date");

        page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Any attributes"))
                .check();
        save(page);

        assertThat(declared()).isEqualTo("any");
    }

    @Test
    void settingsThatAreSavedWithoutATouchLeaveADeclarationAsItIs() {
        declare(Map.of("team", "string"));
        Page page = settings();
        page.locator("gw-collection-settings #description").fill("Of the northern shore");

        save(page);

        assertThat(declared()).isEqualTo(Map.of("team", "string"));
    }

    @Test
    void twoOfOneNameAreSaidToBeWrongBeforeAnythingIsSent() {
        Page page = settings();
        openTypes(page);
        only(page).check();
        name(page, 1).fill("team");
        button(page, "Add attribute").click();
        name(page, 2).fill(" team");
        page.locator("gw-attribute-types summary").click(); // closed, it opens to show what is wrong

        button(page, "Save").click();

        assertThat(page.locator("gw-attribute-types").getByRole(AriaRole.ALERT)).hasText("“team” is there twice.");
        assertThat(name(page, 2)).isFocused();
        assertThat(declared()).isEqualTo("any");

        name(page, 2).fill("floor");
        assertThat(page.locator("gw-attribute-types").getByRole(AriaRole.ALERT)).hasCount(0);
        save(page);

        assertThat(declared()).isEqualTo(Map.of("team", "string", "floor", "string"));
    }

    @Test
    void aDocumentThatDoesNotFitIsNamedAndNothingIsChanged() {
        Api.add(collection, "heron.txt", "The heron wades in shallow water.");
        Api.asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("attributes", Map.of("team", "north")))
                .post(
                        "/v1/vector_stores/{id}/files/{file}",
                        collection,
                        Api.files(collection).getFirst().get("id"))
                .then()
                .statusCode(200);
        Page page = settings();
        openTypes(page);
        only(page).check();
        name(page, 1).fill("team");
        page.getByLabel("Type of team").selectOption("number");

        button(page, "Save").click();

        Locator refused = page.locator("gw-collection-settings .note.bad");
        assertThat(refused).containsText("team");
        assertThat(refused).isInViewport();
        assertThat(name(page, 1)).hasValue("team");
        assertThat(declared()).isEqualTo("any");
    }

    @Test
    void theKeyboardAloneAddsAndRemoves() {
        Page page = settings();
        page.locator("gw-attribute-types summary").focus();
        page.keyboard().press("Enter");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Tab");
        page.keyboard().type("team");
        page.keyboard().press("Enter");
        assertThat(name(page, 2)).isFocused();
        page.keyboard().type("floor");
        page.keyboard().press("Tab");
        page.keyboard().press("ArrowDown");
        assertThat(page.getByLabel("Type of floor")).hasValue("number");

        button(page, "Remove team").focus();
        page.keyboard().press("Enter");
        assertThat(button(page, "Remove floor")).isFocused();
        page.keyboard().press("Enter");
        assertThat(button(page, "Add attribute")).isFocused();
        page.keyboard().press("Enter");
        assertThat(name(page, 1)).isFocused();
        page.keyboard().type("shore");
        save(page);

        assertThat(declared()).isEqualTo(Map.of("shore", "string"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void theDialogFitsEveryScreen(String language) {
        declare(Map.of(
                "a-name-of-sixty-four-characters-that-is-wider-than-most-phones-x", "boolean", "floor", "number"));
        Page page = opened();
        page.evaluate("tag => localStorage.setItem('groundwork.language', tag)", language);
        page.reload();
        menu(page).getByRole(AriaRole.BUTTON).first().click();
        menu(page).getByText(language.equals("de") ? "Bearbeiten" : "Edit").click();
        openTypes(page);

        for (int width : WIDTHS) {
            page.setViewportSize(width, HEIGHT);
            assertThat((Integer) page.locator("gw-collection-settings").evaluate(BEYOND))
                    .as("pixels beyond the edge at %d", width)
                    .isLessThanOrEqualTo(0);
        }
    }

    private Page settings() {
        Page page = opened();
        chooseInMenu(page, "Edit");
        return page;
    }

    private Page opened() {
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(menu(page)).isVisible();
        return page;
    }

    private static void openTypes(Page page) {
        page.locator("gw-attribute-types summary").click();
    }

    private static Locator only(Page page) {
        return page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("Only these"));
    }

    private static Locator name(Page page, int number) {
        return page.getByLabel("Name of attribute " + number);
    }

    private static void save(Page page) {
        button(page, "Save").click();
        assertThat(page.locator("gw-collection-settings")).hasCount(0);
    }

    private void declare(Map<String, String> types) {
        Api.asAdmin()
                .contentType(ContentType.JSON)
                .body(Map.of("attribute_types", types))
                .post("/v1/vector_stores/{id}", collection)
                .then()
                .statusCode(200);
    }

    /** The word "any", or types by name. */
    private Object declared() {
        return Api.asAdmin()
                .get("/v1/vector_stores/{id}", collection)
                .then()
                .statusCode(200)
                .extract()
                .path("attribute_types");
    }
}
