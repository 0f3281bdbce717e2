package io.groundwork.orchestration.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_EMAIL;
import static io.groundwork.orchestration.PostgresForTests.ADMIN_PASSWORD;
import static io.groundwork.orchestration.page.Steps.signIn;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.groundwork.orchestration.page.ListedFiles.Row;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Many files at once, good ones beside hostile ones, watched from the drop to the end. With {@code -Dgroundwork.test.files=FOLDER} another folder's
 * files take the place of those made here as well.
 */
@QuarkusTest
@TestProfile(OwnSystem.class)
@Tag("browser")
@DisabledIfEnvironmentVariable(named = "GROUNDWORK_TEST_BROWSER", matches = "none")
class DroppedFilesIT {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final double BETWEEN_LOOKS_MILLIS = 100;
    private static final Logger LOG = Logger.getLogger(DroppedFilesIT.class);

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @TestHTTPResource("/")
    URL home;

    @BeforeEach
    void empty() {
        Api.deleteAllCollections();
    }

    @Test
    void everyFileEndsReadyOrFailedForItsReasonAndThePageTellsTheTruthMeanwhile() throws IOException {
        Map<FilePayload, String> files = HostileFiles.all();

        Map<String, Row> ended = dropAndWatch(List.copyOf(files.keySet()));

        files.forEach(
                (file, reason) -> assertThat(ended.get(file.name)).as(file.name).satisfies(row -> {
                    assertThat(row.status()).isEqualTo(reason.isEmpty() ? "completed" : "failed");
                    assertThat(row.error()).contains(reason);
                }));
    }

    @Test
    @EnabledIfSystemProperty(named = "groundwork.test.files", matches = ".+")
    void theGivenFilesEndReadyOrFailedAndThePageTellsTheTruthMeanwhile() throws IOException {
        List<FilePayload> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Path.of(System.getProperty("groundwork.test.files")))) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                files.add(new FilePayload(file.getFileName().toString(), "", Files.readAllBytes(file)));
            }
        }

        Map<String, Row> ended = dropAndWatch(files);

        ended.forEach((name, row) -> LOG.infof("%s: %s %s", name, row.status(), row.error()));
    }

    /** What the page says of each file in the end. */
    private Map<String, Row> dropAndWatch(List<FilePayload> dropped) {
        assertThat(dropped).as("files, of which the page shows 30 at once").hasSizeBetween(1, 30);
        String collection = Api.createCollection("Dropped");
        Page page = chromium.page(Chromium.DESKTOP);
        page.navigate(home + "#/collections/" + collection);
        signIn(page, ADMIN_EMAIL, ADMIN_PASSWORD);
        assertThat(page.locator(".drop")).isVisible();

        drop(page, dropped);

        Instant latest = Instant.now().plus(LONGEST);
        Set<String> names = dropped.stream().map(file -> file.name).collect(toSet());
        Map<String, Row> last = new HashMap<>();
        while (!last.keySet().containsAll(names) || !last.values().stream().allMatch(Row::hasEnded)) {
            assertThat(Instant.now()).as("still in progress: %s", last).isBefore(latest);
            page.waitForTimeout(BETWEEN_LOOKS_MILLIS);
            ListedFiles shown = ListedFiles.on(page);
            int within = checkAgainstTheServer(shown, collection);
            assertThat(shown.counted())
                    .as("files in '%s'", shown.summary())
                    .isBetween(dropped.size(), dropped.size() + within);
            for (Row row : shown.rows()) {
                Row before = last.put(row.name(), row);
                if (before != null) {
                    assertThat(row.stage()).as("%s after %s", row, before).isGreaterThanOrEqualTo(before.stage());
                    if (row.stage() == before.stage() && row.done() >= 0) {
                        assertThat(row.done()).as("%s after %s", row, before).isGreaterThanOrEqualTo(before.done());
                    }
                }
            }
        }
        page.waitForCondition(() -> ListedFiles.on(page).counted() == Api.countFiles(collection));
        assertThat(Api.asAdmin().get("/q/health/ready").statusCode()).isEqualTo(200);
        return last;
    }

    /**
     * What the page said a moment ago must still be so: an end is one, its reason is the server's, and nothing shown as done is undone.
     *
     * @return how many files lie within others by now
     */
    private static int checkAgainstTheServer(ListedFiles shown, String collection) {
        Map<String, Map<String, Object>> truth = Api.files(collection).stream()
                .collect(toMap(file -> (String) file.get("filename"), Function.identity()));
        for (Row row : shown.rows()) {
            Map<String, Object> file = truth.get(row.name());
            if (row.stage() >= 3) {
                assertThat(file)
                        .as("%s, which the page shows as stored", row.name())
                        .isNotNull();
            }
            if (row.hasEnded()) {
                assertThat(file.get("status")).as(row.name()).isEqualTo(row.status());
            }
            if (row.status().equals("failed")) {
                assertThat(row.error()).isNotBlank().isEqualTo(((Map<?, ?>) file.get("last_error")).get("message"));
            }
            if (row.stage() == 3 && row.done() > 0 && file.get("progress") instanceof Map<?, ?> progress) {
                assertThat(((Number) progress.get("passages_done")).doubleValue())
                        .as(row.name())
                        .isGreaterThanOrEqualTo(row.done());
            }
        }
        return (int) truth.values().stream()
                .filter(file -> file.get("parent_id") != null)
                .count();
    }

    /** Drops files as a person does: all at once, from the desktop onto the page. */
    private static void drop(Page page, List<FilePayload> files) {
        page.evaluate("""
                () => {
                  const input = document.createElement("input");
                  input.type = "file";
                  input.id = "desktop";
                  input.multiple = true;
                  document.body.append(input);
                }""");
        page.locator("#desktop").setInputFiles(files.toArray(FilePayload[]::new));
        page.locator("gw-collection-page .page").evaluate("""
                target => {
                  const dataTransfer = new DataTransfer();
                  for (const file of document.querySelector("#desktop").files) {
                    dataTransfer.items.add(file);
                  }
                  target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
                }""");
    }
}
