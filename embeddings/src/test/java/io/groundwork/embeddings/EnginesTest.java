package io.groundwork.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.embeddings.EmbeddingModel.Prefixes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnginesTest {

    private final HashingEmbedder whole = new HashingEmbedder();
    private final ShortenedEmbedder half = new ShortenedEmbedder(whole, 192);

    @Test
    void aSpaceIsServedByTheEngineOfTheSameModel() {
        Engines engines = both();

        assertThat(engines.preferred()).isSameAs(whole);
        assertThat(engines.serving(half.model()).orElseThrow().embedder()).isSameAs(half);
        assertThat(engines.named("half").orElseThrow().model().dimension()).isEqualTo(192);
    }

    @Test
    void howLongATextAModelReadsDoesNotPartSpaces() {
        EmbeddingModel model = whole.model();

        assertThat(both().serving(new EmbeddingModel(model.name(), model.digest(), 384, 0)))
                .isPresent();
    }

    @Test
    void anotherModelIsNeverPutInItsPlace() {
        EmbeddingModel model = whole.model();
        List<EmbeddingModel> others = List.of(
                new EmbeddingModel(model.name(), "1", 384, 512),
                new EmbeddingModel("other", model.digest(), 384, 512),
                new EmbeddingModel(model.name(), model.digest(), 383, 512),
                new EmbeddingModel(model.name(), model.digest(), 384, 512, Numbers.INT8, Prefixes.NONE),
                new EmbeddingModel(model.name(), model.digest(), 384, 512, Numbers.FLOAT, new Prefixes("query: ", "")));

        assertThat(others).allSatisfy(other -> assertThat(both().serving(other)).isEmpty());
    }

    @Test
    void twoEnginesOfOneSpaceAreAMistake() {
        Map<String, Embedder> twice = new LinkedHashMap<>();
        twice.put("one", whole);
        twice.put("two", new HashingEmbedder());

        assertThatThrownBy(() -> new Engines(twice))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'one' and 'two'");
    }

    @Test
    void aShortenedVectorHasUnitLength() {
        Embedding vector = half.embedQuery("How high is the Matterhorn?");

        assertThat(vector.dimension()).isEqualTo(192);
        assertThat(vector.cosine(vector)).isCloseTo(1, within(1e-5));
    }

    @Test
    void aModelCannotBeMadeLonger() {
        assertThatThrownBy(() -> new ShortenedEmbedder(whole, 384)).isInstanceOf(IllegalArgumentException.class);
    }

    private Engines both() {
        Map<String, Embedder> engines = new LinkedHashMap<>();
        engines.put("whole", whole);
        engines.put("half", half);
        return new Engines(engines);
    }
}
