package io.groundwork.orchestration.models;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.EmbeddingModel.Prefixes;
import io.groundwork.embeddings.Engines;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.RegisteredModels;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.engines.EngineFactory;
import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.roles.Roles;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Registered models that make vectors or score passages, as engines: those that serve, by the names that they are registered under. An engine is made when a model begins
 * to serve, and is gone from the next call on when it does not any more. Safe for use by many threads.
 */
@Singleton
public final class RegisteredEngines implements RegisteredModels {

    private static final Logger LOG = Logger.getLogger(RegisteredEngines.class);

    /** Where a card does not say how much a model reads. */
    private static final int USUAL_TOKENS = 512;

    private static final int FEWEST_TOKENS = 32;

    private final Catalogues catalogues;
    private final EngineFactory factory;
    private final Roles roles;
    private volatile @Nullable Made made;

    RegisteredEngines(Catalogues catalogues, EngineFactory factory, Roles roles) {
        this.catalogues = catalogues;
        this.factory = factory;
        this.roles = roles;
    }

    /** @param by so many engines as there were; one that did not change is the same object in the next */
    private record Made(Catalogue of, Map<UUID, One> by, List<Engines.Engine> engines, List<Registered> rerankers) {}

    /** One model's engine. */
    private sealed interface One {

        record Vectors(EmbeddingModel identity, List<ModelServer> servers, Engines.Engine engine) implements One {}

        record Scores(int maxTokens, List<ModelServer> servers, Registered reranker) implements One {}
    }

    @Override
    public List<Engines.Engine> engines() {
        return roles.needsDatabase() ? made().engines() : List.of();
    }

    @Override
    public List<Registered> rerankers() {
        return roles.needsDatabase() ? made().rerankers() : List.of();
    }

    @Override
    public Optional<String> absence(EmbeddingModel wanted) {
        if (!roles.needsDatabase()) {
            return Optional.empty();
        }
        return catalogues
                .now()
                .model(wanted.name())
                .filter(model -> model.card().task() == Task.EMBED)
                .flatMap(model -> outOfService(model).or(() -> other(model, wanted)));
    }

    @Override
    public Optional<String> absence(String reranker) {
        if (!roles.needsDatabase()) {
            return Optional.empty();
        }
        return catalogues
                .now()
                .model(reranker)
                .filter(model -> model.card().task() == Task.RERANK)
                .flatMap(RegisteredEngines::outOfService);
    }

    private static Optional<String> outOfService(ModelVersion model) {
        return switch (model.state()) {
            case SERVING -> Optional.empty();
            case PROPOSED -> Optional.of("nobody has approved it");
            case APPROVED -> Optional.of("it is approved and does not serve");
            case DRAINING -> Optional.of("it is being taken out of service");
            case QUARANTINED -> Optional.of("it is under quarantine");
            case RECALLED -> Optional.of("it was recalled");
        };
    }

    private static Optional<String> other(ModelVersion model, EmbeddingModel wanted) {
        Optional<EmbeddingModel> identity = identity(model);
        if (identity.isEmpty()) {
            return Optional.of("how long its vectors are is not known; probe it");
        }
        if (identity.get().sharesSpaceWith(wanted)) {
            return Optional.empty();
        }
        return Optional.of(
                identity.get().digest().equals(wanted.digest())
                        ? "its dimension or its prefixes were changed, and vectors of both never meet"
                        : "the weights under this name are others now, and vectors of both never meet");
    }

    /**
     * What its vectors may meet: those of the same weights under the same name, with the same prefixes. Weights of this machine are known by their digest; those of a
     * server by what the card says of them, or else as those of this registration and no other.
     */
    static Optional<EmbeddingModel> identity(ModelVersion model) {
        Card card = model.card();
        if (card.task() != Task.EMBED
                || card.vectors().dimension().isEmpty()
                || model.endpoints().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EmbeddingModel(
                model.name(),
                digest(model),
                card.vectors().dimension().getAsInt(),
                tokens(card),
                Numbers.FLOAT,
                new Prefixes(card.vectors().queryPrefix(), card.vectors().passagePrefix())));
    }

    private static String digest(ModelVersion model) {
        ModelVersion.Endpoint first = model.endpoints().getFirst();
        return LocalAddress.is(first.baseUrl())
                ? LocalAddress.named(first.baseUrl())
                : model.card().provenance().digest().orElse("registered:" + model.id());
    }

    private static int tokens(Card card) {
        return Math.max(FEWEST_TOKENS, card.contextWindow().orElse(USUAL_TOKENS));
    }

    private Made made() {
        Catalogue now = catalogues.now();
        Made last = made;
        if (last != null && last.of() == now) {
            return last;
        }
        Map<UUID, One> before = last == null ? Map.of() : last.by();
        Map<UUID, One> by = new HashMap<>();
        List<Engines.Engine> engines = new ArrayList<>();
        List<Registered> rerankers = new ArrayList<>();
        now.models().stream()
                .filter(model -> model.serves() && model.card().task() != Task.CHAT)
                .forEach(model -> one(model, Optional.ofNullable(before.get(model.id())))
                        .ifPresent(one -> {
                            by.put(model.id(), one);
                            switch (one) {
                                case One.Vectors vectors -> engines.add(vectors.engine());
                                case One.Scores scores -> rerankers.add(scores.reranker());
                            }
                        }));
        Made next = new Made(now, Map.copyOf(by), List.copyOf(engines), List.copyOf(rerankers));
        made = next;
        return next;
    }

