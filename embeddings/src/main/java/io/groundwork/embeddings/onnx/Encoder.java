package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of the model in ONNX Runtime. Safe for use by many threads: one session serves them all, and each run stays
 * on the thread that asked for it.
 *
 * <p>One text a run. The int8 weights are paired with activations that are quantised by one scale over the whole input, so a text's
 * vector would depend on its neighbours; and a passage fills the matrix units already, more of them only fall out of the cache.
 */
final class Encoder implements AutoCloseable {

    private static final String PUBLISHED_OUTPUT = "last_hidden_state";

    private final OrtEnvironment runtime;
    private final OrtSession session;
    private final int dimension;
    private final boolean fused;
    private final OnnxTensor yes;
    private final OnnxTensor no;

    private Encoder(OrtEnvironment runtime, OrtSession session, int dimension) throws OrtException {
        this.runtime = runtime;
        this.session = session;
        this.dimension = dimension;
        fused = session.getInputNames().contains(FusedBert.WANTED);
        yes = OnnxTensor.createTensor(runtime, true);
        no = OnnxTensor.createTensor(runtime, false);
    }

    /** The built-in model. Half a second of one core with a kept folder that was filled before, about three times that without. */
    static Encoder load(Optional<Path> kept) throws IOException, OrtException {
        try (Unpacked unpacked = Unpacked.into(kept)) {
            return load(unpacked, BgeSmall.fused(unpacked), BgeSmall.MODEL);
        }
    }

    /** Weights with the inputs and the output of the built-in model. */
    static Encoder load(Path weights, EmbeddingModel model) throws IOException, OrtException {
        try (Unpacked unpacked = Unpacked.into(Optional.empty())) {
            return load(unpacked, Fused.file(unpacked, weights), model);
        }
    }

    /** @param graph run as it is */
    static Encoder load(Unpacked unpacked, Path graph, EmbeddingModel model) throws IOException, OrtException {
        OrtEnvironment runtime = NativeLibrary.load(unpacked);
        runtime.setTelemetry(false);
        return new Encoder(runtime, OneThread.open(runtime, graph), model.dimension());
    }

    /**
     * @param sequence the numbers of the tokens, special ones included, shape {@code [n]}
     * @return the state of the first token, shape {@code [dimension]}, not scaled
     */
    float[] first(long[] sequence) {
        return run(sequence, FusedBert.FIRST, dimension);
    }

    /**
     * @param sequence the numbers of the tokens, special ones included, shape {@code [n]}
     * @return the states of all tokens, shape {@code [n, dimension]}, not scaled
     */
    float[] all(long[] sequence) {
        return run(sequence, FusedBert.STATES, sequence.length * dimension);
    }

    /** The state of the first token as {@link #first} gives it, and those of all tokens, in one run. */
    Both both(long[] sequence) {
        if (!fused) {
            float[] all = all(sequence);
            return new Both(Arrays.copyOf(all, dimension), all);
        }
        try (OneThread.Rows rows = rows(sequence);
                OrtSession.Result result = session.run(inputs(rows, true), Set.of(FusedBert.FIRST, FusedBert.STATES))) {
            return new Both(
                    values(result.get(FusedBert.FIRST).orElseThrow(), dimension),
                    values(result.get(FusedBert.STATES).orElseThrow(), sequence.length * dimension));
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not run over " + sequence.length + " tokens", e);
        }
    }

    /** @param first shape {@code [dimension]}; {@code all} has shape {@code [n, dimension]} */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, and never compared
    record Both(float[] first, float[] all) {}

    private static float[] values(OnnxValue tensor, int length) {
        float[] values = new float[length];
        ((OnnxTensor) tensor).getFloatBuffer().get(0, values);
        return values;
    }

    private float[] run(long[] sequence, String output, int length) {
        try (OneThread.Rows rows = rows(sequence);
                OrtSession.Result result = session.run(
                        inputs(rows, output.equals(FusedBert.STATES)), Set.of(fused ? output : PUBLISHED_OUTPUT))) {
            return values(result.get(0), length);
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not run over " + sequence.length + " tokens", e);
        }
    }

    /** Gives back the memory that the last burst of work left. */
    void rest() {
        try (OneThread.Rows shortest = rows(new long[] {1})) {
            OneThread.rest(session, inputs(shortest, false));
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not give memory back", e);
        }
    }

    @Override
    public void close() {
        OneThread.close(session);
        yes.close();
        no.close();
    }

    /** What one text is to the graph that is run. */
    private OneThread.Rows rows(long[] sequence) throws OrtException {
        OneThread.Rows rows = new OneThread.Rows(runtime);
        rows.add("input_ids", sequence);
        if (!fused) {
            long[] attended = new long[sequence.length];
            Arrays.fill(attended, 1);
            rows.add("attention_mask", attended);
            rows.add("token_type_ids", new long[sequence.length]);
        }
        return rows;
    }

    private Map<String, OnnxTensor> inputs(OneThread.Rows rows, boolean allStates) {
        Map<String, OnnxTensor> inputs = rows.tensors();
        if (fused) {
            inputs.put(FusedBert.WANTED, allStates ? yes : no);
        }
        return inputs;
    }
}
