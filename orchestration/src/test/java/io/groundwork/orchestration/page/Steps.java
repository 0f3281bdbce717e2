package io.groundwork.orchestration.page;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

/** What a person does on any page, and what is looked for by its name. */
final class Steps {

    private Steps() {}

    static void signIn(Page page, String email, String password) {
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill(password);
        button(page, "Sign in").click();
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    /** Chooses what stands in the menu of a collection's page. */
    static void chooseInMenu(Page page, String name) {
        openMenu(page);
        menu(page).getByText(name).click();
    }

    static void openMenu(Page page) {
        menu(page)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("More"))
                .click();
    }

    static Locator menu(Page page) {
        return page.locator("gw-collection-page gw-menu");
    }

    static Locator heading(Page page, String name) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
    }
}
