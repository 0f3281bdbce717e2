package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newPerson;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.SourceDrill.Counts.none;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.SourcesForTests;
import io.groundwork.orchestration.http.SourceDrill.Document;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A space, in the form in which Atlassian documents Confluence Cloud: pages by cursor (v2), the space's permissions, and restrictions that
 * pages hand down (v1).
 *
 * @see <a href="https://developer.atlassian.com/cloud/confluence/rest/v2/">REST API v2</a>
 */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@QuarkusTestResource(SourcesForTests.class)
class ConfluenceSourceIT {

    private static final String PAGES = "/wiki/api/v2/spaces/42/pages?limit=100&status=current";
    private static final String NEXT = "/wiki/api/v2/spaces/42/pages?limit=100&status=current&cursor=eyJ";

    private final String ann = unique("ann") + "@example.com";
    private final String bob = unique("bob") + "@example.com";
    private final String staff = unique("staff");

    private WireServer wiki;
    private SourceDrill drill;

    @BeforeEach
    void aSpaceOfFourPages() throws IOException {
        wiki = new WireServer();
        wiki.json("/wiki/api/v2/spaces?keys=HR&limit=1", """
                {"results": [{"id": "42", "key": "HR", "name": "People", "type": "global", "status": "current"}], "_links": {}}""");
        wiki.json("/wiki/api/v2/spaces/42/permissions?limit=250", """
                {"results": [
                   {"id": "1", "principal": {"type": "group", "id": "g-1"}, "operation": {"key": "read", "targetType": "space"}},
                   {"id": "2", "principal": {"type": "group", "id": "g-1"}, "operation": {"key": "create", "targetType": "page"}}],
                 "_links": {}}""");
        wiki.json("/wiki/rest/api/group/by-id?id=g-1", """
                {"type": "group", "name": "%s", "id": "g-1"}""".formatted(staff));
        wiki.json("/wiki/api/v2/users-bulk", """
                {"results": [{"accountId": "a-ann", "email": "%s", "displayName": "Ann"}]}""".formatted(ann));
        pages(page("1", "Home", "", 1), page("2", "Canteen", "1", 1));
        wiki.json(NEXT, list("", page("3", "Board", "1", 1), page("4", "Salaries", "3", 1)));
        text("1", "Home", "Welcome to the people department.");
        text("2", "Canteen", "The canteen serves lentils on Mondays.");
        text("3", "Board", "The board meets each quarter.");
        text("4", "Salaries", "The director earns nine hundred.");
        for (String id : new String[] {"1", "2", "3", "4"}) {
            restricted(id, "", "");
        }
        restricted("3", user("a-ann"), "");
        String annId = newPerson(ann, "correct horse battery");
        String bobId = newPerson(bob, "correct horse battery");
        String group = asAdmin()
                .body(Map.of("name", staff))
                .post("/api/v1/groups")
                .jsonPath()
                .getString("id");
        for (String person : new String[] {annId, bobId}) {
            asAdmin()
                    .put("/api/v1/groups/{id}/members/{person}", group, person)
                    .then()
                    .statusCode(204);
        }
        drill = new SourceDrill(
                "confluence",
                Map.of("url", wiki.url() + "/wiki", "space", "HR", "email", "reader@example.com"),
                "api-token");
        drill.letRead(annId);
        drill.letRead(bobId);
    }

    @AfterEach
    void stop() {
        wiki.close();
    }

