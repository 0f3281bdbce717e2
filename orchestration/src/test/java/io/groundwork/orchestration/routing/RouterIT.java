package io.groundwork.orchestration.routing;

import static io.groundwork.orchestration.chat.OpenAiServer.chunk;
import static io.groundwork.orchestration.chat.OpenAiServer.finish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.chat.Abilities;
import io.groundwork.orchestration.chat.Ability;
import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatEvent;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ChatOutcome.Finished;
import io.groundwork.orchestration.chat.ChatOutcome.Reason;
import io.groundwork.orchestration.chat.ChatRequest;
import io.groundwork.orchestration.chat.Clients;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.chat.OpenAiServer;
import io.groundwork.orchestration.chat.OutputForm;
import io.groundwork.orchestration.chat.Sampling;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.chat.Tools;
import io.groundwork.orchestration.models.Card;
import io.groundwork.orchestration.models.CardJson;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Node;
import io.groundwork.orchestration.models.Plan;
import io.groundwork.orchestration.models.Registry.Change;
import io.groundwork.orchestration.models.Registry.Preference;
import io.groundwork.orchestration.models.Registry.Registered;
import io.groundwork.orchestration.models.Registry.Registration;
import io.groundwork.orchestration.models.Registry.Server;
import io.groundwork.orchestration.models.Route;
import io.groundwork.orchestration.models.State;
import io.groundwork.orchestration.outbound.Doors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real servers, a real registry, and several nodes over one database. */
class RouterIT {

    private static final Optional<UUID> ADMIN = Optional.of(new UUID(7, 7));
    private static final UUID CALLER = new UUID(1, 1);

    private final FreshDatabase database = new FreshDatabase();
    private final Node node = new Node(database.source());
    private final ChatClient client = Clients.through(Doors.open());
    private final OpenAiServer one = new OpenAiServer();
    private final OpenAiServer two = new OpenAiServer();
    private final List<String> pieces = new ArrayList<>();
    private final Router router =
            new Router(node.catalogues(), client, RoutingSettings.plain(), new RecallReports(node.incidents()));

    @AfterEach
    void stop() {
        one.close();
        two.close();
        Clients.stop(client);
        node.close();
        database.close();
    }

    @Test
    void theFirstCandidateThatWorksAnswersAndTheOthersAreNotAsked() {
        register("one", one);
        register("two", two);
        route("careful", "one", "two");
        one.plays(stage -> stage.says("from one"));

        assertThat(ask("careful")).isInstanceOfSatisfying(Routed.Answered.class, answered -> {
            assertThat(answered.model().name()).isEqualTo("one");
            assertThat(answered.attempts()).extracting(Attempt::why).containsExactly("answered");
        });
        assertThat(two.requests()).isEmpty();
    }

    @Test
    void theNextCandidateAnswersWhereTheFirstFailsBeforeItsFirstWord() {
        register("one", one);
        register("two", two);
        route("careful", "one", "two");
        one.plays(stage -> stage.status(503, ""));
        two.plays(stage -> stage.says("from two"));

        assertThat(ask("careful")).isInstanceOfSatisfying(Routed.Answered.class, answered -> {
            assertThat(answered.model().name()).isEqualTo("two");
            assertThat(answered.attempts()).extracting(Attempt::why).containsExactly("busy", "answered");
        });
        assertThat(pieces).containsExactly("from two");
    }

    @Test
    void afterItsFirstWordNobodyElseIsAsked() {
        register("one", one);
        register("two", two);
        route("careful", "one", "two");
        one.plays(stage -> stage.events(chunk("from")));
        two.plays(stage -> stage.says("from two"));

        assertThat(ask("careful"))
                .isInstanceOfSatisfying(Routed.Answered.class, answered -> assertThat(reason(answered.outcome()))
                        .isEqualTo(Reason.CUT_OFF));
        assertThat(two.requests()).isEmpty();
        assertThat(pieces).containsExactly("from");
    }

    @Test
    void whoLeavesInTheMiddleHasHeardWhoWasWriting() {
        register("one", one);
        register("two", two);
        route("careful", "one", "two");
        one.plays(stage -> stage.status(503, ""));
        two.plays(stage -> stage.says("from two"));
        List<Attempt> heard = new ArrayList<>();
        Router.Listener leaves = new Router.Listener() {
            @Override
            public void accept(ChatEvent event) {
                throw new IllegalStateException("gone");
            }

            @Override
            public void tried(Attempt attempt) {
                heard.add(attempt);
            }
        };

        assertThatThrownBy(() -> router.chat(now("careful"), Set.of(CALLER), question(), leaves, new Stop()))
                .hasMessage("gone");

        assertThat(heard).extracting(Attempt::model).containsExactly("one", "two");
        assertThat(heard).extracting(Attempt::why).containsExactly("busy", "left");
        assertThat(Attempt.askedLast(heard)).contains("two");
    }

