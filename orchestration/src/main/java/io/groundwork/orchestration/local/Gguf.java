package io.groundwork.orchestration.local;

import io.groundwork.orchestration.local.GgufHead.Licence;
import io.groundwork.orchestration.local.GgufHead.Made;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads the head of a GGUF file: what its maker says of the weights, and which tensors there are. Of the tensors themselves nothing is
 * read. A file may come from anywhere: every count and length in it is checked against the bytes that are there before it is believed.
 *
 * @see <a href="https://github.com/ggml-org/ggml/blob/master/docs/gguf.md">the format</a>
 */
public final class Gguf {

    private static final int MAGIC = 0x46554747; // "GGUF", little-endian
    private static final int MOST_ENTRIES = 10_000;
    private static final int MOST_TENSORS = 200_000;
    private static final int MOST_DIMENSIONS = 4;

    /** Of one tensor: a thousand times what the largest of today have. */
    private static final long MOST_NUMBERS = 1L << 44;

    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_TEMPLATE = 256 << 10;
    private static final int LONGEST_TEXT = 4 << 10;
    private static final int MOST_BASE_MODELS = 16;
    private static final int POOLED_FOR_RANKING = 4;
    private static final String TEMPLATE = "tokenizer.chat_template";
    private static final String TOKENS = "tokenizer.ggml.tokens";
    private static final String TOKEN_TYPES = "tokenizer.ggml.token_type";

    /** Models that read a text from both sides: they cannot write, so they are for vectors even where the file does not say so. */
    private static final Set<String> ENCODERS =
            Set.of("bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "modern-bert", "t5encoder");

    /** What became of a look at a file. */
    public sealed interface Outcome {

        record Read(GgufHead head) implements Outcome {}

        /** @param words what is wrong with the file, in one sentence */
        record Refused(String words) implements Outcome {}
    }

    private final GgufCursor bytes;
    private final Map<String, Object> entries = new HashMap<>();
    private final Map<String, GgufHead.Place> places = new HashMap<>();

    private Gguf(GgufCursor bytes) {
        this.bytes = bytes;
    }

    /** @throws IOException when the file cannot be read; what it holds is never the reason */
    public static Outcome read(Path file) throws IOException {
        try (GgufCursor bytes = GgufCursor.over(file)) {
            return new Outcome.Read(new Gguf(bytes).head());
        } catch (GgufCursor.Malformed e) {
            return new Outcome.Refused(e.getMessage());
        } catch (EOFException e) {
            return new Outcome.Refused("It became shorter while it was read.");
        }
    }

    private GgufHead head() throws IOException {
        if (bytes.u32() != MAGIC) {
            throw new GgufCursor.Malformed("It does not begin as a GGUF file does.");
        }
        int version = bytes.i32();
        if (version != 2 && version != 3) {
            throw new GgufCursor.Malformed(
                    Integer.reverseBytes(version) == 3
                            ? "It is a big-endian GGUF file, which is for other machines."
                            : "It is of GGUF version %s; versions 2 and 3 are read."
                                    .formatted(Integer.toUnsignedString(version)));
        }
        long tensors = bytes.count(MOST_TENSORS, "tensors");
        long pairs = bytes.count(MOST_ENTRIES, "entries");
        for (long i = 0; i < pairs; i++) {
            String key = bytes.text(LONGEST_NAME);
            value(key, bytes.i32());
        }
        Tensors found = tensors(tensors);
        return head(found);
    }

    private void value(String key, int type) throws IOException {
        if (type == GgufCursor.ARRAY) {
            array(key);
        } else if (type == GgufCursor.TEXT) {
            Optional<String> text = bytes.textUpTo(key.equals(TEMPLATE) ? LONGEST_TEMPLATE : LONGEST_TEXT);
            if (text.isEmpty() && key.equals(TEMPLATE)) {
                throw new GgufCursor.Malformed("Its chat template is longer than any that is read here.");
            }
            text.ifPresent(value -> entries.put(key, value));
        } else {
            entries.put(key, bytes.scalar(type));
        }
    }

    private void array(String key) throws IOException {
        int type = bytes.i32();
        long length = bytes.length();
        places.put(key, new GgufHead.Place(bytes.position(), type, length));
        if (type == GgufCursor.TEXT) {
            for (long i = 0; i < length; i++) {
                bytes.skip(bytes.length());
            }
        } else if (type == GgufCursor.ARRAY) {
            throw new GgufCursor.Malformed("It has lists within lists, which no model needs.");
        } else if (key.endsWith(".attention.head_count_kv") && length <= LONGEST_NAME) {
            // One number for each layer, where they differ; the sum is what the memory depends on.
            long sum = 0;
            for (long i = 0; i < length; i++) {
                sum += Math.max(0, Math.min(number(bytes.scalar(type)), LONGEST_NAME));
            }
            entries.put(key + ".sum", sum);
        } else {
            bytes.skip(Math.multiplyExact(length, GgufCursor.size(type)));
        }
    }

    /**
     * @param parameters how many numbers
     * @param bytes how many bytes of them follow the head; empty where a tensor is of a kind unknown here
     */
    private record Tensors(long parameters, Optional<Long> bytes, Map<Integer, Long> byType) {}

    private Tensors tensors(long count) throws IOException {
        long parameters = 0;
        long end = 0;
        boolean allKnown = true;
        Map<Integer, Long> byType = new HashMap<>();
        for (long i = 0; i < count; i++) {
            bytes.skip(bytes.length());
            int dimensions = bytes.i32();
            if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
                throw new GgufCursor.Malformed("It has a tensor of %d dimensions.".formatted(dimensions));
            }
            long size = 1;
            for (int dimension = 0; dimension < dimensions; dimension++) {
                size = product(size, bytes.i64());
            }
            int type = bytes.i32();
            long offset = bytes.i64();
            if (offset < 0) {
                throw new GgufCursor.Malformed("It has a tensor at no place.");
            }
            parameters = sum(parameters, size);
            byType.merge(type, size, Gguf::saturated);
            Optional<Long> taken = GgufTypes.bytes(type, size);
            allKnown &= taken.isPresent();
            if (taken.isPresent()) {
                end = Math.max(end, sum(offset, taken.get()));
            }
        }
        long data = aligned(bytes.position(), integer("general.alignment").orElse(32));
        return new Tensors(parameters, allKnown && count > 0 ? Optional.of(sum(data, end)) : Optional.empty(), byType);
    }

