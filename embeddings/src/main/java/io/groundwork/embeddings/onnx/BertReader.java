package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.Bert.Layer;
import io.groundwork.embeddings.onnx.Bert.Linear;
import io.groundwork.embeddings.onnx.Bert.Norm;
import io.groundwork.embeddings.onnx.Bert.Scale;
import io.groundwork.embeddings.onnx.Bert.Table;
import io.groundwork.embeddings.onnx.OnnxGraph.Node;
import io.groundwork.embeddings.onnx.OnnxGraph.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the weights of a BERT encoder in a graph as PyTorch writes it, and as ONNX Runtime's dynamic quantisation leaves it. Goes from
 * the output back to the inputs, and at each node says what it has to be: a graph that computes anything else is not recognised.
 */
final class BertReader {

    private static final float ROOT_OF_TWO = (float) Math.sqrt(2);

    private final OnnxGraph graph;
    private final Deque<Layer> layers = new ArrayDeque<>();
    private Optional<String> mask = Optional.empty();
    private float epsilon = Float.NaN;
    private float root = Float.NaN;

    private BertReader(OnnxGraph graph) {
        this.graph = graph;
    }

    /** @throws UnknownGraph when the graph is not that of a BERT encoder */
    static Bert read(OnnxGraph graph) throws UnknownGraph {
        return new BertReader(graph).read();
    }

    private Bert read() throws UnknownGraph {
        check(Set.copyOf(graph.inputs()).equals(Set.of("input_ids", "attention_mask", "token_type_ids")), "inputs");
        check(graph.outputs().size() == 1, "outputs");
        Normed normed = norm(graph.outputs().getFirst());
        while (isLayer(normed)) {
            normed = norm(layer(normed));
        }
        check(!layers.isEmpty(), "layers");
        Node sum = node(normed.input(), "Add");
        Node inner = node(sum.input(0), "Add");
        Table words = table(inner.input(0), "input_ids");
        Table types = table(inner.input(1), "token_type_ids");
        Table positions = positions(sum.input(1));
        int size = Math.round(root * root);
        check(words.width() % size == 0, "size of heads");
        return new Bert(words, positions, types, normed.norm(), new ArrayList<>(layers), words.width() / size, epsilon);
    }

    /** Whether the sum is one of a dense layer with what went into it, and not of embeddings. */
    private boolean isLayer(Normed normed) throws UnknownGraph {
        Node sum = node(normed.input(), "Add");
        return graph.producer(sum.input(0))
                .filter(dense -> dense.operator().equals("Add"))
                .flatMap(dense -> graph.constant(dense.input(0)))
                .isPresent();
    }

    /** Reads one layer, and says where its input comes from. */
    private String layer(Normed second) throws UnknownGraph {
        Node sum = node(second.input(), "Add");
        Dense narrow = dense(sum.input(0));
        Dense widen = dense(gelu(narrow.input()));
        String middle = sum.input(1);
        check(widen.input().equals(middle), "residual");
        Normed first = norm(middle);
        Node attended = node(first.input(), "Add");
        Dense output = dense(attended.input(0));
        String input = attended.input(1);
        Node values = transposed(node(output.input(), "Reshape").input(0), 0, 2, 1, 3);
        Node weighted = node(values.input(0), "MatMul");
        Node scores = node(weighted(weighted.input(0)), "MatMul");
        Dense query = head(scores.input(0), input, 0, 2, 1, 3);
        Dense key = head(scores.input(1), input, 0, 2, 3, 1);
        Dense value = head(weighted.input(1), input, 0, 2, 1, 3);
        layers.addFirst(new Layer(
                query.linear(),
                key.linear(),
                value.linear(),
                output.linear(),
                first.norm(),
                widen.linear(),
                narrow.linear(),
                second.norm()));
        return input;
    }

    /** Through softmax, mask and scale to the product of queries and keys. */
    private String weighted(String value) throws UnknownGraph {
        Node softmax = node(value, "Softmax");
        check(softmax.numbers("axis").equals(List.of(3L)), "axis of softmax");
        Node masked = node(softmax.input(0), "Add");
        String filter = masked.input(1);
        if (mask.isEmpty()) {
            Node spread = node(node(filter, "Mul").input(0), "Sub");
            Node inner = node(node(spread.input(1), "Cast").input(0), "Unsqueeze");
            check(node(inner.input(0), "Unsqueeze").input(0).equals("attention_mask"), "mask");
            mask = Optional.of(filter);
        }
        check(mask.get().equals(filter), "mask");
        Node scaled = node(masked.input(0), "Div");
        root = same(root, scalar(scaled.input(1)), "scale of attention");
        return scaled.input(0);
    }

    private Dense head(String value, String input, long... order) throws UnknownGraph {
        Node parted = node(transposed(value, order).input(0), "Reshape");
        long[] size =
                constant(node(parted.input(1), "Concat").input(3), Tensor.INT64).wholes();
        check(size.length == 1 && root == (float) Math.sqrt((double) size[0]), "size of heads");
        Dense dense = dense(parted.input(0));
        check(dense.input().equals(input), "input of attention");
        return dense;
    }

    private Node transposed(String value, long... order) throws UnknownGraph {
        Node node = node(value, "Transpose");
        check(node.numbers("perm").equals(Arrays.stream(order).boxed().toList()), "order of axes");
        return node;
    }

