package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static io.groundwork.orchestration.http.SourceDrill.Counts.none;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.SourcesForTests;
import io.groundwork.orchestration.http.SourceDrill.Document;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A watched folder, and what holds for sources of every kind. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@QuarkusTestResource(SourcesForTests.class)
class FolderSourceIT {

    private Path folder;
    private SourceDrill drill;

    @BeforeEach
    void aFolderOfThreeFiles() throws IOException {
        folder = Files.createTempDirectory(SourcesForTests.FOLDERS, "folder");
        write("pumps/oil.txt", "Change the oil of the pump every thousand hours.");
        write("pumps/seal.txt", "The seal of the pump is replaced each spring.");
        write("canteen.txt", "The canteen serves lentils on Mondays.");
        drill = new SourceDrill("folder", Map.of("path", folder.toString(), "exclude", List.of("*.tmp")), "");
    }

    @Test
    void eachChangeIsSeenByTheNextWalkAndNothingElseIsTouched() throws IOException {
        assertThat(drill.sync()).isEqualTo(none().added(3));
        assertThat(drill.finds(asAdmin(), "lentils")).isTrue();
        Map<String, Document> before = drill.documents();

        assertThat(drill.sync()).isEqualTo(none().unchanged(3));
        assertThat(drill.documents()).isEqualTo(before);

        write("garage.txt", "The garage closes at ten.");
        write("draft.tmp", "Not wanted.");
        assertThat(drill.sync()).isEqualTo(none().added(1).unchanged(3));
        assertThat(drill.finds(asAdmin(), "closes at ten")).isTrue();
        assertThat(drill.documents()).containsAllEntriesOf(before);

        write("canteen.txt", "The canteen serves dumplings on Mondays.");
        assertThat(drill.sync()).isEqualTo(none().changed(1).unchanged(3));
        assertThat(drill.finds(asAdmin(), "dumplings")).isTrue();
        assertThat(drill.finds(asAdmin(), "lentils")).isFalse();

        Files.delete(folder.resolve("garage.txt"));
        assertThat(drill.sync()).isEqualTo(none().deleted(1).unchanged(3));
        assertThat(drill.finds(asAdmin(), "closes at ten")).isFalse();
        assertThat(drill.documents()).containsOnlyKeys("canteen.txt", "oil.txt", "seal.txt");
        assertThat(drill.documents().get("oil.txt")).isEqualTo(before.get("oil.txt"));
    }

    @Test
    void aRenamedFileKeepsItsDocument() throws IOException {
        drill.sync();
        Map<String, Document> before = drill.documents();

        Files.move(folder.resolve("canteen.txt"), folder.resolve("pumps/menu.txt"));

        assertThat(drill.sync()).isEqualTo(none().moved(1).unchanged(2));
        assertThat(drill.documents()).containsOnlyKeys("menu.txt", "oil.txt", "seal.txt");
        assertThat(drill.documents().get("menu.txt")).isEqualTo(before.get("canteen.txt"));
    }

