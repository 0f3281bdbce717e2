package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.groundwork.embeddings.Embedder.Kind;
import io.groundwork.embeddings.Embedding;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Embeddings;
import io.groundwork.embeddings.LateInteraction.Question;
import io.groundwork.embeddings.LateInteraction.Segment;
import io.groundwork.embeddings.LateInteraction.Text;
import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.Provenance;
import io.groundwork.embeddings.Provider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModelTest {

    @TempDir
    private Path folder;

    @TempDir
    private Path cache;

    @BeforeEach
    void write() throws IOException {
        SyntheticBert.write(folder.resolve(ModelFiles.WEIGHTS));
        SyntheticBert.vocabulary(folder.resolve(ModelFiles.VOCABULARY));
        describe(Unpacked.sha256(folder.resolve(ModelFiles.WEIGHTS)), "");
    }

    private void describe(String sha256, String more) throws IOException {
        Files.writeString(folder.resolve(ModelFolder.DESCRIPTION), """
                {"name": "synthetic", "dimension": %d, "max_tokens": %d, "query_prefix": "law ", %s
                 "licence": "CC0-1.0", "source": "made by a test", "revision": "3",
                 "files": {"model.onnx": "%s", "vocab.txt": "%s"}}
                """.formatted(
                        SyntheticBert.HIDDEN,
                        SyntheticBert.MAX_TOKENS,
                        more,
                        sha256,
                        Unpacked.sha256(folder.resolve(ModelFiles.VOCABULARY))));
    }

    private LocalModel read() {
        return LocalModel.of(ModelFolder.open(folder));
    }

    @Test
    void theDescriptionSaysWhatTheModelIs() {
        LocalModel model = read();

        assertThat(model.identity().name()).isEqualTo("synthetic");
        assertThat(model.identity().dimension()).isEqualTo(SyntheticBert.HIDDEN);
        assertThat(model.identity().numbers()).isEqualTo(Numbers.FLOAT);
        assertThat(model.provenance()).isEqualTo(new Provenance("made by a test", "3", "CC0-1.0", "cls"));
        assertThat(model.tokenizer().count("bread rises.")).isEqualTo(3);
    }

    @Test
    void aFileThatIsNotTheOneDescribedStopsTheStartAndIsNamedWithBothDigests() throws IOException {
        String found = Unpacked.sha256(folder.resolve(ModelFiles.WEIGHTS));
        String said = "0".repeat(64);
        describe(said, "");

        assertThatThrownBy(() -> start(Precision.AUTO, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining(found)
                .hasMessageContaining(said);
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        String description = Files.readString(folder.resolve(ModelFolder.DESCRIPTION));
        Files.writeString(
                folder.resolve(ModelFolder.DESCRIPTION),
                description.replace("\"dimension\": " + SyntheticBert.HIDDEN + ",", ""));
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not say 'dimension'");

        Files.delete(folder.resolve(ModelFiles.VOCABULARY));
        assertThatThrownBy(this::read).hasMessageContaining("vocab.txt");
    }

    @Test
    void aWordThatMeansNothingIsRefused() throws IOException {
        describe(Unpacked.sha256(folder.resolve(ModelFiles.WEIGHTS)), "\"pooling\": \"max\",");
        assertThatThrownBy(this::read).hasMessageContaining("'pooling' is max, which is none of [cls, mean]");

        describe(Unpacked.sha256(folder.resolve(ModelFiles.WEIGHTS)), "\"poling\": \"cls\",");
        assertThatThrownBy(this::read).hasMessageContaining("poling");
    }

    @Test
    void anotherPrefixIsAnotherModel() throws IOException {
        String before = read().identity().digest();
        String description = Files.readString(folder.resolve(ModelFolder.DESCRIPTION));
        Files.writeString(folder.resolve(ModelFolder.DESCRIPTION), description.replace("law ", "bread "));

        assertThat(read().identity().digest()).isNotEqualTo(before);
    }

    @Test
    void whereAnotherProcessRunsItTheWeightsMayBeLeftOut() throws IOException {
        LocalModel here = read();
        Files.delete(folder.resolve(ModelFiles.WEIGHTS));

        assertThat(LocalModel.of(ModelFolder.withoutWeights(folder)).identity()).isEqualTo(here.identity());
    }

    @Test
    void allWaysToRunItGiveTheSameVectors() {
        List<String> texts = IntStream.range(0, 40)
                .mapToObj(i -> "bread rises. ".repeat(1 + i % 11) + "law".repeat(i % 3))
                .toList();

        try (OnnxEmbedder alone = start(Precision.FP32, 0);
                OnnxEmbedder batched = start(Precision.FP32, 256);
                OnnxEmbedder halves = start(Precision.FP16, 256)) {
            Embeddings expected = alone.embed(Kind.PASSAGE, texts);
            assertNear(batched.embed(Kind.PASSAGE, texts), expected, 0.99999);
            assertNear(halves.embed(Kind.PASSAGE, texts), expected, 0.9999);
            assertNear(batched.embed(Kind.QUESTION, texts), alone.embed(Kind.QUESTION, texts), 0.99999);
            assertThat(halves.model()).isEqualTo(batched.model()).isEqualTo(alone.model());
            assertThat(cosine(expected, 0, 1)).as("texts differ").isLessThan(0.999);
        }
    }

    private static double cosine(Embeddings embeddings, int left, int right) {
        return embeddings.vectors().get(left).cosine(embeddings.vectors().get(right));
    }

    private static void assertNear(Embeddings found, Embeddings expected, double cosine) {
        assertThat(found.tokens()).isEqualTo(expected.tokens());
        assertThat(found.cut()).isEqualTo(expected.cut());
        for (int i = 0; i < expected.vectors().size(); i++) {
            Embedding vector = expected.vectors().get(i);
            assertThat(found.vectors().get(i).cosine(vector)).isGreaterThan(cosine);
        }
    }

    @Test
    void scoresOfBatchesStandAtTheirTexts() {
        Question question = new Question("bread", List.of());
        List<Text> texts = List.of(
                new Text("law rises. bread.", List.of(new Segment(0, 10), new Segment(11, 17))),
                new Text("bread", List.of()),
                new Text("law law law", List.of()));

        try (OnnxEmbedder alone = start(Precision.FP32, 0);
                OnnxEmbedder batched = start(Precision.FP32, 256)) {
            for (int i = 0; i < texts.size(); i++) {
                assertThat(batched.score(question, texts).get(i).text())
                        .isCloseTo(
                                alone.score(question, List.of(texts.get(i)))
                                        .getFirst()
                                        .text(),
                                within(1e-4));
            }
            assertThat(batched.score(question, texts).getFirst().segments()).hasSize(2);
        }
    }

    @Test
    void weightsInHalvesAreMadeOnceAndMadeAgainWhenTheyWereChanged() throws IOException {
        start(Precision.FP16, 256).close();
        Path halves = halves();
        assertThat(halves.getFileName().toString()).startsWith(Unpacked.sha256(folder.resolve(ModelFiles.WEIGHTS)));
        long size = Files.size(halves);
        assertThat(size).isLessThan(Files.size(folder.resolve(ModelFiles.WEIGHTS)) * 2 / 3);
        Files.writeString(halves, "something else");

        start(Precision.FP16, 256).close();

        assertThat(halves).hasSize(size);
        assertThat(cache).isDirectoryNotContaining("glob:**.part");
    }

    private Path halves() throws IOException {
        try (var files = Files.list(cache)) {
            return files.filter(file -> file.toString().matches(".*-fp16-\\d+\\.onnx"))
                    .findAny()
                    .orElseThrow();
        }
    }

    @Test
    void withoutAMeanOfItsOwnNoStatesAreKept() {
        try (OnnxEmbedder embedder = start(Precision.FP32, 0)) {
            assertThat(embedder.givesStates()).isFalse();
            assertThat(embedder.embedWithStates(List.of("bread")).states()).isEmpty();
            assertThatThrownBy(() -> embedder.questionStates("bread"))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void aModelOfAnotherDimensionThanDescribedIsNotUsed() throws IOException {
        String description = Files.readString(folder.resolve(ModelFolder.DESCRIPTION));
        Files.writeString(
                folder.resolve(ModelFolder.DESCRIPTION),
                description.replace("\"dimension\": " + SyntheticBert.HIDDEN, "\"dimension\": 16"));

        OnnxEmbedder embedder = start(Precision.FP32, 0);

        assertThatThrownBy(() -> embedder.embedQuery("bread"))
                .isInstanceOf(EmbeddingException.class)
                .hasStackTraceContaining("gives vectors of 32 values, and was said to give 16");
        embedder.close();
    }

    private OnnxEmbedder start(Precision precision, int batchTokens) {
        Wish wish = new Wish(
                Provider.CPU,
                0,
                precision,
                batchTokens == 0 ? OptionalInt.empty() : OptionalInt.of(batchTokens),
                OptionalInt.of(1),
                Optional.of(folder));
        return OnnxEmbedder.start(
                wish, Optional.of(cache), new OnnxEmbedder.Capacity(16, 100_000), new SimpleMeterRegistry());
    }
}
