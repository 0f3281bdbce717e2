package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.OnnxBuilder.Attribute;
import io.groundwork.embeddings.onnx.OnnxGraph.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An encoder of three small layers with weights by chance, in the graph that PyTorch exports: all that can be asked of a model but sense. */
final class SyntheticBert {

    static final int HIDDEN = 32;
    static final int MAX_TOKENS = 48;
    static final int WORDS = 60;

    private static final int HEADS = 4;
    private static final int WIDE = 64;
    private static final int LAYERS = 3;

    private final OnnxBuilder graph = new OnnxBuilder();
    private final Random random = new Random(20261122);
    private final String hiddenSize = graph.wholes(0, 0, HIDDEN);

    private SyntheticBert() {}

    static Path write(Path file) throws IOException {
        new SyntheticBert().build(Files.createFile(file));
        return file;
    }

    /** Special tokens, letters, parts of words, and words. */
    static Path vocabulary(Path file) throws IOException {
        List<String> pieces =
                new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "bread", "rises", "law", "."));
        for (char letter = 'a'; letter <= 'z'; letter++) {
            pieces.add(String.valueOf(letter));
            pieces.add("##" + letter);
        }
        return Files.writeString(file, String.join("\n", pieces), StandardCharsets.UTF_8);
    }

    private void build(Path file) throws IOException {
        graph.input("input_ids", Tensor.INT64, "texts", "tokens");
        graph.input("attention_mask", Tensor.INT64, "texts", "tokens");
        graph.input("token_type_ids", Tensor.INT64, "texts", "tokens");
        String states = norm(embeddings());
        String mask = mask();
        for (int layer = 0; layer < LAYERS; layer++) {
            states = layer(states, mask);
        }
        graph.output(states, Tensor.FLOAT, "texts", "tokens", "hidden");
        graph.write(file);
    }

    private String embeddings() {
        String words = graph.node("Gather", List.of(weights(1, WORDS, HIDDEN), "input_ids"));
        String types = graph.node("Gather", List.of(weights(1, 2, HIDDEN), "token_type_ids"));
        long[] numbers = new long[MAX_TOKENS];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        String count = graph.node(
                "Slice",
                List.of(graph.node("Shape", List.of("input_ids")), graph.wholes(1), graph.wholes(2), graph.wholes(0)));
        String places = graph.node("Slice", List.of(graph.wholes(numbers), graph.wholes(0), count, graph.wholes(0)));
        String positions = graph.node("Gather", List.of(weights(1, MAX_TOKENS, HIDDEN), places));
        return add(add(words, types), positions);
    }

    private String mask() {
        String inner = graph.node("Unsqueeze", List.of("attention_mask"), Attribute.list("axes", 1));
        String outer = graph.node("Unsqueeze", List.of(inner), Attribute.list("axes", 2));
        String seen = graph.node("Cast", List.of(outer), Attribute.of("to", (long) Tensor.FLOAT));
        return graph.node("Mul", List.of(graph.node("Sub", List.of(scalar(1), seen)), scalar(-10_000)));
    }

    private String layer(String states, String mask) {
        String query = heads(dense(states, HIDDEN, HIDDEN), 0, 2, 1, 3);
        String key = heads(dense(states, HIDDEN, HIDDEN), 0, 2, 3, 1);
        String value = heads(dense(states, HIDDEN, HIDDEN), 0, 2, 1, 3);
        String root = scalar((float) Math.sqrt(HIDDEN / HEADS));
        String scores = graph.node("Div", List.of(graph.node("MatMul", List.of(query, key)), root));
        String shares = graph.node("Softmax", List.of(add(scores, mask)), Attribute.of("axis", 3));
        String mixed = graph.node("MatMul", List.of(shares, value));
        String turned = graph.node("Transpose", List.of(mixed), Attribute.list("perm", 0, 2, 1, 3));
        String joined = graph.node("Reshape", List.of(turned, hiddenSize));
        String middle = norm(add(dense(joined, HIDDEN, HIDDEN), states));
        String narrow = dense(gelu(dense(middle, HIDDEN, WIDE)), WIDE, HIDDEN);
        return norm(add(narrow, middle));
    }

    private String heads(String values, long... order) {
        String shape = graph.node(
                "Concat",
                List.of(graph.wholes(0), graph.wholes(0), graph.wholes(HEADS), graph.wholes(HIDDEN / HEADS)),
                Attribute.of("axis", 0));
        return graph.node(
                "Transpose", List.of(graph.node("Reshape", List.of(values, shape))), Attribute.list("perm", order));
    }

    private String dense(String values, int in, int out) {
        String product = graph.node("MatMul", List.of(values, weights(1.5 / Math.sqrt(in), in, out)));
        return add(weights(0.1, out), product);
    }

    private String gelu(String values) {
        String error = graph.node("Erf", List.of(graph.node("Div", List.of(values, scalar((float) Math.sqrt(2))))));
        String product = graph.node("Mul", List.of(values, add(error, scalar(1))));
        return graph.node("Mul", List.of(product, scalar(0.5f)));
    }

    private String norm(String values) {
        String centred = graph.node("Sub", List.of(values, mean(values)));
        String variance = mean(graph.node("Pow", List.of(centred, scalar(2))));
        String deviation = graph.node("Sqrt", List.of(add(variance, scalar(1e-12f))));
        String scaled = graph.node("Div", List.of(centred, deviation));
        return add(graph.node("Mul", List.of(scaled, around(1))), around(0));
    }

    private String around(float centre) {
        float[] values = new float[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            values[i] = (float) (centre + 0.1 * random.nextGaussian());
        }
        return graph.floats(values, HIDDEN);
    }

    private String mean(String values) {
        return graph.node("ReduceMean", List.of(values), Attribute.list("axes", -1));
    }

    private String add(String left, String right) {
        return graph.node("Add", List.of(left, right));
    }

    private String scalar(float value) {
        return graph.floats(new float[] {value});
    }

    private String weights(double deviation, long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return graph.floats(values, shape);
    }
}
