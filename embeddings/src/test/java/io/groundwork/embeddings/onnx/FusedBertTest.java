package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import io.groundwork.embeddings.onnx.BertReader.UnknownGraph;
import io.groundwork.embeddings.tokens.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusedBertTest {

    private static final int DIMENSION = BgeSmall.MODEL.dimension();

    private static Encoder published;
    private static Encoder fused;

    @BeforeAll
    static void load() throws Exception {
        Unpacked unpacked = Unpacked.into(Optional.of(Path.of("target", "unpacked")));
        OrtEnvironment runtime = NativeLibrary.load(unpacked);
        published = Encoder.load(runtime, BgeSmall.published(unpacked), DIMENSION);
        fused = Encoder.load(runtime, BgeSmall.fused(unpacked), DIMENSION);
    }

    @AfterAll
    static void close() {
        published.close();
        fused.close();
    }

    /** The bound is what a last bit that is rounded otherwise does to products of whole numbers, which processors round each in their own way; SciFact's passages have .9986 at least. */
    @ParameterizedTest
    @ValueSource(ints = {1, 12, 250, 512})
    void theFirstStateIsThatOfThePublishedGraph(int tokens) throws IOException {
        long[] sequence = prose(tokens);

        assertThat(cosine(fused.first(sequence), published.first(sequence))).isGreaterThan(0.997);
    }

    @Test
    void theStatesAreThoseOfThePublishedGraph() throws IOException {
        long[] sequence = prose(120);

        float[] states = fused.all(sequence);
        float[] theirs = published.all(sequence);

        double sum = 0;
        for (int row = 0; row < states.length; row += DIMENSION) {
            sum += cosine(
                    Arrays.copyOfRange(states, row, row + DIMENSION), Arrays.copyOfRange(theirs, row, row + DIMENSION));
        }
        assertThat(states).hasSameSizeAs(theirs);
        assertThat(sum / 120).isGreaterThan(0.99);
    }

    /** To the bit, whoever else is reading: or the same question would find other passages on a busy machine. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 16, 28, 47, 64, 200})
    void aTextSharedAmongThreadsHasTheSameStatesEachTime(int tokens) throws Exception {
        Unpacked unpacked = Unpacked.into(Optional.of(Path.of("target", "unpacked")));
        try (Encoder shared = Encoder.load(NativeLibrary.load(unpacked), BgeSmall.fused(unpacked), DIMENSION, 3)) {
            long[] sequence = sequence(tokens);
            float[] alone = shared.all(sequence);

            assertThat(IntStream.range(0, 60).parallel().mapToObj(i -> shared.all(sequence)))
                    .allSatisfy(states -> assertThat(states).isEqualTo(alone));
            assertThat(cosine(alone, fused.all(sequence))).isGreaterThan(0.999);
        }
    }

    @Test
    void anotherActivationIsNotTakenForTheSameGraph(@TempDir Path folder) throws Exception {
        Path other = folder.resolve("other.onnx");
        Unpacked unpacked = Unpacked.into(Optional.of(Path.of("target", "unpacked")));
        Files.write(other, withOtherActivation(Files.readAllBytes(BgeSmall.published(unpacked))));
        OnnxGraph graph = OnnxGraph.read(other);

        assertThatThrownBy(() -> BertReader.read(graph))
                .isInstanceOf(UnknownGraph.class)
                .hasMessageContaining("Erf");
    }

    /** The operator of the last layer's activation is another one. */
    static byte[] withOtherActivation(byte[] model) {
        byte[] changed = model.clone();
        byte[] operator = "\"\3Erf".getBytes(StandardCharsets.ISO_8859_1);
        int at = model.length - operator.length;
        while (!Arrays.equals(model, at, at + operator.length, operator, 0, operator.length)) {
            at--;
        }
        System.arraycopy("Exp".getBytes(StandardCharsets.ISO_8859_1), 0, changed, at + 2, 3);
        return changed;
    }

    /** Words of the vocabulary by chance, between the tokens that open and close a text; one is the opening token alone. */
    private static long[] sequence(int tokens) {
        long[] sequence = new Random(11).longs(tokens, 2_000, 29_000).toArray();
        sequence[0] = BgeSmall.tokenizer().classifier();
        if (tokens > 1) {
            sequence[tokens - 1] = BgeSmall.tokenizer().separator();
        }
        return sequence;
    }

    /** The beginning of this project's licence, between the same: words by chance have states that are smaller, and so further off. */
    private static long[] prose(int tokens) throws IOException {
        Tokens text = BgeSmall.tokenizer().encode(Files.readString(Path.of("..", "LICENSE")), tokens);
        long[] sequence = sequence(tokens);
        for (int i = 1; i < tokens - 1; i++) {
            sequence[i] = text.id(i);
        }
        return sequence;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            left += (double) a[i] * a[i];
            right += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(left * right);
    }
}