    @Test
    void eachChangeIsSeenByTheNextWalkAndNothingElseIsTouched() {
        assertThat(drill.sync()).isEqualTo(none().added(4));
        assertThat(wiki.authorization(PAGES)).startsWith("Basic ");
        Map<String, Document> before = documents();
        assertThat(before).containsOnlyKeys("Board.html", "Canteen.html", "Home.html", "Salaries.html");

        assertThat(drill.sync()).isEqualTo(none().unchanged(4));
        assertThat(documents()).isEqualTo(before);

        text("2", "Canteen", "The canteen serves dumplings on Mondays.");
        text("5", "Garage", "The garage closes at ten.");
        restricted("5", "", "");
        pages(page("1", "Home", "", 1), page("2", "Canteen", "1", 2), page("5", "Garage", "1", 1));
        assertThat(drill.sync()).isEqualTo(none().added(1).changed(1).unchanged(3));
        assertThat(finds(bob, "dumplings")).isTrue();
        assertThat(finds(bob, "closes at ten")).isTrue();

        text("2", "Menu", "The canteen serves dumplings on Mondays.");
        pages(page("1", "Home", "", 1), page("2", "Menu", "1", 3));
        assertThat(drill.sync()).isEqualTo(none().changed(1).deleted(1).unchanged(3));
        assertThat(documents()).containsOnlyKeys("Board.html", "Home.html", "Menu.html", "Salaries.html");
        assertThat(documents().get("Menu.html").id())
                .isEqualTo(before.get("Canteen.html").id());
        assertThat(finds(bob, "closes at ten")).isFalse();
        assertThat(documents().get("Home.html")).isEqualTo(before.get("Home.html"));
    }

    @Test
    void restrictionsHoldHereAndAreHandedDown() {
        drill.sync();

        assertThat(finds(ann, "nine hundred")).as("whom the page above names").isTrue();
        assertThat(finds(bob, "nine hundred")).isFalse();
        assertThat(finds(bob, "each quarter")).isFalse();
        assertThat(finds(bob, "lentils")).isTrue();

        restricted("3", "", group(staff));
        restricted("2", user("a-ann"), "");
        assertThat(drill.sync()).isEqualTo(none().permissions(3).unchanged(1));
        assertThat(finds(bob, "nine hundred")).isTrue();
        assertThat(finds(bob, "lentils")).isFalse();
        assertThat(finds(ann, "lentils")).isTrue();
    }

    @Test
    void whomNobodyKnowsHereGetsNothing() {
        restricted("2", user("a-stranger"), "");

        drill.sync();

        assertThat(finds(ann, "lentils")).isFalse();
        assertThat(finds(bob, "lentils")).isFalse();
        assertThat(drill.finds(asAdmin(), "lentils")).isTrue();
    }

    @Test
    void readersBeyondWhatTheServerGivesAtOnceAreAskedFor() {
        String path = "/wiki/rest/api/content/2/restriction/byOperation/read?start=%d&limit=100";
        wiki.json(path.formatted(0), restrictions(user("a-stranger"), "", 1));
        wiki.json(path.formatted(1), restrictions(user("a-ann"), "", 1));
        wiki.json(path.formatted(2), restrictions("", "", 1));

        drill.sync();

        assertThat(finds(ann, "lentils")).isTrue();
        assertThat(finds(bob, "lentils")).isFalse();
    }

    @Test
    void aPageWhoseReadersCannotBeFoundOutIsReportedAndNeitherOpenedNorTakenForGone() {
        drill.sync();
        Map<String, Document> before = documents();
        wiki.json(NEXT, list("", page("3", "Board", "1", 1), below("4", "Salaries", "77", "folder")));

        JsonPath report = drill.run(Map.of());

        assertThat(SourceDrill.Counts.of(report)).isEqualTo(none().unchanged(3).failed(1));
        assertThat(report.getString("notes.find { it.what == 'failed' }.reason"))
                .contains("Salaries");
        assertThat(documents()).isEqualTo(before);
        assertThat(finds(bob, "nine hundred")).isFalse();
    }

    @Test
    void whatRestrictsAFolderRestrictsThePagesInIt() {
        wiki.json(NEXT, list("", page("3", "Board", "1", 1), below("4", "Salaries", "77", "folder")));
        wiki.json("/wiki/api/v2/folders/77", """
                {"id": "77", "type": "folder", "status": "current", "title": "Sealed", "parentId": "1", "parentType": "page"}""");
        restricted("77", user("a-ann"), "");

        assertThat(drill.sync()).isEqualTo(none().added(4));

        assertThat(finds(ann, "nine hundred")).isTrue();
        assertThat(finds(bob, "nine hundred")).isFalse();
    }

