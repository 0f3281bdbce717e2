package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.groundwork.embeddings.EmbeddingException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The weights of the model in ONNX Runtime. Safe for use by many threads: one session serves them all, and each run stays
 * on the thread that asked for it.
 *
 * <p>One text a run. The int8 weights are paired with activations that are quantised by one scale over the whole input, so a text's
 * vector would depend on its neighbours; and a passage fills the matrix units already, more of them only fall out of the cache.
 */
final class Encoder implements AutoCloseable {

    private final OrtEnvironment runtime;
    private final OrtSession session;

    private Encoder(OrtEnvironment runtime, OrtSession session) {
        this.runtime = runtime;
        this.session = session;
    }

    /** Half a second of one core with a kept folder that was filled before, about twice that without. */
    static Encoder load(Optional<Path> kept) throws IOException, OrtException {
        try (Unpacked unpacked = Unpacked.into(kept)) {
            OrtEnvironment runtime = NativeLibrary.load(unpacked);
            runtime.setTelemetry(false);
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                // From a file: read from memory the same weights leave 80 MB more behind.
                String weights = BgeSmall.weights(unpacked).toString();
                return new Encoder(runtime, runtime.createSession(weights, options));
            }
        }
    }

    /**
     * @param sequence the numbers of the tokens, special ones included, shape {@code [n]}
     * @return the state of the first token, shape {@code [dimension]}, not scaled
     */
    float[] first(long[] sequence) {
        return run(sequence, states -> copy(states, BgeSmall.MODEL.dimension()));
    }

    /**
     * @param sequence the numbers of the tokens, special ones included, shape {@code [n]}
     * @return the states of all tokens, shape {@code [n, dimension]}, not scaled
     */
    float[] all(long[] sequence) {
        return run(sequence, states -> copy(states, sequence.length * BgeSmall.MODEL.dimension()));
    }

    private <T> T run(long[] sequence, Function<FloatBuffer, T> read) {
        long[] shape = {1, sequence.length};
        long[] attended = new long[sequence.length];
        Arrays.fill(attended, 1);
        try (OnnxTensor ids = OnnxTensor.createTensor(runtime, LongBuffer.wrap(sequence), shape);
                OnnxTensor mask = OnnxTensor.createTensor(runtime, LongBuffer.wrap(attended), shape);
                OnnxTensor types = OnnxTensor.createTensor(runtime, LongBuffer.allocate(sequence.length), shape);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            return read.apply(((OnnxTensor) result.get(0)).getFloatBuffer());
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not run over " + sequence.length + " tokens", e);
        }
    }

    /** Gives back the memory that the last burst of work left: 70 MB after passages on two threads. Costs some 10 ms. */
    void rest() {
        try (OrtSession.RunOptions shrink = new OrtSession.RunOptions();
                OnnxTensor one = OnnxTensor.createTensor(runtime, LongBuffer.wrap(new long[] {1}), new long[] {1, 1})) {
            shrink.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            Map<String, OnnxTensor> shortest = Map.of("input_ids", one, "attention_mask", one, "token_type_ids", one);
            session.run(shortest, shrink).close();
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not give memory back", e);
        }
    }

    private static float[] copy(FloatBuffer states, int length) {
        float[] values = new float[length];
        states.get(0, values);
        return values;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new EmbeddingException("The session could not be closed", e);
        }
    }
}
