package io.groundwork.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * The smallest ONNX model that multiplies its input with constant weights, as bytes.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>, where the numbers of fields come from
 */
final class ProductModel {

    static final String LEFT = "left";

    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ProductModel() {}

    /** {@code [rows, inner]} times {@code [inner, columns]}, in eight bits or in {@code float}. */
    static byte[] of(int rows, int inner, int columns, boolean wholeNumbers) {
        ProductModel node = new ProductModel()
                .text(1, LEFT)
                .text(1, "right")
                .text(2, "product")
                .text(4, wholeNumbers ? "MatMulInteger" : "MatMul");
        ProductModel weights = new ProductModel()
                .number(1, inner)
                .number(1, columns)
                .number(2, wholeNumbers ? INT8 : FLOAT)
                .text(8, "right")
                .field(9, wholeNumbers ? wholes(inner * columns) : decimals(inner * columns));
        ProductModel graph = new ProductModel()
                .field(1, node)
                .text(2, "product")
                .field(5, weights)
                .field(11, value(LEFT, wholeNumbers ? UINT8 : FLOAT, rows, inner))
                .field(12, value("product", wholeNumbers ? INT32 : FLOAT, rows, columns));
        ProductModel model = new ProductModel()
                .number(1, 6)
                .field(7, graph)
                .field(8, new ProductModel().text(1, "").number(2, 11));
        return model.bytes.toByteArray();
    }

    private static ProductModel value(String name, int type, int rows, int columns) {
        ProductModel shape = new ProductModel()
                .field(1, new ProductModel().number(1, rows))
                .field(1, new ProductModel().number(1, columns));
        ProductModel tensor = new ProductModel().number(1, type).field(2, shape);
        return new ProductModel().text(1, name).field(2, new ProductModel().field(1, tensor));
    }

    /** Of seven bits, as the model's are, so that no sum of two products overflows. */
    private static byte[] wholes(int count) {
        byte[] numbers = new byte[count];
        new Random(2).nextBytes(numbers);
        for (int i = 0; i < count; i++) {
            numbers[i] >>= 1;
        }
        return numbers;
    }

    private static byte[] decimals(int count) {
        ByteBuffer numbers = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(2);
        for (int i = 0; i < count; i++) {
            numbers.putFloat(random.nextFloat() - 0.5f);
        }
        return numbers.array();
    }

    private ProductModel number(int field, long value) {
        varint(field << 3);
        varint(value);
        return this;
    }

    private ProductModel text(int field, String value) {
        return field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private ProductModel field(int field, ProductModel message) {
        return field(field, message.bytes.toByteArray());
    }

    private ProductModel field(int field, byte[] value) {
        varint((field << 3) | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while (rest > 0x7f) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
