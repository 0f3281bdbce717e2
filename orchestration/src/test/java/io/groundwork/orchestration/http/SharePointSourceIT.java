package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
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
 * A drive, in the form in which Microsoft documents Graph: client credentials, delta with next and delta links and without content tags, the
 * deleted facet, permissions, content by redirect to another host.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/driveitem-delta">driveItem: delta</a>
 */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@QuarkusTestResource(SourcesForTests.class)
class SharePointSourceIT {

    private static final String PASSWORD = "correct horse battery";
    private static final String DELTA = "/v1.0/drives/drive-1/root/delta";

    private final String ann = unique("ann") + "@example.com";
    private final String bob = unique("bob") + "@example.com";

    private WireServer graph;
    private WireServer content;
    private SourceDrill drill;

    @BeforeEach
    void aDriveOfTwoFolders() throws IOException {
        graph = new WireServer();
        content = new WireServer();
        graph.json("/contoso/oauth2/v2.0/token", """
                {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": "token-1"}""");
        graph.json("/v1.0/drives/drive-1/root", """
                {"id": "root-1", "name": "root", "root": {}, "folder": {"childCount": 2}}""");
        graph.json(DELTA, """
                {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Collection(driveItem)",
                 "@odata.nextLink": "%s(token='page2')",
                 "value": [
                   {"id": "root-1", "name": "root", "root": {}, "folder": {"childCount": 2}},
                   {"id": "hr-1", "name": "HR", "folder": {"childCount": 1}, "parentReference": {"driveId": "drive-1", "id": "root-1"}},
                   %s]}""".formatted(graph.url() + DELTA, file("menu-1", "menu.txt", "root-1", "c:menu,1")));
        graph.json(DELTA + "(token='page2')", """
                {"@odata.deltaLink": "%s?token=first", "value": [%s, %s]}""".formatted(
                        graph.url() + DELTA,
                        file("leave-1", "leave.txt", "hr-1", "c:leave,1"),
                        file("garage-1", "garage.txt", "root-1", "c:garage,1")));
        permissions("root-1", everyone());
        permissions("hr-1", everyone());
        text("menu-1", "The canteen serves lentils on Mondays.");
        text("leave-1", "Employees have thirty days of leave.");
        text("garage-1", "The garage closes at ten.");
        permissions("menu-1", everyone());
        permissions("leave-1", person(ann));
        permissions("garage-1", person(ann), person(bob));
        String annId = newPerson(ann, PASSWORD);
        String bobId = newPerson(bob, PASSWORD);
        drill = new SourceDrill(
                "sharepoint",
                Map.of(
                        "tenant", "contoso",
                        "client_id", "app-1",
                        "drive_id", "drive-1",
                        "graph_url", graph.url() + "/v1.0",
                        "login_url", graph.url()),
                "client-secret");
        drill.letRead(annId);
        drill.letRead(bobId);
    }

    @AfterEach
    void stop() {
        graph.close();
        content.close();
    }

    @Test
    void eachChangeIsSeenByTheNextWalkAndNothingElseIsTouched() {
        assertThat(drill.sync()).isEqualTo(none().added(3));
        Map<String, Document> before = documents();
        assertThat(before).containsOnlyKeys("garage.txt", "leave.txt", "menu.txt");
        assertThat(graph.authorization(DELTA)).isEqualTo("Bearer token-1");
        assertThat(content.authorization("/menu-1"))
                .as("the token is Graph's alone")
                .isEmpty();

        nothingSince("first", "second");
        assertThat(drill.sync()).isEqualTo(none());

        text("garage-1", "The garage closes at eleven.");
        text("pool-1", "The pool opens in May.");
        permissions("pool-1", everyone());
        since(
                "second",
                "third",
                """
                {"id": "root-1", "name": "root", "root": {}, "folder": {"childCount": 3}}""",
                file("garage-1", "garage.txt", "root-1", "c:garage,2"),
                file("pool-1", "pool.txt", "root-1", "c:pool,1"));
        assertThat(drill.sync()).isEqualTo(none().added(1).changed(1));
        assertThat(finds(bob, "closes at eleven")).isTrue();
        assertThat(finds(bob, "opens in May")).isTrue();

        since("third", "fourth", file("menu-1", "carte.txt", "hr-1", "c:menu,1"), """
                {"id": "pool-1", "deleted": {"state": "deleted"}, "file": {}}""");
        assertThat(drill.sync()).isEqualTo(none().moved(1).deleted(1));
        assertThat(documents()).containsOnlyKeys("carte.txt", "garage.txt", "leave.txt");
        assertThat(documents().get("carte.txt").id())
                .isEqualTo(before.get("menu.txt").id());
        assertThat(finds(bob, "opens in May")).isFalse();
        assertThat(documents().get("leave.txt")).isEqualTo(before.get("leave.txt"));
    }

