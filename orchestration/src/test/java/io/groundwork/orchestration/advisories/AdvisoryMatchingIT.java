package io.groundwork.orchestration.advisories;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.FreshDatabase;
import io.groundwork.orchestration.models.ModelVersion;
import io.groundwork.orchestration.models.Node;
import io.groundwork.orchestration.models.Registry.Preference;
import io.groundwork.orchestration.models.Registry.Registered;
import io.groundwork.orchestration.models.Registry.Registration;
import io.groundwork.orchestration.roles.RolesForTests;
import io.groundwork.orchestration.sql.Statements;
import io.quarkus.runtime.StartupEvent;
import java.net.URI;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdvisoryMatchingIT {

    @Test
    void whatNamedAModelThatWasRemovedWhileNobodyLookedIsClosedAtTheNextStart() throws InterruptedException {
        try (FreshDatabase database = new FreshDatabase();
                Node node = new Node(database.source())) {
            Advisories advisories = new Advisories(database.source());
            ModelVersion kept = register(node, "kept");
            new Statements(database.source(), "a test")
                    .update(
                            "INSERT INTO advisory (id, format, summary, severity, affected, digest) VALUES ('GHSA-1', 'osv', 's', 'high', '{\"affected\": [], \"exempt\": []}', 'd')");
            advisories.match("GHSA-1", UUID.randomUUID(), "removed", "engine", "vllm 0.8.4");
            advisories.match("GHSA-1", kept.id(), "kept", "engine", "vllm 0.8.4");

            new AdvisoryMatching(advisories, node.catalogues(), RolesForTests.all()).start(new StartupEvent());

            for (int i = 0; i < 100 && !closed(database, "removed"); i++) {
                Thread.sleep(100);
            }
            assertThat(database.one("SELECT state || ' ' || reason FROM advisory_match WHERE model = 'removed'"))
                    .isEqualTo("closed The model was removed.");
            assertThat(database.one("SELECT reason FROM advisory_match WHERE model = 'kept'"))
                    .doesNotContain("removed");
        }
    }

    private static boolean closed(FreshDatabase database, String model) {
        return database.one("SELECT state FROM advisory_match WHERE model = '%s'".formatted(model))
                .equals("closed");
    }

    private static ModelVersion register(Node node, String name) {
        Registered made = node.registry()
                .register(
                        new Registration(
                                name,
                                URI.create("http://127.0.0.1:8000"),
                                name,
                                Optional.empty(),
                                Preference.ON_REQUEST),
                        Optional.empty());
        return ((Registered.Done) made).model();
    }
}
