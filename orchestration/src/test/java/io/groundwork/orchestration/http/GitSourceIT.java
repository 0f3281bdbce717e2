package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository behind Git's own HTTP server. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@QuarkusTestResource(SourcesForTests.class)
class GitSourceIT {

    @TempDir
    Path folder;

    private GitServer git;
    private SourceDrill drill;

    @BeforeEach
    void aRepositoryOfThreeFiles() throws IOException {
        git = new GitServer(folder);
        git.write("README.md", "# Pumps\n\nThis handbook tells of pumps.");
        git.write("docs/oil.md", "Change the oil every thousand hours.");
        git.write("docs/seal.md", "The seal is replaced each spring.");
        git.commit("first");
        drill = new SourceDrill("git", Map.of("url", git.url()), GitServer.TOKEN);
    }

    @AfterEach
    void stop() {
        git.close();
    }

    @Test
    void eachChangeIsSeenByTheNextWalkAndNothingElseIsTouched() throws IOException {
        assertThat(drill.sync()).isEqualTo(none().added(3));
        assertThat(drill.finds(asAdmin(), "each spring")).isTrue();
        Map<String, Document> before = drill.documents();

        assertThat(drill.sync()).as("the commit stands").isEqualTo(none());
        assertThat(drill.documents()).isEqualTo(before);

        git.write("docs/valve.md", "Valves are greased monthly.");
        git.write("docs/oil.md", "Change the oil every two thousand hours.");
        git.commit("second");
        assertThat(drill.sync()).isEqualTo(none().added(1).changed(1).unchanged(2));
        assertThat(drill.finds(asAdmin(), "two thousand")).isTrue();
        assertThat(drill.finds(asAdmin(), "greased")).isTrue();

        git.run("mv", "docs/seal.md", "spring.md");
        git.run("rm", "-q", "docs/valve.md");
        git.commit("third");
        assertThat(drill.sync()).isEqualTo(none().moved(1).deleted(1).unchanged(2));
        assertThat(drill.documents()).containsOnlyKeys("README.md", "oil.md", "spring.md");
        assertThat(drill.documents().get("spring.md").id())
                .isEqualTo(before.get("seal.md").id());
        assertThat(drill.finds(asAdmin(), "greased")).isFalse();
        assertThat(drill.documents().get("README.md")).isEqualTo(before.get("README.md"));
    }

    @Test
    void linksSubmodulesAndLargeFilePointersAreNoDocuments() throws IOException {
        git.link("passwd.md", "/etc/passwd");
        git.write("large.bin", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n");
        git.commit("odd");

        JsonPath report = drill.run(Map.of());

        assertThat(SourceDrill.Counts.of(report)).isEqualTo(none().added(3).failed(1));
        assertThat(report.getString("notes.find { it.what == 'failed' }.reason"))
                .contains("LFS");
    }

    @Test
    void aWrongTokenIsSaidSo() {
        JsonPath problem = asAdmin()
                .body(Map.of(
                        "collection_id", newCollection(unique("none")),
                        "name", "closed",
                        "kind", "git",
                        "settings", Map.of("url", git.url()),
                        "secret", "wrong"))
                .post("/api/v1/sources")
                .then()
                .statusCode(400)
                .extract()
                .jsonPath();

        assertThat(problem.getString("detail")).contains("401");
        assertThat(problem.prettify()).doesNotContain("wrong");
    }

    @Test
    void onlyHttpIsSpokenAndNotToInnerHosts() {
        for (String url : List.of(
                "file://" + folder,
                "ssh://git@127.0.0.1/x",
                "git://127.0.0.1/x",
                "ext::sh -c id",
                "http://10.0.0.1/x.git")) {
            asAdmin()
                    .body(Map.of(
                            "collection_id",
                            newCollection(unique("none")),
                            "name",
                            "inner",
                            "kind",
                            "git",
                            "settings",
                            Map.of("url", url)))
                    .post("/api/v1/sources")
                    .then()
                    .statusCode(400);
        }
    }
}