    @Test
    void theSourcesPermissionsHoldHere() {
        drill.sync();

        assertThat(finds(ann, "thirty days")).isTrue();
        assertThat(finds(bob, "thirty days")).isFalse();
        assertThat(finds(bob, "lentils")).isTrue();
        assertThat(finds(bob, "closes at ten")).isTrue();

        permissions("leave-1", person(bob));
        since("first", "second", file("leave-1", "leave.txt", "hr-1", "c:leave,1"));
        assertThat(drill.sync()).isEqualTo(none().permissions(1));
        assertThat(finds(ann, "thirty days")).isFalse();
        assertThat(finds(bob, "thirty days")).isTrue();
    }

    @Test
    void aFolderThatIsSharedOtherwiseChangesWhatLiesBelow() {
        drill.sync();
        permissions("leave-1", person(bob));
        graph.json("/v1.0/drives/drive-1/items/hr-1/children", """
                {"value": [%s]}""".formatted(
                        child("leave-1", "leave.txt", "hr-1", "c:leave,1")));
        since("first", "second", """
                {"id": "hr-1", "name": "HR", "folder": {"childCount": 1}, "@microsoft.graph.sharedChanged": "True",
                 "parentReference": {"driveId": "drive-1", "id": "root-1"}}""");

        assertThat(drill.sync()).isEqualTo(none().permissions(1));
        assertThat(finds(bob, "thirty days")).isTrue();
        assertThat(finds(ann, "thirty days")).isFalse();
        assertThat(content.asked()).as("bytes that did not change").hasSize(3);
    }

    @Test
    void aRightThatIsTakenAwayFromAFolderIsSeenThoughNothingSaysSo() {
        permissions("hr-1", person(ann), person(bob));
        permissions("leave-1", person(ann), person(bob));
        drill.sync();
        assertThat(finds(bob, "thirty days")).isTrue();

        permissions("hr-1", person(ann));
        permissions("leave-1", person(ann));
        graph.json("/v1.0/drives/drive-1/items/hr-1/children", """
                {"value": [%s]}""".formatted(
                        child("leave-1", "leave.txt", "hr-1", "c:leave,1")));
        since("first", "second", """
                {"id": "root-1", "name": "root", "root": {}, "folder": {"childCount": 2}}""", """
                {"id": "hr-1", "name": "HR", "folder": {"childCount": 1}, "shared": {"scope": "users"},
                 "parentReference": {"driveId": "drive-1", "id": "root-1"}}""");

        assertThat(drill.sync()).isEqualTo(none().permissions(1));
        assertThat(finds(bob, "thirty days")).isFalse();
        assertThat(finds(ann, "thirty days")).isTrue();
        assertThat(graph.asked())
                .as("what lies below a folder that is as it was")
                .doesNotContain("/v1.0/drives/drive-1/items/root-1/children");
    }

    @Test
    void aDeletedFolderTakesAlongWhatWasBelowThoughOnlyItIsNamed() {
        drill.sync();
        since("first", "second", """
                {"id": "hr-1", "deleted": {"state": "deleted"}, "folder": {"childCount": 1}}""");

        assertThat(drill.sync()).isEqualTo(none().deleted(1));

        assertThat(documents()).containsOnlyKeys("garage.txt", "menu.txt");
        assertThat(finds(ann, "thirty days")).isFalse();
    }

    @Test
    void whatMovedOutOfAFolderBeforeItWasDeletedStays() {
        drill.sync();
        Map<String, Document> before = documents();
        since("first", "second", """
                {"id": "hr-1", "deleted": {"state": "deleted"}, "folder": {"childCount": 0}}""", file("leave-1", "leave.txt", "root-1", "c:leave,1"));

        assertThat(drill.sync()).isEqualTo(none().moved(1));
        assertThat(documents().get("leave.txt").id())
                .isEqualTo(before.get("leave.txt").id());
    }

    @Test
    void thoseWhomALinkNamesReadAndThoseWhoseTimeIsOverDoNot() {
        permissions("leave-1", """
                {"id": "p-link", "roles": ["write"], "link": {"scope": "users", "type": "edit", "webUrl": "https://x"},
                 "expirationDateTime": "0001-01-01T00:00:00Z", "grantedToIdentitiesV2": [
                   {"user": {"id": "u", "displayName": "Ann", "email": "%s"},
                    "siteUser": {"id": "9", "displayName": "Ann", "loginName": "i:0#.f|membership|%s"}}]}""".formatted(ann, ann), """
                {"id": "p-over", "roles": ["read"], "expirationDateTime": "2020-01-01T00:00:00Z",
                 "grantedToV2": {"user": {"id": "v", "displayName": "Bob", "email": "%s"}}}""".formatted(bob), """
                {"id": "p-invited", "roles": ["read"], "invitation": {"email": "%s", "signInRequired": true}}""".formatted(bob));

        drill.sync();

        assertThat(finds(ann, "thirty days")).isTrue();
        assertThat(finds(bob, "thirty days")).isFalse();
    }

