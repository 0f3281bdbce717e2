package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.groundwork.embeddings.EmbeddingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * The weights of the model in ONNX Runtime. Safe for use by many threads: one session serves them all, and each run stays
 * on the thread that asked for it.
 *
 * <p>One text a run. The int8 weights are paired with activations that are quantised by one scale over the whole input, so a text's
 * vector would depend on its neighbours; and a passage fills the matrix units already, more of them only fall out of the cache.
 */
final class Encoder implements Loaded {

    private static final String USUAL_OUTPUT = "last_hidden_state";

    private final OrtEnvironment runtime;
    private final OrtSession session;
    private final int dimension;
    private final boolean fused;
    private final String published;
    private final OnnxTensor yes;
    private final OnnxTensor no;

    private Encoder(OrtEnvironment runtime, OrtSession session, int dimension) throws OrtException {
        this.runtime = runtime;
        this.session = session;
        this.dimension = dimension;
        fused = session.getInputNames().contains(FusedBert.WANTED);
        published = publishedOutput(session);
        yes = OnnxTensor.createTensor(runtime, true);
        no = OnnxTensor.createTensor(runtime, false);
    }

    /** Where a graph that we did not write gives the states of all tokens. */
    static String publishedOutput(OrtSession session) {
        return session.getOutputNames().contains(USUAL_OUTPUT)
                ? USUAL_OUTPUT
                : session.getOutputNames().iterator().next();
    }

    /** @param graph run as it is */
    static Encoder load(OrtEnvironment runtime, Path graph, int dimension) throws OrtException {
        return new Encoder(runtime, OneThread.open(runtime, graph), dimension);
    }

    /** One whose runs share their work among some threads: the states are others in their last bits, and always the same. */
    static Encoder load(OrtEnvironment runtime, Path graph, int dimension, int threads) throws OrtException {
        return new Encoder(runtime, OneThread.open(runtime, graph, threads), dimension);
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
    States both(long[] sequence) {
        if (!fused) {
            float[] all = all(sequence);
            return new States(Arrays.copyOf(all, dimension), all);
        }
        try (OneThread.Rows rows = rows(sequence);
                OrtSession.Result result = session.run(inputs(rows, true), Set.of(FusedBert.FIRST, FusedBert.STATES))) {
            return new States(
                    values(result.get(FusedBert.FIRST).orElseThrow(), dimension),
                    values(result.get(FusedBert.STATES).orElseThrow(), sequence.length * dimension));
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not run over " + sequence.length + " tokens", e);
        }
    }

    private float[] run(long[] sequence, String output, int length) {
        try (OneThread.Rows rows = rows(sequence);
                OrtSession.Result result = session.run(
                        inputs(rows, output.equals(FusedBert.STATES)), Set.of(fused ? output : published))) {
            OnnxTensor states = (OnnxTensor) result.get(0);
            checkDimension(states, dimension);
            return values(states, length);
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not run over " + sequence.length + " tokens", e);
        }
    }

    private static float[] values(OnnxValue tensor, int length) {
        float[] values = new float[length];
        ((OnnxTensor) tensor).getFloatBuffer().get(0, values);
        return values;
    }

    /** What a description says of a model may be wrong. */
    static void checkDimension(OnnxTensor states, int dimension) {
        long[] shape = states.getInfo().getShape();
        if (shape.length != 3) {
            throw new EmbeddingException(
                    "The model's output has the shape %s, not that of states: texts, tokens, dimension"
                            .formatted(Arrays.toString(shape)));
        }
        if (shape[2] != dimension) {
            throw new EmbeddingException(
                    "The model gives vectors of %d values, and was said to give %d".formatted(shape[2], dimension));
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
            addIfAsked(rows, "attention_mask", attended);
            addIfAsked(rows, "token_type_ids", new long[sequence.length]);
        }
        return rows;
    }

    private void addIfAsked(OneThread.Rows rows, String name, long[] values) throws OrtException {
        if (session.getInputNames().contains(name)) {
            rows.add(name, values);
        }
    }

    private Map<String, OnnxTensor> inputs(OneThread.Rows rows, boolean allStates) {
        Map<String, OnnxTensor> inputs = rows.tensors();
        if (fused) {
            inputs.put(FusedBert.WANTED, allStates ? yes : no);
        }
        return inputs;
    }
}