    private String gelu(String value) throws UnknownGraph {
        Node half = node(value, "Mul");
        check(scalar(half.input(1)) == 0.5f, "GELU");
        Node product = node(half.input(0), "Mul");
        Node raised = node(product.input(1), "Add");
        check(scalar(raised.input(1)) == 1, "GELU");
        Node scaled = node(node(raised.input(0), "Erf").input(0), "Div");
        check(Math.abs(scalar(scaled.input(1)) - ROOT_OF_TWO) < 1e-6, "GELU");
        check(scaled.input(0).equals(product.input(0)), "GELU");
        return scaled.input(0);
    }

    private Normed norm(String value) throws UnknownGraph {
        Node shifted = node(value, "Add");
        Node gained = node(shifted.input(0), "Mul");
        Node scaled = node(gained.input(0), "Div");
        Node centred = node(scaled.input(0), "Sub");
        Node raised = node(node(scaled.input(1), "Sqrt").input(0), "Add");
        Node squared = node(mean(raised.input(0)), "Pow");
        check(squared.input(0).equals(scaled.input(0)), "norm");
        check(scalar(squared.input(1)) == 2, "norm");
        check(mean(centred.input(1)).equals(centred.input(0)), "norm");
        epsilon = same(epsilon, scalar(raised.input(1)), "epsilon");
        Tensor gain = constant(gained.input(1), Tensor.FLOAT);
        return new Normed(centred.input(0), new Norm(gain, constant(shifted.input(1), Tensor.FLOAT)));
    }

    private String mean(String value) throws UnknownGraph {
        Node mean = node(value, "ReduceMean");
        check(mean.numbers("axes").equals(List.of(-1L)), "axis of mean");
        return mean.input(0);
    }

    private Dense dense(String value) throws UnknownGraph {
        Node sum = node(value, "Add");
        Tensor bias = constant(sum.input(0), Tensor.FLOAT);
        String product = sum.input(1);
        if (graph.producer(product)
                .orElseThrow(() -> new UnknownGraph("product"))
                .operator()
                .equals("MatMul")) {
            Node plain = node(product, "MatMul");
            Tensor weights = constant(plain.input(1), Tensor.FLOAT);
            return new Dense(plain.input(0), new Linear(weights, Optional.empty(), bias));
        }
        Node scaled = node(product, "Mul");
        Node whole = node(node(scaled.input(0), "Cast").input(0), "MatMulInteger");
        Node scales = node(scaled.input(1), "Mul");
        Node quantised = node(whole.input(0), "DynamicQuantizeLinear");
        check(quantised.outputs().equals(List.of(whole.input(0), scales.input(0), whole.input(2))), "quantisation");
        check(constant(whole.input(3), Tensor.INT8).isZero(), "zero of weights");
        Tensor weights = constant(whole.input(1), Tensor.INT8);
        Tensor ofColumns = constant(scales.input(1), Tensor.FLOAT);
        return new Dense(quantised.input(0), new Linear(weights, Optional.of(ofColumns), bias));
    }

    private Table table(String value, String index) throws UnknownGraph {
        Optional<Scale> scale = Optional.empty();
        String rows = value;
        int type = Tensor.FLOAT;
        if (graph.producer(value)
                .filter(node -> node.operator().equals("DequantizeLinear"))
                .isPresent()) {
            Node decimals = node(value, "DequantizeLinear");
            scale = Optional.of(
                    new Scale(constant(decimals.input(1), Tensor.FLOAT), constant(decimals.input(2), Tensor.UINT8)));
            type = Tensor.UINT8;
            rows = decimals.input(0);
        }
        Node taken = node(rows, "Gather");
        check(taken.input(1).equals(index), "index");
        return new Table(constant(taken.input(0), type), scale);
    }

    /** Taken by their own numbers: 0, 1, 2 and so on. */
    private Table positions(String value) throws UnknownGraph {
        String rows = graph.producer(value)
                .filter(node -> node.operator().equals("DequantizeLinear"))
                .map(node -> node.input(0))
                .orElse(value);
        Node numbers = node(node(rows, "Gather").input(1), "Slice");
        Tensor ordinals = constant(numbers.input(0), Tensor.INT64);
        for (int i = 0; i < ordinals.elements(); i++) {
            check(ordinals.wholes()[i] == i, "positions");
        }
        return table(value, node(rows, "Gather").input(1));
    }

    private Node node(String value, String operator) throws UnknownGraph {
        return graph.producer(value)
                .filter(node -> node.operator().equals(operator))
                .orElseThrow(() -> new UnknownGraph("no " + operator + " where one was expected"));
    }

    private Tensor constant(String name, int type) throws UnknownGraph {
        return graph.constant(name)
                .filter(tensor -> tensor.type() == type && tensor.isComplete())
                .orElseThrow(() -> new UnknownGraph("no weights of the type expected"));
    }

    private float scalar(String name) throws UnknownGraph {
        Tensor tensor = constant(name, Tensor.FLOAT);
        check(tensor.elements() == 1, "scalar");
        return tensor.floats()[0];
    }

    private static float same(float known, float value, String what) throws UnknownGraph {
        check(Float.isNaN(known) || known == value, what);
        return value;
    }

    private static void check(boolean holds, String what) throws UnknownGraph {
        if (!holds) {
            throw new UnknownGraph("unexpected " + what);
        }
    }

    /** @param input what is normed */
    private record Normed(String input, Norm norm) {}

    /** @param input what the weights are multiplied with */
    private record Dense(String input, Linear linear) {}

    /** Expected of other models: their graph is run as it is. */
    static final class UnknownGraph extends Exception {

        private static final long serialVersionUID = 1;

        UnknownGraph(String what) {
            super("Not the graph of a BERT encoder: " + what);
        }
    }
}
