package io.groundwork.embeddings.onnx;

import static io.groundwork.embeddings.onnx.OnnxBuilder.Attribute;

import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.onnx.OnnxGraph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cross-encoder for tests whose scores can be computed by hand: every word has a weight, and the logit is the sum over the question times the sum over
 * the passage. Reads {@value #MAX_TOKENS} tokens.
 */
public final class SmallCrossEncoder {

    public static final String NAME = "test/small-cross-encoder";
    public static final int MAX_TOKENS = 16;

    /** In the order of the vocabulary; the first four are BERT's special ones. */
    private static final List<Map.Entry<String, Float>> WORDS = List.of(
            Map.entry("[PAD]", 0f),
            Map.entry("[UNK]", 0f),
            Map.entry("[CLS]", 0f),
            Map.entry("[SEP]", 0f),
            Map.entry("dough", 1f),
            Map.entry("rises", 2f),
            Map.entry("bread", 3f),
            Map.entry("yeast", 0.5f),
            Map.entry("law", -1f),
            Map.entry("broken", Float.NaN));

    /** Parts of the graph that differ from what is right. */
    enum Variant {
        RIGHT,
        /** Inputs are rounded to 256 steps over the whole input, as int8 models do. */
        ROUNDED,
        /** Gives two numbers a pair, as classifiers do. */
        TWO_NUMBERS,
        /** Takes another input too. */
        OTHER_INPUT
    }

    private SmallCrossEncoder() {}

    /** Lays the model down in an empty folder. */
    public static Path write(Path folder) throws IOException {
        return write(folder, Variant.RIGHT);
    }

    static Path write(Path folder, Variant variant) throws IOException {
        Files.writeString(
                folder.resolve("vocab.txt"),
                WORDS.stream().map(Map.Entry::getKey).collect(Collectors.joining("\n")));
        graph(variant).write(Files.createFile(folder.resolve("model.onnx")));
        return pin(folder, NAME);
    }

    /** Writes a description that pins whatever lies in the folder. */
    static Path pin(Path folder, String name) throws IOException {
        Files.deleteIfExists(folder.resolve(ModelFolder.DESCRIPTION));
        try (Stream<Path> files = Files.list(folder)) {
            String pinned = files.map(file -> "\"%s\": \"%s\"".formatted(file.getFileName(), sha256(file)))
                    .collect(Collectors.joining(", "));
            Files.writeString(
                    folder.resolve(ModelFolder.DESCRIPTION),
                    "{\"name\": \"%s\", \"max_tokens\": %d, \"licence\": \"Apache-2.0\", \"source\": \"made by a test\", \"revision\": \"1\", \"files\": {%s}}"
                            .formatted(name, MAX_TOKENS, pinned));
        }
        return folder;
    }

    private static OnnxBuilder graph(Variant variant) {
        OnnxBuilder graph = new OnnxBuilder();
        graph.input("input_ids", Tensor.INT64, "batch", "tokens");
        graph.input("attention_mask", Tensor.INT64, "batch", "tokens");
        graph.input("token_type_ids", Tensor.INT64, "batch", "tokens");
        float[] table = new float[WORDS.size()];
        for (int i = 0; i < table.length; i++) {
            table[i] = WORDS.get(i).getValue();
        }
        String weights = graph.node("Gather", List.of(graph.floats(table, table.length), "input_ids"));
        if (variant == Variant.ROUNDED) {
            weights = graph.node("DequantizeLinear", graph.nodes("", "DynamicQuantizeLinear", List.of(weights), 3));
        }
        Attribute toFloat = Attribute.of("to", Tensor.FLOAT);
        String mask = graph.node("Cast", List.of("attention_mask"), toFloat);
        String ofPassage = graph.node("Cast", List.of("token_type_ids"), toFloat);
        String read = graph.node("Mul", List.of(weights, mask));
        String passage = graph.node("Mul", List.of(read, ofPassage));
        String question = graph.node("Sub", List.of(read, passage));
        String logit = graph.node("Mul", List.of(sum(graph, question), sum(graph, passage)));
        switch (variant) {
            case TWO_NUMBERS -> logit = graph.node("Concat", List.of(logit, logit), Attribute.of("axis", 1));
            case OTHER_INPUT -> graph.input("position_ids", Tensor.INT64, "batch", "tokens");
            case RIGHT, ROUNDED -> {}
        }
        graph.name(logit, "logits");
        graph.output("logits", Tensor.FLOAT, "batch", "labels");
        return graph;
    }

    private static String sum(OnnxBuilder graph, String values) {
        return graph.node("ReduceSum", List.of(values), Attribute.list("axes", 1), Attribute.of("keepdims", 1));
    }

    private static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