    private Optional<One> one(ModelVersion model, Optional<One> before) {
        List<ModelServer> servers = servers(model);
        if (model.card().task() == Task.RERANK) {
            int tokens = tokens(model.card());
            return Optional.of(before.filter(known -> known instanceof One.Scores scores
                            && scores.maxTokens() == tokens
                            && scores.servers().equals(servers))
                    .orElseGet(() -> scores(model, tokens, servers)));
        }
        return identity(model).map(identity -> before.filter(known -> known instanceof One.Vectors vectors
                        && vectors.identity().equals(identity)
                        && vectors.servers().equals(servers))
                .orElseGet(() -> vectors(model, identity, servers)));
    }

    private One vectors(ModelVersion model, EmbeddingModel identity, List<ModelServer> servers) {
        Embedder embedder =
                factory.embedder(identity, Set.copyOf(model.card().vectors().languages()), servers);
        return new One.Vectors(identity, servers, new Engines.Engine(model.name(), embedder));
    }

    private One scores(ModelVersion model, int tokens, List<ModelServer> servers) {
        CrossEncoder encoder = factory.reranker(model.name(), tokens, servers);
        return new One.Scores(tokens, servers, new Registered(model.name(), encoder));
    }

    /**
     * Has a model do once what it is for, in whatever state it is.
     *
     * @return what its vectors look like; empty for one that scores
     * @throws EmbeddingException when it does not do it, or makes other vectors than its card says, or than it made before
     */
    Optional<Sample> probe(ModelVersion model) {
        Optional<Sample> found = tryOut(model.card().task(), servers(model).getFirst());
        found.ifPresent(sample -> {
            int dimension = model.card().vectors().dimension().orElse(sample.dimension());
            if (dimension != sample.dimension()) {
                throw new EmbeddingException("Its vectors have %d dimensions, and its card says %d."
                        .formatted(sample.dimension(), dimension));
            }
            model.card()
                    .vectors()
                    .sample()
                    .filter(known -> !known.isLike(sample))
                    .ifPresent(known -> {
                        throw new EmbeddingException(
                                "It makes other vectors than when it was measured first (cosine %.3f): its server seems to have another model now. Register that one under another name."
                                        .formatted(known.likeness(sample)));
                    });
        });
        return found;
    }

    /**
     * Why a model would not make the same vectors where it is to be served, in sentences; empty where it does. Asks each server that is not known yet, or would be spoken to otherwise.
     */
    Optional<String> otherVectors(ModelVersion model, List<Registry.Server> servers, Dialect dialect) {
        List<ModelVersion.Endpoint> endpoints = new ArrayList<>();
        servers.forEach(server ->
                endpoints.add(new ModelVersion.Endpoint(endpoints.size(), server.baseUrl(), ModelVersion.KeyUse.NONE)));
        boolean sameSpace = identity(model)
                .filter(before -> identity(model.servedAt(endpoints))
                        .filter(before::sharesSpaceWith)
                        .isPresent())
                .isPresent();
        if (!sameSpace) {
            return Optional.of("Weights on this machine and on a server are known by different digests.");
        }
        try {
            Sample before = model.card()
                    .vectors()
                    .sample()
                    .orElseGet(() -> sample(servers(model).getFirst()));
            for (Registry.Server server : servers) {
                Optional<ModelServer> held = servers(model).stream()
                        .filter(known -> known.baseUrl().equals(server.baseUrl()))
                        .findFirst();
                if (held.isPresent() && model.dialect() == dialect) {
                    continue;
                }
                Optional<String> key = server.key()
                        .or(() -> held.filter(known -> server.otherwise() == Registry.Otherwise.KEEP_STORED)
                                .flatMap(ModelServer::key));
                Sample after = sample(new ModelServer(server.baseUrl(), model.remoteName(), key, dialect));
                if (!before.isLike(after)) {
                    return Optional.of("The model at %s makes others: their cosine with those of before is %.3f."
                            .formatted(server.baseUrl(), before.likeness(after)));
                }
            }
            return Optional.empty();
        } catch (EmbeddingException e) {
            return Optional.of("Whether it makes the same ones there cannot be seen: %s.".formatted(e.getMessage()));
        }
    }

    private Sample sample(ModelServer server) {
        return Sample.of(factory.sample(server));
    }

    /** The same of a server. */
    Optional<Sample> tryOut(Task task, ModelServer server) {
        return switch (task) {
            case EMBED -> Optional.of(sample(server));
            case RERANK -> {
                List<Float> scores = factory.reranker(server.remoteName(), USUAL_TOKENS, List.of(server))
                        .score("Which colour has the sky?", List.of("The sky is blue.", "Bread is baked."));
                LOG.debugf("The reranker %s gave %s", server.remoteName(), scores);
                yield Optional.empty();
            }
            case CHAT -> throw new IllegalArgumentException("A model that writes answers is probed by asking it");
        };
    }

    private List<ModelServer> servers(ModelVersion model) {
        return model.endpoints().stream()
                .map(endpoint -> catalogues.server(model, endpoint, Plan.Waits.USUAL))
                .toList();
    }
}