    @Test
    void aServerThatAsksForPatienceIsAskedAgainInTheSameWalk() {
        wiki.answerOnce(NEXT, 429, Map.of("Retry-After", "1"), "{}");

        assertThat(drill.sync()).isEqualTo(none().added(4));
    }

    @Test
    void aSpaceThatIsNotThereIsSaidSo() {
        wiki.json("/wiki/api/v2/spaces?keys=NONE&limit=1", """
                {"results": [], "_links": {}}""");

        JsonPath problem = asAdmin()
                .body(Map.of(
                        "collection_id", newCollection(unique("none")),
                        "name", "none",
                        "kind", "confluence",
                        "settings", Map.of("url", wiki.url() + "/wiki", "space", "NONE", "email", "r@example.com"),
                        "secret", "api-token"))
                .post("/api/v1/sources")
                .then()
                .statusCode(400)
                .extract()
                .jsonPath();

        assertThat(problem.getString("detail")).contains("NONE");
    }

    private void pages(String... first) {
        wiki.json(PAGES, list(NEXT, first));
    }

    private String list(String next, String... pages) {
        String link = next.isEmpty() ? "" : "\"next\": \"%s\", ".formatted(next);
        return """
                {"results": [%s], "_links": {%s"base": "%s/wiki"}}""".formatted(String.join(", ", pages), link, wiki.url());
    }

    private static String page(String id, String title, String parent, int version) {
        return """
                {"id": "%s", "status": "current", "title": "%s", "spaceId": "42", "parentId": %s, "parentType": %s,
                 "position": 1, "authorId": "a-ann", "createdAt": "2026-11-20T10:00:00.000Z",
                 "version": {"createdAt": "2026-11-20T10:00:00.000Z", "message": "", "number": %d, "minorEdit": false},
                 "body": {}, "_links": {"webui": "/spaces/HR/pages/%s", "tinyui": "/x/%s"}}""".formatted(
                        id,
                        title,
                        parent.isEmpty() ? "null" : "\"" + parent + "\"",
                        parent.isEmpty() ? "null" : "\"page\"",
                        version,
                        id,
                        id);
    }

    private static String below(String id, String title, String parent, String type) {
        return page(id, title, parent, 1).replace("\"parentType\": \"page\"", "\"parentType\": \"%s\"".formatted(type));
    }

    private void text(String id, String title, String text) {
        wiki.json("/wiki/api/v2/pages/%s?body-format=export_view".formatted(id), """
                {"id": "%s", "status": "current", "title": "%s",
                 "body": {"export_view": {"representation": "export_view", "value": "<p>%s</p>"}}}""".formatted(id, title, text));
    }

    private void restricted(String id, String users, String groups) {
        wiki.json(
                "/wiki/rest/api/content/%s/restriction/byOperation/read?start=0&limit=100".formatted(id),
                restrictions(users, groups, 100));
    }

    /** @param limit how many the server gives at once */
    private static String restrictions(String users, String groups, int limit) {
        return """
                {"operation": "read", "restrictions": {
                   "user": {"results": [%s], "start": 0, "limit": %d, "size": %d, "totalSize": 2, "_links": {}},
                   "group": {"results": [%s], "start": 0, "limit": %d, "size": %d},
                   "_expandable": {}},
                 "_expandable": {"content": "/rest/api/content/1"}, "_links": {}}""".formatted(users, limit, users.isEmpty() ? 0 : 1, groups, limit, groups.isEmpty() ? 0 : 1);
    }

    private static String user(String account) {
        return """
                {"type": "known", "accountId": "%s", "accountType": "atlassian", "email": "", "displayName": "Somebody"}""".formatted(account);
    }

    private static String group(String name) {
        return """
                {"type": "group", "name": "%s", "id": "g-1"}""".formatted(name);
    }

    /** What somebody sees who may read all of it. */
    private Map<String, Document> documents() {
        return drill.documents(SourceDrill.signedIn(ann, "correct horse battery"));
    }

    private boolean finds(String email, String words) {
        return drill.finds(SourceDrill.signedIn(email, "correct horse battery"), words);
    }
}
