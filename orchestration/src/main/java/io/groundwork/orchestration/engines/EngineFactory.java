package io.groundwork.orchestration.engines;

import io.groundwork.embeddings.CrossEncoder;
import io.groundwork.embeddings.CrossEncoder.Scale;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.EmbeddingsConfig;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.remote.Endpoint;
import io.groundwork.embeddings.remote.HttpCrossEncoder;
import io.groundwork.embeddings.remote.ModelServerEmbedder;
import io.groundwork.embeddings.remote.RerankDialect;
import io.groundwork.embeddings.remote.SampleVector;
import io.groundwork.embeddings.remote.ServedModel;
import io.groundwork.embeddings.remote.ServedReranker;
import io.groundwork.orchestration.chat.Dialect;
import io.groundwork.orchestration.chat.ModelServer;
import io.groundwork.orchestration.local.LocalAddress;
import io.groundwork.orchestration.local.ModelChildren;
import io.groundwork.orchestration.outbound.Outbound;
import io.groundwork.orchestration.outbound.Purpose;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes engines out of models that have a name, an identity and servers. What goes out goes through the door of model servers, with its address policy. What it
 * makes keeps no connection and no thread, so nothing is to be closed.
 */
@Singleton
public final class EngineFactory {

    private static final String RERANK_PATH = "/v1/rerank";

    /** Texts a request: a child reads them one by one, and who waits behind a request waits for all of it. */
    private static final int TEXTS_OF_CHILD = 8;

    private static final int TEXTS_OF_SERVER = 32;

    /** A process of ours answers, says that it is busy, or is gone: then it is started anew, and asking the old place again is of no use. */
    private static final Duration PATIENCE_OF_CHILD = Duration.ofMillis(500);

    private static final Duration TIME_OF_CHILD = Duration.ofMinutes(3);
    private static final Duration LOADING = Duration.ofMinutes(3);

    /** Somebody wants to know what a server does, also that it does nothing. */
    private static final Duration PATIENCE_OF_A_LOOK = Duration.ofSeconds(5);

    private final ModelChildren children;
    private final Outbound outbound;
    private final EmbeddingsConfig config;

    EngineFactory(ModelChildren children, Outbound outbound, EmbeddingsConfig config) {
        this.children = children;
        this.outbound = outbound;
        this.config = config;
    }

    /**
     * @param identity what its vectors may meet; its {@code maxTokens} are those of prefix and text together
     * @param servers replicas of one another, one at least
     */
    public Embedder embedder(EmbeddingModel identity, Set<String> languages, List<ModelServer> servers) {
        Function<ModelServer, Way<Embedder>> ways = server -> way(
                server,
                config.patience(),
                endpoint -> new ModelServerEmbedder(
                        endpoint,
                        isTei(server)
                                ? io.groundwork.embeddings.remote.Dialect.TEI
                                : io.groundwork.embeddings.remote.Dialect.OPENAI,
                        new ServedModel(
                                server.remoteName(),
                                "",
                                identity.dimension(),
                                identity.maxTokens(),
                                identity.prefixes().query(),
                                identity.prefixes().passage(),
                                languages,
                                LocalAddress.is(server.baseUrl()) ? TEXTS_OF_CHILD : TEXTS_OF_SERVER),
                        BgeSmall.tokenizer()));
        return new WayEmbedder(
                withoutPrefixes(identity),
                languages,
                new Ways<>(servers.stream().map(ways).toList()),
                BgeSmall.tokenizer());
    }

    /** What is left of what it reads for texts themselves. */
    private static EmbeddingModel withoutPrefixes(EmbeddingModel model) {
        int prefix = Math.max(
                WayEmbedder.estimate(BgeSmall.tokenizer(), model.prefixes().query()),
                WayEmbedder.estimate(BgeSmall.tokenizer(), model.prefixes().passage()));
        return new EmbeddingModel(
                model.name(),
                model.digest(),
                model.dimension(),
                Math.max(1, model.maxTokens() - prefix),
                model.numbers(),
                model.prefixes());
    }

    /** @param maxTokens of question and passage together */
    public CrossEncoder reranker(String name, int maxTokens, List<ModelServer> servers) {
        RerankDialect dialect =
                servers.stream().allMatch(EngineFactory::isTei) ? RerankDialect.TEI : RerankDialect.COHERE;
        Function<ModelServer, Way<CrossEncoder>> ways = server -> way(
                server,
                config.patience(),
                endpoint -> new HttpCrossEncoder(
                        endpoint,
                        dialect,
                        new ServedReranker(server.remoteName(), RERANK_PATH, maxTokens, TEXTS_OF_SERVER),
                        BgeSmall.tokenizer()));
        return new WayCrossEncoder(
                name,
                maxTokens,
                dialect == RerankDialect.TEI ? Scale.LOGIT : Scale.RELEVANCE,
                config.timeout(),
                new Ways<>(servers.stream().map(ways).toList()));
    }

    /**
     * What a model makes of a text that is always the same, as its server gives it.
     *
     * @return shape {@code [dimension]}
     * @throws EmbeddingException when it makes no vector
     */
    public float[] sample(ModelServer server) {
        return this.<SampleVector>way(
                        server, PATIENCE_OF_A_LOOK, endpoint -> new SampleVector(endpoint, server.remoteName()))
                .ask(LOADING, SampleVector::look);
    }

    /** @param patience with a server that is away; a process of ours is started */
    private <E> Way<E> way(ModelServer server, Duration patience, Function<Endpoint, E> engines) {
        return LocalAddress.is(server.baseUrl())
                ? new ChildWay<>(
                        children,
                        server.baseUrl(),
                        place -> engines.apply(
                                endpoint(place.baseUrl(), Optional.of(place.key()), TIME_OF_CHILD, PATIENCE_OF_CHILD)))
                : new ServerWay<>(engines.apply(endpoint(
                        isTei(server) ? besideVersion(server.baseUrl()) : server.baseUrl(),
                        server.key(),
                        config.timeout(),
                        patience)));
    }

    private Endpoint endpoint(URI base, Optional<String> key, Duration timeout, Duration patience) {
        return new Endpoint(outbound.client(Purpose.MODEL_SERVER), base, key, timeout, patience);
    }

    /** Where the paths stand that are Text Embeddings Inference's own. */
    private static URI besideVersion(URI base) {
        return URI.create(base.toString().replaceFirst("/v1/?$", ""));
    }

    private static boolean isTei(ModelServer server) {
        return server.dialect() == Dialect.TEI;
    }
}
