package io.groundwork.orchestration.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.process.RunningGroundwork.Ended;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An administrative command beside a running system, with an environment that says less than the system's own. */
class AdminCommandIT {

    private static final String KEYS = "SELECT string_agg(k::text, ' ' ORDER BY id) FROM api_key k";
    private static final String SESSIONS = "SELECT count(*) FROM person_session";
    private static final String PEOPLE = "SELECT count(*) FROM person";

    @Test
    void aNewPasswordEndsWhatTheOldOneOpenedAndNothingElseChanges() throws IOException, InterruptedException {
        try (FreshDatabase database = new FreshDatabase();
                RunningGroundwork system = RunningGroundwork.start(of(database)).awaitReady()) {
            String keys = database.one(KEYS);
            assertThat(signIn(system, "a long enough password")).isEqualTo(200);

            Ended ended = RunningGroundwork.run(of(database), "admin", "reset-password");

            assertThat(ended.said()).contains("The new password of admin@localhost is ");
            assertThat(ended.status()).isZero();
            assertThat(database.one(SESSIONS)).isEqualTo("0");
            String password = ended.said().replaceFirst("(?s).*The new password of \\S+ is (\\S+).*", "$1");
            assertThat(database.one(KEYS)).isEqualTo(keys);
            assertThat(system.get("/v1/files").statusCode()).isEqualTo(200);
            assertThat(signIn(system, password)).isEqualTo(200);
            assertThat(signIn(system, "a long enough password")).isEqualTo(401);
        }
    }

    @Test
    void whereNobodyIsYetNobodyIsMade() throws IOException, InterruptedException {
        try (FreshDatabase database = new FreshDatabase()) {
            Ended ended = RunningGroundwork.run(of(database), "admin", "reset-password");

            assertThat(ended.said()).contains("Nobody signs in with admin@localhost.");
            assertThat(ended.status()).isEqualTo(1);
            assertThat(database.one(PEOPLE)).isEqualTo("0");
            assertThat(database.one(KEYS)).isNull();
        }
    }

    private static int signIn(RunningGroundwork system, String password) {
        return system.post("/api/v1/session", Map.of("email", "admin@localhost", "password", password))
                .statusCode();
    }

    private static Map<String, String> of(FreshDatabase database) {
        return Map.of(
                "GROUNDWORK_DB_URL", database.url(),
                "GROUNDWORK_DB_USER", database.user(),
                "GROUNDWORK_DB_PASSWORD", database.password());
    }
}
