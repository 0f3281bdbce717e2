package io.groundwork.orchestration.models;

import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.local.LocalConfig;
import io.groundwork.orchestration.local.ModelChildren;
import io.groundwork.orchestration.local.ModelChildren.Wanted;
import io.groundwork.orchestration.roles.Roles;
import io.groundwork.retrieval.Spaces;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Keeps the processes of weights that collections are searched by: they are loaded before the first question asks for them, and do not end because nobody has asked for a
 * while. What was ended to make room, or was lost, is started anew when it is wanted.
 */
@Singleton
final class EnginesKept {

    private static final Logger LOG = Logger.getLogger(EnginesKept.class);
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(15);
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(100);

    private final Catalogues catalogues;
    private final Spaces spaces;
    private final ModelChildren children;
    private final Duration period;
    private final Roles roles;
    private final Set<URI> begun = new HashSet<>();
    private final Set<URI> told = new HashSet<>();
    private final Semaphore stop = new Semaphore(0);

    EnginesKept(Catalogues catalogues, Spaces spaces, ModelChildren children, LocalConfig config, Roles roles) {
        this.catalogues = catalogues;
        this.spaces = spaces;
        this.children = children;
        this.roles = roles;
        Duration often = config.idle().dividedBy(3);
        this.period = often.compareTo(LONGEST_PERIOD) > 0
                ? LONGEST_PERIOD
                : often.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : often;
    }

    void start(@Observes StartupEvent started) {
        if (roles.servesApi() || roles.takesJobs()) {
            Thread unused = Thread.ofVirtual().name("engines-kept").start(this::lookAgainAndAgain);
        }
    }

    void stop(@Observes ShutdownEvent stopping) {
        stop.release();
    }

    private void lookAgainAndAgain() {
        try {
            while (!stop.tryAcquire(period.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the process ends
        }
    }

    private void look() throws InterruptedException {
        Set<URI> used;
        try {
            used = used();
        } catch (RuntimeException e) {
            LOG.debugf("Which weights collections are searched by cannot be read now: %s", e.getMessage());
            return;
        }
        begun.retainAll(used);
        told.retainAll(used);
        for (URI address : used) {
            if (begun.add(address)) {
                begin(address);
            } else {
                children.touch(address);
            }
        }
    }

    private void begin(URI address) throws InterruptedException {
        switch (children.want(address)) {
            case Wanted.Ready(ModelChildren.Use use) -> use.close();
            case Wanted.Refused(ModelChildren.Reason reason, String words) -> {
                if (reason == ModelChildren.Reason.NOT_HERE) {
                    begun.remove(address); // it may still come
                }
                if (told.add(address)) {
                    LOG.warnf("Collections are searched by weights that are not served here. %s", words);
                }
            }
        }
    }

    private Set<URI> used() {
        List<ModelVersion> local = catalogues.now().models().stream()
                .filter(model -> model.serves() && model.card().task() != Task.CHAT)
                .filter(model -> model.endpoints().stream().anyMatch(endpoint -> LocalAddress.is(endpoint.baseUrl())))
                .toList();
        if (local.isEmpty()) {
            return Set.of();
        }
        List<Spaces.Use> uses = spaces.uses();
        Set<String> rankers = Set.copyOf(spaces.rankers());
        return local.stream()
                .filter(model -> rankers.contains(model.name())
                        || RegisteredEngines.identity(model)
                                .filter(identity -> uses.stream()
                                        .anyMatch(use -> use.model().sharesSpaceWith(identity)))
                                .isPresent())
                .map(model -> model.endpoints().getFirst().baseUrl())
                .collect(Collectors.toSet());
    }
}
