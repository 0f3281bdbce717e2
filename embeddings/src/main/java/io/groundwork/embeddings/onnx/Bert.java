package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.OnnxGraph.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The weights of a BERT encoder, by what they are for. Those of matrices are all {@code float}, or all whole numbers of eight bits.
 *
 * @param heads of each layer's attention
 * @param epsilon added to variances
 * @see <a href="https://arxiv.org/abs/1810.04805">Devlin et al., 2018</a>
 */
record Bert(Table words, Table positions, Table types, Norm norm, List<Layer> layers, int heads, float epsilon) {

    Bert {
        layers = List.copyOf(layers);
    }

    int hidden() {
        return words.width();
    }

    /** Whether matrices are multiplied in whole numbers. */
    boolean quantised() {
        return layers.getFirst().widen().scales().isPresent();
    }

    /** How unsigned numbers of eight bits stand for decimals: {@code scale * (number - zero)}. Both are scalars. */
    record Scale(Tensor scale, Tensor zero) {}

    /** Vectors by number, shape {@code [n, hidden]}. */
    record Table(Tensor values, Optional<Scale> scale) {

        int rows() {
            return Math.toIntExact(values.shape().getFirst());
        }

        int width() {
            return Math.toIntExact(values.shape().getLast());
        }

        float[] decimals() {
            if (scale.isEmpty()) {
                return values.floats();
            }
            float step = scale.get().scale().floats()[0];
            int zero = Byte.toUnsignedInt(scale.get().zero().bytes().get(0));
            ByteBuffer numbers = values.bytes();
            float[] decimals = new float[numbers.remaining()];
            for (int i = 0; i < decimals.length; i++) {
                decimals[i] = step * (Byte.toUnsignedInt(numbers.get(i)) - zero);
            }
            return decimals;
        }
    }

    /**
     * @param weights shape {@code [in, out]}
     * @param scales of signed weights, shape {@code [out]}
     * @param bias shape {@code [out]}
     */
    record Linear(Tensor weights, Optional<Tensor> scales, Tensor bias) {

        /** The weights, shape {@code [in, out]}. */
        float[] decimals() {
            if (scales.isEmpty()) {
                return weights.floats();
            }
            float[] ofColumns = scales.get().floats();
            ByteBuffer numbers = weights.bytes();
            float[] decimals = new float[numbers.remaining()];
            for (int i = 0; i < decimals.length; i++) {
                decimals[i] = numbers.get(i) * ofColumns[i % ofColumns.length];
            }
            return decimals;
        }

        /** A square one parted by heads: shape {@code [heads, out / heads, in]} when {@code turned}, otherwise {@code [heads, in, out / heads]}. */
        float[] byHead(int heads, boolean turned) {
            float[] from = decimals();
            float[] to = new float[from.length];
            int columns = bias.floats().length;
            int rows = from.length / columns;
            int size = columns / heads;
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    int head = column / size;
                    int within = turned ? column % size * rows + row : row * size + column % size;
                    to[head * size * rows + within] = from[row * columns + column];
                }
            }
            return to;
        }
    }

    /** Each row to mean 0 and variance 1, then by columns times {@code gain} plus {@code shift}, both of shape {@code [hidden]}. */
    record Norm(Tensor gain, Tensor shift) {}

    /** Attention with its sum and norm, then two matrices with GELU between them, with theirs. */
    record Layer(
            Linear query,
            Linear key,
            Linear value,
            Linear output,
            Norm first,
            Linear widen,
            Linear narrow,
            Norm second) {}
}
