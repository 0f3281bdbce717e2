package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.PostgresForTests;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the built-in model answers from documents as they are stored, under titles and headings. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ExtractiveIT {

    private static final String HANDBOOK = """
            # Handbook of the Oslo office

            ## Parental leave

            Each parent may take sixteen weeks of parental leave. It is paid in full.

            ## Travel

            Trains are booked by the travel office in the second hall.
            """;

    @Inject
    Documents documents;

    private String store = "";
    private String file = "";

    @BeforeEach
    void theHandbookIsRead() {
        store = newCollection(unique("quoted"));
        file = add(store, "handbook.md", HANDBOOK).getString("id");
    }

    @Test
    void theSentenceIsQuotedWithWhatSpeaksForItAndNoHeadingIs() {
        JsonPath answer = ask("How many weeks of parental leave may each parent take?");

        assertThat(answer.getString("grounding.outcome")).isEqualTo("answered");
        assertThat(answer.getDouble("grounding.score")).isBetween(0.3, 1.0);
        assertThat(answer.getMap("grounding")).doesNotContainKey("searched");
        assertThat(answer.getList("output[1].content[0].annotations.quote", String.class))
                .contains("Each parent may take sixteen weeks of parental leave.")
                .doesNotContain("Parental leave");
        int start = answer.getInt("output[1].content[0].annotations[0].location.start");
        int end = answer.getInt("output[1].content[0].annotations[0].location.end");
        assertThat(documents.text(document(), 1).orElseThrow().substring(start, end))
                .isEqualTo(answer.getString("output[1].content[0].annotations[0].quote"));
    }

    @Test
    void whoIsNotAnsweredIsToldWhatWasSearched() {
        JsonPath answer = ask("Which enzyme inhibits the replication of retroviruses?");

        assertThat(answer.getString("grounding.outcome")).isEqualTo("declined");
        assertThat(answer.getDouble("grounding.score")).isLessThan(0.1);
        assertThat(answer.getList("grounding.searched.queries"))
                .isEqualTo(List.of("Which enzyme inhibits the replication of retroviruses?"));
        assertThat(answer.getList("grounding.searched.vector_store_ids")).isEqualTo(List.of(store));
        assertThat(answer.getInt("grounding.searched.passages")).isPositive();
    }

    @Test
    void completionsTellTheSame() {
        JsonPath answer = asAdmin()
                .body(Map.of(
                        "model",
                        "extractive",
                        "messages",
                        List.of(Map.of(
                                "role", "user", "content", "How many weeks of parental leave may each parent take?"))))
                .post("/v1/chat/completions")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(answer.getDouble("grounding.score")).isBetween(0.3, 1.0);
    }

    @Test
    void outlinesAreThoseOfTheirParts() {
        int travel = documents.text(document(), 1).orElseThrow().indexOf("Trains");

        List<Documents.Outline> outlines = documents.outlines(List.of(
                new Documents.Part(document(), 1, travel, travel + 10),
                new Documents.Part(document(), 1, 0, travel),
                new Documents.Part(document(), 7, 0, 10)));

        assertThat(outlines).hasSize(3);
        assertThat(outlines.getFirst().title()).isEqualTo("Handbook of the Oslo office");
        assertThat(outlines.getFirst().headings()).isEmpty();
        assertThat(outlines.get(1).headings()).hasSize(3).allSatisfy(heading -> assertThat(heading.level())
                .isPositive());
        assertThat(outlines.get(2)).isEqualTo(new Documents.Outline("", List.of()));
    }

    private DocumentId document() {
        return new DocumentId(Ids.FILE.read(file));
    }

    private JsonPath ask(String question) {
        return asAdmin()
                .body(Map.of(
                        "model",
                        "extractive",
                        "input",
                        question,
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store)))))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
