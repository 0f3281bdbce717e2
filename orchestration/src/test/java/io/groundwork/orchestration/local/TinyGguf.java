package io.groundwork.orchestration.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Writes half a megabyte of GGUF with random weights, the same each time: the real engine loads it and writes words without sense. It
 * never ends an answer by itself, and never writes the half of a character: the first number of each state is the same large one, and
 * by it the marks and the bytes of the vocabulary are made improbable.
 */
public final class TinyGguf {

    private static final int WIDTH = 64;
    private static final int LAYERS = 2;
    private static final int HEADS = 4;
    private static final int INNER = 128;
    private static final int ENCODED = 512;
    private static final int MARKS = 3 + 256;

    /** Of a model that writes: a template that no engine knows, so that it has to be rendered. */
    public static final String TEMPLATE = "{% for m in messages %}<s>{{ m.role }}: {{ m.content }}</s>{% endfor %}"
            + "{% if add_generation_prompt %}assistant:{% endif %}";

    private final Map<String, Object> entries = new LinkedHashMap<>();
    private final List<String> words;
    private final Map<String, int[]> shapes;

    private TinyGguf(String architecture, int context, List<String> words, Map<String, int[]> shapes) {
        this.words = words;
        this.shapes = shapes;
        put("general.architecture", architecture);
        put("general.name", "Tiny Random");
        put("general.license", "apache-2.0");
        put("general.license.link", "https://www.apache.org/licenses/LICENSE-2.0");
        put("general.size_label", "100K");
        put("general.file_type", 0);
        put(architecture + ".context_length", context);
        put(architecture + ".embedding_length", WIDTH);
        put(architecture + ".block_count", LAYERS);
        put(architecture + ".feed_forward_length", INNER);
        put(architecture + ".attention.head_count", HEADS);
        put("tokenizer.ggml.tokens", words.toArray(String[]::new));
        put("tokenizer.ggml.scores", scores());
        put("tokenizer.ggml.token_type", types());
    }

    private static TinyGguf decoder() {
        List<String> words = words();
        return new TinyGguf("llama", 8192, words, shapesOfDecoder(words.size()))
                .put("llama.attention.head_count_kv", HEADS)
                .put("llama.rope.dimension_count", WIDTH / HEADS)
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("llama.vocab_size", words.size())
                .put("tokenizer.ggml.model", "llama")
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.eos_token_id", 2)
                .put("tokenizer.ggml.unknown_token_id", 0);
    }

    private static TinyGguf encoder(int pooling) {
        List<String> words = wordsOfEncoder();
        return new TinyGguf("bert", ENCODED, words, shapesOfEncoder(words.size()))
                .put("bert.attention.layer_norm_epsilon", 1e-12f)
                .put("bert.attention.causal", false)
                .put("bert.pooling_type", pooling)
                .put("tokenizer.ggml.model", "bert")
                .put("tokenizer.ggml.token_type_count", 2)
                .put("tokenizer.ggml.unknown_token_id", 0)
                .put("tokenizer.ggml.cls_token_id", 1)
                .put("tokenizer.ggml.bos_token_id", 1)
                .put("tokenizer.ggml.seperator_token_id", 2)
                .put("tokenizer.ggml.eos_token_id", 2)
                .put("tokenizer.ggml.padding_token_id", 0)
                .put("tokenizer.ggml.mask_token_id", 0);
    }

    /** Writes answers. */
    public static TinyGguf chat() {
        return decoder().put("tokenizer.chat_template", TEMPLATE);
    }

    /** Makes vectors: the state of the last token. */
    public static TinyGguf embedder() {
        return decoder().put("llama.pooling_type", 3);
    }

    /** Makes vectors: the mean of the states of all tokens. */
    public static TinyGguf encoder() {
        return encoder(1);
    }

    /** Says how well a text answers a query. */
    public static TinyGguf reranker() {
        return encoder(4);
    }

    /** @param value a text, a whole number, a decimal, or an array of texts, decimals or whole numbers */
    public TinyGguf put(String key, Object value) {
        entries.put(key, value);
        return this;
    }

