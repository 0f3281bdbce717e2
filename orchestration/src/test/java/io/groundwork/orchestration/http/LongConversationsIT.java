package io.groundwork.orchestration.http;

import static io.groundwork.orchestration.http.FrontDoor.add;
import static io.groundwork.orchestration.http.FrontDoor.asAdmin;
import static io.groundwork.orchestration.http.FrontDoor.newCollection;
import static io.groundwork.orchestration.http.FrontDoor.newKey;
import static io.groundwork.orchestration.http.FrontDoor.unique;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.orchestration.conversations.Dialogue;
import io.groundwork.orchestration.identity.Caller;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a conversation in which much was said, so much is read as is needed, and never more than fits. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class LongConversationsIT {

    private static final int TURNS = 10;

    /** Ten of these are more than is held at once, and six more than a model is told. */
    private static final int CHARACTERS = 4 * 1024 * 1024;

    private static final String SAY = """
            INSERT INTO response (id, owner_id, previous_id, body, input, created_at, conversation_id)
            VALUES (?, ?, ?, '{"output": []}',
                jsonb_build_array(jsonb_build_object('type', 'message', 'role', 'user', 'content',
                    jsonb_build_array(jsonb_build_object('type', 'input_text', 'text', repeat('x', ?))))),
                clock_timestamp(), ?)
            """;

    @Inject
    DataSource database;

    @Inject
    Conversations conversations;

    @Inject
    Dialogue dialogue;

    @Inject
    Continuations continuations;

    @Inject
    ObjectMapper json;

    private final List<UUID> said = new ArrayList<>();
    private Talks talks;
    private Caller caller;
    private String id;
    private Conversation conversation;

    @BeforeEach
    void aLongConversation() throws SQLException {
        String store = newCollection(unique("farm"));
        add(store, "farm.txt", "The goat eats thistles in the morning.");
        JsonPath key = newKey(unique("owner"));
        talks = new Talks(key.getString("key"));
        UUID owner = UUID.fromString(key.getString("id"));
        caller = new Caller(owner, "owner", "", Set.of(owner), false);
        asAdmin()
                .body(Map.of("access", "read"))
                .put("/api/v1/collections/{id}/grants/{key}", store, owner)
                .then()
                .statusCode(200);
        id = talks.begin();
        conversation = conversations.find(Ids.CONVERSATION.read(id), owner).orElseThrow();
        for (int i = 0; i < TURNS; i++) {
            said.add(say(said.isEmpty() ? null : said.getLast()));
        }
        talks.asOwner()
                .body(Map.of("head", Ids.RESPONSE.write(said.getFirst())))
                .patch("/api/v1/conversations/{id}", id)
                .then()
                .statusCode(200);
    }

    @Test
    void theNewestThatFitAreShown() {
        JsonPath tree = talks.tree(id);

        assertThat(tree.getList("turns.id")).hasSize(TURNS);
        assertThat(tree.getString("head")).isEqualTo(Ids.RESPONSE.write(said.getLast()));
        assertThat(tree.getList("turns.on_path")).containsOnly(true);
        assertThat(tree.getList("turns.withheld.code", String.class).subList(0, 3))
                .containsOnly("too_much");
        assertThat(tree.<Object>getList("turns.withheld").subList(3, TURNS)).containsOnlyNulls();
        assertThat(tree.getList("turns.question", String.class).getLast()).hasSize(CHARACTERS);
    }

    @Test
    void whatWouldNotBeAllOfItIsNotShown() {
        for (String path : List.of(
                "/api/v1/conversations/%s/sources", "/api/v1/conversations/%s/export", "/v1/conversations/%s/items")) {
            talks.asOwner().get(path.formatted(id)).then().statusCode(413);
        }
    }

    @Test
    void anAnswerFromDocumentsLooksAtTheLatest() {
        assertThat(Talks.text(talks.ask(id, "What does the goat eat?"))).contains("thistles");
    }

    @Test
    void aModelIsToldAllOfItOrNothing() throws Exception {
        ResponseRequest request =
                json.readValue("{\"input\": \"And?\", \"conversation\": \"%s\"}".formatted(id), ResponseRequest.class);

        assertThat(continuations
                        .of(caller, request, Continuations.Wanted.LATEST)
                        .said())
                .hasSizeBetween(3, 5);
        assertThatThrownBy(() -> continuations.of(caller, request, Continuations.Wanted.ALL))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.problem())
                        .isEqualTo(Problem.TOO_LARGE));
    }

    @Test
    void toLookAtAnotherBranchReadsNothingThatWasSaid() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(dialogue.lookAt(conversation, said.getFirst())).isTrue();

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CHARACTERS);
    }

    @Test
    void whatIsSaidBeforehandHasTheSameBound() {
        String much = "x".repeat(ConversationGate.MOST_BYTES);

        talks.asOwner()
                .body(Map.of("items", List.of(Map.of("role", "user", "content", much))))
                .post("/v1/conversations")
                .then()
                .statusCode(413)
                .body("error.code", equalTo("too_large"));
    }

    @Test
    void whatIsSaidBeforehandHasOneMegabyte() {
        talks.asOwner()
                .body(Map.of("items", List.of(Map.of("role", "user", "content", "x".repeat(1024 * 1024)))))
                .post("/v1/conversations")
                .then()
                .statusCode(413)
                .body("error.param", equalTo("items"));
        talks.asOwner()
                .body(Map.of("items", List.of(Map.of("role", "user", "content", "x".repeat(1024 * 1000)))))
                .post("/v1/conversations")
                .then()
                .statusCode(200);
    }

    @Test
    void aListOfConversationsReadsNothingThatWasSaid() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE conversation SET opening = to_jsonb(repeat('x', ?)) WHERE id = ?")) {
            update.setInt(1, CHARACTERS);
            update.setObject(2, conversation.id());
            update.executeUpdate();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThat(conversations.list(caller.id(), Optional.empty(), Optional.empty(), 100))
                .hasSize(1);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CHARACTERS);
    }

    private UUID say(UUID previous) throws SQLException {
        UUID one = UUID.randomUUID();
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(SAY)) {
            insert.setObject(1, one);
            insert.setObject(2, caller.id());
            insert.setObject(3, previous);
            insert.setInt(4, CHARACTERS);
            insert.setObject(5, conversation.id());
            insert.executeUpdate();
        }
        return one;
    }
}