    private static long saturated(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    private static long product(long size, long dimension) throws GgufCursor.Malformed {
        if (dimension < 0 || (dimension > 0 && size > MOST_NUMBERS / dimension)) {
            throw new GgufCursor.Malformed("It has a tensor of impossible size.");
        }
        return size * dimension;
    }

    private static long sum(long one, long other) throws GgufCursor.Malformed {
        if (one > Long.MAX_VALUE - other) {
            throw new GgufCursor.Malformed("It has tensors of impossible size.");
        }
        return one + other;
    }

    private static long aligned(long position, int alignment) throws GgufCursor.Malformed {
        if (alignment < 1 || alignment > 1 << 20) {
            throw new GgufCursor.Malformed("It wants an alignment of %d bytes.".formatted(alignment));
        }
        return (position + alignment - 1) / alignment * alignment;
    }

    private GgufHead head(Tensors tensors) throws GgufCursor.Malformed {
        String architecture = text("general.architecture")
                .orElseThrow(() -> new GgufCursor.Malformed("It does not say of which architecture it is."));
        OptionalInt pooling = integer(architecture + ".pooling_type");
        return new GgufHead(
                architecture,
                text("general.name"),
                text("general.size_label"),
                new Licence(text("general.license"), text("general.license.name"), text("general.license.link")),
                baseModels(),
                integer(architecture + ".context_length"),
                integer(architecture + ".embedding_length"),
                stateBytes(architecture),
                text(TEMPLATE),
                integer("general.file_type").stream()
                        .mapToObj(GgufTypes::ofFile)
                        .findFirst()
                        .orElseGet(() -> GgufTypes.most(tensors.byType())),
                tensors.parameters(),
                tensors.bytes(),
                text("tokenizer.ggml.model"),
                beginsWithMark(),
                madeFor(architecture, pooling),
                pooling,
                integer("split.count").orElse(1),
                Optional.ofNullable(places.get(TOKENS)),
                Optional.ofNullable(places.get(TOKEN_TYPES)));
    }

    private Made madeFor(String architecture, OptionalInt pooling) {
        if (text("general.type").filter(type -> !type.equals("model")).isPresent() || architecture.equals("clip")) {
            return Made.PART;
        }
        if (pooling.isPresent() && pooling.getAsInt() == POOLED_FOR_RANKING) {
            return Made.RERANKER;
        }
        return ENCODERS.contains(architecture) || pooling.orElse(0) > 0 ? Made.EMBEDDER : Made.CHAT;
    }

    /** Where a file does not say, as llama.cpp decides it. */
    private boolean beginsWithMark() {
        return integer("tokenizer.ggml.add_bos_token")
                        .orElse(
                                text("tokenizer.ggml.model")
                                                        .filter("llama"::equals)
                                                        .isPresent()
                                                || text("tokenizer.ggml.pre")
                                                        .filter(pre -> pre.startsWith("llama"))
                                                        .isPresent()
                                        ? 1
                                        : 0)
                == 1;
    }

    private List<String> baseModels() {
        List<String> names = new ArrayList<>();
        int count = Math.min(integer("general.base_model.count").orElse(0), MOST_BASE_MODELS);
        for (int i = 0; i < count; i++) {
            String key = "general.base_model." + i;
            text(key + ".repo_url").or(() -> text(key + ".name")).ifPresent(names::add);
        }
        return names;
    }

    /** Bytes that one token in the context takes beside the weights: a key and a value in halves for every head of every layer. */
    private long stateBytes(String architecture) {
        int layers = bounded(architecture + ".block_count", 0);
        int heads = bounded(architecture + ".attention.head_count", 1);
        int width = bounded(architecture + ".embedding_length", 0);
        int key = bounded(architecture + ".attention.key_length", width / Math.max(heads, 1));
        int value = bounded(architecture + ".attention.value_length", width / Math.max(heads, 1));
        String keyHeads = architecture + ".attention.head_count_kv";
        long states = entries.get(keyHeads + ".sum") instanceof Long sum
                ? sum
                : (long) layers * bounded(keyHeads, Math.max(heads, 1));
        return states * (key + value) * 2;
    }

    private int bounded(String key, int otherwise) {
        return Math.clamp(integer(key).orElse(otherwise), 0, 1 << 20);
    }

    private Optional<String> text(String key) {
        return entries.get(key) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private OptionalInt integer(String key) {
        Object value = entries.get(key);
        if (value instanceof Number && !(value instanceof Double)) {
            long number = number(value);
            if (number >= 0 && number <= Integer.MAX_VALUE) {
                return OptionalInt.of((int) number);
            }
        }
        return OptionalInt.empty();
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
