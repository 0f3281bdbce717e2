package io.groundwork.orchestration;

import io.groundwork.orchestration.identity.Keys;
import io.groundwork.orchestration.identity.People;
import io.groundwork.orchestration.models.StartModel;
import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Optional;
import org.hibernate.Session;
import org.jboss.logging.Logger;

/** Makes the first administrator, and the key and the chat model that the environment names. */
@Singleton
public class FirstStart {

    private static final Logger LOG = Logger.getLogger(FirstStart.class);

    private static final String ALL_MIGHTY = """
            SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user
            """;

    /** Tells the launcher that the administrator was made by this start. */
    private static final String MARKER = ".admin-created";

    /** No letters or digits that are taken for one another. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";

    private static final int PASSWORD_LENGTH = 20;

    private final Session session;
    private final People people;
    private final Keys keys;
    private final StartModel model;
    private final Roles roles;
    private final AdminConfig config;
    private final DataFolder data;

    FirstStart(
            Session session,
            People people,
            Keys keys,
            StartModel model,
            Roles roles,
            AdminConfig config,
            DataFolder data) {
        this.session = session;
        this.people = people;
        this.keys = keys;
        this.model = model;
        this.roles = roles;
        this.config = config;
        this.data = data;
    }

    @Transactional
    void start(@Observes @Priority(10) StartupEvent event) throws IOException {
        if (!roles.servesApi()) {
            return;
        }
        refuseSuperuser();
        if (people.none()) {
            makeAdministrator();
        }
        config.apiKey().filter(key -> !key.isBlank()).ifPresentOrElse(keys::fromEnvironment, keys::notInEnvironment);
        model.register()
                .ifPresent(known -> LOG.infof(
                        "Answers are written by %s at %s",
                        known.name(), known.endpoints().getFirst().baseUrl()));
    }

    /** Such a role would go around every right that the database holds. */
    private void refuseSuperuser() {
        boolean allMighty = session.createNativeQuery(ALL_MIGHTY, Boolean.class).getSingleResult();
        if (allMighty) {
            throw new IllegalStateException(
                    "GROUNDWORK_DB_USER is a superuser or bypasses row security. Give Groundwork a role that owns its database and no more.");
        }
    }

    private void makeAdministrator() throws IOException {
        Optional<String> given = config.password().filter(password -> !password.isBlank());
        String password = given.orElseGet(FirstStart::randomPassword);
        if (people.add(config.email(), "Administrator", password, true).isEmpty()) {
            return;
        }
        LOG.infof("Made the administrator %s", config.email());
        if (given.isEmpty()) {
            // On the terminal, once, and never in the log: nobody else could tell it.
            System.out.printf("First start: sign in as %s with the password %s%n", config.email(), password);
        }
        if (Files.isDirectory(data.path())) {
            Files.writeString(data.path().resolve(MARKER), "");
        }
    }

    /** Twenty characters of which nobody guesses any. */
    static String randomPassword() {
        return new SecureRandom()
                .ints(PASSWORD_LENGTH, 0, ALPHABET.length())
                .mapToObj(i -> String.valueOf(ALPHABET.charAt(i)))
                .collect(java.util.stream.Collectors.joining());
    }

    /** What the environment says about the first administrator. */
    @ConfigMapping(prefix = "groundwork.admin")
    interface AdminConfig {

        /** {@code GROUNDWORK_ADMIN_EMAIL}. */
        @WithDefault("admin@localhost")
        String email();

        /** {@code GROUNDWORK_ADMIN_PASSWORD}; without one a random one is made and printed once. */
        Optional<String> password();

        /** {@code GROUNDWORK_ADMIN_API_KEY}: a key that exists, with an administrator's rights, while the environment names it. */
        Optional<String> apiKey();
    }
}
