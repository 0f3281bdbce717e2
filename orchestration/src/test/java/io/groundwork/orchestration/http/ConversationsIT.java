package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static io.groundwork.orchestration.http.FrontDoor.withKey;
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
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private String store;
    private String file;
    private String owner;
    private Talks talks;
    private String ownerId;

    @BeforeEach
    void anOwnerWhoReadsACollection() {
        store = newCollection(unique("farm"));
        file = add(store, "farm.txt", "The goat eats thistles in the morning. The cow gives milk at dusk.")
                .getString("id");
        JsonPath key = newKey(unique("owner"));
        owner = key.getString("key");
        talks = new Talks(owner);
        ownerId = key.getString("id");
        grant(ownerId);
    }

    @Test
    void questionsFollowTheHeadAndEditsAndAnswersAnewAreBranches() {
        String conversation = talks.begin();
        JsonPath first = talks.ask(conversation, "What does the goat eat?");
        JsonPath second = talks.ask(conversation, "When does the cow give milk?");

        JsonPath again = talks.ask(Talks.turn(conversation, first.getString("id")), "When does the cow give milk?");
        JsonPath edited = talks.ask(Talks.turn(conversation, null), "What does the cow give?");

        assertThat(first.getString("conversation.id")).isEqualTo(conversation);
        assertThat(second.getString("output.content.flatten().text.join('')")).contains("dusk");
        JsonPath tree = talks.tree(conversation);
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

        talks.asOwner()
                .body(Map.of("head", first.getString("id")))
                .patch("/api/v1/conversations/{id}", conversation)
                .then()
                .statusCode(200);

        assertThat(talks.tree(conversation).getString("head")).isEqualTo(again.getString("id"));
        assertThat(talks.tree(conversation).getList("turns.on_path")).containsExactly(true, false, true, false);
    }

    @Test
    void aResponseThatIsContinuedStaysInItsConversation() {
        String conversation = talks.begin();
        String first = talks.ask(conversation, "What does the goat eat?").getString("id");
        talks.ask(conversation, "When does the cow give milk?");

        JsonPath continued = talks.asOwner()
                .body(Map.of("input", "What does the cow give?", "previous_response_id", first))
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();

        assertThat(continued.getString("conversation.id")).isEqualTo(conversation);
        assertThat(talks.tree(conversation).getList("turns.after")).containsExactly(null, first, first);
        assertThat(talks.asOwner()
                        .get("/v1/responses/{id}/input_items?order=asc", continued.getString("id"))
                        .jsonPath()
                        .getList("data.content.flatten().text", String.class))
                .hasSize(3)
                .startsWith("What does the goat eat?")
                .endsWith("What does the cow give?");
    }

    @Test
    void answersAtTheSameTimeAreBranchesAndNoneIsLost() throws Exception {
        String conversation = talks.begin();
        String first = talks.ask(conversation, "What does the goat eat?").getString("id");

        List<String> ids = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> asked = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                asked.add(
                        threads.submit(() -> talks.ask(Talks.turn(conversation, first), "When does the cow give milk?")
                                .getString("id")));
            }
            for (Future<String> one : asked) {
                ids.add(one.get());
            }
        }

        JsonPath tree = talks.tree(conversation);
        assertThat(tree.getList("turns.id", String.class)).hasSize(7).containsAll(ids);
        assertThat(tree.getList("turns.after", String.class).stream().filter(first::equals))
                .hasSize(6);
        assertThat(ids).contains(tree.getString("head"));
    }

    @Test
    void aDeletedResponseLeavesWhatFollowsItInItsPlace() {
        String conversation = talks.begin();
        String first = talks.ask(conversation, "What does the goat eat?").getString("id");
        String second = talks.ask(conversation, "When does the cow give milk?").getString("id");
        String third = talks.ask(conversation, "What does the cow give?").getString("id");

        talks.asOwner().delete("/v1/responses/{id}", second).then().statusCode(200);

        assertThat(talks.tree(conversation).getList("turns.after")).containsExactly(null, first);
        assertThat(talks.tree(conversation).getList("turns.on_path")).containsExactly(true, true);

        talks.asOwner().delete("/v1/responses/{id}", third).then().statusCode(200);

        assertThat(talks.tree(conversation).getString("head")).isEqualTo(first);
        assertThat(talks.tree(conversation).getList("turns.on_path")).containsExactly(true);
    }

    @Test
    void aConversationIsListedSearchedRenamedAndDeletedByItsOwner() {
        String older = talks.begin();
        talks.ask(older, "What does the goat eat?");
        String newer = talks.begin();
        talks.ask(newer, "When does the cow give 100% milk_?");

        assertThat(listed("")).containsSubsequence(newer, older);
        assertThat(listed("?limit=1&after=" + newer)).containsExactly(older);
        assertThat(listed("?q=GOAT")).containsExactly(older);
        assertThat(listed("?q=0%25%20milk_")).containsExactly(newer);

        talks.asOwner()
                .body(Map.of("title", "Feeding", "collection_ids", List.of(store), "model", "extractive"))
                .patch("/api/v1/conversations/{id}", older)
                .then()
                .statusCode(200);

        JsonPath renamed = talks.tree(older);
        assertThat(renamed.getString("title")).isEqualTo("Feeding");
        assertThat(renamed.getList("collection_ids")).containsExactly(store);
        assertThat(listed("?q=feed")).containsExactly(older);

        talks.asOwner().delete("/api/v1/conversations/{id}", older).then().statusCode(204);

        talks.asOwner().get("/api/v1/conversations/{id}", older).then().statusCode(404);
        assertThat(listed("")).doesNotContain(older).contains(newer);
    }

    @Test
    void nobodyElseFindsAConversation() {
        String conversation = talks.begin();
        String response = talks.ask(conversation, "What does the goat eat?").getString("id");
        String dropped = talks.drop(conversation, "zebra.txt", SECRET).getString("id");
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
        assertThat(talks.tree(conversation).getList("turns")).hasSize(1);
    }

    @Test
    void anAnswerIsWithheldWithTheRightToReadWhatItQuotesAndTheConversationGoesOn() {
        String conversation = talks.begin();
        String answer = talks.ask(conversation, "What does the goat eat?").getString("id");
        assertThat(sources(conversation).getList("file_id")).contains(file);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", store, ownerId);

        JsonPath tree = talks.tree(conversation);
        assertThat(tree.getString("turns[0].question")).isEqualTo("What does the goat eat?");
        assertThat(tree.getString("turns[0].withheld.code")).isEqualTo("not_readable");
        assertThat(talks.asOwner()
                        .get("/api/v1/conversations/{id}", conversation)
                        .asString())
                .doesNotContain("thistles");
        assertThat(talks.asOwner()
                        .get("/v1/conversations/{id}/items", conversation)
                        .asString())
                .contains("goat")
                .doesNotContain("thistles");
        assertThat(talks.asOwner()
                        .get("/api/v1/conversations/{id}/export", conversation)
                        .asString())
                .contains("goat")
                .doesNotContain("thistles");
        assertThat(sources(conversation).getList("file_id")).isEmpty();
        talks.asOwner().get("/v1/responses/{id}", answer).then().statusCode(404);
        JsonPath next = talks.ask(conversation, "And then?");
        assertThat(talks.asOwner()
                        .get("/v1/responses/{id}/input_items", next.getString("id"))
                        .asString())
                .contains("goat")
                .doesNotContain("thistles");

        grant(ownerId);

        assertThat(talks.tree(conversation).getString("turns[0].withheld")).isNull();
        assertThat(talks.asOwner()
                        .get("/api/v1/conversations/{id}", conversation)
                        .asString())
                .contains("thistles");
    }

    @Test
    void whatWasFoundAndNotQuotedIsToldNoMoreThanItMayBeRead() {
        String stable = newCollection(unique("stable"));
        add(stable, "stable.txt", "Zornwald is the name of a stable far away.");
        grant(stable, ownerId);
        String conversation = talks.begin();
        Map<String, Object> question = new HashMap<>(Talks.question(conversation, "What does the goat eat?"));
        question.put("include", List.of("file_search_call.results"));
        JsonPath answer = talks.asOwner()
                .body(question)
                .post("/v1/responses")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(answer.getString("output")).contains("Zornwald");
        assertThat(Talks.text(answer)).contains("thistles").doesNotContain("Zornwald");

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", stable, ownerId);

        for (String path : List.of("/v1/conversations/{id}/items", "/api/v1/conversations/{id}")) {
            assertThat(talks.asOwner().get(path, conversation).asString())
                    .as(path)
                    .contains("thistles")
                    .doesNotContain("Zornwald", "stable.txt");
        }
    }

    /** Contradictions and questions that follow are of documents that the model read and the answer does not quote. */
    @Test
    void whatStandsBesideAnAnswerIsToldNoMoreThanItMayBeRead() {
        add(store, "hay.txt", "Each goat may eat sixteen bales of hay a week. Ask the farmer.");
        String meadow = newCollection(unique("meadow"));
        add(meadow, "hay-new.txt", "Each goat may eat twenty bales of hay a week. Nothing else changes.");
        add(meadow, "manual.md", MANUAL);
        grant(meadow, ownerId);
        String conversation = talks.begin();
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
        JsonPath before = talks.tree(conversation);
        assertThat(before.getList("turns[0].response.grounding.contradictions")).hasSize(1);
        assertThat(before.getList("turns[0].response.grounding.follow_ups")).isNotEmpty();

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", meadow, ownerId);

        assertThat(talks.tree(conversation).getString("turns[0].withheld.code")).isEqualTo("not_readable");
        for (String path : List.of(
                "/api/v1/conversations/{id}",
                "/api/v1/conversations/{id}/export",
                "/api/v1/conversations/{id}/sources",
                "/v1/conversations/{id}/items")) {
            assertThat(talks.asOwner().get(path, conversation).asString())
                    .as(path)
                    .doesNotContain("twenty bales", "hay-new.txt", "manual.md", "Parking permits");
        }
    }

    @Test
    void aCollectionThatWasSearchedInVainIsNamedOnlyToWhoMayReadIt() {
        String name = unique("Zornwald");
        String closed = newCollection(name);
        add(closed, "closed.txt", "The horse sleeps.");
        grant(closed, ownerId);
        String conversation = talks.begin();
        String outcome = asked(
                        conversation,
                        "Which comet did the astronomers of Uppsala observe?",
                        Map.of("model", "extractive"),
                        store,
                        closed)
                .getString("grounding.outcome");
        assertThat(outcome).isEqualTo("declined");
        assertThat(talks.asOwner()
                        .get("/api/v1/conversations/{id}", conversation)
                        .asString())
                .contains(name);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", closed, ownerId);

        assertThat(talks.asOwner()
                        .get("/api/v1/conversations/{id}", conversation)
                        .asString())
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
        talks.asOwner().delete("/v1/responses/{id}", first).then().statusCode(200);
        talks.asOwner().get("/v1/responses/{id}", second).then().statusCode(200);

        asAdmin().delete("/api/v1/collections/{id}/grants/{key}", store, ownerId);

        talks.asOwner().get("/v1/responses/{id}", second).then().statusCode(404);
        talks.asOwner().get("/v1/responses/{id}/input_items", second).then().statusCode(404);
    }

    @Test
    void whatWasQuotedIsListedOnceWithHowOften() {
        String conversation = talks.begin();
        talks.ask(conversation, "What does the goat eat?");
        talks.ask(conversation, "What does the goat eat?");
        talks.ask(conversation, "When does the cow give milk?");

        JsonPath sources = sources(conversation);

        assertThat(sources.getList("filename")).containsOnly("farm.txt");
        assertThat(sources.getInt("times[0]")).isEqualTo(2);
        assertThat(sources.getString("quote[0]")).contains("thistles");
        assertThat(sources.getInt("location[0].version")).isEqualTo(1);
        String exported = talks.asOwner()
                .get("/api/v1/conversations/{id}/export", conversation)
                .asString();
        assertThat(exported)
                .startsWith("# What does the goat eat?")
                .contains("## When does the cow give milk?", "[1] farm.txt: “The goat eats thistles");
    }

    @Test
    void aConversationDeletedWhileItIsAskedTakesNoAnswer() {
        String conversation = talks.begin();
        String first = talks.ask(conversation, "What does the goat eat?").getString("id");
        talks.asOwner().delete("/v1/responses/{id}", first);

        talks.asOwner()
                .body(Talks.question(Talks.turn(conversation, first), "And?"))
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
        String body = fields.replace("CONV", talks.begin()).replaceFirst("\\{", "{\"input\": \"What?\", ");

        talks.asOwner().body(body).post("/v1/responses").then().statusCode(status);
    }

    @Test
    void aTurnOfAnotherConversationIsNotFollowed() {
        String elsewhere = talks.ask(talks.begin(), "What does the goat eat?").getString("id");
        String conversation = talks.begin();

        talks.asOwner()
                .body(Talks.question(Talks.turn(conversation, elsewhere), "And?"))
                .post("/v1/responses")
                .then()
                .statusCode(404);
        talks.asOwner()
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
        String conversation = talks.begin();

        assertThat(talks.asOwner()
                        .body(body)
                        .patch("/api/v1/conversations/{id}", conversation)
                        .statusCode())
                .isIn(400, 404);
        assertThat(talks.asOwner()
                        .body(Map.of("title", "x".repeat(201)))
                        .patch("/api/v1/conversations/{id}", conversation)
                        .statusCode())
                .isEqualTo(400);
        assertThat(talks.tree(conversation).getString("title")).isEmpty();
    }

    @Test
    void conversationsAreAsOpenAiHasThem() {
        JsonPath made = talks.asOwner()
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
        talks.ask(conversation, "What does the goat eat?");

        JsonPath items = talks.asOwner()
                .get("/v1/conversations/{id}/items?order=asc", conversation)
                .jsonPath();

        assertThat(made.getString("object")).isEqualTo("conversation");
        assertThat(made.getString("metadata.topic")).isEqualTo("farm");
        assertThat(items.getList("data.role")).containsSubsequence("user", "user", "assistant");
        assertThat(items.getString("data[0].content[0].text")).isEqualTo("Hello.");
        talks.asOwner()
                .body(Map.of("metadata", Map.of("topic", "goats")))
                .post("/v1/conversations/{id}", conversation)
                .then()
                .statusCode(200);
        assertThat(talks.asOwner()
                        .get("/v1/conversations/{id}", conversation)
                        .jsonPath()
                        .getString("metadata.topic"))
                .isEqualTo("goats");
        for (Object body : List.of(
                Map.of("metadata", "x"),
                Map.of("items", "x"),
                Map.of("items", List.of(7)),
                Map.of("items", List.of(Map.of("type", "message", "role", "nobody", "content", "x"))))) {
            assertThat(talks.asOwner().body(body).post("/v1/conversations").statusCode())
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

    /** @param conversation null for a question outside of any */
    private JsonPath asked(String conversation, String input, Map<String, Object> fields, String... searched) {
        Map<String, Object> body = new HashMap<>(fields);
        body.put("input", input);
        body.put("tools", List.of(Map.of("type", "file_search", "vector_store_ids", List.of(searched))));
        if (conversation != null) {
            body.put("conversation", conversation);
        }
        return talks.asOwner()
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

    private JsonPath sources(String conversation) {
        JsonPath listing = talks.asOwner()
                .get("/api/v1/conversations/{id}/sources", conversation)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        listing.setRootPath("data");
        return listing;
    }

    private List<String> listed(String query) {
        return talks.asOwner()
                .urlEncodingEnabled(false)
                .get("/api/v1/conversations" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("data.id");
    }
}
