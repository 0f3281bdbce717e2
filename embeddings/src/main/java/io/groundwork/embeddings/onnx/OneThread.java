package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.groundwork.embeddings.EmbeddingException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Sessions of ONNX Runtime whose runs stay on the thread that asks for them, and what every one of them needs. */
final class OneThread {

    private OneThread() {}

    /** From a file: read from memory the same weights leave 80 MB more behind. */
    static OrtSession open(OrtEnvironment runtime, Path graph) throws OrtException {
        return open(runtime, graph, 1);
    }

    /** The exception: a session whose runs share their work among several threads. */
    static OrtSession open(OrtEnvironment runtime, Path graph, int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            return runtime.createSession(graph.toString(), options);
        }
    }

    /** Gives back the memory that the last burst of work left: 70 MB after passages on two threads. Costs a run and some 10 ms. */
    static void rest(OrtSession session, Map<String, OnnxTensor> shortest) throws OrtException {
        try (OrtSession.RunOptions shrink = new OrtSession.RunOptions()) {
            shrink.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            session.run(shortest, shrink).close();
        }
    }

    static void close(OrtSession session) {
        try {
            session.close();
        } catch (OrtException e) {
            throw new EmbeddingException("The session could not be closed", e);
        }
    }

    /** Rows of 64-bit numbers by name, as a graph takes them: one text, or one pair. Holds memory outside of the heap until it is closed. */
    static final class Rows implements AutoCloseable {

        private final OrtEnvironment runtime;
        private final Map<String, OnnxTensor> tensors = new HashMap<>();

        Rows(OrtEnvironment runtime) {
            this.runtime = runtime;
        }

        /** Closes itself when it cannot. */
        void add(String name, long[] values) throws OrtException {
            try {
                tensors.put(
                        name, OnnxTensor.createTensor(runtime, LongBuffer.wrap(values), new long[] {1, values.length}));
            } catch (OrtException e) {
                close();
                throw e;
            }
        }

        /** A copy of the map, for a caller to add to. */
        Map<String, OnnxTensor> tensors() {
            return new HashMap<>(tensors);
        }

        @Override
        public void close() {
            tensors.values().forEach(OnnxTensor::close);
            tensors.clear();
        }
    }
}
