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
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bucket on this machine. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
@QuarkusTestResource(SourcesForTests.class)
class S3SourceIT {

    private S3Server store;
    private SourceDrill drill;

    @BeforeEach
    void aBucketOfFiveObjects() throws IOException {
        store = new S3Server();
        store.put("manuals/oil.txt", "Change the oil every thousand hours.");
        store.put("manuals/seal.txt", "The seal is replaced each spring.");
        store.put("manuals/valves/greasing.txt", "Valves are greased monthly.");
        store.put("manuals/", "");
        store.put("payroll/salaries.txt", "The director earns nine hundred.");
        drill = new SourceDrill("s3", settings(store.url()), S3Server.SECRET_KEY);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void eachChangeIsSeenByTheNextWalkAndNothingElseIsTouched() {
        assertThat(drill.sync()).isEqualTo(none().added(3));
        assertThat(drill.finds(asAdmin(), "each spring")).isTrue();
        assertThat(drill.finds(asAdmin(), "nine hundred")).isFalse();
        Map<String, Document> before = drill.documents();

        assertThat(drill.sync()).isEqualTo(none().unchanged(3));
        assertThat(drill.documents()).isEqualTo(before);

        store.put("manuals/oil.txt", "Change the oil every two thousand hours.");
        store.put("manuals/pumps.txt", "Pumps are painted green.");
        assertThat(drill.sync()).isEqualTo(none().added(1).changed(1).unchanged(2));
        assertThat(drill.finds(asAdmin(), "two thousand")).isTrue();
        assertThat(drill.finds(asAdmin(), "painted green")).isTrue();

        store.move("manuals/seal.txt", "manuals/archive/spring.txt");
        store.remove("manuals/pumps.txt");
        assertThat(drill.sync()).isEqualTo(none().moved(1).deleted(1).unchanged(2));
        assertThat(drill.documents()).containsOnlyKeys("greasing.txt", "oil.txt", "spring.txt");
        assertThat(drill.documents().get("spring.txt").id())
                .isEqualTo(before.get("seal.txt").id());
        assertThat(drill.finds(asAdmin(), "painted green")).isFalse();
        assertThat(drill.documents().get("greasing.txt")).isEqualTo(before.get("greasing.txt"));
    }

    @Test
    void aCopyIsANewDocument() {
        drill.sync();

        store.put("manuals/copy.txt", "The seal is replaced each spring.");

        assertThat(drill.sync()).isEqualTo(none().added(1).unchanged(3));
    }

    @Test
    void aStoreThatIsBusyIsAskedAgain() {
        store.fail(2);

        assertThat(drill.sync()).isEqualTo(none().added(3));
    }

    @Test
    void aWrongKeyIsSaidSo() {
        JsonPath problem = refused(settings(store.url()), "not-the-key");

        assertThat(problem.getString("detail")).contains("403");
        assertThat(problem.prettify()).doesNotContain("not-the-key");
    }

    @Test
    void theMachinesCredentialsAreNoBucket() {
        assertThat(refused(settings("http://169.254.169.254"), S3Server.SECRET_KEY)
                        .getString("field"))
                .isEqualTo("settings.endpoint");
    }

    private static JsonPath refused(Map<String, ?> settings, String secret) {
        return asAdmin()
                .body(Map.of(
                        "collection_id",
                        newCollection(unique("none")),
                        "name",
                        "closed",
                        "kind",
                        "s3",
                        "settings",
                        settings,
                        "secret",
                        secret))
                .post("/api/v1/sources")
                .then()
                .statusCode(400)
                .extract()
                .jsonPath();
    }

    private static Map<String, ?> settings(String endpoint) {
        return Map.of(
                "bucket", "library",
                "prefix", "manuals",
                "endpoint", endpoint,
                "region", "eu-central-1",
                "access_key", S3Server.ACCESS_KEY);
    }
}
