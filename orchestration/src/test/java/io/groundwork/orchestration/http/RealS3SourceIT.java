package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket of a server that others have written: nothing that our own {@link S3Server} says of S3 is taken for granted. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@QuarkusTestResource(SourcesForTests.class)
class RealS3SourceIT {

    @TempDir
    Path folder;

    private RealS3Server store;

    @BeforeEach
    void aBucketOfFourObjects() throws IOException {
        store = new RealS3Server(folder);
        store.put("manuals/oil.txt", "Change the oil every thousand hours.");
        store.put("manuals/seal.txt", "The seal is replaced each spring.");
        store.put("manuals/valves/greasing of valves (ä).txt", "Valves are greased monthly.");
        store.put("payroll/salaries.txt", "The director earns nine hundred.");
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void eachChangeIsSeenByTheNextWalkAndNothingElseIsTouched() {
        SourceDrill drill = drill();
        assertThat(drill.sync()).isEqualTo(none().added(3));
        assertThat(drill.finds(asAdmin(), "each spring")).isTrue();
        assertThat(drill.finds(asAdmin(), "greased monthly")).isTrue();
        assertThat(drill.finds(asAdmin(), "nine hundred"))
                .as("outside of the prefix")
                .isFalse();
        Map<String, Document> before = drill.documents();
        assertThat(before).containsOnlyKeys("greasing of valves (ä).txt", "oil.txt", "seal.txt");

        assertThat(drill.sync()).as("nothing").isEqualTo(none().unchanged(3));
        assertThat(drill.documents()).isEqualTo(before);

        store.put("manuals/pumps.txt", "Pumps are painted green.");
        assertThat(drill.sync()).as("added").isEqualTo(none().added(1).unchanged(3));
        assertThat(drill.finds(asAdmin(), "painted green")).isTrue();

        store.put("manuals/oil.txt", "Change the oil every two thousand hours.");
        assertThat(drill.sync()).as("changed").isEqualTo(none().changed(1).unchanged(3));
        assertThat(drill.finds(asAdmin(), "two thousand")).isTrue();
        assertThat(drill.documents().get("oil.txt").id())
                .isEqualTo(before.get("oil.txt").id());

        store.move("manuals/seal.txt", "manuals/archive/spring.txt");
        assertThat(drill.sync()).as("moved").isEqualTo(none().moved(1).unchanged(3));
        assertThat(drill.documents().get("spring.txt").id())
                .isEqualTo(before.get("seal.txt").id());

        store.remove("manuals/pumps.txt");
        assertThat(drill.sync()).as("deleted").isEqualTo(none().deleted(1).unchanged(3));
        assertThat(drill.finds(asAdmin(), "painted green")).isFalse();
        assertThat(drill.documents().get("greasing of valves (ä).txt"))
                .isEqualTo(before.get("greasing of valves (ä).txt"));
    }

    @Test
    void aBucketKnowsNoReadersSoThatTheCollectionsAreTheDocumentsAndAChangeIsSeenAtOnce() {
        SourceDrill drill = drill();
        drill.sync();
        JsonPath key = newKey(unique("reader"));
        String reader = key.getString("key");

        drill.letRead(key.getString("id"));
        assertThat(drill.finds(withKey(reader), "each spring")).isTrue();
        assertThat(drill.sync()).isEqualTo(none().unchanged(3));
        assertThat(drill.finds(withKey(reader), "each spring")).isTrue();

        asAdmin()
                .delete("/api/v1/collections/{id}/grants/{key}", drill.collection, key.getString("id"))
                .then()
                .statusCode(204);
        withKey(reader)
                .body(Map.of("query", "each spring"))
                .post("/v1/vector_stores/{id}/search", drill.collection)
                .then()
                .statusCode(404);
    }

    @Test
    void aSignatureByAnotherKeyIsRefused() {
        JsonPath problem = asAdmin()
                .body(Map.of(
                        "collection_id",
                        newCollection(unique("none")),
                        "name",
                        "closed",
                        "kind",
                        "s3",
                        "settings",
                        settings(),
                        "secret",
                        "not-the-key"))
                .post("/api/v1/sources")
                .then()
                .statusCode(400)
                .extract()
                .jsonPath();

        assertThat(problem.getString("detail")).contains("403");
        assertThat(problem.prettify()).doesNotContain("not-the-key");
    }

    private SourceDrill drill() {
        return new SourceDrill("s3", settings(), RealS3Server.SECRET_KEY);
    }

    private Map<String, ?> settings() {
        return Map.of(
                "bucket",
                RealS3Server.BUCKET,
                "prefix",
                "manuals",
                "endpoint",
                store.url(),
                "access_key",
                RealS3Server.ACCESS_KEY);
    }
}
