package io.groundwork.embeddings.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.onnx.Fused.Form;
import io.groundwork.embeddings.onnx.Reading.Wanted;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchedBertTest {

    private static final int HIDDEN = SyntheticBert.HIDDEN;

    @TempDir
    private static Path folder;

    private static OrtEnvironment runtime;
    private static BatchEncoder published;
    private static BatchEncoder batched;
    private static BatchEncoder halved;
    private static Encoder oneText;

    @BeforeAll
    static void load() throws Exception {
        runtime = NativeLibrary.load(Unpacked.into(Optional.of(Path.of("target", "unpacked"))));
        Path weights = SyntheticBert.write(folder.resolve("model.onnx"));
        published = encoder(weights, Precision.FP32);
        batched = encoder(form(weights, Form.BATCHES), Precision.FP32);
        halved = encoder(form(weights, Form.BATCHES_IN_HALVES), Precision.FP16);
        oneText = Encoder.load(runtime, form(weights, Form.ONE_TEXT), HIDDEN);
    }

    private static Path form(Path weights, Form form) throws Exception {
        Path file = Fused.file(Unpacked.into(Optional.of(folder)), () -> weights, "synthetic", form);
        assertThat(file).as("the graph was recognised").isNotEqualTo(weights);
        return file;
    }

    private static BatchEncoder encoder(Path graph, Precision precision) throws Exception {
        EmbeddingModel model = new EmbeddingModel("synthetic", "0", HIDDEN, SyntheticBert.MAX_TOKENS);
        Placement placement = new Placement(LocalModel.of(graph, model), Device.CPU, precision, 0, 1_000, 1);
        return BatchEncoder.load(runtime, graph, HIDDEN, placement, Optional.empty());
    }

    @AfterAll
    static void close() {
        for (Loaded loaded : new Loaded[] {published, batched, halved, oneText}) {
            loaded.close();
        }
    }

    @Test
    void aTextAmongOthersIsWhatItIsAlone() {
        List<long[]> sequences = sequences(3, 48, 17, 1, 30, 17);

        float[][] together = first(batched, sequences);

        for (int i = 0; i < sequences.size(); i++) {
            assertThat(cosine(together[i], first(batched, List.of(sequences.get(i)))[0]))
                    .isGreaterThan(0.99999);
            assertThat(cosine(together[i], oneText.first(sequences.get(i)))).isGreaterThan(0.99999);
        }
        assertThat(cosine(together[0], together[1])).as("texts differ").isLessThan(0.9);
    }

    @Test
    void aBatchIsWhatThePublishedGraphMakesOfIt() {
        List<long[]> sequences = sequences(40, 5, 12);

        float[][] first = first(batched, sequences);
        float[][] theirs = first(published, sequences);

        for (int i = 0; i < sequences.size(); i++) {
            assertThat(cosine(first[i], theirs[i])).isGreaterThan(0.99999);
        }
    }

    @Test
    void statesOfTokensAreThoseOfThePublishedGraph() {
        List<long[]> sequences = sequences(9, 33);

        float[][] states = all(batched, sequences);
        float[][] theirs = all(published, sequences);

        for (int i = 0; i < sequences.size(); i++) {
            assertThat(states[i]).hasSize(sequences.get(i).length * HIDDEN).hasSameSizeAs(theirs[i]);
            for (int row = 0; row < states[i].length; row += HIDDEN) {
                assertThat(cosine(row(states[i], row), row(theirs[i], row))).isGreaterThan(0.99999);
            }
        }
        assertThat(cosine(row(states[1], 0), first(batched, sequences)[1])).isGreaterThan(0.99999);
    }

    @Test
    void halfTheBitsKeepTheVectors() {
        List<long[]> sequences = sequences(48, 20, 7);

        float[][] half = first(halved, sequences);
        float[][] full = first(batched, sequences);

        for (int i = 0; i < sequences.size(); i++) {
            assertThat(cosine(half[i], full[i])).isGreaterThan(0.9999);
            assertThat(half[i]).as("calculated otherwise").isNotEqualTo(full[i]);
        }
    }

    @Test
    void buffersThatWereUsedForAnotherShapeLeaveNothingBehind() {
        List<long[]> small = sequences(4);
        float[] before = first(batched, small)[0];

        first(batched, sequences(48, 48, 48));

        assertThat(first(batched, small)[0]).containsExactly(before);
    }

    @Test
    void bothInOneRunAreWhatTheyAreAlone() {
        List<long[]> sequences = sequences(11, 4, 29);

        for (BatchEncoder encoder : List.of(batched, halved, published)) {
            List<States> both = encoder.run(sequences, Wanted.BOTH);

            for (int i = 0; i < sequences.size(); i++) {
                assertThat(both.get(i).sentence()).containsExactly(first(encoder, sequences)[i]);
                assertThat(both.get(i).tokens()).containsExactly(all(encoder, sequences)[i]);
            }
        }
    }

    private static float[][] first(BatchEncoder encoder, List<long[]> sequences) {
        return encoder.run(sequences, Wanted.SENTENCE).stream()
                .map(States::sentence)
                .toArray(float[][]::new);
    }

    private static float[][] all(BatchEncoder encoder, List<long[]> sequences) {
        return encoder.run(sequences, Wanted.TOKENS).stream()
                .map(States::tokens)
                .toArray(float[][]::new);
    }

    private static List<long[]> sequences(int... lengths) {
        Random random = new Random(5);
        return IntStream.of(lengths)
                .mapToObj(length -> random.longs(length, 0, SyntheticBert.WORDS).toArray())
                .toList();
    }

    private static float[] row(float[] states, int from) {
        return Arrays.copyOfRange(states, from, from + HIDDEN);
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
