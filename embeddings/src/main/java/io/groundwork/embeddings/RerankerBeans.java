package io.groundwork.embeddings;

import io.groundwork.embeddings.EmbeddingsConfig.RerankServer;
import io.groundwork.embeddings.EmbeddingsConfig.Reranker;
import io.groundwork.embeddings.onnx.BgeSmall;
import io.groundwork.embeddings.onnx.OnnxCrossEncoder;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.embeddings.remote.Endpoint;
import io.groundwork.embeddings.remote.HttpCrossEncoder;
import io.groundwork.embeddings.remote.RerankDialect;
import io.groundwork.embeddings.remote.ServedReranker;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cross-encoder that is configured, if there is one. A folder is read when the first bean asks for it; with one that cannot be used that bean, and the
 * start, fail.
 */
@Singleton
final class RerankerBeans {

    private final Optional<CrossEncoder> crossEncoder;
    private final Runnable close;

    RerankerBeans(EmbeddingsConfig config, Instance<HttpClient> client, MeterRegistry meters) {
        Reranker set = config.reranker();
        if (set.folder().isPresent() && set.url().isPresent()) {
            throw new IllegalArgumentException(
                    "GROUNDWORK_EMBEDDINGS_RERANKER_FOLDER and GROUNDWORK_EMBEDDINGS_RERANKER_URL are set; there is one reranker");
        }
        if (set.folder().isPresent()) {
            OnnxCrossEncoder local = local(config, set.folder().get(), meters);
            crossEncoder = Optional.of(local);
            close = local::close;
            return;
        }
        crossEncoder = set.url().map(url -> remote(set, url, client.get()));
        close = () -> {};
    }

    private static OnnxCrossEncoder local(EmbeddingsConfig config, Path folder, MeterRegistry meters) {
        int callers = config.callers().orElse(Runtime.getRuntime().availableProcessors());
        OnnxEmbedder.Capacity capacity = new OnnxEmbedder.Capacity(config.maxCalls(), config.maxQueuedTokens());
        return OnnxCrossEncoder.load(
                ModelFolder.open(folder),
                config.cache(),
                capacity,
                new OnnxCrossEncoder.Pace(callers, config.reranker().timeout()),
                meters);
    }

    private static CrossEncoder remote(Reranker set, URI url, HttpClient client) {
        String model = set.model()
                .orElseThrow(() -> new IllegalArgumentException(
                        "GROUNDWORK_EMBEDDINGS_RERANKER_URL needs GROUNDWORK_EMBEDDINGS_RERANKER_MODEL beside it"));
        return new HttpCrossEncoder(
                new Endpoint(client, url, set.key(), set.timeout(), set.patience()),
                set.server() == RerankServer.TEI ? RerankDialect.TEI : RerankDialect.COHERE,
                new ServedReranker(model, set.path(), set.maxTokens(), set.batch()),
                BgeSmall.tokenizer());
    }

    @Produces
    @Singleton
    Optional<CrossEncoder> crossEncoder() {
        return crossEncoder;
    }

    @Produces
    @Singleton
    Rerankers rerankers(Instance<RegisteredModels> registered) {
        return new Rerankers(crossEncoder, registered.isResolvable() ? registered.get() : RegisteredModels.NONE);
    }

    @PreDestroy
    void close() {
        close.run();
    }
}
