package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.pause;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.conversations.Conversation;
import com.openai.models.conversations.ConversationCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations: trees of answers, for their owners, with files that are searched there only. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class ConversationsIT {

    private static final String SECRET = "The zebra named Quillfeather sleeps in the green barn.";

    /** Long enough that its sections are passages of their own. */
    private static final String MANUAL = """
            # Manual

            ## Travel expenses

            Travel expenses are refunded within thirty days of the journey. %1$s

            ## Parking permits

            Parking permits are given by the reception on the ground floor. %1$s
            """.formatted(
            "The personnel office keeps all forms and answers every question about them on working days. ".repeat(12));

    @TestHTTPResource("/v1")
    URI base;

    @Inject
    DataSource database;

    private String store;
    private String file;
    private String owner;
    private String ownerId;

    @BeforeEach
    void anOwnerWhoReadsACollection() {
        store = newCollection(unique("farm"));
        file = add(store, "farm.txt", "The goat eats thistles in the morning. The cow gives milk at dusk.")
                .getString("id");
        JsonPath key = newKey(unique("owner"));
        owner = key.getString("key");
        ownerId = key.getString("id");
        grant(ownerId);
    }

    @Test
    void questionsFollowTheHeadAndEditsAndAnswersAnewAreBranches() {
        String conversation = begin();
        JsonPath first = ask(conversation, "What does the goat eat?");
        JsonPath second = ask(conversation, "When does the cow give milk?");

        JsonPath again = ask(turn(conversation, first.getString("id")), "When does the cow give milk?");
        JsonPath edited = ask(turn(conversation, null), "What does the cow give?");

        assertThat(first.getString("conversation.id")).isEqualTo(conversation);
        assertThat(second.getString("output.content.flatten().text.join('')")).contains("dusk");
        JsonPath tree = tree(conversation);
        assertThat(tree.getString("title")).isEqualTo("What does the goat eat?");
        assertThat(tree.getList("turns.id"))
                .containsExactly(
                        first.getString("id"), second.getString("id"), again.getString("id"), edited.getString("id"));
        assertThat(tree.getList("turns.after"))
                .containsExactly(null, first.getString("id"), first.getString("id"), null);
        assertThat(tree.getList("turns.on_path")).containsExactly(false, false, false, true);
        assertThat(tree.getList("turns.question", String.class)).endsWith("What does the cow give?");
        assertThat(tree.getString("turns[0].response.grounding.outcome")).isEqualTo("answered");
        assertThat(tree.getList("turns[0].response.output.content.flatten().annotations.flatten().file_id"))
                .contains(file);

        asOwner()
                .body(Map.of("head", first.getString("id")))
                .patch("/api/v1/conversations/{id}", conversation)
                .then()
                .statusCode(200);

        assertThat(tree(conversation).getString("head")).isEqualTo(again.getString("id"));
        assertThat(tree(conversation).getList("turns.on_path")).containsExactly(true, false, true, false);
    }

    @Test
    void aResponseThatIsContinuedStaysInItsConversation() {
        String conversation = begin();
        String first = ask(conversation, "What does the goat eat?").getString("id");
        ask(conversation, "When does the cow give milk?");

        JsonPath continued = asOwner()
                .body(Map.of("input", "What does the cow give?", "previous_response_id", first))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(continued.getString("conversation.id")).isEqualTo(conversation);
        assertThat(tree(conversation).getList("turns.after")).containsExactly(null, first, first);
        assertThat(asOwner()
                        .get("/v1/responses/{id}/input_items?order=asc", continued.getString("id"))
                        .jsonPath()
                        .getList("data.content.flatten().text", String.class))
                .hasSize(3)
                .startsWith("What does the goat eat?")
                .endsWith("What does the cow give?");
    }

    @Test
    void answersAtTheSameTimeAreBranchesAndNoneIsLost() throws Exception {
        String conversation = begin();
        String first = ask(conversation, "What does the goat eat?").getString("id");

        List<String> ids = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                asked.add(threads.submit(() -> ask(turn(conversation, first), "When does the cow give milk?")
                        .getString("id")));
            }
            for (Future<String> one : asked) {
                ids.add(one.get());
            }
        }

        JsonPath tree = tree(conversation);
        assertThat(tree.getList("turns.id", String.class)).hasSize(7).containsAll(ids);
        assertThat(tree.getList("turns.after", String.class).stream().filter(first::equals))
                .hasSize(6);
        assertThat(ids).contains(tree.getString("head"));
    }

    @Test
    void aDeletedResponseLeavesWhatFollowsItInItsPlace() {
        String conversation = begin();
        String first = ask(conversation, "What does the goat eat?").getString("id");
        String second = ask(conversation, "When does the cow give milk?").getString("id");
        String third = ask(conversation, "What does the cow give?").getString("id");

        asOwner().delete("/v1/responses/{id}", second).then().statusCode(200);

        assertThat(tree(conversation).getList("turns.after")).containsExactly(null, first);
        assertThat(tree(conversation).getList("turns.on_path")).containsExactly(true, true);

        asOwner().delete("/v1/responses/{id}", third).then().statusCode(200);

        assertThat(tree(conversation).getString("head")).isEqualTo(first);
        assertThat(tree(conversation).getList("turns.on_path")).containsExactly(true);
    }

    @Test
    void aConversationIsListedSearchedRenamedAndDeletedByItsOwner() {
        String older = begin();
        ask(older, "What does the goat eat?");
        String newer = begin();
        ask(newer, "When does the cow give 100% milk_?");

        assertThat(listed("")).containsSubsequence(newer, older);
        assertThat(listed("?limit=1&after=" + newer)).containsExactly(older);
        assertThat(listed("?q=GOAT")).containsExactly(older);
        assertThat(listed("?q=0%25%20milk_")).containsExactly(newer);

        asOwner()
                .body(Map.of("title", "Feeding", "collection_ids", List.of(store), "model", "extractive"))
                .patch("/api/v1/conversations/{id}", older)
                .then()
                .statusCode(200);

        JsonPath renamed = tree(older);
        assertThat(renamed.getString("title")).isEqualTo("Feeding");
        assertThat(renamed.getList("collection_ids")).containsExactly(store);
        assertThat(listed("?q=feed")).containsExactly(older);

        asOwner().delete("/api/v1/conversations/{id}", older).then().statusCode(204);

        asOwner().get("/api/v1/conversations/{id}", older).then().statusCode(404);
        assertThat(listed("")).doesNotContain(older).contains(newer);
    }

    @Test
    void nobodyElseFindsAConversation() {
        String conversation = begin();
        String response = ask(conversation, "What does the goat eat?").getString("id");
        String dropped = drop(conversation, "zebra.txt", SECRET).getString("id");
        for (String who :
                List.of(PostgresForTests.ADMIN_KEY, newKey(unique("other")).getString("key"))) {
            for (String path : List.of("", "/sources", "/export", "/files", "/files/" + dropped)) {
                withKey(who)
                        .get("/api/v1/conversations/" + conversation + path)
                        .then()
                        .statusCode(404);
            }
            for (String path : List.of("", "/items")) {
                withKey(who)
                        .get("/v1/conversations/" + conversation + path)
                        .then()
                        .statusCode(404);
            }
            withKey(who)
                    .body(Map.of("title", "Mine"))
                    .patch("/api/v1/conversations/{id}", conversation)
                    .then()
                    .statusCode(404);
            withKey(who)
                    .delete("/api/v1/conversations/{id}", conversation)
                    .then()
                    .statusCode(404);
            withKey(who).delete("/v1/conversations/{id}", conversation).then().statusCode(404);
            withKey(who)
                    .body(Map.of("file_id", dropped))
                    .post("/api/v1/conversations/{id}/files", conversation)
                    .then()
                    .statusCode(404);
            withKey(who)
                    .body(Map.of("input", "What?", "conversation", conversation))
                    .post("/v1/responses")
                    .then()
                    .statusCode(404);
            withKey(who).get("/v1/responses/{id}", response).then().statusCode(404);
            assertThat(withKey(who)
                            .get("/api/v1/conversations?limit=100")
                            .jsonPath()
                            .getList("data.id"))
                    .doesNotContain(conversation);
        }
        assertThat(tree(conversation).getList("turns")).hasSize(1);
    }

    @Test
    void anAnswerIsWithheldWithTheRightToReadWhatItQuotesAndTheConversationGoesOn() {
        String conversation = begin();
        String answer = ask(conversation, "What does the goat eat?").getString("id");
        assertThat(sources(conversation).getList("file_id")).contains(file);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", store, ownerId);

        JsonPath tree = tree(conversation);
        assertThat(tree.getString("turns[0].question")).isEqualTo("What does the goat eat?");
        assertThat(tree.getString("turns[0].withheld.code")).isEqualTo("not_readable");
        assertThat(asOwner().get("/api/v1/conversations/{id}", conversation).asString())
                .doesNotContain("thistles");
        assertThat(asOwner().get("/v1/conversations/{id}/items", conversation).asString())
                .contains("goat")
                .doesNotContain("thistles");
        assertThat(asOwner()
                        .get("/api/v1/conversations/{id}/export", conversation)
                        .asString())
                .contains("goat")
                .doesNotContain("thistles");
        assertThat(sources(conversation).getList("file_id")).isEmpty();
        asOwner().get("/v1/responses/{id}", answer).then().statusCode(404);
        JsonPath next = ask(conversation, "And then?");
        assertThat(asOwner()
                        .get("/v1/responses/{id}/input_items", next.getString("id"))
                        .asString())
                .contains("goat")
                .doesNotContain("thistles");

        grant(ownerId);

        assertThat(tree(conversation).getString("turns[0].withheld")).isNull();
        assertThat(asOwner().get("/api/v1/conversations/{id}", conversation).asString())
                .contains("thistles");
    }

    @Test
    void whatWasFoundAndNotQuotedIsToldNoMoreThanItMayBeRead() {
        String stable = newCollection(unique("stable"));
        add(stable, "stable.txt", "Zornwald is the name of a stable far away.");
        grant(stable, ownerId);
        String conversation = begin();
        Map<String, Object> question = new HashMap<>(question(conversation, "What does the goat eat?"));
        question.put("include", List.of("file_search_call.results"));
        JsonPath answer = asOwner()
                .body(question)
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(answer.getString("output")).contains("Zornwald");
        assertThat(text(answer)).contains("thistles").doesNotContain("Zornwald");

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", stable, ownerId);

        for (String path : List.of("/v1/conversations/{id}/items", "/api/v1/conversations/{id}")) {
            assertThat(asOwner().get(path, conversation).asString())
                    .as(path)
                    .contains("thistles")
                    .doesNotContain("Zornwald", "stable.txt");
        }
    }

    /** Contradictions and questions that follow are of documents that the answer does not quote. */
    @Test
    void whatStandsBesideAnAnswerIsToldNoMoreThanItMayBeRead() {
        add(store, "hay.txt", "Each goat may eat sixteen bales of hay a week. Ask the farmer.");
        String meadow = newCollection(unique("meadow"));
        add(meadow, "hay-new.txt", "Each goat may eat twenty bales of hay a week. Nothing else changes.");
        add(meadow, "manual.md", MANUAL);
        grant(meadow, ownerId);
        String conversation = begin();
        try (OpenAiServer server = new OpenAiServer()) {
            server.plays(stage -> stage.says("Each goat may eat sixteen bales of hay a week [%s]."
                    .formatted(passageWith("sixteen bales", server.requests().getLast()))));
            String model = unique("model");
            String registered = asAdmin()
                    .body(Map.of("name", model, "base_url", server.url().toString(), "model", "tiny"))
                    .post("/api/v1/models")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("id");
            try {
                asked(
                        conversation,
                        "How many bales of hay may each goat eat, and when are travel expenses refunded?",
                        Map.of("model", model, "grounding_policy", Map.of("follow_ups", true)),
                        store,
                        meadow);
            } finally {
                asAdmin().delete("/api/v1/models/{id}", registered);
            }
        }
        JsonPath before = tree(conversation);
        assertThat(before.getList("turns[0].response.grounding.contradictions")).hasSize(1);
        assertThat(before.getList("turns[0].response.grounding.follow_ups")).isNotEmpty();

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", meadow, ownerId);

        assertThat(tree(conversation).getString("turns[0].withheld")).isNull();
        for (String path : List.of(
                "/api/v1/conversations/{id}",
                "/api/v1/conversations/{id}/export",
                "/api/v1/conversations/{id}/sources",
                "/v1/conversations/{id}/items")) {
            assertThat(asOwner().get(path, conversation).asString())
                    .as(path)
                    .contains("sixteen bales")
                    .doesNotContain("twenty bales", "hay-new.txt", "manual.md", "Parking permits");
        }
    }

    @Test
    void aCollectionThatWasSearchedInVainIsNamedOnlyToWhoMayReadIt() {
        String name = unique("Zornwald");
        String closed = newCollection(name);
        add(closed, "closed.txt", "The horse sleeps.");
        grant(closed, ownerId);
        String conversation = begin();
        String outcome = asked(
                        conversation,
                        "Which comet did the astronomers of Uppsala observe?",
                        Map.of("model", "extractive"),
                        store,
                        closed)
                .getString("grounding.outcome");
        assertThat(outcome).isEqualTo("declined");
        assertThat(asOwner().get("/api/v1/conversations/{id}", conversation).asString())
                .contains(name);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", closed, ownerId);

        assertThat(asOwner().get("/api/v1/conversations/{id}", conversation).asString())
                .contains("farm-")
                .doesNotContain(name);
    }

    /** Outside of conversations a response holds what was said before it, also where that was deleted since. */
    @Test
    void aResponseRestsOnWhatADeletedOneBeforeItQuoted() {
        String stable = newCollection(unique("stable"));
        add(stable, "stable.txt", "The horse sleeps in the stable at night.");
        grant(stable, ownerId);
        String first = asked(null, "What does the goat eat?", Map.of("model", "extractive"), store)
                .getString("id");
        String second = asked(
                        null,
                        "Where does the horse sleep?",
                        Map.of("model", "extractive", "previous_response_id", first),
                        stable)
                .getString("id");
        asOwner().delete("/v1/responses/{id}", first).then().statusCode(200);
        asOwner().get("/v1/responses/{id}", second).then().statusCode(200);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", store, ownerId);

        asOwner().get("/v1/responses/{id}", second).then().statusCode(404);
        asOwner().get("/v1/responses/{id}/input_items", second).then().statusCode(404);
    }

    @Test
    void whatWasQuotedIsListedOnceWithHowOften() {
        String conversation = begin();
        ask(conversation, "What does the goat eat?");
        ask(conversation, "What does the goat eat?");
        ask(conversation, "When does the cow give milk?");

        JsonPath sources = sources(conversation);

        assertThat(sources.getList("filename")).containsOnly("farm.txt");
        assertThat(sources.getInt("times[0]")).isEqualTo(2);
        assertThat(sources.getString("quote[0]")).contains("thistles");
        assertThat(sources.getInt("location[0].version")).isEqualTo(1);
        String exported =
                asOwner().get("/api/v1/conversations/{id}/export", conversation).asString();
        assertThat(exported)
                .startsWith("# What does the goat eat?")
                .contains("## When does the cow give milk?", "[1] farm.txt: “The goat eats thistles");
    }

    @Test
    void aFileIsFoundInItsConversationAndNowhereElse() {
        String conversation = begin();
        String dropped = drop(conversation, "zebra.txt", SECRET).getString("id");

        JsonPath answer = ask(conversation, "Where does Quillfeather sleep?");

        assertThat(text(answer)).contains("green barn");
        String hidden = tree(conversation).getString("files_collection_id");
        assertThat(answer.getList("output.content.flatten().annotations.flatten().vector_store_id"))
                .contains(hidden);
        asOwner()
                .get("/api/v1/collections/{id}/documents/{file}", hidden, dropped)
                .then()
                .statusCode(200);
        asOwner()
                .get("/api/v1/collections/{id}/documents/{file}/file", hidden, dropped)
                .then()
                .statusCode(200);
        assertThat(text(ask(conversation, "What does the goat eat?"))).contains("thistles");
        for (String who : List.of(owner, PostgresForTests.ADMIN_KEY)) {
            nowhere(who, hidden);
        }
        nowhere(newKey(unique("other")).getString("key"), hidden);
        asAdmin()
                .get("/api/v1/collections/{id}/documents/{file}", hidden, dropped)
                .then()
                .statusCode(404);
        asAdmin().get("/v1/files/{file}/content", dropped).then().statusCode(404);
        assertThat(text(ask(begin(), "Where does Quillfeather sleep?"))).doesNotContain("barn");
    }

    private void nowhere(String who, String hidden) {
        String question = "Where does Quillfeather sleep?";
        Map<String, Object> everywhere = Map.of(
                "input", question, "tools", List.of(Map.of("type", "file_search", "vector_store_ids", List.of())));
        assertThat(withKey(who).body(everywhere).post("/v1/responses").asString())
                .doesNotContain("barn")
                .doesNotContain(hidden);
        assertThat(withKey(who)
                        .body(Map.of(
                                "model",
                                "extractive",
                                "messages",
                                List.of(Map.of("role", "user", "content", question))))
                        .post("/v1/chat/completions")
                        .asString())
                .doesNotContain("barn");
        assertThat(withKey(who)
                        .body(Map.of("query", question))
                        .post("/api/v1/search")
                        .asString())
                .doesNotContain("barn");
        for (Map<String, Object> named : List.of(
                Map.<String, Object>of("query", question, "collections", List.of(hidden)),
                Map.<String, Object>of("query", question, "collection_ids", List.of(hidden)))) {
            assertThat(withKey(who).body(named).post("/api/v1/search").asString())
                    .doesNotContain("barn");
        }
        withKey(who)
                .body(Map.of("query", question))
                .post("/v1/vector_stores/{id}/search", hidden)
                .then()
                .statusCode(404);
        withKey(who)
                .body(Map.of(
                        "input",
                        question,
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(hidden)))))
                .post("/v1/responses")
                .then()
                .statusCode(404);
        for (String path : List.of("", "/files")) {
            withKey(who).get("/v1/vector_stores/" + hidden + path).then().statusCode(404);
        }
        for (String path : List.of("/progress", "/cutting", "/grants", "/export")) {
            withKey(who).get("/api/v1/collections/" + hidden + path).then().statusCode(404);
        }
        assertThat(withKey(who).get("/v1/vector_stores?limit=100").asString()).doesNotContain(hidden);
        for (String path : List.of("/api/v1/quarantine", "/api/v1/sources", "/api/v1/about")) {
            assertThat(withKey(who).get(path).asString()).doesNotContain(hidden).doesNotContain("zebra");
        }
        for (Map<String, Object> call : List.<Map<String, Object>>of(
                Map.of("name", "search", "arguments", Map.of("query", question)),
                Map.of("name", "list_collections", "arguments", Map.of()),
                Map.of("name", "fetch", "arguments", Map.of("id", hidden + ":x:0")))) {
            assertThat(withKey(who)
                            .accept("application/json, text/event-stream")
                            .header("MCP-Protocol-Version", "2025-11-25")
                            .body(Map.of("jsonrpc", "2.0", "id", 1, "method", "tools/call", "params", call))
                            .post("/mcp")
                            .asString())
                    .doesNotContain("barn")
                    .doesNotContain("Files of a conversation");
        }
    }

    @Test
    void anUploadedFileIsPutIntoAConversationAndTakenOutAgain() {
        String conversation = begin();
        String uploaded = FrontDoor.upload(asOwner(), "zebra.txt", SECRET.getBytes(UTF_8));

        asOwner()
                .body(Map.of("file_id", uploaded))
                .post("/api/v1/conversations/{id}/files", conversation)
                .then()
                .statusCode(201);
        assertThat(read(conversation, uploaded).getString("status")).isEqualTo("completed");
        assertThat(text(ask(conversation, "Where does Quillfeather sleep?"))).contains("barn");
        asOwner()
                .delete("/api/v1/conversations/{id}/files/{file}", conversation, uploaded)
                .then()
                .statusCode(204);

        assertThat(text(ask(conversation, "Where does Quillfeather sleep?"))).doesNotContain("barn");
        assertThat(tree(conversation).getString("turns[0].withheld.code")).isEqualTo("not_readable");
        asOwner().get("/v1/files/{file}", uploaded).then().statusCode(404);
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        String conversation = begin();

        JsonPath broken = drop(conversation, "broken.pdf", "%PDF-1.7 this is no PDF");

        assertThat(broken.getString("status")).isEqualTo("failed");
        assertThat(broken.getString("last_error.message")).isNotBlank();
        asOwner()
                .post("/api/v1/conversations/{id}/files/{file}/retry", conversation, broken.getString("id"))
                .then()
                .statusCode(200);
        assertThat(read(conversation, broken.getString("id")).getString("status"))
                .isEqualTo("failed");
    }

    @Test
    void aConversationHoldsTwentyFiles() {
        String conversation = begin();
        for (int i = 0; i < 20; i++) {
            dropped(conversation, "note%d.txt".formatted(i), "Note %d.".formatted(i))
                    .statusCode(201);
        }
        long files = count("SELECT count(*) FROM file");

        dropped(conversation, "one-more.txt", "One more.").statusCode(409);

        assertThat(count("SELECT count(*) FROM file")).isEqualTo(files);
        asOwner().delete("/api/v1/conversations/{id}", conversation).then().statusCode(204);
    }

    @Test
    void aDeletedConversationLeavesNothingBehind() {
        Map<String, Long> before = everything();
        String conversation = begin();
        ask(conversation, "What does the goat eat?");
        drop(conversation, "zebra.txt", unique(SECRET));
        drop(conversation, "broken.pdf", unique("%PDF-1.7 this is no PDF"));
        ask(conversation, "Where does Quillfeather sleep?");
        assertThat(everything()).isNotEqualTo(before);

        asOwner().delete("/v1/conversations/{id}", conversation).then().statusCode(200);

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aConversationDeletedWhileItIsAskedTakesNoAnswer() {
        String conversation = begin();
        String first = ask(conversation, "What does the goat eat?").getString("id");
        asOwner().delete("/v1/responses/{id}", first);

        asOwner()
                .body(question(turn(conversation, first), "And?"))
                .post("/v1/responses")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"conversation\": 7} | 400",
                "{\"conversation\": []} | 400",
                "{\"conversation\": {}} | 400",
                "{\"conversation\": {\"id\": 7}} | 400",
                "{\"conversation\": \"conv_x\"} | 404",
                "{\"conversation\": \"\"} | 404",
                "{\"conversation\": {\"id\": \"CONV\", \"after\": 7}} | 400",
                "{\"conversation\": {\"id\": \"CONV\", \"after\": \"resp_00000000000000000000000000000000\"}} | 404",
                "{\"conversation\": {\"id\": \"CONV\", \"after\": \"\"}} | 404",
                "{\"conversation\": \"CONV\", \"store\": false} | 400",
                "{\"conversation\": \"CONV\", \"previous_response_id\": \"resp_00000000000000000000000000000000\"} | 400",
            })
    void aConversationThatIsNoneIsRefused(String fields, int status) {
        String body = fields.replace("CONV", begin()).replaceFirst("\\{", "{\"input\": \"What?\", ");

        asOwner().body(body).post("/v1/responses").then().statusCode(status);
    }

    @Test
    void aTurnOfAnotherConversationIsNotFollowed() {
        String elsewhere = ask(begin(), "What does the goat eat?").getString("id");
        String conversation = begin();

        asOwner()
                .body(question(turn(conversation, elsewhere), "And?"))
                .post("/v1/responses")
                .then()
                .statusCode(404);
        asOwner()
                .body(Map.of("head", elsewhere))
                .patch("/api/v1/conversations/{id}", conversation)
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\": \"\"}",
                "{\"title\": \"a\\nb\"}",
                "{\"title\": 7000000000000000000000, \"collection_ids\": \"x\"}",
                "{\"head\": \"resp_x\"}",
                "{\"collection_ids\": [\"vs_x\"]}",
                "{\"collection_ids\": {}}",
                "[]",
                "{",
            })
    void aChangeThatIsNoneIsRefused(String body) {
        String conversation = begin();

        assertThat(asOwner()
                        .body(body)
                        .patch("/api/v1/conversations/{id}", conversation)
                        .statusCode())
                .isIn(400, 404);
        assertThat(asOwner()
                        .body(Map.of("title", "x".repeat(201)))
                        .patch("/api/v1/conversations/{id}", conversation)
                        .statusCode())
                .isEqualTo(400);
        assertThat(tree(conversation).getString("title")).isEmpty();
    }

    @Test
    void whatIsPutThereMustBeAFileOfOnesOwn() {
        String conversation = begin();

        for (Object body :
                List.of(Map.of(), Map.of("file_id", "file-x"), Map.of("file_id", file), Map.of("file_id", 7))) {
            assertThat(asOwner()
                            .body(body)
                            .post("/api/v1/conversations/{id}/files", conversation)
                            .statusCode())
                    .isIn(400, 404);
        }
        asOwner()
                .contentType("multipart/form-data")
                .multiPart("other", "x")
                .post("/api/v1/conversations/{id}/files", conversation)
                .then()
                .statusCode(400);
        assertThat(tree(conversation).getString("files_collection_id")).isNull();
        for (String path : List.of(
                "/api/v1/conversations?limit=0",
                "/api/v1/conversations?after=conv_x",
                "/api/v1/conversations?q=" + "x".repeat(201))) {
            assertThat(asOwner().get(path).statusCode()).isIn(400, 404);
        }
    }

    @Test
    void conversationsAreAsOpenAiHasThem() {
        JsonPath made = asOwner()
                .body(Map.of(
                        "metadata",
                        Map.of("topic", "farm"),
                        "items",
                        List.of(Map.of("type", "message", "role", "user", "content", "Hello."))))
                .post("/v1/conversations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        String conversation = made.getString("id");
        ask(conversation, "What does the goat eat?");

        JsonPath items = asOwner()
                .get("/v1/conversations/{id}/items?order=asc", conversation)
                .jsonPath();

        assertThat(made.getString("object")).isEqualTo("conversation");
        assertThat(made.getString("metadata.topic")).isEqualTo("farm");
        assertThat(items.getList("data.role")).containsSubsequence("user", "user", "assistant");
        assertThat(items.getString("data[0].content[0].text")).isEqualTo("Hello.");
        asOwner()
                .body(Map.of("metadata", Map.of("topic", "goats")))
                .post("/v1/conversations/{id}", conversation)
                .then()
                .statusCode(200);
        assertThat(asOwner()
                        .get("/v1/conversations/{id}", conversation)
                        .jsonPath()
                        .getString("metadata.topic"))
                .isEqualTo("goats");
        for (Object body : List.of(
                Map.of("metadata", "x"),
                Map.of("items", "x"),
                Map.of("items", List.of(7)),
                Map.of("items", List.of(Map.of("type", "message", "role", "nobody", "content", "x"))))) {
            assertThat(asOwner().body(body).post("/v1/conversations").statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void openAisJavaClientHoldsAConversation() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(base.toString())
                .apiKey(owner)
                .timeout(Duration.ofSeconds(60))
                .build();
        Conversation conversation =
                client.conversations().create(ConversationCreateParams.builder().build());

        Response first = client.responses()
                .create(ResponseCreateParams.builder()
                        .model("extractive")
                        .conversation(conversation.id())
                        .input("What does the goat eat?")
                        .build());
        client.responses()
                .create(ResponseCreateParams.builder()
                        .model("extractive")
                        .conversation(conversation.id())
                        .input("When does the cow give milk?")
                        .build());

        assertThat(first.conversation().orElseThrow().id()).isEqualTo(conversation.id());
        assertThat(client.conversations().items().list(conversation.id()).data().stream()
                        .filter(item -> item.isMessage())
                        .toList())
                .hasSize(4);
        assertThat(client.conversations().delete(conversation.id()).deleted()).isTrue();
    }

    private RequestSpecification asOwner() {
        return withKey(owner);
    }

    private void grant(String principal) {
        grant(store, principal);
    }

    private static void grant(String collection, String principal) {
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", collection, principal)
                .then()
                .statusCode(200);
    }

    private String begin() {
        return asOwner()
                .post("/api/v1/conversations")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private JsonPath ask(Object conversation, String input) {
        return asOwner()
                .body(question(conversation, input))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** @param conversation null for a question outside of any */
    private JsonPath asked(String conversation, String input, Map<String, Object> fields, String... searched) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("input", input);
        body.put("tools", List.of(Map.of("type", "file_search", "vector_store_ids", List.of(searched))));
        if (conversation != null) {
            body.put("conversation", conversation);
        }
        return asOwner()
                .body(body)
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** By what number a model is to cite it. */
    private static String passageWith(String words, String request) {
        Matcher passage = Pattern.compile("number=\\\\\"(\\d+)\\\\\">[^<]*" + Pattern.quote(words))
                .matcher(request);
        return passage.find() ? passage.group(1) : "0";
    }

    private static Map<String, Object> question(Object conversation, String input) {
        return Map.of("input", input, "model", "extractive", "conversation", conversation);
    }

    private static Map<String, Object> turn(String conversation, String after) {
        Map<String, Object> turn = new HashMap<>();
        turn.put("id", conversation);
        turn.put("after", after);
        return turn;
    }

    private JsonPath tree(String conversation) {
        return asOwner()
                .get("/api/v1/conversations/{id}", conversation)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private JsonPath sources(String conversation) {
        JsonPath listing = asOwner()
                .get("/api/v1/conversations/{id}/sources", conversation)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        listing.setRootPath("data");
        return listing;
    }

    private List<String> listed(String query) {
        return asOwner()
                .urlEncodingEnabled(false)
                .get("/api/v1/conversations" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("data.id");
    }

    private io.restassured.response.ValidatableResponse dropped(String conversation, String name, String text) {
        return asOwner()
                .contentType("multipart/form-data")
                .multiPart("file", name, text.getBytes(UTF_8))
                .post("/api/v1/conversations/{id}/files", conversation)
                .then();
    }

    /** Dropped, and read to the end, whatever that is. */
    private JsonPath drop(String conversation, String name, String text) {
        return read(
                conversation,
                dropped(conversation, name, text).statusCode(201).extract().path("id"));
    }

    private JsonPath read(String conversation, String dropped) {
        Instant deadline = Instant.now().plusSeconds(60);
        while (true) {
            JsonPath state = asOwner()
                    .get("/api/v1/conversations/{id}/files/{file}", conversation, dropped)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            if (!state.getString("status").equals("in_progress")) {
                return state;
            }
            assertThat(Instant.now()).isBefore(deadline);
            pause();
        }
    }

    private static String text(JsonPath response) {
        return response.getString("output.content.flatten().text.join('')");
    }

    private Map<String, Long> everything() {
        Map<String, Long> counts = new HashMap<>();
        for (String table : Arrays.asList(
                "file",
                "blob",
                "document",
                "document_version",
                "membership",
                "passage",
                "passage_words",
                "term",
                "embedded_text",
                "collection",
                "collection_reader",
                "collection_grant",
                "conversation",
                "conversation_file",
                "response",
                "job")) {
            counts.put(table, count("SELECT count(*) FROM " + table));
        }
        return counts;
    }

    private long count(String sql) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
