package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.onnx.OnnxGraph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts an ONNX graph together, node by node in the order of their running. Values are named by number. Weights are written from
 * where they lie. For use by one thread.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, where the numbers of fields come from
 */
final class OnnxBuilder {

    /** ONNX Runtime's own operators. */
    static final String MICROSOFT = "com.microsoft";

    private static final int IR_VERSION = 6;
    private static final int OPERATORS_VERSION = 11;

    private final WireMessage body = new WireMessage();
    private final List<WireMessage> constants = new ArrayList<>();
    private final List<WireMessage> ends = new ArrayList<>();
    private final String prefix;
    private int values;

    OnnxBuilder() {
        this("");
    }

    private OnnxBuilder(String prefix) {
        this.prefix = prefix;
    }

    /** A graph within this one, which may read this one's values. */
    OnnxBuilder inner(String name) {
        return new OnnxBuilder(prefix + name + ".");
    }

    void input(String name, int type, String... shape) {
        ends.add(new WireMessage().message(11, value(name, type, shape)));
    }

    void output(String name, int type, String... shape) {
        ends.add(new WireMessage().message(12, value(name, type, shape)));
    }

    private static WireMessage value(String name, int type, String... shape) {
        WireMessage dimensions = new WireMessage();
        for (String dimension : shape) {
            dimensions.message(1, new WireMessage().text(2, dimension));
        }
        WireMessage tensor = new WireMessage().number(1, type).message(2, dimensions);
        return new WireMessage().text(1, name).message(2, new WireMessage().message(1, tensor));
    }

    String constant(Tensor tensor) {
        String name = fresh();
        WireMessage message = new WireMessage().number(2, tensor.type()).text(8, name);
        tensor.shape().forEach(size -> message.number(1, size));
        constants.add(message.bytes(9, tensor.bytes()));
        return name;
    }

    String floats(float[] elements, long... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(elements);
        return constant(
                new Tensor("", Tensor.FLOAT, Arrays.stream(shape).boxed().toList(), bytes));
    }

    String wholes(long... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(elements.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(elements);
        return constant(new Tensor("", Tensor.INT64, List.of((long) elements.length), bytes));
    }

    /** Adds a node that gives one value. */
    String node(String operator, List<String> inputs, Attribute... attributes) {
        return nodes("", operator, inputs, 1, attributes).getFirst();
    }

    /** Adds a node of ONNX Runtime's own that gives one value. */
    String runtimeNode(String operator, List<String> inputs, Attribute... attributes) {
        return nodes(MICROSOFT, operator, inputs, 1, attributes).getFirst();
    }

    List<String> nodes(String domain, String operator, List<String> inputs, int outputs, Attribute... attributes) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            names.add(fresh());
        }
        add(domain, operator, inputs, names, attributes);
        return names;
    }

    /** Gives a value the name that callers know. */
    void name(String value, String name) {
        add("", "Identity", List.of(value), List.of(name));
    }

    private void add(
            String domain, String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        WireMessage node = new WireMessage();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.message());
        }
        body.message(1, node.text(7, domain));
    }

    private String fresh() {
        return prefix + values++;
    }

    private WireMessage graph() {
        WireMessage graph = new WireMessage().text(2, "fused").append(body);
        constants.forEach(constant -> graph.message(5, constant));
        ends.forEach(graph::append);
        return graph;
    }

    void write(Path file) throws IOException {
        WireMessage model = new WireMessage()
                .number(1, IR_VERSION)
                .message(7, graph())
                .message(8, new WireMessage().text(1, "").number(2, OPERATORS_VERSION))
                .message(8, new WireMessage().text(1, MICROSOFT).number(2, 1));
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            model.writeTo(channel);
        }
    }

    /** A setting of a node. */
    record Attribute(WireMessage message) {

        static Attribute of(String name, long value) {
            return new Attribute(named(name, 2).number(3, value));
        }

        static Attribute of(String name, float value) {
            return new Attribute(named(name, 1).decimal(2, value));
        }

        static Attribute of(String name, OnnxBuilder value) {
            return new Attribute(named(name, 5).message(6, value.graph()));
        }

        static Attribute list(String name, long... values) {
            WireMessage message = named(name, 7);
            for (long value : values) {
                message.number(8, value);
            }
            return new Attribute(message);
        }

        private static WireMessage named(String name, int type) {
            return new WireMessage().text(1, name).number(20, type);
        }
    }
}