    @Test
    void aRefusedRequestIsNotTriedElsewhere() {
        register("one", one);
        register("two", two);
        route("careful", "one", "two");
        one.plays(stage -> stage.status(400, "{\"error\":{\"message\":\"temperature is odd\"}}"));

        assertThat(reason(ask("careful").words())).isEqualTo(Reason.REFUSED);
        assertThat(two.requests()).isEmpty();
    }

    @Test
    void theOnlyServerIsAskedOnceMore() {
        register("one", one);
        one.plays(stage -> {
            if (one.requests().size() == 1) {
                stage.status(503, "");
            } else {
                stage.says("now");
            }
        });

        assertThat(ask("one").words()).isInstanceOf(Finished.class);
        assertThat(one.requests()).hasSize(2);
    }

    @Test
    void aServerThatKeepsFailingIsLeftAloneAndTriedAgainAfterAPause() throws InterruptedException {
        register("one", one);
        one.plays(stage -> stage.status(500, ""));
        ask("one");
        ask("one");
        int before = one.requests().size();

        Routed during = ask("one");
        int asked = one.requests().size();
        one.plays(stage -> stage.says("well again"));
        Thread.sleep(Duration.ofMillis(1_700));

        assertThat(reason(during.words())).isEqualTo(Reason.BUSY);
        assertThat(asked).isEqualTo(before);
        assertThat(ask("one").words()).isInstanceOf(Finished.class);
    }

