package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.EmbedderContract;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.LateInteraction;
import io.groundwork.embeddings.SharedEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnnxEmbedderTest extends EmbedderContract {

    @Override
    protected Embedder embedder() {
        return SharedEngine.get();
    }

    @Override
    protected LateInteraction lateInteraction() {
        return SharedEngine.get();
    }

    @Test
    void vectorsAreThoseOfLangChain4jForTheSameWeights() {
        var theirs = new BgeSmallEnV15QuantizedEmbeddingModel();
        for (String text : List.of(
                "Sourdough bread rises by wild yeast.",
                "Müller's naïve résumé: 3,141 passages (p. 12)",
                "The patient was given 5 mg of the drug, and the electrocardiogram remained normal. ".repeat(20))) {
            Embedding their = new Embedding(theirs.embed(text).content().vector());

            assertThat(embedder().embedPassages(List.of(text)).getFirst().cosine(their))
                    .as(text)
                    // In whole numbers, a last bit that is rounded otherwise moves a vector by so much.
                    .isCloseTo(1, within(3e-3));
        }
    }

    @Test
    void aVectorIsTheSameToTheBitUnderLoad() throws Exception {
        String text = "The same text, whoever else is being served. ".repeat(10);
        Embedding alone = embedder().embedPassages(List.of(text)).getFirst();
        List<String> others = IntStream.range(1, 12)
                .mapToObj(i -> "Other text ".repeat(i * 7))
                .toList();

        List<Embedding> underLoad = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Embedding>> futures = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                threads.execute(() -> embedder().embedPassages(others));
                futures.add(threads.submit(
                        () -> embedder().embedPassages(List.of(text)).getFirst()));
            }
            for (Future<Embedding> future : futures) {
                underLoad.add(future.get());
            }
        }

        assertThat(underLoad).hasSize(24).containsOnly(alone);
    }

    @Test
    void aClosedEngineRefuses() {
        OnnxEmbedder engine = new OnnxEmbedder(Optional.empty(), 1, 1);
        engine.embedQuery("waits for the model to load");
        assertThat(engine.ready()).isTrue();

        engine.close();

        assertThatThrownBy(() -> engine.embedQuery("too late")).isInstanceOf(EmbeddingException.class);
    }
}
