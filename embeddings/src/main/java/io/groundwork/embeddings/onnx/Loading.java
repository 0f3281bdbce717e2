package io.groundwork.embeddings.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.groundwork.embeddings.onnx.Reading.Wanted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;

/** From files to weights that have run once: memory is taken, and what is wrong with a model is known, before the first caller comes. */
final class Loading {

    /** Tokens of the run that brings the built-in weights into memory. */
    private static final int FEW_TOKENS = 64;

    /** Among more than these a question is too little work for each. */
    private static final int MOST_THREADS = 4;

    private Loading() {}

    static Loaded load(Placement placement, Unpacked unpacked, Vocabulary vocabulary) throws IOException, OrtException {
        OrtEnvironment runtime = NativeLibrary.load(unpacked);
        runtime.setTelemetry(false);
        NativeLibrary.provide(unpacked, placement.device());
        Path graph = graph(placement, unpacked);
        int dimension = placement.model().identity().dimension();
        if (placement.batchTokens() == 0) {
            Encoder encoder = Encoder.load(runtime, graph, dimension);
            warmUp(encoder, vocabulary);
            return encoder;
        }
        BatchEncoder encoder = BatchEncoder.load(runtime, graph, dimension, placement, unpacked.kept());
        warmUp(encoder, vocabulary, placement);
        return encoder;
    }

    /** The same weights once more, some 70 MB, for questions, each of which is shared among some cores. */
    static Encoder loadForQuestions(Placement placement, Unpacked unpacked, Vocabulary vocabulary)
            throws IOException, OrtException {
        Path graph = graph(placement, unpacked);
        Encoder encoder = Encoder.load(
                NativeLibrary.load(unpacked),
                graph,
                placement.model().identity().dimension(),
                Math.min(placement.callers(), MOST_THREADS));
        warmUp(encoder, vocabulary);
        return encoder;
    }

    private static Path graph(Placement placement, Unpacked unpacked) throws IOException {
        LocalModel.Weights weights = placement.model().weights();
        return placement.form().isPresent()
                ? weights.file(unpacked, placement.form().get())
                : weights.published(unpacked);
    }

    private static void warmUp(Encoder encoder, Vocabulary vocabulary) {
        encoder.first(sequence(vocabulary, Math.min(FEW_TOKENS, vocabulary.maxTokens())));
        if (vocabulary.maxTokens() > BgeSmall.MODEL.maxTokens()) {
            // Whether it reads as much as its description says.
            encoder.first(sequence(vocabulary, vocabulary.maxTokens()));
        }
    }

    /** The smallest and the largest batch there will be: engines that are built for shapes are built for these two and all between. */
    private static void warmUp(BatchEncoder encoder, Vocabulary vocabulary, Placement placement) {
        encoder.run(Collections.singletonList(sequence(vocabulary, Vocabulary.SPECIAL_TOKENS + 1)), Wanted.SENTENCE);
        int texts =
                placement.device().isAccelerator() ? Math.max(1, placement.batchTokens() / vocabulary.maxTokens()) : 1;
        encoder.run(Collections.nCopies(texts, sequence(vocabulary, vocabulary.maxTokens())), Wanted.SENTENCE);
    }

    private static long[] sequence(Vocabulary vocabulary, int length) {
        long[] sequence = new long[length];
        Arrays.fill(sequence, vocabulary.pieces().separator());
        return sequence;
    }
}
