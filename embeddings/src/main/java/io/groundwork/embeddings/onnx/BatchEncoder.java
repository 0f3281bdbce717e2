package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.onnx.Reading.Wanted;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Weights in decimals in ONNX Runtime, for many texts a run. Safe for use by many threads: each run has its own buffers, outside the
 * Java heap, which the runtime reads from and writes to without a copy between; they are used again. A text's vector is the same to a cosine of .99999
 * whatever it runs beside.
 */
final class BatchEncoder implements Loaded {

    private final OrtEnvironment runtime;
    private final OrtSession session;
    private final int dimension;
    private final boolean fused;
    private final String published;
    private final OnnxTensor yes;
    private final OnnxTensor no;
    private final Queue<Buffers> free = new ConcurrentLinkedQueue<>();

    private BatchEncoder(OrtEnvironment runtime, OrtSession session, int dimension) throws OrtException {
        this.runtime = runtime;
        this.session = session;
        this.dimension = dimension;
        fused = session.getInputNames().contains(BatchedBert.SPANS);
        published = Encoder.publishedOutput(session);
        yes = OnnxTensor.createTensor(runtime, true);
        no = OnnxTensor.createTensor(runtime, false);
    }

    /**
     * @param graph of {@link BatchedBert}, or one as it was published
     * @param engines a folder where what is built for the device stays for the next start
     */
    static BatchEncoder load(
            OrtEnvironment runtime, Path graph, int dimension, Placement placement, Optional<Path> engines)
            throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            boolean half = placement.precision() == Precision.FP16;
            placement.device().attach(options, new Device.Card(placement.ordinal(), half, engines));
            return new BatchEncoder(runtime, runtime.createSession(graph.toString(), options), dimension);
        }
    }

    /**
     * @param sequences the numbers of the tokens of each text, special ones included, shape {@code [n][tokens]}
     * @param wanted the first token's state stands for a text
     * @return shape {@code [n]}, in their order
     */
    List<States> run(List<long[]> sequences, Wanted wanted) {
        int longest =
                sequences.stream().mapToInt(sequence -> sequence.length).max().orElse(0);
        Buffers taken = free.poll();
        Buffers buffers = taken == null ? new Buffers() : taken;
        buffers.make(sequences.size(), longest, dimension);
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try {
            fill(buffers, sequences, longest, inputs, wanted);
            return fused && wanted == Wanted.SENTENCE
                    ? firstInto(buffers, inputs, sequences.size())
                    : read(inputs, sequences, longest, wanted);
        } catch (OrtException e) {
            throw new EmbeddingException(
                    "The model could not run over %d texts of up to %d tokens".formatted(sequences.size(), longest), e);
        } finally {
            inputs.values().stream()
                    .filter(tensor -> tensor != yes && tensor != no)
                    .forEach(OnnxTensor::close);
            free.add(buffers);
        }
    }

    private void fill(
            Buffers buffers, List<long[]> sequences, int longest, Map<String, OnnxTensor> inputs, Wanted wanted)
            throws OrtException {
        long[] shape = {sequences.size(), longest};
        buffers.ids(sequences, longest);
        inputs.put(BatchedBert.IDS, OnnxTensor.createTensor(runtime, buffers.ids, shape));
        if (fused) {
            buffers.spans(sequences, longest);
            inputs.put(
                    BatchedBert.SPANS,
                    OnnxTensor.createTensor(runtime, buffers.spans, new long[] {buffers.spans.remaining()}));
            inputs.put(BatchedBert.WANTED, wanted == Wanted.SENTENCE ? no : yes);
            return;
        }
        buffers.mask(sequences, longest);
        if (session.getInputNames().contains("attention_mask")) {
            inputs.put("attention_mask", OnnxTensor.createTensor(runtime, buffers.mask, shape));
        }
        if (session.getInputNames().contains("token_type_ids")) {
            inputs.put("token_type_ids", OnnxTensor.createTensor(runtime, buffers.types, shape));
        }
    }

    /** The runtime writes where we read. */
    private List<States> firstInto(Buffers buffers, Map<String, OnnxTensor> inputs, int texts) throws OrtException {
        List<States> states = new ArrayList<>();
        try (OnnxTensor into = OnnxTensor.createTensor(runtime, buffers.first, new long[] {texts, 1, dimension})) {
            session.run(inputs, Set.of(), Map.of(BatchedBert.FIRST, into)).close();
            for (int text = 0; text < texts; text++) {
                states.add(States.ofSentence(rows(buffers.first, text, 1)));
            }
        }
        return states;
    }

    private List<States> read(Map<String, OnnxTensor> inputs, List<long[]> sequences, int longest, Wanted wanted)
            throws OrtException {
        boolean firstToo = fused && wanted == Wanted.BOTH;
        String output = fused ? BatchedBert.STATES : published;
        List<States> states = new ArrayList<>();
        try (OrtSession.Result result =
                session.run(inputs, firstToo ? Set.of(BatchedBert.FIRST, output) : Set.of(output))) {
            FloatBuffer tokens = values(result, output);
            FloatBuffer first = firstToo ? values(result, BatchedBert.FIRST) : tokens;
            for (int text = 0; text < sequences.size(); text++) {
                int count = sequences.get(text).length;
                float[] all = wanted == Wanted.SENTENCE ? new float[0] : rows(tokens, text * longest, count);
                float[] sentence =
                        wanted == Wanted.TOKENS ? new float[0] : rows(first, firstToo ? text : text * longest, 1);
                states.add(new States(sentence, all));
            }
        }
        return states;
    }

    private FloatBuffer values(OrtSession.Result result, String output) {
        OnnxTensor tensor = (OnnxTensor) result.get(output).orElseThrow();
        Encoder.checkDimension(tensor, dimension);
        return tensor.getFloatBuffer();
    }

    private float[] rows(FloatBuffer states, int from, int count) {
        float[] rows = new float[count * dimension];
        states.get(from * dimension, rows);
        return rows;
    }

    @Override
    public void close() {
        try {
            session.close();
            yes.close();
            no.close();
        } catch (OrtException e) {
            throw new EmbeddingException("The session could not be closed", e);
        }
    }

    /** What goes in and comes out of one run at a time, outside the heap. They grow and are kept. */
    private static final class Buffers {

        LongBuffer ids = longs(0);
        LongBuffer mask = longs(0);
        LongBuffer types = longs(0);
        IntBuffer spans = bytes(0).asIntBuffer();
        FloatBuffer first = bytes(0).asFloatBuffer();

        void make(int texts, int longest, int dimension) {
            int places = texts * longest;
            ids = ids.capacity() < places ? longs(places) : ids;
            first = first.capacity() < texts * dimension
                    ? bytes(texts * dimension * Float.BYTES).asFloatBuffer()
                    : first;
            int numbers = 3 * texts + 2;
            spans = spans.capacity() < numbers ? bytes(numbers * Integer.BYTES).asIntBuffer() : spans;
            ids.clear().limit(places);
            first.clear().limit(texts * dimension);
            spans.clear().limit(numbers);
        }

        void ids(List<long[]> sequences, int longest) {
            for (int text = 0; text < sequences.size(); text++) {
                long[] sequence = sequences.get(text);
                ids.put(text * longest, sequence);
                for (int place = sequence.length; place < longest; place++) {
                    ids.put(text * longest + place, 0);
                }
            }
        }

        /** In the form that ONNX Runtime's attention has a fast way for: lengths, then beginnings twice. */
        void spans(List<long[]> sequences, int longest) {
            int texts = sequences.size();
            for (int text = 0; text < texts; text++) {
                spans.put(text, sequences.get(text).length);
            }
            for (int text = 0; text <= texts; text++) {
                spans.put(texts + text, text * longest);
                spans.put(2 * texts + 1 + text, text * longest);
            }
        }

        /** For graphs as they are published, which want the same in other words. */
        void mask(List<long[]> sequences, int longest) {
            int places = sequences.size() * longest;
            mask = mask.capacity() < places ? longs(places) : mask;
            types = types.capacity() < places ? longs(places) : types;
            mask.clear().limit(places);
            types.clear().limit(places);
            for (int text = 0; text < sequences.size(); text++) {
                for (int place = 0; place < longest; place++) {
                    mask.put(text * longest + place, place < sequences.get(text).length ? 1 : 0);
                }
            }
        }

        private static LongBuffer longs(int count) {
            return bytes(count * Long.BYTES).asLongBuffer();
        }

        private static ByteBuffer bytes(int size) {
            return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        }
    }
}
