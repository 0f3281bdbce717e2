package io.groundwork.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmbeddingsConfigTest {

    @Test
    void withNothingSetTheModelRunsHere() {
        EmbeddingsConfig config = read(Map.of());

        assertThat(config.url()).isEmpty();
        assertThat(config.callers()).isEmpty();
        assertThat(config.cache()).isEmpty();
        assertThat(config.maxCalls()).isEqualTo(256);
    }

    @Test
    void anAddressNamesAnotherProcess() {
        EmbeddingsConfig config = read(Map.of("groundwork.embeddings.url", "http://embeddings:8080"));

        assertThat(config.url()).contains(URI.create("http://embeddings:8080"));
    }

    @Test
    void aServerThatIsNotOursIsDescribed() {
        EmbeddingsConfig config = read(Map.of(
                "groundwork.embeddings.url", "http://tei:80",
                "groundwork.embeddings.server", "tei",
                "groundwork.embeddings.remote.model", "intfloat/multilingual-e5-base",
                "groundwork.embeddings.remote.dimension", "768",
                "groundwork.embeddings.remote.query-prefix", "query: "));

        assertThat(config.server()).isEqualTo(EmbeddingsConfig.Server.TEI);
        assertThat(config.remote().dimension()).hasValue(768);
        assertThat(config.remote().queryPrefix()).contains("query: ");
        assertThat(config.remote().maxTokens()).isEqualTo(512);
    }

    @Test
    void whereAndHowTheModelRunsIsLeftOpenUnlessSomebodySays() {
        EmbeddingsConfig open = read(Map.of());
        assertThat(open.provider()).isEqualTo(Provider.AUTO);
        assertThat(open.precision()).isEqualTo(Precision.AUTO);
        assertThat(open.modelFolder()).isEmpty();
        assertThat(open.batchTokens()).isEmpty();

        EmbeddingsConfig said = read(Map.of(
                "groundwork.embeddings.provider", "tensorrt",
                "groundwork.embeddings.device", "1",
                "groundwork.embeddings.precision", "fp16",
                "groundwork.embeddings.batch-tokens", "4096",
                "groundwork.embeddings.model-folder", "/models/e5"));
        assertThat(said.provider()).isEqualTo(Provider.TENSORRT);
        assertThat(said.device()).isEqualTo(1);
        assertThat(said.precision()).isEqualTo(Precision.FP16);
        assertThat(said.batchTokens()).hasValue(4096);
        assertThat(said.modelFolder()).contains(Path.of("/models/e5"));
    }

    @Test
    void furtherEnginesHaveNames() {
        EmbeddingsConfig config = read(Map.of(
                "groundwork.embeddings.engines.short.dimension", "192",
                "groundwork.embeddings.engines.e5.url", "http://tei:80",
                "groundwork.embeddings.engines.e5.server", "tei",
                "groundwork.embeddings.engines.e5.model", "intfloat/multilingual-e5-base",
                "groundwork.embeddings.engines.e5.dimension", "768"));

        assertThat(config.engines()).containsOnlyKeys("short", "e5");
        assertThat(config.engines().get("short").url()).isEmpty();
        assertThat(config.engines().get("e5").model()).contains("intfloat/multilingual-e5-base");
        assertThat(config.engines().get("e5").batch()).isEqualTo(32);
    }

    @Test
    void aRerankerIsNamedByItsFolderOrItsServer() {
        EmbeddingsConfig none = read(Map.of());
        EmbeddingsConfig here = read(Map.of("groundwork.embeddings.reranker.folder", "models/reranker"));
        EmbeddingsConfig there = read(Map.of(
                "groundwork.embeddings.reranker.url", "http://vllm:8000",
                "groundwork.embeddings.reranker.server", "cohere",
                "groundwork.embeddings.reranker.model", "BAAI/bge-reranker-v2-m3",
                "groundwork.embeddings.reranker.key", "secret"));

        assertThat(none.reranker().folder()).isEmpty();
        assertThat(none.reranker().url()).isEmpty();
        assertThat(here.reranker().folder()).contains(Path.of("models/reranker"));
        assertThat(there.reranker().url()).contains(URI.create("http://vllm:8000"));
        assertThat(there.reranker().server()).isEqualTo(EmbeddingsConfig.RerankServer.COHERE);
        assertThat(there.reranker().path()).isEqualTo("/v1/rerank");
        assertThat(there.reranker().timeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void anUnknownKeyStopsTheStart() {
        assertThatThrownBy(() -> read(Map.of("groundwork.embeddings.calers", "2")))
                .isInstanceOf(ConfigValidationException.class)
                .hasMessageContaining("calers");
    }

    private static EmbeddingsConfig read(Map<String, String> properties) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(EmbeddingsConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        return config.getConfigMapping(EmbeddingsConfig.class);
    }
}
