package io.groundwork.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What one core could do if it did nothing but multiply the model's matrices, measured here and now: the encoder cannot be faster. In
 * products of whole numbers attention stays in decimals, as the model has it.
 *
 * @param whole operations a second, a product and a sum being two, of unsigned with signed numbers of eight bits
 * @param decimal the same of {@code float}
 */
record MatrixLimit(double whole, double decimal) {

    /** Rows of a passage, and its columns into and out of each kind of dense layer of the model. */
    private static final int ROWS = 256;

    private static final int HIDDEN = 384;
    private static final int WIDE = 1536;
    private static final int LAYERS = 12;

    private static final int REPEATS = 40;

    /** The runtime's library must have been loaded before. */
    static MatrixLimit measure() {
        return new MatrixLimit(rate(true), rate(false));
    }

    /** Operations in the dense layers for one token. */
    private static double dense() {
        return 2.0 * LAYERS * (4 * HIDDEN * HIDDEN + 2 * HIDDEN * WIDE);
    }

    /** Operations in attention for one token of a text. */
    private static double attention(double tokens) {
        return 2.0 * LAYERS * 2 * HIDDEN * tokens;
    }

    /** @param tokens of a text, in the mean over tokens */
    double tokensPerSecond(boolean inDecimals, double tokens) {
        double rate = inDecimals ? decimal : whole;
        return 1 / (dense() / rate + attention(tokens) / decimal);
    }

    /** Over the three shapes of product, in the shares that the model has of them; of each the fastest of many. */
    private static double rate(boolean wholeNumbers) {
        double seconds = 4 * best(HIDDEN, HIDDEN, wholeNumbers)
                + best(HIDDEN, WIDE, wholeNumbers)
                + best(WIDE, HIDDEN, wholeNumbers);
        return ROWS * dense() / LAYERS / seconds;
    }

    private static double best(int inner, int columns, boolean wholeNumbers) {
        byte[] model = ProductModel.of(ROWS, inner, columns, wholeNumbers);
        OrtEnvironment runtime = OrtEnvironment.getEnvironment();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            try (OrtSession session = runtime.createSession(model, options);
                    OnnxTensor left = left(runtime, inner, wholeNumbers)) {
                Map<String, OnnxTensorLike> inputs = Map.of(ProductModel.LEFT, left);
                List<Long> times = new ArrayList<>();
                for (int i = 0; i < REPEATS; i++) {
                    long start = threads.getCurrentThreadCpuTime();
                    session.run(inputs).close();
                    times.add(threads.getCurrentThreadCpuTime() - start);
                }
                return times.stream().mapToLong(Long::longValue).min().orElseThrow() / 1e9;
            }
        } catch (OrtException e) {
            throw new BenchException("The product of matrices could not be measured.", e);
        }
    }

    private static OnnxTensor left(OrtEnvironment runtime, int inner, boolean wholeNumbers) throws OrtException {
        Random random = new Random(1);
        if (wholeNumbers) {
            byte[] numbers = new byte[ROWS * inner];
            random.nextBytes(numbers);
            long[] shape = {ROWS, inner};
            return OnnxTensor.createTensor(runtime, ByteBuffer.wrap(numbers), shape, OnnxJavaType.UINT8);
        }
        float[][] numbers = new float[ROWS][inner];
        for (float[] row : numbers) {
            for (int i = 0; i < inner; i++) {
                row[i] = random.nextFloat() - 0.5f;
            }
        }
        return OnnxTensor.createTensor(runtime, numbers);
    }
}
