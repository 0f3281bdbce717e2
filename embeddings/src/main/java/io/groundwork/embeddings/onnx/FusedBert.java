package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.Bert.Layer;
import io.groundwork.embeddings.onnx.Bert.Linear;
import io.groundwork.embeddings.onnx.Bert.Norm;
import io.groundwork.embeddings.onnx.OnnxBuilder.Attribute;
import io.groundwork.embeddings.onnx.OnnxGraph.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The same encoder for one text at a time, in operators that ONNX Runtime runs fast on a CPU. Inputs are {@value #IDS}, shape {@code [1, n]},
 * and {@value #WANTED}, whether the states of all tokens are; outputs are {@value #FIRST}, the state of the first token, shape
 * {@code [1, 1, hidden]}, and {@value #STATES} of all, shape {@code [1, n, hidden]}, or none. The first is the same to the bit either way.
 * What pays, and how much, is in {@code docs/decisions/0011-graph-rewriting.md}.
 */
final class FusedBert {

    static final String IDS = "input_ids";
    static final String WANTED = "states_wanted";
    static final String FIRST = "first_state";
    static final String STATES = "states";

    private final Bert bert;
    private final OnnxBuilder graph;
    private final String zero;
    private final String one;

    private FusedBert(Bert bert, OnnxBuilder graph) {
        this.bert = bert;
        this.graph = graph;
        zero = graph.wholes(0);
        one = graph.wholes(1);
    }

    static void write(Bert bert, Path file) throws IOException {
        OnnxBuilder graph = new OnnxBuilder();
        graph.input(IDS, Tensor.INT64, "texts", "tokens");
        graph.input(WANTED, Tensor.BOOL);
        graph.output(FIRST, Tensor.FLOAT, "texts", "one", "hidden");
        graph.output(STATES, Tensor.FLOAT, "texts", "wanted", "hidden");
        new FusedBert(bert, graph).build();
        graph.write(file);
    }

    private void build() {
        String count = graph.node("Slice", List.of(graph.node("Shape", List.of(IDS)), one, graph.wholes(2), zero));
        String states = embeddings(count);
        for (Layer layer : bert.layers().subList(0, bert.layers().size() - 1)) {
            states = layer(graph, weights(layer), states);
        }
        Layer last = bert.layers().getLast();
        Weights weights = weights(last);
        String first = graph.node("Slice", List.of(states, zero, one, one));
        graph.name(finish(graph, weights, firstAttention(last, weights, first, states), first), FIRST);

        OnnxBuilder wanted = graph.inner("wanted");
        String full = layer(wanted, weights, states);
        wanted.output(full, Tensor.FLOAT, "texts", "wanted", "hidden");
        OnnxBuilder unwanted = graph.inner("unwanted");
        String none = unwanted.node("Identity", List.of(unwanted.floats(new float[0], 1, 0, bert.hidden())));
        unwanted.output(none, Tensor.FLOAT, "texts", "wanted", "hidden");
        String chosen = graph.node(
                "If", List.of(WANTED), Attribute.of("then_branch", wanted), Attribute.of("else_branch", unwanted));
        graph.name(chosen, STATES);
    }

    /** Words by their number; positions have type 0 added beforehand. */
    private String embeddings(String count) {
        String words = graph.node("Gather", List.of(graph.constant(bert.words().values()), IDS));
        if (bert.words().scale().isPresent()) {
            String scale = graph.constant(bert.words().scale().get().scale());
            words = graph.node(
                    "DequantizeLinear",
                    List.of(
                            words,
                            scale,
                            graph.constant(bert.words().scale().get().zero())));
        }
        float[] positions = bert.positions().decimals();
        float[] types = bert.types().decimals();
        for (int i = 0; i < positions.length; i++) {
            positions[i] += types[i % bert.hidden()];
        }
        String table = graph.floats(positions, 1, bert.positions().rows(), bert.hidden());
        String taken = graph.node("Slice", List.of(table, zero, count, one));
        return norm(graph, normed(bert.norm()), words, taken);
    }

    private String layer(OnnxBuilder to, Weights weights, String states) {
        List<String> input = operand(to, states);
        String query = product(to, input, weights.query());
        String key = product(to, input, weights.key());
        String value = product(to, input, weights.value());
        String attended = to.runtimeNode(
                "MultiHeadAttention", List.of(query, key, value), Attribute.of("num_heads", bert.heads()));
        return finish(to, weights, attended, states);
    }

    /**
     * What the first token attends to, without keys and values of all the others: {@code q · (x K) = (q Kᵀ) · x}, and
     * {@code Σ p (x V) = (Σ p x) V}. The bias of keys adds the same to each score, and softmax takes that out again.
     */
    private String firstAttention(Layer layer, Weights weights, String first, String states) {
        int size = bert.hidden() / bert.heads();
        String query = product(graph, operand(graph, first), weights.query());
        String heads = graph.node("Reshape", List.of(query, graph.wholes(bert.heads(), 1, size)));
        String asked = graph.node("MatMul", List.of(heads, byHead(layer.key(), size, true)));
        String flat = graph.node("Squeeze", List.of(states), Attribute.list("axes", 0));
        String scores = graph.runtimeNode(
                "FusedMatMul",
                List.of(graph.node("Reshape", List.of(asked, graph.wholes(bert.heads(), bert.hidden()))), flat),
                Attribute.of("transB", 1),
                Attribute.of("alpha", (float) (1 / Math.sqrt(size))));
        String shares = graph.node("Softmax", List.of(scores), Attribute.of("axis", 1));
        String mixed = graph.node("MatMul", List.of(shares, flat));
        String split = graph.node("Reshape", List.of(mixed, graph.wholes(bert.heads(), 1, bert.hidden())));
        String values = graph.node("MatMul", List.of(split, byHead(layer.value(), size, false)));
        String joined = graph.node("Reshape", List.of(values, graph.wholes(1, 1, bert.hidden())));
        return graph.node("Add", List.of(joined, weights.value().bias()));
    }

    private String byHead(Linear linear, int size, boolean turned) {
        float[] to = linear.byHead(bert.heads(), turned);
        int hidden = bert.hidden();
        return turned ? graph.floats(to, bert.heads(), size, hidden) : graph.floats(to, bert.heads(), hidden, size);
    }

    /** What comes after attention: its dense layer, sum and norm, and the two other dense layers with theirs. */
    private String finish(OnnxBuilder to, Weights weights, String attended, String states) {
        if (!bert.quantised()) {
            return finishDecimals(to, weights, attended, states);
        }
        String output = product(to, operand(to, attended), weights.output());
        String middle = norm(to, weights.first(), output, states);
        String wide = to.runtimeNode("Gelu", List.of(product(to, operand(to, middle), weights.widen())));
        String narrow = product(to, operand(to, wide), weights.narrow());
        return norm(to, weights.second(), narrow, middle);
    }

    /** The same where a product has no bias of its own: it is added by what comes next, on the way. */
    private String finishDecimals(OnnxBuilder to, Weights weights, String attended, String states) {
        String output = to.node("MatMul", List.of(attended, weights.output().weights()));
        String middle =
                norm(to, weights.first(), output, states, weights.output().bias());
        String wide = to.node("MatMul", List.of(middle, weights.widen().weights()));
        String active = to.runtimeNode("BiasGelu", List.of(wide, weights.widen().bias()));
        String narrow = to.node("MatMul", List.of(active, weights.narrow().weights()));
        return norm(to, weights.second(), narrow, middle, weights.narrow().bias());
    }

    private String norm(OnnxBuilder to, Normed norm, String... summed) {
        List<String> inputs = new ArrayList<>(List.of(summed[0], summed[1], norm.gain(), norm.shift()));
        inputs.addAll(List.of(summed).subList(2, summed.length));
        return to.runtimeNode("SkipLayerNormalization", inputs, Attribute.of("epsilon", bert.epsilon()));
    }

    /** The left side of products; whole numbers with their scale and zero where the weights are such. */
    private List<String> operand(OnnxBuilder to, String values) {
        return bert.quantised() ? to.nodes("", "DynamicQuantizeLinear", List.of(values), 3) : List.of(values);
    }

    private String product(OnnxBuilder to, List<String> left, Matrix right) {
        if (!bert.quantised()) {
            String product = to.node("MatMul", List.of(left.getFirst(), right.weights()));
            return to.node("Add", List.of(product, right.bias()));
        }
        return to.runtimeNode(
                "MatMulIntegerToFloat",
                List.of(left.get(0), right.weights(), left.get(1), right.scales(), left.get(2), "", right.bias()));
    }

    private record Normed(String gain, String shift) {}

    /** @param scales empty when the weights are decimals */
    private record Matrix(String weights, String scales, String bias) {}

    private record Weights(
            Matrix query,
            Matrix key,
            Matrix value,
            Matrix output,
            Normed first,
            Matrix widen,
            Matrix narrow,
            Normed second) {}

    private Weights weights(Layer layer) {
        return new Weights(
                matrix(layer.query()),
                matrix(layer.key()),
                matrix(layer.value()),
                matrix(layer.output()),
                normed(layer.first()),
                matrix(layer.widen()),
                matrix(layer.narrow()),
                normed(layer.second()));
    }

    private Matrix matrix(Linear linear) {
        return new Matrix(
                graph.constant(linear.weights()),
                linear.scales().map(graph::constant).orElse(""),
                graph.constant(linear.bias()));
    }

    private Normed normed(Norm norm) {
        return new Normed(graph.constant(norm.gain()), graph.constant(norm.shift()));
    }
}
