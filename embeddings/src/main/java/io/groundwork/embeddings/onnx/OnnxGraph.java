package io.groundwork.embeddings.onnx;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The graph of an ONNX file, as far as it has to be read to tell what it computes. Weights stay in the mapped file. Not changed
 * once it was read.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, where the numbers of fields come from
 */
final class OnnxGraph {

    private final Map<String, Tensor> constants = new HashMap<>();
    private final Map<String, Node> producers = new HashMap<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();

    private OnnxGraph() {}

    /** @throws IOException when the file cannot be read as an ONNX model */
    static OnnxGraph read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            OnnxGraph graph = new OnnxGraph();
            WireReader model = new WireReader(channel.map(MapMode.READ_ONLY, 0, channel.size()));
            while (model.next()) {
                if (model.field() == 7) {
                    graph.read(model.message());
                } else {
                    model.skip();
                }
            }
            return graph;
        } catch (BufferUnderflowException | ArithmeticException | IllegalArgumentException e) {
            throw new IOException("Not an ONNX model: " + file.getFileName(), e);
        }
    }

    /** What is computed from nothing, by its name. */
    Optional<Tensor> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }

    /** The node that computes a value. */
    Optional<Node> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    List<String> inputs() {
        return List.copyOf(inputs);
    }

    List<String> outputs() {
        return List.copyOf(outputs);
    }

    private void read(WireReader graph) {
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> add(node(graph.message()));
                case 5 -> {
                    Tensor tensor = tensor(graph.message());
                    constants.put(tensor.name(), tensor);
                }
                case 11 -> inputs.add(name(graph.message()));
                case 12 -> outputs.add(name(graph.message()));
                default -> graph.skip();
            }
        }
    }

    private void add(Node node) {
        if (node.operator().equals("Constant") && node.tensor().isPresent()) {
            constants.put(node.outputs().getFirst(), node.tensor().get());
        } else {
            node.outputs().forEach(output -> producers.put(output, node));
        }
    }

    private static String name(WireReader value) {
        String name = "";
        while (value.next()) {
            if (value.field() == 1) {
                name = value.text();
            } else {
                value.skip();
            }
        }
        return name;
    }

    private static Node node(WireReader fields) {
        Node node = new Node("", new ArrayList<>(), new ArrayList<>(), new HashMap<>(), Optional.empty());
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> node.inputs().add(fields.text());
                case 2 -> node.outputs().add(fields.text());
                case 4 -> node = node.with(fields.text());
                case 5 -> node = node.with(fields.message());
                default -> fields.skip();
            }
        }
        return node;
    }

    private static Tensor tensor(WireReader fields) {
        List<Long> shape = new ArrayList<>();
        int type = 0;
        String name = "";
        ByteBuffer bytes = ByteBuffer.allocate(0);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> fields.numbers(shape::add);
                case 2 -> type = Math.toIntExact(fields.number());
                case 4, 9 -> bytes = fields.bytes();
                case 5 -> bytes = narrowed(fields);
                case 8 -> name = fields.text();
                default -> fields.skip();
            }
        }
        return new Tensor(name, type, List.copyOf(shape), bytes);
    }

    /** Bytes that are written as numbers of variable length. */
    private static ByteBuffer narrowed(WireReader fields) {
        List<Byte> values = new ArrayList<>();
        fields.numbers(value -> values.add((byte) value));
        ByteBuffer bytes = ByteBuffer.allocate(values.size());
        values.forEach(bytes::put);
        return bytes.flip();
    }

    /** @param attributes those that are lists of whole numbers, or one such number */
    record Node(
            String operator,
            List<String> inputs,
            List<String> outputs,
            Map<String, List<Long>> attributes,
            Optional<Tensor> tensor) {

        /** The name of an input; empty, as in ONNX, when there is none. */
        String input(int index) {
            return index < inputs.size() ? inputs.get(index) : "";
        }

        List<Long> numbers(String attribute) {
            return attributes.getOrDefault(attribute, List.of());
        }

        private Node with(String name) {
            return new Node(name, inputs, outputs, attributes, tensor);
        }

        private Node with(WireReader attribute) {
            String name = "";
            List<Long> numbers = new ArrayList<>();
            Optional<Tensor> value = tensor;
            while (attribute.next()) {
                switch (attribute.field()) {
                    case 1 -> name = attribute.text();
                    case 3, 8 -> attribute.numbers(numbers::add);
                    case 5 -> value = Optional.of(OnnxGraph.tensor(attribute.message()));
                    default -> attribute.skip();
                }
            }
            attributes.put(name, List.copyOf(numbers));
            return new Node(operator, inputs, outputs, attributes, value);
        }
    }

    /**
     * @param type as ONNX counts element types
     * @param bytes its elements, row by row, in little-endian order
     */
    record Tensor(String name, int type, List<Long> shape, ByteBuffer bytes) {

        static final int FLOAT = 1;
        static final int UINT8 = 2;
        static final int INT8 = 3;
        static final int INT32 = 6;
        static final int INT64 = 7;
        static final int BOOL = 9;
        static final int FLOAT16 = 10;

        long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }

        /** Whether all elements are here, and not in another file. */
        boolean isComplete() {
            int size =
                    switch (type) {
                        case FLOAT, INT32 -> Float.BYTES;
                        case FLOAT16 -> Short.BYTES;
                        case INT64 -> Long.BYTES;
                        default -> 1;
                    };
            return bytes.remaining() == elements() * size;
        }

        boolean isZero() {
            ByteBuffer rest = bytes.duplicate();
            boolean zero = true;
            while (zero && rest.hasRemaining()) {
                zero = rest.get() == 0;
            }
            return zero;
        }

        long[] wholes() {
            long[] values = new long[bytes.remaining() / Long.BYTES];
            bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
            return values;
        }

        float[] floats() {
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    }
}
