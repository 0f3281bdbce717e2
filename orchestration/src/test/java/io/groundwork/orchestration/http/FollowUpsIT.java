package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Questions that go on with the one before, of {@code eval/handbook}: twenty that cannot be understood without it, and six that change the subject. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class FollowUpsIT {

    private static final Logger LOG = Logger.getLogger(FollowUpsIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HANDBOOK = Path.of("../eval/handbook");
    private static final int FIRST = 3;

    @Test
    void aFollowUpFindsItsPassageMoreOftenThanItWouldByItself() throws IOException {
        String store = newCollection(unique("handbook"));
        Map<String, String> files = new HashMap<>();
        for (JsonNode document : lines("corpus.jsonl")) {
            String id = document.path("_id").asText();
            String text = document.path("title").asText() + "\n\n"
                    + document.path("text").asText();
            files.put(id, add(store, id + ".txt", text).getString("id"));
        }
        List<Integer> alone = new ArrayList<>();
        List<Integer> following = new ArrayList<>();

        for (JsonNode followUp : lines("follow-ups.jsonl")) {
            String file = files.get(followUp.path("answer").asText());
            String question = followUp.path("text").asText();
            String before = ask(store, followUp.path("before").asText(), null).getString("id");
            alone.add(rank(ask(store, question, null), file));
            following.add(rank(ask(store, question, before), file));
            LOG.infof("follow-up %s: %d by itself, %d after", file, alone.getLast(), following.getLast());
        }

        List<Integer> dependent = following.subList(0, 20);
        List<Integer> changing = following.subList(20, 26);
        LOG.infof(
                "follow-ups, right document first: %d of 20 by themselves, %d after; among the first %d: %d, %d; subject changed, first: %d of 6, %d",
                among(alone.subList(0, 20), 1),
                among(dependent, 1),
                FIRST,
                among(alone.subList(0, 20), FIRST),
                among(dependent, FIRST),
                among(alone.subList(20, 26), 1),
                among(changing, 1));
        assertThat(among(dependent, FIRST)).isGreaterThan(among(alone.subList(0, 20), FIRST));
        assertThat(among(dependent, FIRST)).isGreaterThanOrEqualTo(17);
        assertThat(among(changing, FIRST)).isEqualTo(6);
    }

    private static JsonPath ask(String store, String question, String after) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "model",
                "extractive",
                "input",
                question,
                "include",
                List.of("file_search_call.results"),
                "tools",
                List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))));
        if (after != null) {
            body.put("previous_response_id", after);
        }
        return asAdmin()
                .body(body)
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** Counted from 1; past the end where it was not found. */
    private static int rank(JsonPath response, String file) {
        List<String> found = response.getList("output[0].results.file_id");
        int at = found.indexOf(file);
        return at < 0 ? Integer.MAX_VALUE : at + 1;
    }

    private static long among(List<Integer> ranks, int first) {
        return ranks.stream().filter(rank -> rank <= first).count();
    }

    private static List<JsonNode> lines(String name) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(HANDBOOK.resolve(name))) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
