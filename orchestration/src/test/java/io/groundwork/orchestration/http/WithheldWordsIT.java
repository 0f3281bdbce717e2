package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a chat model wrote of documents in its own words, when its reader may read them no more. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class WithheldWordsIT {

    private static final String QUESTION = "What is the stable called?";

    private final OpenAiServer server = new OpenAiServer();
    private final String model = unique("model");
    private String registered = "";
    private String farm = "";
    private String stable = "";
    private String reader = "";
    private String readerId = "";

    @BeforeEach
    void aReaderOfTwoCollections() {
        registered = asAdmin()
                .body(Map.of("name", model, "base_url", server.url().toString(), "model", "tiny"))
                .post("/api/v1/models")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        farm = newCollection(unique("farm"));
        add(farm, "farm.txt", "The goat eats thistles in the stable.");
        stable = newCollection(unique("stable"));
        add(stable, "stable.txt", "The stable is called Zornwald.");
        JsonPath key = newKey(unique("reader"));
        reader = key.getString("key");
        readerId = key.getString("id");
        grant(farm);
        grant(stable);
        server.plays(stage -> stage.says("It bears the name Zornwald."));
    }

    @AfterEach
    void noModelIsLeft() {
        asAdmin().delete("/api/v1/models/{id}", registered);
        server.close();
    }

    @Test
    void aDocumentThatWasReadAndNotQuotedWithholdsTheAnswerInItsConversation() {
        String conversation = withKey(reader)
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        JsonPath answer = ask(Map.of("conversation", conversation));
        assertThat(answer.getList("output.content.flatten().annotations.flatten()"))
                .isEmpty();
        assertThat(shown("/api/v1/conversations/{id}", conversation)).contains("Zornwald");

        revoke(stable);

        assertThat(shown("/api/v1/conversations/{id}", conversation))
                .contains(QUESTION, "not_readable")
                .doesNotContain("Zornwald");
        assertThat(shown("/api/v1/conversations/{id}/export", conversation)).doesNotContain("Zornwald");
        assertThat(shown("/v1/conversations/{id}/items", conversation)).doesNotContain("Zornwald");
        withKey(reader).get("/v1/responses/{id}", answer.getString("id")).then().statusCode(404);
    }

    @Test
    void soItIsOutsideOfConversationsAndForWhatWentOnFromIt() {
        String first = ask(Map.of()).getString("id");
        String second = withKey(reader)
                .body(Map.of("input", "Once more?", "model", model, "previous_response_id", first))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .path("id");

        revoke(stable);

        for (String id : List.of(first, second)) {
            withKey(reader).get("/v1/responses/{id}", id).then().statusCode(404);
        }
    }

    @Test
    void whatADeclinedAnswerSearchedIsNamedAsFarAsItMayBeRead() {
        server.plays(stage -> stage.says("NOT_IN_DOCUMENTS"));
        String conversation = withKey(reader)
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        String barn = newCollection(unique("barn"));
        grant(barn);
        JsonPath inside = ask(Map.of("conversation", conversation), List.of(farm, barn));
        JsonPath outside = ask(Map.of(), List.of(farm, barn));
        assertThat(outside.getString("grounding.outcome")).isEqualTo("declined");
        assertThat(outside.getList("grounding.searched.vector_store_ids")).containsExactlyInAnyOrder(farm, barn);

        revoke(barn);

        for (String id : List.of(inside.getString("id"), outside.getString("id"))) {
            JsonPath again = withKey(reader)
                    .get("/v1/responses/{id}", id)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            assertThat(again.getList("grounding.searched.vector_store_ids")).isEqualTo(List.of(farm));
            assertThat(again.getList("grounding.searched.vector_stores.id")).isEqualTo(List.of(farm));
        }
        JsonPath tree =
                withKey(reader).get("/api/v1/conversations/{id}", conversation).jsonPath();
        assertThat(tree.getList("turns[0].response.grounding.searched.vector_store_ids"))
                .isEqualTo(List.of(farm));
    }

    @Test
    void whatOthersWroteIsExportedAsWords() {
        String traps = newCollection(unique("traps"));
        add(traps, "[win](http:).txt", "The trap ![seen](http://evil/x.png) is called Zornwald <b>twice</b>.");
        grant(traps);
        String conversation = withKey(reader)
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        for (String writer : List.of("extractive", model)) {
            server.plays(stage -> stage.says("It is called Zornwald ![seen](http://evil/x.png) [1]."));
            withKey(reader)
                    .body(Map.of(
                            "input",
                            "What is the trap called?",
                            "model",
                            writer,
                            "conversation",
                            conversation,
                            "tools",
                            List.of(Map.of("type", "file_search", "vector_store_ids", List.of(traps)))))
                    .post("/v1/responses")
                    .then()
                    .statusCode(200);
        }

        String exported = shown("/api/v1/conversations/{id}/export", conversation);

        assertThat(exported).contains("Zornwald", "\\[win\\]", "\\[seen\\]", "\\<b\\>");
        assertThat(Pattern.compile("(?<!\\\\)!\\[|(?<!\\\\)<b|(?<!\\\\)\\[win")
                        .matcher(exported)
                        .find())
                .as(exported)
                .isFalse();
    }

    private JsonPath ask(Map<String, Object> more) {
        return ask(more, List.of(farm, stable));
    }

    private JsonPath ask(Map<String, Object> more, List<String> stores) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("input", QUESTION);
        body.put("model", model);
        body.put("tools", List.of(Map.of("type", "file_search", "vector_store_ids", stores)));
        return withKey(reader)
                .body(body)
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private String shown(String path, String id) {
        return withKey(reader).get(path, id).then().statusCode(200).extract().asString();
    }

    private void grant(String collection) {
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", collection, readerId)
                .then()
                .statusCode(200);
    }

    private void revoke(String collection) {
        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", collection, readerId);
    }
}
