package io.groundwork.embeddings.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.groundwork.embeddings.EmbeddingException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The weights of a cross-encoder in ONNX Runtime: a question and a passage in, one number out. Safe for use by many threads, as {@link Encoder} is and for
 * the same reasons: one session, one thread inside, one pair a run, so that the number does not depend on what else is scored. The graph is run as it was
 * published.
 */
final class PairModel implements AutoCloseable {

    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final String LOGITS = "logits";

    private final OrtEnvironment runtime;
    private final OrtSession session;
    private final Set<String> inputs;
    private final Set<String> output;

    private PairModel(OrtEnvironment runtime, OrtSession session) throws OrtException {
        this.runtime = runtime;
        this.session = session;
        inputs = session.getInputNames();
        output = Set.of(
                session.getNumOutputs() == 1
                        ? session.getOutputNames().iterator().next()
                        : LOGITS);
        check();
    }

    /**
     * Reads a graph with the inputs {@code input_ids}, {@code attention_mask} and, where it has it, {@code token_type_ids}, all of 64-bit numbers in rows,
     * and one output of one number a row; of several outputs the one that is called {@code logits}.
     *
     * @throws IllegalArgumentException saying what is wrong, when it is not such a graph
     */
    static PairModel load(Path graph, Optional<Path> kept) throws IOException {
        try (Unpacked unpacked = Unpacked.into(kept)) {
            OrtEnvironment runtime = NativeLibrary.load(unpacked);
            runtime.setTelemetry(false);
            OrtSession session = OneThread.open(runtime, graph);
            try {
                return new PairModel(runtime, session);
            } catch (OrtException | RuntimeException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new IllegalArgumentException("%s cannot be run: %s".formatted(graph, e.getMessage()), e);
        }
    }

    private void check() throws OrtException {
        if (!inputs.contains(IDS) || !Set.of(IDS, MASK, TYPES).containsAll(inputs)) {
            throw new IllegalArgumentException(
                    "The model takes %s, not %s, %s and %s; it is no cross-encoder of BERT's kind"
                            .formatted(inputs, IDS, MASK, TYPES));
        }
        for (NodeInfo input : session.getInputInfo().values()) {
            if (!(input.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.INT64) {
                throw new IllegalArgumentException("The model's %s are not 64-bit numbers".formatted(input.getName()));
            }
        }
        if (!session.getOutputNames().containsAll(output)) {
            throw new IllegalArgumentException(
                    "Of the model's outputs %s none is called %s".formatted(session.getOutputNames(), LOGITS));
        }
    }

    /**
     * @param ids the numbers of the tokens, special ones included, shape {@code [n]}
     * @param second place of the first token that belongs to the passage
     * @throws IllegalArgumentException when the model gives another count of numbers than one
     * @throws EmbeddingException when it gives none that is finite, or cannot run
     */
    float logit(long[] ids, int second) {
        try (OneThread.Rows given = rows(ids, second);
                OrtSession.Result result = session.run(given.tensors(), output)) {
            if (!(result.get(0) instanceof OnnxTensor tensor)) {
                throw new IllegalArgumentException("The model's %s is no tensor".formatted(output));
            }
            FloatBuffer values = tensor.getFloatBuffer();
            int count = values == null ? 0 : values.remaining();
            if (values == null || count != 1) {
                throw new IllegalArgumentException(
                        "The model gives %d numbers for a pair of texts; a cross-encoder gives one".formatted(count));
            }
            float logit = values.get(0);
            if (!Float.isFinite(logit)) {
                throw new EmbeddingException("The model gave no finite number for " + ids.length + " tokens");
            }
            return logit;
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not run over " + ids.length + " tokens", e);
        }
    }

    /** Gives back the memory that the last burst of work left. */
    void rest() {
        try (OneThread.Rows shortest = rows(new long[] {1}, 1)) {
            OneThread.rest(session, shortest.tensors());
        } catch (OrtException e) {
            throw new EmbeddingException("The model could not give memory back", e);
        }
    }

    @Override
    public void close() {
        OneThread.close(session);
    }

    /** What one pair is to the graph. */
    private OneThread.Rows rows(long[] ids, int second) throws OrtException {
        long[] attended = new long[ids.length];
        Arrays.fill(attended, 1);
        long[] types = new long[ids.length];
        Arrays.fill(types, second, ids.length, 1);
        OneThread.Rows rows = new OneThread.Rows(runtime);
        for (Map.Entry<String, long[]> row :
                Map.of(IDS, ids, MASK, attended, TYPES, types).entrySet()) {
            if (inputs.contains(row.getKey())) {
                rows.add(row.getKey(), row.getValue());
            }
        }
        return rows;
    }
}
