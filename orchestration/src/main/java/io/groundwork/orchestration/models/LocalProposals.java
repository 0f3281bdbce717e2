package io.groundwork.orchestration.models;

import io.groundwork.orchestration.local.GgufHead;
import io.groundwork.orchestration.local.LocalWeights;
import io.groundwork.orchestration.local.ModelChildren;
import io.groundwork.orchestration.local.ModelFolder;
import io.groundwork.orchestration.models.Registry.Preference;
import io.groundwork.orchestration.models.Registry.Registered;
import io.groundwork.orchestration.models.Registry.Registration;
import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Proposes weights that were put into the folder as models, once each: who approves them lets them answer, and what somebody removed is not
 * proposed again.
 */
@Singleton
final class LocalProposals {

    private static final Logger LOG = Logger.getLogger(LocalProposals.class);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final ModelFolder folder;
    private final ModelChildren children;
    private final Registry registry;
    private final Catalogues catalogues;
    private final Roles roles;
    private final Set<String> settled = new HashSet<>();
    private final Semaphore stop = new Semaphore(0);

    LocalProposals(ModelFolder folder, ModelChildren children, Registry registry, Catalogues catalogues, Roles roles) {
        this.folder = folder;
        this.children = children;
        this.registry = registry;
        this.catalogues = catalogues;
        this.roles = roles;
    }

    void start(@Observes StartupEvent started) {
        if (roles.servesApi()) {
            Thread unused = Thread.ofVirtual().name("local-proposals").start(this::lookAgainAndAgain);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        stop.release();
    }

    private void lookAgainAndAgain() {
        try {
            while (!stop.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        }
    }

    private void look() {
        try {
            folder.found().stream()
                    .filter(weights -> weights.state() == LocalWeights.State.READY)
                    .forEach(this::propose);
        } catch (RuntimeException | Error e) {
            LOG.warnf("Weights in the folder could not be proposed: %s", e);
        }
    }

    private void propose(LocalWeights weights) {
        String digest = weights.digest().orElse("");
        boolean whole =
                weights.head().filter(head -> head.made() != GgufHead.Made.PART).isPresent();
        if (!whole || settled.contains(digest)) {
            return;
        }
        String name = weights.file().replaceFirst("(?i)\\.gguf$", "");
        Registered proposed = registry.proposeOnce(asked(name, weights));
        if (proposed instanceof Registered.NameTaken || proposed instanceof Registered.NameUnfit) {
            proposed = registry.proposeOnce(asked("weights " + digest.substring(0, 12), weights));
        }
        settled.add(digest);
        if (proposed instanceof Registered.Done(ModelVersion model) && model.state() == State.PROPOSED) {
            catalogues.refresh();
            LOG.infof("%s can serve as the model %s, once somebody approves it", weights.file(), model.name());
        }
    }

    private Registration asked(String name, LocalWeights weights) {
        GgufHead head = weights.head().orElseThrow();
        return LocalModel.registration(
                name,
                weights,
                children.contextOf(head),
                State.PROPOSED,
                Preference.ON_REQUEST,
                "Found in the folder of weights: sha256:" + weights.digest().orElseThrow());
    }
}