    @Test
    void replicasShareTheLoad() throws Exception {
        ModelVersion model = register("both", one, two);
        CountDownLatch all = new CountDownLatch(1);
        one.plays(stage -> {
            all.await(5, TimeUnit.SECONDS);
            stage.says("one");
        });
        two.plays(stage -> {
            all.await(5, TimeUnit.SECONDS);
            stage.says("two");
        });

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Routed>> asked = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> askQuietly(model.name())))
                    .toList();
            while (one.requests().size() + two.requests().size() < 8) {
                Thread.sleep(5);
            }
            all.countDown();
            for (Future<Routed> each : asked) {
                assertThat(each.get().words()).isInstanceOf(Finished.class);
            }
        }

        assertThat(one.requests()).hasSizeBetween(3, 5);
    }

    @Test
    void whoFindsAllPlacesTakenIsToldToComeBack() throws Exception {
        ModelVersion model = register("narrow", one);
        limit(model, 1);
        CountDownLatch over = new CountDownLatch(1);
        one.plays(stage -> {
            stage.events(chunk("slow"));
            over.await(5, TimeUnit.SECONDS);
            stage.events(finish("stop"), "[DONE]");
        });

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Routed> first = threads.submit(() -> askQuietly("narrow"));
            while (one.requests().isEmpty()) {
                Thread.sleep(5);
            }
            Routed second = askQuietly("narrow");
            over.countDown();

            assertThat(reason(second.words())).isEqualTo(Reason.BUSY);
            assertThat(first.get().words()).isInstanceOf(Finished.class);
        }
        assertThat(one.requests()).hasSize(1);
    }

    @Test
    void aModelThatCannotDoWhatIsAskedIsPassedOver() {
        ModelVersion plain = register("plain", one);
        register("able", two);
        able(plain, new Abilities(Set.of(), Set.of(Ability.JSON_SCHEMA)));
        route("careful", "plain", "able");
        two.plays(stage -> stage.says("{}"));
        ChatRequest schema = new ChatRequest(
                List.of(new Message(Message.Role.USER, "A colour")),
                Sampling.USUAL,
                Tools.NONE,
                new OutputForm.Schema("colour", Optional.empty(), "{\"type\":\"object\"}", true));

        Routed routed = router.chat(now("careful"), Set.of(CALLER), schema, event -> {}, new Stop());

        assertThat(routed.attempts()).extracting(Attempt::why).containsExactly("lacks_json_schema", "answered");
        assertThat(reason(router.chat(now("plain"), Set.of(CALLER), schema, event -> {}, new Stop())
                        .words()))
                .isEqualTo(Reason.NOT_ABLE);
    }

    @Test
    void whatNoModelOfARouteCanDoIsSaidWithoutTheirNames() {
        able(register("hidden", one), new Abilities(Set.of(), Set.of(Ability.JSON_SCHEMA)));
        route("careful", "hidden");
        ChatRequest schema = new ChatRequest(
                List.of(new Message(Message.Role.USER, "A colour")),
                Sampling.USUAL,
                Tools.NONE,
                new OutputForm.Schema("colour", Optional.empty(), "{\"type\":\"object\"}", true));

        Routed routed = router.chat(now("careful"), Set.of(CALLER), schema, event -> {}, new Stop());

        assertThat(((ChatOutcome.Failed) routed.words()).words())
                .contains("'careful'", "lacks json schema")
                .doesNotContain("hidden");
    }

    @Test
    void candidatesMayBeForSomeGroupsOnly() {
        UUID group = new UUID(2, 2);
        register("one", one);
        register("two", two);
        one.plays(stage -> stage.says("one"));
        two.plays(stage -> stage.says("two"));
        node.registry()
                .put(
                        "careful",
                        new Plan(
                                List.of(
                                        new Plan.Candidate(
                                                "one",
                                                new Plan.When(OptionalInt.empty(), OptionalInt.empty(), Set.of(group))),
                                        new Plan.Candidate("two")),
                                Plan.Waits.USUAL),
                        ADMIN,
                        "");
        node.seen();

        assertThat(wrote(router.chat(now("careful"), Set.of(CALLER), question(), event -> {}, new Stop())))
                .isEqualTo("two");
        assertThat(wrote(router.chat(now("careful"), Set.of(CALLER, group), question(), event -> {}, new Stop())))
                .isEqualTo("one");
    }

    @Test
    void theBuiltInModelsTurnIsSaidSo() {
        register("one", one);
        one.plays(stage -> stage.status(500, ""));
        route("careful", "one", "extractive");

        assertThat(ask("careful")).isInstanceOf(Routed.ToBuiltIn.class);
    }

    @Test
    void aRecallAtAnotherNodeEndsWhatAModelIsWritingAndNothingNewBegins() throws Exception {
        ModelVersion model = register("one", one);
        CountDownLatch begun = new CountDownLatch(1);
        one.plays(stage -> {
            while (true) {
                stage.events(chunk("word "));
                Thread.sleep(20);
            }
        });
        node.catalogues().now();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Node other = new Node(database.source())) {
            Future<Routed> writing = threads.submit(
                    () -> router.chat(now("one"), Set.of(CALLER), question(), event -> begun.countDown(), new Stop()));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

            other.registry().move(model.id(), State.RECALLED, ADMIN, "");

            assertThat(reason(writing.get(5, TimeUnit.SECONDS).words())).isEqualTo(Reason.RECALLED);
        }
        assertThat(one.clientLeft().await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(node.catalogues().now().route("one")).isEmpty();
    }

    @Test
    void aRemovalEndsWhatAModelIsWritingAndSaysSo() throws Exception {
        ModelVersion model = register("one", one);
        CountDownLatch begun = new CountDownLatch(1);
        one.plays(stage -> {
            while (true) {
                stage.events(chunk("word "));
                Thread.sleep(20);
            }
        });

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Routed> writing = threads.submit(
                    () -> router.chat(now("one"), Set.of(CALLER), question(), event -> begun.countDown(), new Stop()));
            assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

            node.registry().remove(model.id(), ADMIN);
            node.seen();

            assertThat(reason(writing.get(5, TimeUnit.SECONDS).words())).isEqualTo(Reason.REMOVED);
        }
    }

    @Test
    void aRecallBeforeTheFirstWordLetsTheNextModelAnswer() throws Exception {
        ModelVersion first = register("one", one);
        register("two", two);
        route("careful", "one", "two");
        CountDownLatch over = new CountDownLatch(1);
        one.plays(stage -> over.await(10, TimeUnit.SECONDS));
        two.plays(stage -> stage.says("from two"));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Routed> asked = threads.submit(() -> askQuietly("careful"));
            while (one.requests().isEmpty()) {
                Thread.sleep(5);
            }
            node.registry().move(first.id(), State.RECALLED, ADMIN, "");
            node.seen();

            Routed routed = asked.get(5, TimeUnit.SECONDS);
            over.countDown();

            assertThat(wrote(routed)).isEqualTo("two");
            assertThat(routed.attempts()).extracting(Attempt::why).containsExactly("recalled", "answered");
        }
    }

    @Test
    void replicasThatChangePlacesKeepTheirKeys() {
        Server first = new Server(one.url(), Optional.of("key-of-one"));
        Server second = new Server(two.url(), Optional.of("key-of-two"));
        ModelVersion model = register("both", one, two);
        node.registry().change(model.id(), Change.to(List.of(first, second)), ADMIN);
        node.seen();
        one.plays(stage -> stage.says("one"));
        two.plays(stage -> stage.status(503, ""));
        ask("both");
        node.registry().change(model.id(), Change.to(List.of(second, first)), ADMIN);
        node.seen();

        for (int i = 0; i < 3; i++) {
            ask("both");
        }

        assertThat(one.keys()).containsOnly("Bearer key-of-one");
        assertThat(two.keys()).allMatch(key -> key.equals("Bearer key-of-two"));
    }

    @Test
    void aRouteWithoutModelsIsNotTheBuiltInOne() {
        ModelVersion model = register("one", one);
        register("two", two);
        route("careful", "one");
        node.registry().remove(model.id(), ADMIN);
        node.seen();

        assertThat(now("careful").onlyBuiltIn()).isFalse();
        assertThat(reason(ask("careful").words())).isEqualTo(Reason.UNKNOWN_MODEL);
    }

    @Test
    void aModelThatIsSwappedLosesNoRequest() throws Exception {
        register("one", one);
        register("two", two);
        one.plays(stage -> stage.says("one"));
        two.plays(stage -> stage.says("two"));
        route("careful", "one");
        List<Routed> answers = new ArrayList<>();

        for (int i = 0; i < 60; i++) {
            if (i % 20 == 10) {
                route("careful", i % 40 == 10 ? "two" : "one");
            }
            answers.add(ask("careful"));
        }

        assertThat(answers).allSatisfy(routed -> assertThat(routed.words()).isInstanceOf(Finished.class));
        assertThat(answers).extracting(RouterIT::wrote).contains("one", "two");
    }

    private Routed ask(String route) {
        pieces.clear();
        return router.chat(now(route), Set.of(CALLER), question(), ChatEvent.wordsOnly(pieces::add), new Stop());
    }

    private Routed askQuietly(String route) {
        return router.chat(now(route), Set.of(CALLER), question(), event -> {}, new Stop());
    }

    private Route now(String route) {
        return node.catalogues().now().route(route).orElseThrow();
    }

    private static ChatRequest question() {
        return new ChatRequest(List.of(new Message(Message.Role.USER, "How long?")), Sampling.steady(0, 50));
    }

    private ModelVersion register(String name, OpenAiServer... servers) {
        Registered registered = node.registry()
                .register(
                        new Registration(
                                name,
                                "tiny",
                                List.of(servers).stream()
                                        .map(server -> new Server(server.url(), Optional.empty()))
                                        .toList(),
                                Dialect.OPENAI,
                                Card.BLANK,
                                State.SERVING,
                                Preference.ON_REQUEST,
                                ""),
                        ADMIN);
        node.seen();
        return ((Registered.Done) registered).model();
    }

    private void route(String name, String... models) {
        node.registry()
                .put(
                        name,
                        new Plan(
                                List.of(models).stream()
                                        .map(Plan.Candidate::new)
                                        .toList(),
                                Plan.Waits.USUAL),
                        ADMIN,
                        "");
        node.seen();
    }

    private void limit(ModelVersion model, int most) {
        describe(model, CardJson.read(CardJson.write(model.card()).put("max_concurrent", most)));
    }

    private void able(ModelVersion model, Abilities abilities) {
        ObjectNode card = CardJson.write(model.card());
        ArrayNode missing = card.putObject("abilities").putArray("missing");
        abilities.missing().forEach(ability -> missing.add(ability.name().toLowerCase(Locale.ROOT)));
        describe(model, CardJson.read(card));
    }

    private void describe(ModelVersion model, Card card) {
        node.registry().change(model.id(), Change.to(card), ADMIN);
        node.seen();
    }

    private static String wrote(Routed routed) {
        return ((Routed.Answered) routed).model().name();
    }

    private static Reason reason(ChatOutcome outcome) {
        assertThat(outcome).isInstanceOf(ChatOutcome.Failed.class);
        return ((ChatOutcome.Failed) outcome).reason();
    }
}