    @Test
    void touchingAFileIsNoChange() throws IOException {
        drill.sync();

        write("canteen.txt", "The canteen serves lentils on Mondays.");

        assertThat(drill.sync()).isEqualTo(none().unchanged(3));
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndDoesNothing() throws IOException {
        drill.sync();
        Map<String, Document> before = drill.documents();
        write("garage.txt", "The garage closes at ten.");
        write("canteen.txt", "The canteen serves dumplings on Mondays.");
        Files.delete(folder.resolve("pumps/oil.txt"));
        Files.move(folder.resolve("pumps/seal.txt"), folder.resolve("seal.txt"));

        JsonPath report = drill.run(Map.of("dry_run", true));

        assertThat(report.getString("state")).isEqualTo("done");
        assertThat(SourceDrill.Counts.of(report))
                .isEqualTo(none().added(1).changed(1).deleted(1).moved(1));
        assertThat(report.getList("notes.what", String.class))
                .containsExactlyInAnyOrder("added", "changed", "deleted", "moved");
        assertThat(drill.documents()).isEqualTo(before);
        assertThat(drill.sync()).isEqualTo(none().added(1).changed(1).deleted(1).moved(1));
    }

    @Test
    void moreThanHalfIsNotDeletedUnasked() throws IOException {
        for (int i = 0; i < 20; i++) {
            write("many/%d.txt".formatted(i), "Note number %d.".formatted(i));
        }
        drill.sync();
        for (int i = 0; i < 20; i++) {
            Files.delete(folder.resolve("many/%d.txt".formatted(i)));
        }

        JsonPath stopped = drill.run(Map.of());

        assertThat(stopped.getString("state")).isEqualTo("stopped");
        assertThat(stopped.getString("reason")).contains("20 of 23");
        assertThat(drill.documents()).hasSize(23);
        JsonPath forced = drill.run(Map.of("force", true));
        assertThat(forced.getInt("counts.deleted")).isEqualTo(20);
        assertThat(drill.documents()).hasSize(3);
    }

    @Test
    void aVanishedFolderDeletesNothing() throws IOException {
        drill.sync();
        Files.move(folder, folder.resolveSibling(folder.getFileName() + "-away"));

        JsonPath report = drill.run(Map.of());

        assertThat(report.getString("state")).isEqualTo("failed");
        assertThat(report.getString("reason")).contains("no folder");
        assertThat(drill.documents()).hasSize(3);
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path secret = Files.createTempDirectory("elsewhere").resolve("secret.txt");
        Files.writeString(secret, "The vault opens with seventeen.");
        Files.createSymbolicLink(folder.resolve("link.txt"), secret);
        Files.createSymbolicLink(folder.resolve("linked"), secret.getParent());

        assertThat(drill.sync()).isEqualTo(none().added(3));
        assertThat(drill.finds(asAdmin(), "vault")).isFalse();
    }

    @Test
    void onlyAllowedFoldersAreRead() {
        for (String path : List.of("/etc", "/", SourcesForTests.FOLDERS + "/..", "relative")) {
            asAdmin()
                    .body(Map.of(
                            "collection_id",
                            drill.collection,
                            "name",
                            "host",
                            "kind",
                            "folder",
                            "settings",
                            Map.of("path", path)))
                    .post("/api/v1/sources")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void whatIsWrongIsNamed() {
        refused(Map.of("path", 7), "settings.path");
        refused(Map.of(), "settings.path");
        refused(Map.of("path", folder.toString(), "pth", "x"), "settings.pth");
        refused(Map.of("path", folder.toString(), "include", "*.txt"), "settings.include");
        refused(Map.of("path", folder.toString(), "include", List.of("{a,b")), "settings.include");
        refused(Map.of("path", folder.resolve("none").toString()), "settings");
    }

    @Test
    void aSourceIsLookedAfterByThoseWhoCurateItsCollection() {
        JsonPath key = newKey(unique("reader"));
        String reader = key.getString("key");

        withKey(reader).get("/api/v1/sources/{id}", drill.source).then().statusCode(404);
        drill.letRead(key.getString("id"));
        withKey(reader).get("/api/v1/sources/{id}", drill.source).then().statusCode(403);
        withKey(reader).post("/api/v1/sources/{id}/sync", drill.source).then().statusCode(403);
        asAdmin()
                .body(Map.of("access", "curate"))
                .put("/api/v1/collections/{id}/grants/{key}", drill.collection, key.getString("id"))
                .then()
                .statusCode(200);

        assertThat(withKey(reader).get("/api/v1/sources").jsonPath().getList("data.id"))
                .containsExactly(drill.source);
        withKey(reader)
                .body(Map.of("every", "PT15M"))
                .patch("/api/v1/sources/{id}", drill.source)
                .then()
                .statusCode(200);
    }

    @Test
    void aDeletedSourceTakesItsDocumentsAlongWhenAsked() {
        drill.sync();

        asAdmin()
                .queryParam("documents", "delete")
                .delete("/api/v1/sources/{id}", drill.source)
                .then()
                .statusCode(204);

        assertThat(drill.documents()).isEmpty();
        assertThat(drill.finds(asAdmin(), "lentils")).isFalse();
        asAdmin().get("/api/v1/sources/{id}", drill.source).then().statusCode(404);
    }

    @Test
    void aDueSourceIsLookedThroughUnasked() throws IOException {
        asAdmin()
                .body(Map.of("every", "PT1M"))
                .patch("/api/v1/sources/{id}", drill.source)
                .then()
                .statusCode(200);

        for (int i = 0; i < 600 && drill.documents().size() < 3; i++) {
            FrontDoor.pause();
        }

        assertThat(drill.documents()).hasSize(3);
    }

    @Test
    void aSourceSaysWhenItWasSyncedLastAndWhenItIsDue() {
        drill.sync();
        asAdmin()
                .body(Map.of("every", "PT6H"))
                .patch("/api/v1/sources/{id}", drill.source)
                .then()
                .statusCode(200);
        drill.run(Map.of("dry_run", true));

        JsonPath source = asAdmin().get("/api/v1/sources/{id}", drill.source).jsonPath();

        assertThat(source.getBoolean("last_run.dry_run")).isTrue();
        assertThat(source.getBoolean("last_sync.dry_run")).isFalse();
        assertThat(source.getInt("last_sync.counts.added")).isEqualTo(3);
        assertThat(Instant.parse(source.getString("next_sync_at")))
                .isEqualTo(
                        Instant.parse(source.getString("last_sync.created_at")).plus(Duration.ofHours(6)));
        assertThat(asAdmin()
                        .queryParam("collection_id", drill.collection)
                        .get("/api/v1/sources")
                        .jsonPath()
                        .getString("data[0].last_sync.id"))
                .isEqualTo(source.getString("last_sync.id"));
        asAdmin()
                .body(Map.of("enabled", false))
                .patch("/api/v1/sources/{id}", drill.source)
                .then()
                .statusCode(200)
                .body("next_sync_at", nullValue());
    }

    @Test
    void aReportNamesWhatWasTouched() throws IOException {
        drill.sync();
        write("garage.txt", "The garage closes at ten.");
        write("canteen.txt", "The canteen serves dumplings on Mondays.");
        Files.delete(folder.resolve("pumps/oil.txt"));
        Files.move(folder.resolve("pumps/seal.txt"), folder.resolve("seal.txt"));

        JsonPath report = drill.run(Map.of());

        assertThat(report.<Map<String, String>>getList("notes"))
                .extracting(note -> note.get("what") + " " + note.get("path"))
                .containsExactlyInAnyOrder(
                        "added garage.txt", "changed canteen.txt", "deleted pumps/oil.txt", "moved seal.txt");
    }

    @Test
    void theKindsSayWhereFoldersMayLieToThoseWhoCurateSomething() {
        JsonPath key = newKey(unique("reader"));

        withKey(key.getString("key")).get("/api/v1/sources/kinds").then().statusCode(403);
        assertThat(asAdmin()
                        .get("/api/v1/sources/kinds")
                        .jsonPath()
                        .getList("data.find { it.kind == 'folder' }.folders"))
                .containsExactly(SourcesForTests.FOLDERS.toString());
    }

    private void refused(Map<String, ?> settings, String field) {
        String named = asAdmin()
                .body(Map.of(
                        "collection_id",
                        newCollection(unique("none")),
                        "name",
                        "wrong",
                        "kind",
                        "folder",
                        "settings",
                        settings))
                .post("/api/v1/sources")
                .then()
                .statusCode(400)
                .extract()
                .path("field");
        assertThat(named).isEqualTo(field);
    }

    private void write(String path, String text) throws IOException {
        Files.createDirectories(folder.resolve(path).getParent());
        Files.writeString(folder.resolve(path), text);
    }
}