    public Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        Out head = new Out();
        head.raw("GGUF".getBytes(StandardCharsets.US_ASCII));
        head.i32(3).i64(shapes.size()).i64(entries.size());
        entries.forEach(head::entry);
        Out data = new Out();
        Random random = new Random(1);
        shapes.forEach((name, shape) -> {
            head.text(name).i32(shape.length);
            for (int dimension : shape) {
                head.i64(dimension);
            }
            head.i32(0).i64(data.size());
            for (float number : numbers(name, shape, random)) {
                data.f32(number);
            }
            data.align();
        });
        head.align();
        head.raw(data.toByteArray());
        return head.toByteArray();
    }

    private static Map<String, int[]> shapesOfDecoder(int vocabulary) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("token_embd.weight", new int[] {WIDTH, vocabulary});
        for (int layer = 0; layer < LAYERS; layer++) {
            String block = "blk.%d.".formatted(layer);
            shapes.put(block + "attn_norm.weight", new int[] {WIDTH});
            for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
                shapes.put(block + part + ".weight", new int[] {WIDTH, WIDTH});
            }
            shapes.put(block + "ffn_norm.weight", new int[] {WIDTH});
            shapes.put(block + "ffn_gate.weight", new int[] {WIDTH, INNER});
            shapes.put(block + "ffn_up.weight", new int[] {WIDTH, INNER});
            shapes.put(block + "ffn_down.weight", new int[] {INNER, WIDTH});
        }
        shapes.put("output_norm.weight", new int[] {WIDTH});
        shapes.put("output.weight", new int[] {WIDTH, vocabulary});
        return shapes;
    }

    private static Map<String, int[]> shapesOfEncoder(int vocabulary) {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("token_embd.weight", new int[] {WIDTH, vocabulary});
        shapes.put("token_types.weight", new int[] {WIDTH, 2});
        shapes.put("position_embd.weight", new int[] {WIDTH, ENCODED});
        withBias(shapes, "token_embd_norm", WIDTH);
        for (int layer = 0; layer < LAYERS; layer++) {
            String block = "blk.%d.".formatted(layer);
            for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
                withBias(shapes, block + part, WIDTH, WIDTH);
            }
            withBias(shapes, block + "attn_output_norm", WIDTH);
            withBias(shapes, block + "ffn_up", WIDTH, INNER);
            withBias(shapes, block + "ffn_down", INNER, WIDTH);
            withBias(shapes, block + "layer_output_norm", WIDTH);
        }
        withBias(shapes, "cls", WIDTH, WIDTH);
        withBias(shapes, "cls.output", WIDTH, 1);
        return shapes;
    }

    private static void withBias(Map<String, int[]> shapes, String name, int... shape) {
        shapes.put(name + ".weight", shape);
        shapes.put(name + ".bias", new int[] {shape[shape.length - 1]});
    }

    private static float[] numbers(String name, int[] shape, Random random) {
        float[] numbers = new float[Arrays.stream(shape).reduce(1, (one, other) -> one * other)];
        if (shape.length == 1) {
            Arrays.fill(numbers, name.endsWith(".bias") ? 0 : 1);
            return numbers;
        }
        float scale = name.equals("output.weight") || name.startsWith("cls") ? 0.5f : 0.08f;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = scale * (float) random.nextGaussian();
        }
        for (int row = 0; row < shape[1]; row++) {
            if (name.equals("token_embd.weight")) {
                numbers[row * WIDTH] = 2;
            } else if (name.equals("output.weight")) {
                numbers[row * WIDTH] = row < MARKS ? -30 : 0;
            }
        }
        return numbers;
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        IntStream.range(0, 256).forEach(b -> words.add("<0x%02X>".formatted(b)));
        for (String word :
                "the a of to and in is it for on that with as at by this from or an be are was not".split(" ")) {
            words.add("▁" + word);
        }
        "▁abcdefghijklmnopqrstuvwxyz.,:".chars().forEach(letter -> words.add(Character.toString(letter)));
        return words;
    }

    private static List<String> wordsOfEncoder() {
        List<String> words = new ArrayList<>(List.of("[UNK]", "[CLS]", "[SEP]"));
        words().stream().skip(MARKS).forEach(words::add);
        "abcdefghijklmnopqrstuvwxyz".chars().forEach(letter -> words.add("▁" + Character.toString(letter)));
        return List.copyOf(new LinkedHashSet<>(words));
    }

    private float[] scores() {
        float[] scores = new float[words.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = -i;
        }
        return scores;
    }

    private int[] types() {
        int[] types = new int[words.size()];
        Arrays.fill(types, 1);
        if (words.get(3).equals("<0x00>")) {
            Arrays.fill(types, 3, MARKS, 6);
        }
        types[0] = 2;
        types[1] = 3;
        types[2] = 3;
        return types;
    }

    /** Little-endian bytes. */
    static final class Out extends ByteArrayOutputStream {

        Out raw(byte[] bytes) {
            writeBytes(bytes);
            return this;
        }

        Out i32(int value) {
            return raw(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }

        Out i64(long value) {
            return raw(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
        }

        Out f32(float value) {
            return i32(Float.floatToIntBits(value));
        }

        Out text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return i64(bytes.length).raw(bytes);
        }

        Out entry(String key, Object value) {
            text(key);
            return switch (value) {
                case String text -> i32(8).text(text);
                case Integer number -> i32(4).i32(number);
                case Float number -> i32(6).f32(number);
                case Boolean truth -> i32(7).raw(new byte[] {(byte) (truth ? 1 : 0)});
                case String[] texts -> {
                    i32(9).i32(8).i64(texts.length);
                    Arrays.stream(texts).forEach(this::text);
                    yield this;
                }
                case int[] numbers -> {
                    i32(9).i32(5).i64(numbers.length);
                    Arrays.stream(numbers).forEach(this::i32);
                    yield this;
                }
                case float[] numbers -> {
                    i32(9).i32(6).i64(numbers.length);
                    for (float number : numbers) {
                        f32(number);
                    }
                    yield this;
                }
                default -> throw new IllegalArgumentException("No kind for " + value);
            };
        }

        void align() {
            raw(new byte[(32 - size() % 32) % 32]);
        }
    }
}
