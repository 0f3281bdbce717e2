package io.groundwork.orchestration.understanding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.orchestration.models.Plan;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.understanding.Account.Ending;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.RetrievalException;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.fusion.ReciprocalRankFusion;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnderstanderTest {

    private static final UUID CALLER = new UUID(0, 1);
    private static final Scope SCOPE = new Scope(Set.of(CALLER));
    private static final CollectionId STAFF = new CollectionId(new UUID(0, 2));
    private static final Route MODEL =
            new Route("tiny", 0, new Plan(List.of(new Plan.Candidate("tiny", Plan.When.ALWAYS)), Plan.Waits.USUAL));

    private final Map<String, List<Hit>> finds = new ConcurrentHashMap<>();
    private final Set<DocumentId> hidden = new HashSet<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Hit leave = hit(1, "Leave lasts sixteen weeks.");
    private final Hit pay = hit(2, "Leave is paid in full.");
    private Thinker.Model model = says("{\"variants\":[\"pay\"]}");
    private final Stop stop = new Stop();
    private Optional<Understander> understander = Optional.empty();

    @AfterEach
    void end() {
        over.countDown();
        understander.ifPresent(Understander::stop);
    }

    @Test
    void aSlowModelCostsItsBudgetAndIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        model = (who, messages, sampling, pieces) -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return failed();
        };
        finds.put("leave", List.of(leave));

        Understood understood = search("leave", 200);

        assertThat(understood.account().ending()).isEqualTo(Ending.TIME);
        assertThat(understood.account().took()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
        assertThat(understood.hits()).containsExactly(leave);
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoeverLeavesEndsWhatTheModelIsDoing() {
        ChatOutcome.Failed gone = new ChatOutcome.Failed(ChatOutcome.Reason.LEFT, "The client has hung up.");
        model = (way, messages, sampling, pieces) -> {
            stop.now(gone);
            return way.stop().reason().orElseGet(UnderstanderTest::failed);
        };
        finds.put("leave", List.of(leave));

        assertThat(search("leave", 2000).account().why()).isEqualTo(gone.words());
    }

    @Test
    void aFurtherSearchThatIsSlowIsLeftToItself() {
        finds.put("leave", List.of(leave));
        Understood understood = search(
                (scope, request) -> {
                    if (request.query().equals("pay")) {
                        await(over);
                    }
                    return found(request.query());
                },
                "leave",
                200);

        assertThat(understood.account().ending()).isEqualTo(Ending.TIME);
        assertThat(understood.account().queries()).hasSize(2);
        assertThat(understood.searched()).containsExactly("leave");
        assertThat(understood.hits()).containsExactly(leave);
    }

    @Test
    void aFurtherSearchThatFailsTakesNothingFromTheOthers() {
        finds.put("leave", List.of(leave));
        Understood understood = search(
                (scope, request) -> {
                    if (request.query().equals("pay")) {
                        throw new RetrievalException("no connection");
                    }
                    return found(request.query());
                },
                "leave",
                2000);

        assertThat(understood.account().ending()).isEqualTo(Ending.DONE);
        assertThat(understood.account().queries().getLast().found()).isEmpty();
        assertThat(understood.hits()).containsExactly(leave);
    }

    @Test
    void aPlainSearchThatFailsIsThrown() {
        RetrievalException broken = new RetrievalException("no database");

        assertThatThrownBy(() -> search(
                        (scope, request) -> {
                            throw broken;
                        },
                        "leave",
                        500))
                .isSameAs(broken);
    }

    @Test
    void everySearchIsOnTheSameBehalfInTheSamePlaces() {
        Set<Scope> scopes = ConcurrentHashMap.newKeySet();
        Set<List<CollectionId>> places = ConcurrentHashMap.newKeySet();

        search(
                (scope, request) -> {
                    scopes.add(scope);
                    places.add(request.collections());
                    return found(request.query());
                },
                "leave",
                2000);

        assertThat(scopes).containsExactly(SCOPE);
        assertThat(places).containsExactly(List.of(STAFF));
    }

    @Test
    void whatMayNoMoreBeReadWhenAllIsMergedIsNotGiven() {
        finds.put("leave", List.of(leave));
        finds.put("pay", List.of(pay));
        hidden.add(pay.document());

        assertThat(search("leave", 2000).hits()).extracting(Hit::document).containsExactly(leave.document());
    }

    @Test
    void aModelThatCannotBeAskedIsAway() {
        model = (who, messages, sampling, pieces) -> {
            throw new IllegalStateException("of the test's making");
        };

        Account account = search("leave", 2000).account();

        assertThat(account.ending()).isEqualTo(Ending.AWAY);
        assertThat(account.why()).isEqualTo("The model could not be asked.");
    }

    @Test
    void anEndlessReplyIsCutAndUnusable() {
        model = (who, messages, sampling, pieces) -> {
            while (true) {
                pieces.accept("x".repeat(1000));
            }
        };

        assertThat(search("leave", 5000).account().ending()).isEqualTo(Ending.UNUSABLE);
    }

    @Test
    void aQueryThatWasSearchedIsNotSearchedAgain() {
        model = says("{\"variants\":[\"LEAVE \",\"pay\",\"Pay\"]}");

        assertThat(search("leave", 2000).searched()).containsExactly("leave", "pay");
    }

    @Test
    void whatIsFoundTwiceComesFirst() {
        finds.put("leave", List.of(leave, pay));
        finds.put("pay", List.of(pay));

        Understood understood = search("leave", 2000);

        assertThat(understood.hits()).extracting(Hit::document).containsExactly(pay.document(), leave.document());
        assertThat(understood.found().getFirst().ranks()).isEqualTo(Map.of(0, 2, 1, 1));
    }

    private Understood search(String question, int millis) {
        return search((scope, request) -> found(request.query()), question, millis);
    }

    private Understood search(Hunt.Search search, String question, int millis) {
        Understander made = new Understander(
                search,
                new Known(),
                (who, messages, sampling, pieces) -> model.chat(who, messages, sampling, pieces),
                new ReciprocalRankFusion(10),
                Plain.CONFIG);
        understander = Optional.of(made);
        return made.search(
                new UUID(0, 9),
                SCOPE,
                new SearchRequest(question, List.of(STAFF), Optional.empty(), 10, List.of()),
                new Understanding(Set.of(Ability.EXPAND), List.of(), Duration.ofMillis(millis), Optional.of(MODEL)),
                stop);
    }

    private SearchResult found(String query) {
        return new SearchResult(finds.getOrDefault(query, List.of()), List.of(), List.of());
    }

    private static Thinker.Model says(String reply) {
        return (who, messages, sampling, pieces) -> {
            pieces.accept(reply);
            return new ChatOutcome.Finished(reply, ChatOutcome.Ending.COMPLETE, Usage.NONE);
        };
    }

    private static ChatOutcome.Failed failed() {
        return new ChatOutcome.Failed(ChatOutcome.Reason.CUT_OFF, "It broke off.");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("A search was interrupted", e);
        }
    }

    private static Hit hit(int document, String text) {
        return new Hit(
                STAFF,
                new DocumentId(new UUID(1, document)),
                1,
                new Passage(0, text, "", List.of(), 0, text.length(), 1, 1),
                Map.of(),
                0.8,
                Map.of(Stage.LEXICAL, 1),
                List.of(),
                List.of());
    }

    private final class Known implements Documents {

        @Override
        public Map<String, Double> languages(Scope scope, List<CollectionId> collections, Duration longest) {
            return Map.of();
        }

        @Override
        public SearchSettings settings(CollectionId collection) {
            return SearchSettings.DEFAULT;
        }

        @Override
        public Set<DocumentId> readable(Scope scope, CollectionId collection, Collection<DocumentId> documents) {
            Set<DocumentId> readable = new HashSet<>(documents);
            readable.removeAll(hidden);
            return readable;
        }
    }
}
