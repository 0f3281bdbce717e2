package io.groundwork.embeddings;

import io.groundwork.embeddings.EmbeddingsConfig.Server;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.onnx.LocalModel;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.onnx.Wish;
import io.groundwork.embeddings.remote.Dialect;
import io.groundwork.embeddings.remote.Endpoint;
import io.groundwork.embeddings.remote.HttpEmbedder;
import io.groundwork.embeddings.remote.HttpEmbedder.Gives;
import io.groundwork.embeddings.remote.ModelServerEmbedder;
import io.groundwork.embeddings.remote.ServedModel;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The engines of this process: the model itself, or the way to it, and those that are configured beside it. Where vectors come from a server that is not ours, late interaction stays with the
 * built-in model in this process. Loading starts when the first bean asks for either.
 */
@Singleton
final class EmbeddingsBeans {

    private final Engines engines;
    private final LateInteraction lateInteraction;
    private final Runnable close;

    EmbeddingsBeans(
            EmbeddingsConfig config,
            Instance<HttpClient> client,
            Instance<RegisteredModels> registered,
            MeterRegistry meters) {
        RegisteredModels further = registered.isResolvable() ? registered.get() : RegisteredModels.NONE;
        Optional<URI> url = config.url();
        if (url.isPresent() && config.server() == Server.GROUNDWORK) {
            LocalModel model = served(config);
            HttpEmbedder remote = new HttpEmbedder(
                    endpoint(config, client, url.get()),
                    model.identity(),
                    model.tokenizer(),
                    model.givesStates() ? Gives.VECTORS_AND_STATES : Gives.VECTORS,
                    model.languages());
            engines = new Engines(withNamed(Map.of(Engines.BUILT_IN, remote), remote, config, client), further);
            lateInteraction = remote;
            close = () -> {};
            return;
        }
        OnnxEmbedder local = local(config, meters);
        lateInteraction = local;
        close = local::close;
        Map<String, Embedder> base = new LinkedHashMap<>();
        url.ifPresent(address -> base.put(
                Engines.DEFAULT,
                new ModelServerEmbedder(
                        endpoint(config, client, address),
                        dialect(config.server()),
                        served(config.remote(), "GROUNDWORK_EMBEDDINGS_REMOTE"),
                        BgeSmall.tokenizer())));
        base.put(Engines.BUILT_IN, local);
        engines = new Engines(withNamed(base, local, config, client), further);
    }

    /** Those of the configuration, by name, behind the ones that are there already. */
    private static Map<String, Embedder> withNamed(
            Map<String, Embedder> base, Embedder builtIn, EmbeddingsConfig config, Instance<HttpClient> client) {
        Map<String, Embedder> all = new LinkedHashMap<>(base);
        new TreeMap<>(config.engines()).forEach((name, engine) -> {
            if (all.put(name, named(name, engine, builtIn, config, client)) != null) {
                throw new IllegalArgumentException("An engine cannot be called '%s'".formatted(name));
            }
        });
        return all;
    }

    private static Embedder named(
            String name,
            EmbeddingsConfig.Engine engine,
            Embedder builtIn,
            EmbeddingsConfig config,
            Instance<HttpClient> client) {
        String setting = "GROUNDWORK_EMBEDDINGS_ENGINES_" + name.toUpperCase(Locale.ROOT);
        if (engine.url().isEmpty()) {
            if (engine.model().isPresent() || engine.dimension().isEmpty()) {
                throw new IllegalArgumentException(setting
                        + "_URL is not set: without it an engine is the built-in model with fewer dimensions, and needs "
                        + setting + "_DIMENSION alone");
            }
            return new ShortenedEmbedder(builtIn, engine.dimension().getAsInt());
        }
        return new ModelServerEmbedder(
                new Endpoint(client.get(), engine.url().get(), engine.key(), config.timeout(), config.patience()),
                dialect(engine.server()),
                served(engine, setting),
                BgeSmall.tokenizer());
    }

    private static Dialect dialect(Server server) {
        return switch (server) {
            case TEI -> Dialect.TEI;
            case OPENAI, GROUNDWORK -> Dialect.OPENAI;
        };
    }

    private static Endpoint endpoint(EmbeddingsConfig config, Instance<HttpClient> client, URI url) {
        return new Endpoint(client.get(), url, config.key(), config.timeout(), config.patience());
    }

    private static OnnxEmbedder local(EmbeddingsConfig config, MeterRegistry meters) {
        Wish wish = new Wish(
                config.provider(),
                config.device(),
                config.precision(),
                config.batchTokens(),
                config.callers(),
                config.modelFolder());
        OnnxEmbedder.Capacity capacity = new OnnxEmbedder.Capacity(config.maxCalls(), config.maxQueuedTokens());
        return OnnxEmbedder.start(wish, config.cache(), capacity, meters);
    }

    /** What another process of ours has; it is asked whether that is so before the first vector is taken from it. */
    private static LocalModel served(EmbeddingsConfig config) {
        if (config.modelFolder().isPresent()) {
            return LocalModel.of(ModelFolder.withoutWeights(config.modelFolder().get()));
        }
        return switch (config.precision()) {
            case AUTO, INT8 -> BgeSmall.wholeNumbers();
            case FP32, FP16 -> BgeSmall.decimals();
        };
    }

    private static ServedModel served(EmbeddingsConfig.Remote remote, String setting) {
        if (remote.model().isEmpty() || remote.dimension().isEmpty()) {
            throw new IllegalArgumentException(
                    "A model server needs %s_MODEL and _DIMENSION beside its URL".formatted(setting));
        }
        return new ServedModel(
                remote.model().get(),
                remote.revision().orElse(""),
                remote.dimension().getAsInt(),
                remote.maxTokens(),
                remote.queryPrefix().orElse(""),
                remote.passagePrefix().orElse(""),
                remote.languages().orElse(Set.of()),
                remote.batch());
    }

    @Produces
    @Singleton
    Engines engines() {
        return engines;
    }

    /** What new collections get, and what this process serves to others. */
    @Produces
    @Singleton
    Embedder embedder() {
        return engines.preferred();
    }

    @Produces
    @Singleton
    LateInteraction lateInteraction() {
        return lateInteraction;
    }

    @PreDestroy
    void close() {
        close.run();
    }
}
