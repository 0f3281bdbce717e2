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
import java.util.Optional;

/**
 * The one engine of this process: the model itself, or the way to it. Where vectors come from a server that is not ours, late interaction stays with the
 * built-in model in this process. Loading starts when the first bean asks for either.
 */
@Singleton
final class EmbeddingsBeans {

    private final Embedder embedder;
    private final LateInteraction lateInteraction;
    private final Runnable close;

    EmbeddingsBeans(EmbeddingsConfig config, Instance<HttpClient> client, MeterRegistry meters) {
        Optional<URI> url = config.url();
        if (url.isPresent() && config.server() == Server.GROUNDWORK) {
            LocalModel model = served(config);
            HttpEmbedder remote = new HttpEmbedder(
                    endpoint(config, client, url.get()),
                    model.identity(),
                    model.tokenizer(),
                    model.givesStates() ? Gives.VECTORS_AND_STATES : Gives.VECTORS);
            embedder = remote;
            lateInteraction = remote;
            close = () -> {};
            return;
        }
        OnnxEmbedder local = local(config, meters);
        lateInteraction = local;
        close = local::close;
        embedder = url.<Embedder>map(address -> new ModelServerEmbedder(
                        endpoint(config, client, address),
                        config.server() == Server.TEI ? Dialect.TEI : Dialect.OPENAI,
                        served(config.remote()),
                        BgeSmall.tokenizer()))
                .orElse(local);
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

    private static ServedModel served(EmbeddingsConfig.Remote remote) {
        if (remote.model().isEmpty() || remote.dimension().isEmpty()) {
            throw new IllegalArgumentException(
                    "GROUNDWORK_EMBEDDINGS_SERVER needs GROUNDWORK_EMBEDDINGS_REMOTE_MODEL and _REMOTE_DIMENSION beside it");
        }
        return new ServedModel(
                remote.model().get(),
                remote.revision().orElse(""),
                remote.dimension().getAsInt(),
                remote.maxTokens(),
                remote.queryPrefix().orElse(""),
                remote.passagePrefix().orElse(""),
                remote.batch());
    }

    @Produces
    @Singleton
    Embedder embedder() {
        return embedder;
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
