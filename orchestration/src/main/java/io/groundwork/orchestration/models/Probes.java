package io.groundwork.orchestration.models;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.orchestration.chat.ChatClient;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.roles.Roles;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what registered models can do, when they are registered, when somebody asks for it, and again after a while, and writes it on
 * their cards. Safe for use by many threads.
 */
@Singleton
public final class Probes {

    private static final Logger LOG = Logger.getLogger(Probes.class);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(5);

    private final Registry registry;
    private final Catalogues catalogues;
    private final ModelServers servers;
    private final ChatClient client;
    private final RegisteredEngines engines;
    private final ModelsConfig config;
    private final Roles roles;
    private @Nullable Thread rounds;

    Probes(
            Registry registry,
            Catalogues catalogues,
            ModelServers servers,
            ChatClient client,
            RegisteredEngines engines,
            ModelsConfig config,
            Roles roles) {
        this.registry = registry;
        this.catalogues = catalogues;
        this.servers = servers;
        this.client = client;
        this.engines = engines;
        this.config = config;
        this.roles = roles;
    }

    /**
     * Asks the first of a model's servers for each ability. Takes as long as some eight short answers do.
     *
     * @param by who wants to know; empty: the system itself
     * @return why nothing was found out; empty where the card is written
     */
    public Optional<ChatOutcome.Failed> probe(ModelVersion model, Optional<UUID> by) {
        if (model.card().task() != Task.CHAT) {
            return probeEngine(model, by);
        }
        ModelServer server = catalogues.server(model, model.endpoints().getFirst(), Plan.Waits.USUAL);
        return switch (new Probe(client).of(server)) {
            case Probe.Found.Silent(ChatOutcome.Failed why) -> {
                registry.note(model.id(), "not_probed", by, why.words());
                yield Optional.of(why);
            }
            case Probe.Found.Able(var abilities, var answersAs) -> {
                ModelServers.Told told = servers.told(server);
                registry.probed(model.id(), abilities, answersAs, told, by);
                catalogues.refresh();
                yield Optional.empty();
            }
        };
    }

    /**
     * Has a server that is not registered yet make a vector, or score two texts.
     *
     * @param task not {@link Task#CHAT}
     */
    public TestOutcome test(Task task, ModelServer server) {
        long began = System.nanoTime();
        try {
            String reply = engines.tryOut(task, server)
                    .map(sample -> "A vector of %d numbers.".formatted(sample.dimension()))
                    .orElse("Scores.");
            return new TestOutcome.Works(reply, Duration.ofNanos(System.nanoTime() - began));
        } catch (EmbeddingException e) {
            return new TestOutcome.Fails(ChatOutcome.Reason.SERVER_ERROR, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Why an embedder would make other vectors than it did, were it served so: what collections have of it would not meet them. Asks the servers that are new; takes as long as one vector of
     * each.
     *
     * @return sentences; empty where it makes the same ones
     */
    public Optional<String> otherVectors(ModelVersion model, Registry.Change change) {
        List<Registry.Server> servers = change.servers().orElseGet(() -> model.endpoints().stream()
                .map(endpoint -> new Registry.Server(endpoint.baseUrl(), Optional.empty()))
                .toList());
        return registry.objection(servers).isPresent()
                ? Optional.empty() // it is refused for that
                : engines.otherVectors(model, servers, change.dialect().orElse(model.dialect()));
    }

    /** Has it make a vector, or score two texts. */
    private Optional<ChatOutcome.Failed> probeEngine(ModelVersion model, Optional<UUID> by) {
        try {
            engines.probe(model)
                    .ifPresentOrElse(
                            sample -> registry.measured(model, sample, by),
                            () -> registry.note(model.id(), "probed", by, ""));
            catalogues.refresh();
            return Optional.empty();
        } catch (EmbeddingException e) {
            String words = String.valueOf(e.getMessage());
            registry.note(model.id(), "not_probed", by, words);
            return Optional.of(new ChatOutcome.Failed(ChatOutcome.Reason.SERVER_ERROR, words));
        }
    }

    /** The same without waiting for it, where the installation wants it. */
    public void probeNew(ModelVersion model) {
        if (config.probeNew() && !model.builtIn()) {
            Thread.ofVirtual().name("probe " + model.name()).start(() -> quietly(model));
        }
    }

    void start(@Observes StartupEvent event) {
        if (roles.servesApi()) {
            begin();
        }
    }

    /** Probes again, now and then, what serves. */
    private synchronized void begin() {
        if (rounds == null && !config.probeEvery().isZero()) {
            rounds = Thread.ofVirtual().name("probes").start(this::goRound);
        }
    }

    @PreDestroy
    synchronized void stop() {
        if (rounds != null) {
            rounds.interrupt();
        }
    }

    private void goRound() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                probeWhatIsDue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped: the thread ends
        }
    }

    private void probeWhatIsDue() {
        try {
            Instant due = Instant.now().minus(config.probeEvery());
            catalogues.now().models().stream()
                    .filter(model -> model.serves() && !model.builtIn())
                    .filter(model -> registry.events(model.id()).stream()
                            .noneMatch(event -> event.kind().endsWith("probed")
                                    && event.at().isAfter(due)))
                    .forEach(this::quietly);
        } catch (RuntimeException e) {
            LOG.warn("Models could not be probed", e);
        }
    }

    private void quietly(ModelVersion model) {
        try {
            probe(model, Optional.empty())
                    .ifPresent(why -> LOG.infof("The model %s could not be probed: %s", model.name(), why.words()));
        } catch (RuntimeException e) {
            LOG.warnf(e, "The model %s could not be probed", model.name());
        }
    }
}
