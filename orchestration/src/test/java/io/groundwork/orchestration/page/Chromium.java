package io.groundwork.orchestration.page;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The browser of the page tests: Chromium as the machine has it, without a network of its own. Keeps what went wrong in each page, and fails the
 * test that saw a script error, a message of an error on the console or a breach of the content security policy.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    static final int DESKTOP = 1280;
    static final int PHONE = 390;

    private static final int HEIGHT = 844;
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-default-apps",
            "--disable-dev-shm-usage",
            "--no-first-run");

    /** Tells breaches of the policy even where the browser would only log them. */
    private static final String WATCH_POLICY =
            "document.addEventListener('securitypolicyviolation', event => console.error('CSP ' + event.violatedDirective + ' ' + event.blockedURI))";

    private final List<BrowserContext> open = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private @Nullable Playwright playwright;
    private @Nullable Browser browser;

    @Override
    public void beforeAll(ExtensionContext context) {
        Path executable = executable();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(FLAGS));
    }

    /** A page with nothing remembered from any other. */
    Page page(int width) {
        BrowserContext context = requireNonNull(browser)
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, HEIGHT)
                        .setLocale("en-US"));
        open.add(context);
        context.addInitScript(WATCH_POLICY);
        Page page = context.newPage();
        page.onPageError(error -> wrong.add("script: " + error));
        page.onConsoleMessage(message -> {
            // The browser logs every answer that is not 2xx. The first question of the page, who is signed in, has 401
            // for an answer.
            if (message.type().equals("error")
                    && !message.text().startsWith("Failed to load resource: the server responded with a status of 4")) {
                wrong.add("console: " + message.text());
            }
        });
        return page;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(BrowserContext::close);
        open.clear();
        List<String> seen = List.copyOf(wrong);
        wrong.clear();
        assertThat(seen).as("errors in the page").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (playwright != null) {
            playwright.close();
        }
    }

    private static Path executable() {
        return Optional.ofNullable(System.getenv("GROUNDWORK_TEST_CHROMIUM"))
                .filter(path -> !path.isBlank())
                .map(Path::of)
                .orElseThrow(
                        () -> new IllegalStateException(
                                "There is no browser: set GROUNDWORK_TEST_CHROMIUM to a Chromium, or run ./groundwork test, which finds one (--no-browser leaves these tests out)"));
    }
}
