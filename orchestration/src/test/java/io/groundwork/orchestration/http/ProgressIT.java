package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.upload;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.nullValue;

import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ProgressIT {

    @Test
    void theEventsTellEveryStateUntilNothingIsInProgress() {
        String store = newCollection(unique("progress"));
        List<String> files = IntStream.range(0, 12)
                .mapToObj(number -> upload(
                        asAdmin(),
                        number + ".txt",
                        "Kiln %d is fired on Mondays. "
                                .repeat(40)
                                .formatted(range(number))
                                .getBytes(UTF_8)))
                .toList();
        asAdmin()
                .body(Map.of("file_ids", files))
                .post("/v1/vector_stores/{id}/file_batches", store)
                .then()
                .statusCode(200);

        List<JsonPath> events = asAdmin()
                .get("/api/v1/collections/{id}/progress/events", store)
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .extract()
                .asString()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> new JsonPath(line.substring(6)))
                .toList();

        assertThat(events).hasSizeGreaterThan(1).allSatisfy(event -> {
            assertThat(event.getInt("file_counts.total")).isEqualTo(12);
            assertThat(event.getInt("queued") + event.getInt("running")).isLessThanOrEqualTo(12);
        });
        assertThat(events)
                .extracting(event -> event.getInt("file_counts.completed"))
                .isSorted();
        assertThat(events.getLast().getInt("file_counts.completed")).isEqualTo(12);
        assertThat(events.getLast().getInt("queued") + events.getLast().getInt("running"))
                .isZero();
    }

    @Test
    void afterwardsThePaceOfTheLastMinuteIsKnownAndNothingWaits() {
        String store = newCollection(unique("progress"));
        add(store, "a.txt", "The kiln is fired on Mondays.");

        asAdmin()
                .get("/api/v1/collections/{id}/progress", store)
                .then()
                .statusCode(200)
                .body("documents_per_second", greaterThan(0f))
                .body("waiting_for", equalTo("nothing"))
                .body("seconds_left", nullValue());
    }

    @Test
    void whoMayOnlyReadIsNotToldOfEveryDocument() {
        String store = newCollection(unique("progress"));
        JsonPath reader = newKey(unique("reader"));
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, reader.getString("id"))
                .then()
                .statusCode(200);

        withKey(reader.getString("key"))
                .get("/api/v1/collections/{id}/progress", store)
                .then()
                .statusCode(403);
    }

    private static Object[] range(int number) {
        return IntStream.range(0, 40).mapToObj(line -> number * 100 + line).toArray();
    }
}
