package io.groundwork.orchestration.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.models.Registry.Change;
import io.groundwork.orchestration.models.Registry.Changed;
import io.groundwork.orchestration.models.Registry.Moved;
import io.groundwork.orchestration.models.Registry.Preference;
import io.groundwork.orchestration.models.Registry.Registered;
import io.groundwork.orchestration.models.Registry.Registration;
import io.groundwork.orchestration.models.Registry.Removed;
import io.groundwork.orchestration.models.Registry.Routed;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RegistryIT {

    private static final Optional<UUID> ADMIN = Optional.of(new UUID(7, 7));

    private final FreshDatabase database = new FreshDatabase();
    private final Node node = new Node(database.source());
    private final Registry registry = node.registry();

    @AfterEach
    void drop() {
        node.close();
        database.close();
    }

    @Test
    void theBuiltInModelAnswersUntilAnotherIsRegistered() {
        assertThat(first().builtIn()).isTrue();

        ModelVersion tiny = register("tiny", Preference.ON_REQUEST);

        assertThat(first()).isEqualTo(tiny);
        assertThat(now().models()).extracting(ModelVersion::name).containsExactly("extractive", "tiny");
    }

    @Test
    void oneModelIsPreferredAtATime() {
        register("one", Preference.ON_REQUEST);
        ModelVersion two = register("two", Preference.PREFERRED);
        ModelVersion three = register("three", Preference.ON_REQUEST);
        assertThat(first().id()).isEqualTo(two.id());

        assertThat(registry.prefer(three.id(), ADMIN)).isTrue();
        assertThat(first().id()).isEqualTo(three.id());

        assertThat(registry.prefer(ModelVersion.BUILT_IN.id(), ADMIN)).isTrue();
        assertThat(first().builtIn()).isTrue();
        assertThat(registry.prefer(UUID.randomUUID(), ADMIN)).isFalse();
    }

    @Test
    void theBuiltInModelAnswersAgainWhenThePreferredOneIsGone() {
        ModelVersion tiny = register("tiny", Preference.PREFERRED);

        assertThat(registry.remove(tiny.id(), ADMIN)).isEqualTo(Removed.DONE);

        assertThat(first().builtIn()).isTrue();
        assertThat(registry.remove(tiny.id(), ADMIN)).isEqualTo(Removed.UNKNOWN);
        assertThat(registry.events(tiny.id())).extracting(ModelEvent::kind).containsExactly("removed", "serving");
    }

    @Test
    void aKeyIsKeptSealedAndComesBack() {
        ModelVersion tiny = register("tiny", Preference.ON_REQUEST);
        now();

        assertThat(database.one("select encode(secret, 'escape') from model_endpoint"))
                .doesNotContain("sk-secret");
        assertThat(node.catalogues()
                        .server(tiny, tiny.endpoints().getFirst(), Plan.Waits.USUAL)
                        .key())
                .contains("sk-secret");
    }

    @Test
    void aServerThatMovesKeepsItsKeyUnlessItGetsAnother() {
        ModelVersion tiny = register("tiny", Preference.ON_REQUEST);
        Registry.Server known = new Registry.Server(URI.create("http://127.0.0.1:8000"), Optional.empty());
        Registry.Server other = new Registry.Server(URI.create("http://127.0.0.1:9000"), Optional.of("sk-other"));

        assertThat(registry.change(tiny.id(), Change.to(List.of(other, known)), ADMIN))
                .isInstanceOf(Changed.Done.class);

        ModelVersion moved = now().model("tiny").orElseThrow();
        assertThat(moved.endpoints())
                .extracting(endpoint -> node.catalogues()
                        .server(moved, endpoint, Plan.Waits.USUAL)
                        .key()
                        .orElse(""))
                .containsExactly("sk-other", "sk-secret");
    }

    @Test
    void whatATransactionIsAboutToChangeIsNeverTakenForTheNewest() throws SQLException {
        ThreadTransactions transactions = new ThreadTransactions(database.source());
        try (Node changing = new Node(transactions)) {
            ModelVersion tiny = register("tiny", Preference.ON_REQUEST);
            changing.catalogues().refresh();
            Change change = new Change(Optional.empty(), Optional.of(Dialect.VLLM), card -> {
                assertThat(changing.catalogues().refresh().model(tiny.id()))
                        .map(ModelVersion::dialect)
                        .contains(Dialect.OPENAI);
                return card;
            });

            transactions.begin();
            changing.registry().change(tiny.id(), change, ADMIN);
            transactions.commit();

            assertThat(changing.catalogues().refresh().model(tiny.id()))
                    .map(ModelVersion::dialect)
                    .contains(Dialect.VLLM);
        }
    }

    @Test
    void aNameIsGivenOnceAndTheBuiltInOnesAndRoutesNever() {
        register("tiny", Preference.ON_REQUEST);

        for (String taken : List.of("tiny", "extractive", "default")) {
            assertThat(registry.register(registration(taken, Preference.ON_REQUEST), ADMIN))
                    .isInstanceOf(Registered.NameTaken.class);
        }
        assertThat(registry.register(registration("-x", Preference.ON_REQUEST), ADMIN))
                .isInstanceOf(Registered.NameUnfit.class);
    }

    @Test
    void anAddressThatHandsOutCredentialsIsNoModelServer() {
        URI metadata = URI.create("http://169.254.169.254");

        assertThat(registry.register(
                        new Registration("evil", metadata, "evil", Optional.empty(), Preference.ON_REQUEST), ADMIN))
                .isInstanceOf(Registered.AddressForbidden.class);
        ModelVersion tiny = register("tiny", Preference.ON_REQUEST);
        assertThat(registry.change(
                        tiny.id(), Change.to(List.of(new Registry.Server(metadata, Optional.empty()))), ADMIN))
                .isInstanceOf(Changed.AddressForbidden.class);
    }

    @Test
    void theEnvironmentsModelIsRegisteredOnceAndBroughtUpToDate() {
        ModelVersion before = start("http://127.0.0.1:8000").register().orElseThrow();

        ModelVersion after = start("http://127.0.0.1:9000/v1/").register().orElseThrow();

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(before.endpoints().getFirst().baseUrl()).hasToString("http://127.0.0.1:8000/v1");
        assertThat(after.endpoints().getFirst().baseUrl()).hasToString("http://127.0.0.1:9000/v1");
        assertThat(first().id()).isEqualTo(after.id());
    }

    @Test
    void anEnvironmentThatNamesHalfAModelIsSaidSo() {
        StartModel half =
                new StartModel(new Start(Optional.of(URI.create("http://127.0.0.1:8000")), Optional.empty()), registry);

        assertThatThrownBy(half::register)
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("GROUNDWORK_MODEL_NAME");
    }

    @Test
    void whatIsProposedAnswersNobodyUntilSomebodyLetsIt() {
        ModelVersion proposed = propose("new");
        assertThat(now().route("new")).isEmpty();
        assertThat(proposed.approval()).isEmpty();

        assertThat(registry.move(proposed.id(), State.SERVING, ADMIN, "tried"))
                .isInstanceOfSatisfying(Moved.Done.class, done -> assertThat(
                                done.model().approval().orElseThrow().by())
                        .isEqualTo(ADMIN));
        assertThat(now().route("new")).isPresent();
    }

    @Test
    void whatWasRecalledNeverServesAgainAndStaysOnRecord() {
        ModelVersion tiny = register("tiny", Preference.PREFERRED);

        assertThat(registry.move(tiny.id(), State.RECALLED, ADMIN, "it lies")).isInstanceOf(Moved.Done.class);

        assertThat(registry.move(tiny.id(), State.SERVING, ADMIN, "")).isEqualTo(new Moved.NotFrom(State.RECALLED));
        assertThat(registry.remove(tiny.id(), ADMIN)).isEqualTo(Removed.RECALLED);
        assertThat(first().builtIn()).isTrue();
        assertThat(registry.events(tiny.id()).getFirst())
                .returns("recalled", ModelEvent::kind)
                .returns("it lies", ModelEvent::note)
                .returns(ADMIN, ModelEvent::by);
    }

    @Test
    void whatIsKnownOfAModelComesBackAsItWasWritten() throws IOException {
        ModelVersion tiny = register("tiny", Preference.ON_REQUEST);
        Card card = CardJson.read(new ObjectMapper().readTree("""
                {"context_window": 8192, "max_concurrent": 4, "location": "outside",
                 "abilities": {"proven": ["tools"], "missing": ["images"]},
                 "price": {"input_per_million": 0.15, "output_per_million": 0.6, "currency": "EUR"},
                 "licence": {"id": "Apache-2.0", "osi_approved": true, "use_limits": ["none"], "may_fine_tune": true},
                 "provenance": {"base_model": "base", "digest": "sha256:00", "engine": "vllm 0.22.1"},
                 "guardrails": {"theirs": ["refusals"], "ours": ["citations"]}}
                """));

        registry.change(tiny.id(), new Change(Optional.empty(), Optional.of(Dialect.VLLM), before -> card), ADMIN);

        assertThat(now().model("tiny").orElseThrow())
                .returns(card, ModelVersion::card)
                .returns(Dialect.VLLM, ModelVersion::dialect);
        assertThat(card.price().orElseThrow().micros(1_000_000, 500_000)).isEqualTo(450_000);
    }

    @Test
    void aRouteKeepsAllItsRevisionsAndGoesBackToAnyOfThem() {
        register("one", Preference.ON_REQUEST);
        register("two", Preference.ON_REQUEST);
        registry.put("careful", plan("one", "two"), ADMIN, "first");
        registry.put("careful", plan("two"), ADMIN, "second");

        assertThat(registry.rollBack("careful", 1, ADMIN))
                .hasValueSatisfying(routed -> assertThat(routed).isInstanceOf(Routed.Done.class));

        assertThat(now().route("careful").orElseThrow()).isEqualTo(new Route("careful", 3, plan("one", "two")));
        assertThat(registry.revisions("careful"))
                .extracting(RouteRevision::note)
                .containsExactly("Back to revision 1.", "second", "first");
        assertThat(registry.rollBack("careful", 9, ADMIN)).isEmpty();
    }

    @Test
    void aRouteNeedsCandidatesThatAreThere() {
        assertThat(registry.put("careful", plan(), ADMIN, "")).isInstanceOf(Routed.Unfit.class);
        assertThat(registry.put("careful", plan("nobody"), ADMIN, ""))
                .isEqualTo(new Routed.Unfit("candidates", "There is no model 'nobody'."));
        assertThat(registry.put("extractive", plan("extractive"), ADMIN, "")).isInstanceOf(Routed.Unfit.class);
        assertThat(registry.removeRoute("default", ADMIN, "")).isFalse();
    }

    @Test
    void aRouteThatWasRemovedKeepsItsRevisionsAndNumbersThemOn() {
        register("one", Preference.ON_REQUEST);
        registry.put("careful", plan("one"), ADMIN, "first");

        assertThat(registry.removeRoute("careful", ADMIN, "nobody uses it")).isTrue();

        assertThat(now().route("careful")).isEmpty();
        assertThat(registry.removeRoute("careful", ADMIN, "")).isFalse();
        registry.put("careful", plan("one"), ADMIN, "again");
        assertThat(now().route("careful").orElseThrow().revision()).isEqualTo(3);
        assertThat(registry.revisions("careful"))
                .extracting(RouteRevision::note, RouteRevision::by)
                .containsExactly(tuple("again", ADMIN), tuple("Removed: nobody uses it", ADMIN), tuple("first", ADMIN));
    }

    @Test
    void aKeyIsTakenAwayOnlyWhenThatIsSaid() {
        ModelVersion tiny = register("tiny", Preference.ON_REQUEST);
        URI url = tiny.endpoints().getFirst().baseUrl();

        registry.change(tiny.id(), Change.to(List.of(new Registry.Server(url, Optional.empty()))), ADMIN);
        assertThat(now().model("tiny").orElseThrow().endpoints().getFirst().key())
                .isEqualTo(ModelVersion.KeyUse.SENT);
        registry.change(
                tiny.id(),
                Change.to(List.of(new Registry.Server(url, Optional.empty(), Registry.Otherwise.NO_KEY))),
                ADMIN);

        assertThat(now().model("tiny").orElseThrow().endpoints().getFirst().key())
                .isEqualTo(ModelVersion.KeyUse.NONE);
    }

    @Test
    void aModelIsNamedByItsAudienceOnlyWhileRoutesLeadToItForAll() throws IOException {
        ModelVersion tiny = register("tiny", Preference.ON_REQUEST);
        registry.put("careful", plan("tiny"), ADMIN, "");
        UUID mine = new UUID(1, 1);
        UUID other = new UUID(2, 2);

        registry.change(tiny.id(), Change.to(audience("[\"" + mine + "\"]")), ADMIN);
        assertThat(now().route("tiny", Set.of(mine))).isPresent();
        assertThat(now().route("tiny", Set.of(other))).isEmpty();
        registry.change(tiny.id(), Change.to(audience("[]")), ADMIN);

        assertThat(now().route("tiny", Set.of(mine))).isEmpty();
        assertThat(now().route("careful", Set.of(other))).isPresent();
    }

    @Test
    void aDoubtOpensAnIncidentAndWhatFollowsGoesOnItsTimeline() {
        Incidents incidents = new Incidents(database.source());
        ModelVersion tiny = register("tiny", Preference.PREFERRED);
        register("other", Preference.ON_REQUEST);

        registry.move(tiny.id(), State.QUARANTINED, ADMIN, "odd words");
        registry.move(tiny.id(), State.SERVING, ADMIN, "looked at");
        registry.move(tiny.id(), State.RECALLED, ADMIN, "an advisory");
        registry.put("default", plan("other"), ADMIN, "");

        Incident incident = incidents.ofModel(tiny.id()).orElseThrow();
        assertThat(incidents.entries(incident.id()))
                .extracting(Incident.Entry::kind, Incident.Entry::words)
                .containsExactly(
                        tuple("quarantined", "odd words"),
                        tuple("reinstated", "looked at"),
                        tuple("recalled", "an advisory"),
                        tuple("swapped", ""));
        assertThat(incidents.close(incident.id(), "The engine was exchanged.", new UUID(7, 7)))
                .isTrue();
        assertThat(incidents.close(incident.id(), "again", new UUID(7, 7))).isFalse();
        assertThat(incidents.addNote(incident.id(), "too late", new UUID(7, 7))).isFalse();
        assertThat(incidents.list(Optional.of(true), Optional.empty(), 10)).isEmpty();
    }

    private static Card audience(String ids) throws IOException {
        return CardJson.read(new ObjectMapper().readTree("{\"audience\": %s}".formatted(ids)));
    }

    @Test
    void aModelThatGoesLeavesTheRoutesThatNamedIt() {
        ModelVersion one = register("one", Preference.ON_REQUEST);
        register("two", Preference.ON_REQUEST);
        registry.put("careful", plan("one", "two"), ADMIN, "");

        registry.remove(one.id(), ADMIN);

        assertThat(now().route("careful").orElseThrow().plan()).isEqualTo(plan("two"));
    }

    @Test
    void aChangeAtOneNodeIsSeenAtAnotherWithinASecond() throws InterruptedException {
        try (Node other = new Node(database.source())) {
            other.catalogues().now();
            register("tiny", Preference.PREFERRED);

            Thread.sleep(Duration.ofMillis(900));

            assertThat(other.catalogues().now().model("tiny")).isPresent();
        }
    }

    @Test
    void aNodeThatCannotSeeTheRegistryForSomeSecondsGivesNoModel() throws InterruptedException {
        now();
        node.catalogues().stop();

        Thread.sleep(Duration.ofMillis(4_200));

        assertThatThrownBy(() -> node.catalogues().now()).isInstanceOf(ModelsException.class);
    }

    private Catalogue now() {
        return node.seen();
    }

    private ModelVersion first() {
        Catalogue catalogue = now();
        return catalogue.first(catalogue.usual());
    }

    private StartModel start(String url) {
        return new StartModel(new Start(Optional.of(URI.create(url)), Optional.of("tiny")), registry);
    }

    private ModelVersion register(String name, Preference preference) {
        return made(registration(name, preference));
    }

    private ModelVersion propose(String name) {
        Registration asked = registration(name, Preference.ON_REQUEST);
        return made(new Registration(
                name,
                asked.remoteName(),
                asked.servers(),
                asked.dialect(),
                asked.card(),
                State.PROPOSED,
                asked.preference(),
                "found"));
    }

    private ModelVersion made(Registration asked) {
        Registered registered = registry.register(asked, ADMIN);
        assertThat(registered).isInstanceOf(Registered.Done.class);
        return ((Registered.Done) registered).model();
    }

    private static Plan plan(String... models) {
        return new Plan(List.of(models).stream().map(Plan.Candidate::new).toList(), Plan.Waits.USUAL);
    }

    private static Registration registration(String name, Preference preference) {
        return new Registration(
                name, URI.create("http://127.0.0.1:8000"), name + "-remote", Optional.of(" sk-secret\n"), preference);
    }

    private record Start(Optional<URI> url, Optional<String> name) implements StartModelConfig {

        @Override
        public Optional<String> key() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> keyFile() {
            return Optional.empty();
        }
    }
}
