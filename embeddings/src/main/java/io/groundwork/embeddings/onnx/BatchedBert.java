package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.onnx.Bert.Layer;
import io.groundwork.embeddings.onnx.Bert.Linear;
import io.groundwork.embeddings.onnx.Bert.Norm;
import io.groundwork.embeddings.onnx.OnnxBuilder.Attribute;
import io.groundwork.embeddings.onnx.OnnxGraph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The same encoder for many texts at a time, in decimals of 32 or 16 bits, in the operators that ONNX Runtime has for accelerators. Inputs are {@value #IDS},
 * shape {@code [texts, tokens]}, shorter texts filled up with anything; {@value #SPANS}, shape {@code [3 * texts + 2]}: how many tokens each text has, then where
 * texts begin among all rows, end of the last included, once for what asks and once for what is asked; and {@value #WANTED}. Outputs are {@value #FIRST},
 * the states of the first tokens, shape {@code [texts, 1, hidden]}, and {@value #STATES} of all, shape {@code [texts, tokens, hidden]}, or none.
 *
 * <p>In 16 bits the weights are rounded here, once, and what goes in and out stays as it was. Norms are summed up in 32 bits by the runtime.
 */
final class BatchedBert {

    static final String IDS = FusedBert.IDS;
    static final String SPANS = "spans";
    static final String WANTED = FusedBert.WANTED;
    static final String FIRST = FusedBert.FIRST;
    static final String STATES = FusedBert.STATES;

    /** Added to the scores of what fills a text up: small enough for 16 bits, and its share is zero there. */
    private static final float OUT_OF_SIGHT = -10_000;

    private final Bert bert;
    private final OnnxBuilder graph;
    private final boolean half;
    private final IdentityHashMap<Tensor, String> written = new IdentityHashMap<>();
    private final String zero;
    private final String one;

    private BatchedBert(Bert bert, Precision precision, OnnxBuilder graph) {
        this.bert = bert;
        this.graph = graph;
        half = precision == Precision.FP16;
        zero = graph.wholes(0);
        one = graph.wholes(1);
    }

    /** @param bert with weights in {@code float} */
    static void write(Bert bert, Precision precision, Path file) throws IOException {
        OnnxBuilder graph = new OnnxBuilder();
        graph.input(IDS, Tensor.INT64, "texts", "tokens");
        graph.input(SPANS, Tensor.INT32, "spans");
        graph.input(WANTED, Tensor.BOOL);
        graph.output(FIRST, Tensor.FLOAT, "texts", "one", "hidden");
        graph.output(STATES, Tensor.FLOAT, "texts_wanted", "wanted", "hidden");
        new BatchedBert(bert, precision, graph).build();
        graph.write(file);
    }

    private void build() {
        String shape = graph.node("Shape", List.of(IDS));
        String texts = graph.node("Slice", List.of(shape, zero, one, zero));
        String count = graph.node("Slice", List.of(shape, one, graph.wholes(2), zero));
        String states = embeddings(count);
        for (Layer layer : bert.layers().subList(0, bert.layers().size() - 1)) {
            states = layer(graph, layer, states);
        }
        Layer last = bert.layers().getLast();
        String first = graph.node("Slice", List.of(states, zero, one, one));
        String attended = firstAttention(last, first, states, hidden(texts, count));
        graph.name(wide(graph, finish(graph, last, attended, first)), FIRST);

        OnnxBuilder wanted = graph.inner("wanted");
        String full = wide(wanted, layer(wanted, last, states));
        wanted.output(full, Tensor.FLOAT, "texts_wanted", "wanted", "hidden");
        OnnxBuilder unwanted = graph.inner("unwanted");
        String none = unwanted.node("Identity", List.of(unwanted.floats(new float[0], 1, 0, bert.hidden())));
        unwanted.output(none, Tensor.FLOAT, "texts_wanted", "wanted", "hidden");
        String chosen = graph.node(
                "If", List.of(WANTED), Attribute.of("then_branch", wanted), Attribute.of("else_branch", unwanted));
        graph.name(chosen, STATES);
    }

    private String wide(OnnxBuilder to, String values) {
        return half ? to.node("Cast", List.of(values), Attribute.of("to", Tensor.FLOAT)) : values;
    }

    private String embeddings(String count) {
        String table = decimals(bert.words().decimals(), bert.words().rows(), bert.hidden());
        String words = graph.node("Gather", List.of(table, IDS));
        float[] positions = bert.positions().decimals();
        float[] types = bert.types().decimals();
        for (int i = 0; i < positions.length; i++) {
            positions[i] += types[i % bert.hidden()];
        }
        String places = decimals(positions, 1, bert.positions().rows(), bert.hidden());
        return graph.runtimeNode(
                "SkipLayerNormalization",
                List.of(
                        words,
                        graph.node("Slice", List.of(places, zero, count, one)),
                        decimals(bert.norm().gain()),
                        decimals(bert.norm().shift())),
                Attribute.of("epsilon", bert.epsilon()));
    }

    /** What is added to the scores of each place of each text, shape {@code [texts, 1, tokens]}. */
    private String hidden(String texts, String count) {
        long[] numbers = new long[bert.positions().rows()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        String places = graph.node("Slice", List.of(graph.wholes(numbers), zero, count, zero));
        String lengths = graph.node(
                "Cast",
                List.of(graph.node("Slice", List.of(SPANS, zero, texts, zero))),
                Attribute.of("to", Tensor.INT64));
        String column = graph.node("Reshape", List.of(lengths, graph.wholes(-1, 1, 1)));
        String seen = graph.node("Less", List.of(places, column));
        return graph.node(
                "Where", List.of(seen, decimals(new float[] {0}, 1), decimals(new float[] {OUT_OF_SIGHT}, 1)));
    }

    private String layer(OnnxBuilder to, Layer layer, String states) {
        String attended = to.runtimeNode(
                "Attention",
                List.of(states, merged(layer), mergedBias(layer), SPANS),
                Attribute.of("num_heads", bert.heads()));
        return finish(to, layer, attended, states);
    }

    /** Queries, keys and values side by side, shape {@code [hidden, 3 * hidden]}. */
    private String merged(Layer layer) {
        int hidden = bert.hidden();
        float[] all = new float[3 * hidden * hidden];
        List<Linear> parts = List.of(layer.query(), layer.key(), layer.value());
        for (int part = 0; part < parts.size(); part++) {
            float[] weights = parts.get(part).decimals();
            for (int row = 0; row < hidden; row++) {
                System.arraycopy(weights, row * hidden, all, (3 * row + part) * hidden, hidden);
            }
        }
        return decimals(all, hidden, 3L * hidden);
    }

    private String mergedBias(Layer layer) {
        int hidden = bert.hidden();
        float[] all = new float[3 * hidden];
        System.arraycopy(layer.query().bias().floats(), 0, all, 0, hidden);
        System.arraycopy(layer.key().bias().floats(), 0, all, hidden, hidden);
        System.arraycopy(layer.value().bias().floats(), 0, all, 2 * hidden, hidden);
        return decimals(all, 3L * hidden);
    }

    /** As in {@link FusedBert}: what first tokens attend to, without keys and values of all the others. */
    private String firstAttention(Layer layer, String first, String states, String hidden) {
        int size = bert.hidden() / bert.heads();
        String query = sum(graph, first, layer.query());
        String heads = graph.node("Reshape", List.of(query, graph.wholes(-1, bert.heads(), 1, size)));
        String asked = graph.node("MatMul", List.of(heads, byHead(layer.key(), size, true)));
        String scores = graph.runtimeNode(
                "FusedMatMul",
                List.of(graph.node("Reshape", List.of(asked, graph.wholes(-1, bert.heads(), bert.hidden()))), states),
                Attribute.of("transB", 1),
                Attribute.of("alpha", (float) (1 / Math.sqrt(size))));
        String shares =
                graph.node("Softmax", List.of(graph.node("Add", List.of(scores, hidden))), Attribute.of("axis", 2));
        String mixed = graph.node("MatMul", List.of(shares, states));
        String split = graph.node("Reshape", List.of(mixed, graph.wholes(-1, bert.heads(), 1, bert.hidden())));
        String values = graph.node("MatMul", List.of(split, byHead(layer.value(), size, false)));
        String joined = graph.node("Reshape", List.of(values, graph.wholes(-1, 1, bert.hidden())));
        return graph.node("Add", List.of(joined, decimals(layer.value().bias())));
    }

    private String byHead(Linear linear, int size, boolean turned) {
        float[] values = linear.byHead(bert.heads(), turned);
        return turned
                ? decimals(values, bert.heads(), size, bert.hidden())
                : decimals(values, bert.heads(), bert.hidden(), size);
    }

    private String finish(OnnxBuilder to, Layer layer, String attended, String states) {
        String output =
                to.node("MatMul", List.of(attended, decimals(layer.output().weights())));
        String middle = norm(to, layer.first(), output, states, layer.output());
        String wide = to.node("MatMul", List.of(middle, decimals(layer.widen().weights())));
        String active =
                to.runtimeNode("BiasGelu", List.of(wide, decimals(layer.widen().bias())));
        String narrow =
                to.node("MatMul", List.of(active, decimals(layer.narrow().weights())));
        return norm(to, layer.second(), narrow, middle, layer.narrow());
    }

    private String sum(OnnxBuilder to, String values, Linear linear) {
        String product = to.node("MatMul", List.of(values, decimals(linear.weights())));
        return to.node("Add", List.of(product, decimals(linear.bias())));
    }

    /** @param linear whose bias is added on the way */
    private String norm(OnnxBuilder to, Norm norm, String values, String added, Linear linear) {
        return to.runtimeNode(
                "SkipLayerNormalization",
                List.of(values, added, decimals(norm.gain()), decimals(norm.shift()), decimals(linear.bias())),
                Attribute.of("epsilon", bert.epsilon()));
    }

    /** Each once, though two branches read the last layer's. */
    private String decimals(Tensor tensor) {
        String known = written.get(tensor);
        if (known == null) {
            known = !half
                    ? graph.constant(tensor)
                    : decimals(
                            tensor.floats(),
                            tensor.shape().stream().mapToLong(Long::longValue).toArray());
            written.put(tensor, known);
        }
        return known;
    }

    /** Weights belong to the outer graph, whichever branch reads them. */
    private String decimals(float[] values, long... shape) {
        if (!half) {
            return graph.floats(values, shape);
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort(Float.floatToFloat16(value));
        }
        return graph.constant(
                new Tensor("", Tensor.FLOAT16, Arrays.stream(shape).boxed().toList(), bytes.flip()));
    }
}