    @Test
    void whomNobodyKnowsHereGetsNothingAndCuratorsStillSeeIt() {
        permissions("leave-1", person("stranger@elsewhere.example"), """
                {"id": "p-link", "roles": ["read"], "link": {"scope": "organization", "type": "view", "webUrl": "https://x"}}""");

        drill.sync();

        assertThat(finds(ann, "thirty days")).isFalse();
        assertThat(finds(bob, "thirty days")).isFalse();
        assertThat(drill.finds(asAdmin(), "thirty days")).isTrue();
    }

    @Test
    void anExpiredDeltaBeginsAnew() {
        drill.sync();
        graph.answer(DELTA + "?token=first", 410, Map.of("Location", graph.url() + DELTA), """
                {"error": {"code": "resyncChangesApplyDifferences", "message": "Resync required."}}""");

        assertThat(drill.sync()).isEqualTo(none().unchanged(3));
    }

    @Test
    void aServerThatAsksForPatienceForASecondIsAskedAgainInTheSameWalk() {
        graph.answerOnce(DELTA, 429, Map.of("Retry-After", "1"), """
                {"error": {"code": "activityLimitReached", "message": "Too many requests."}}""");
        graph.answerOnce("/v1.0/drives/drive-1/items/leave-1/permissions", 503, Map.of("Retry-After", "1"), "{}");

        assertThat(drill.sync()).isEqualTo(none().added(3));
    }

    @Test
    void aWalkThatIsThrottledForLongGoesOnLater() {
        drill.sync();
        graph.answer(DELTA + "?token=first", 429, Map.of("Retry-After", "1"), "{}");
        String run = asAdmin()
                .body(Map.of())
                .post("/api/v1/sources/{id}/sync", drill.source)
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        for (int i = 0; i < 600 && !drill.report(run).prettify().contains("429"); i++) {
            FrontDoor.pause();
        }
        nothingSince("first", "second");

        JsonPath report = drill.ended(run);

        assertThat(report.getString("state")).isEqualTo("done");
    }

    private void nothingSince(String token, String next) {
        since(token, next);
    }

    private void since(String token, String next, String... items) {
        graph.json(DELTA + "?token=" + token, """
                {"@odata.deltaLink": "%s?token=%s", "value": [%s]}""".formatted(graph.url() + DELTA, next, String.join(", ", items)));
    }

    private void text(String id, String text) {
        content.serve("/" + id, "text/plain", text);
        graph.answer(
                "/v1.0/drives/drive-1/items/%s/content".formatted(id),
                302,
                Map.of("Location", content.url() + "/" + id),
                "");
    }

    private void permissions(String id, String... permissions) {
        graph.json("/v1.0/drives/drive-1/items/%s/permissions".formatted(id), """
                {"value": [%s]}""".formatted(
                        String.join(", ", permissions)));
    }

    /** As delta tells of it: without a content tag. */
    private static String file(String id, String name, String parent, String content) {
        return """
                {"id": "%s", "name": "%s", "size": 40, "webUrl": "https://contoso.sharepoint.com/%s",
                 "@microsoft.graph.downloadUrl": "https://contoso.sharepoint.com/download?id=%s",
                 "eTag": "\\"{%s},2\\"", "lastModifiedDateTime": "2026-11-20T10:00:00Z",
                 "file": {"mimeType": "text/plain", "hashes": {"quickXorHash": "%s"}},
                 "parentReference": {"driveId": "drive-1", "driveType": "documentLibrary", "id": "%s"}}""".formatted(id, name, id, id, id, content, parent);
    }

    /** As a list of a folder's children tells of it. */
    private static String child(String id, String name, String parent, String content) {
        return file(id, name, parent, content)
                .replaceFirst("\\{", "{\"cTag\": \"\\\\\"c:{%s},7\\\\\"\", ".formatted(id));
    }

    private static String person(String email) {
        return """
                {"id": "p-%s", "roles": ["read"], "grantedToV2": {
                 "user": {"id": "u", "displayName": "Somebody", "email": "%s"},
                 "siteUser": {"id": "7", "displayName": "Somebody", "loginName": "i:0#.f|membership|%s"}}}""".formatted(email, email, email);
    }

    private static String everyone() {
        return """
                {"id": "p-all", "roles": ["read"], "grantedToV2": {"siteUser": {"id": "5",
                 "displayName": "Everyone except external users",
                 "loginName": "c:0-.f|rolemanager|spo-grid-all-users/0f2b"}}}""";
    }

    /** What somebody sees who may read all of it. */
    private Map<String, Document> documents() {
        return drill.documents(SourceDrill.signedIn(ann, PASSWORD));
    }

    private boolean finds(String email, String words) {
        return drill.finds(SourceDrill.signedIn(email, PASSWORD), words);
    }
}
