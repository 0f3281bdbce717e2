package io.groundwork.embeddings;

import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.remote.Endpoint;
import io.groundwork.embeddings.remote.HttpEmbedder;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Optional;

/** The one engine of this process: the model itself, or the way to it. Loading starts when the first bean asks for either. */
@Singleton
final class EmbeddingsBeans {

    private final Embedder embedder;
    private final LateInteraction lateInteraction;
    private final Runnable close;

    EmbeddingsBeans(EmbeddingsConfig config, Instance<HttpClient> client) {
        Optional<URI> url = config.url();
        if (url.isPresent()) {
            Endpoint endpoint =
                    new Endpoint(client.get(), url.get(), config.key(), config.timeout(), config.patience());
            HttpEmbedder remote = new HttpEmbedder(endpoint, BgeSmall.MODEL, BgeSmall.tokenizer());
            embedder = remote;
            lateInteraction = remote;
            close = () -> {};
        } else {
            int callers = config.callers().orElse(Runtime.getRuntime().availableProcessors());
            OnnxEmbedder local = new OnnxEmbedder(config.cache(), callers, config.maxCalls());
            embedder = local;
            lateInteraction = local;
            close = local::close;
        }
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
