package io.groundwork.orchestration.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.models.ChatModels.Preference;
import io.groundwork.orchestration.models.ChatModels.Registered;
import io.groundwork.orchestration.models.ChatModels.Registration;
import io.groundwork.orchestration.outbound.Doors;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test in a transaction that is rolled back; in the application each call is one of its own. */
class ChatModelsIT {

    private static final FreshDatabase DATABASE = new FreshDatabase();
    private static final EntityManagerFactory FACTORY = new HibernatePersistenceConfiguration("models")
            .managedClass(ChatModelRow.class)
            .property("jakarta.persistence.nonJtaDataSource", DATABASE.source())
            .property("hibernate.hbm2ddl.auto", "validate")
            .createEntityManagerFactory();

    private final EntityManager entities = FACTORY.createEntityManager();
    private final ChatModels models = new ChatModels(entities, new Secrets(Settings.plain()), Doors.open());

    @AfterAll
    static void drop() {
        FACTORY.close();
        DATABASE.close();
    }

    @BeforeEach
    void begin() {
        entities.getTransaction().begin();
    }

    @AfterEach
    void undo() {
        entities.getTransaction().rollback();
        entities.close();
    }

    @Test
    void theBuiltInModelAnswersUntilAnotherIsRegistered() {
        assertThat(models.preferred().builtIn()).isTrue();

        ChatModel tiny = register("tiny", Preference.ON_REQUEST);

        assertThat(models.preferred()).isEqualTo(tiny);
        assertThat(models.all()).extracting(ChatModel::name).containsExactly("extractive", "tiny");
    }

    @Test
    void oneModelIsPreferredAtATime() {
        register("one", Preference.ON_REQUEST);
        ChatModel two = register("two", Preference.PREFERRED);
        ChatModel three = register("three", Preference.ON_REQUEST);
        assertThat(models.preferred().id()).isEqualTo(two.id());

        assertThat(models.prefer(three.id())).isTrue();
        entities.flush();
        entities.clear();
        assertThat(models.preferred().id()).isEqualTo(three.id());

        assertThat(models.prefer(models.named("extractive").orElseThrow().id())).isTrue();
        entities.flush();
        entities.clear();
        assertThat(models.preferred().builtIn()).isTrue();
        assertThat(models.prefer(UUID.randomUUID())).isFalse();
    }

    @Test
    void theBuiltInModelAnswersAgainWhenThePreferredOneIsGone() {
        ChatModel tiny = register("tiny", Preference.PREFERRED);

        assertThat(models.remove(tiny.id())).isTrue();

        entities.flush();
        entities.clear();
        assertThat(models.preferred().builtIn()).isTrue();
        assertThat(models.remove(tiny.id())).isFalse();
    }

    @Test
    void aKeyIsKeptSealedAndComesBack() {
        ChatModel tiny = register("tiny", Preference.ON_REQUEST);

        Object stored = entities.createNativeQuery("select encode(secret, 'escape') from chat_model")
                .getSingleResult();

        assertThat(stored.toString()).doesNotContain("sk-secret");
        assertThat(tiny.key()).isEqualTo(ChatModel.KeyUse.SENT);
        assertThat(models.key(tiny)).contains("sk-secret");
    }

    @Test
    void aNameIsGivenOnceAndTheBuiltInOnesNever() {
        register("tiny", Preference.ON_REQUEST);

        assertThat(models.register(registration("tiny", Preference.ON_REQUEST)))
                .isInstanceOf(Registered.NameTaken.class);
        assertThat(models.register(registration("extractive", Preference.ON_REQUEST)))
                .isInstanceOf(Registered.NameTaken.class);
    }

    @Test
    void anAddressThatHandsOutCredentialsIsNoModelServer() {
        assertThat(models.register(new Registration(
                        "evil", URI.create("http://169.254.169.254"), "evil", Optional.empty(), Preference.ON_REQUEST)))
                .isInstanceOf(Registered.AddressForbidden.class);
    }

    @Test
    void theEnvironmentsModelIsRegisteredOnceAndBroughtUpToDate() {
        ChatModel before = start("http://127.0.0.1:8000").register().orElseThrow();
        entities.flush();
        entities.clear();

        ChatModel after = start("http://127.0.0.1:9000/v1/").register().orElseThrow();

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(before.baseUrl()).hasToString("http://127.0.0.1:8000/v1");
        assertThat(after.baseUrl()).hasToString("http://127.0.0.1:9000/v1");
        entities.flush();
        entities.clear();
        assertThat(models.preferred().id()).isEqualTo(after.id());
    }

    @Test
    void anEnvironmentThatNamesHalfAModelIsSaidSo() {
        StartModel half =
                new StartModel(new Start(Optional.of(URI.create("http://127.0.0.1:8000")), Optional.empty()), models);

        assertThatThrownBy(half::register)
                .isInstanceOf(ModelsException.class)
                .hasMessageContaining("GROUNDWORK_MODEL_NAME");
    }

    private StartModel start(String url) {
        return new StartModel(new Start(Optional.of(URI.create(url)), Optional.of("tiny")), models);
    }

    private ChatModel register(String name, Preference preference) {
        Registered registered = models.register(registration(name, preference));
        assertThat(registered).isInstanceOf(Registered.Done.class);
        return ((Registered.Done) registered).model();
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
