package io.groundwork.embeddings.onnx;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.Provenance;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model in a folder: {@value #WEIGHTS}, {@value #TOKENIZER} or {@value #VOCABULARY} of an uncased WordPiece, and {@value #DESCRIPTION}, which pins each file
 * by its SHA-256 and says what the model is. Files that do not match their digests are not used; nothing is fetched.
 */
public final class ModelFolder {

    static final String DESCRIPTION = "groundwork-model.json";
    static final String WEIGHTS = "model.onnx";
    static final String TOKENIZER = "tokenizer.json";
    static final String VOCABULARY = "vocab.txt";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelFolder() {}

    /** What {@value #DESCRIPTION} holds. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Description(
            @Nullable String name,
            int dimension,
            int maxTokens,
            @Nullable String pooling,
            @Nullable String numbers,
            @Nullable String queryPrefix,
            @Nullable String passagePrefix,
            @Nullable String licence,
            @Nullable String source,
            @Nullable String revision,
            @Nullable Map<String, String> files) {}

    /** Which files have to be there. */
    private enum Needed {
        ALL,
        /** Where the weights run in another process. */
        TOKENIZER_ONLY
    }

    /**
     * Reads the description and checks all files against it, a second for a gigabyte.
     *
     * @throws EmbeddingException when something is missing or wrong; the message says what
     */
    public static LocalModel read(Path folder) {
        return read(folder, Needed.ALL);
    }

    /** The same for a model that another process runs: the weights need not be here. */
    public static LocalModel described(Path folder) {
        return read(folder, Needed.TOKENIZER_ONLY);
    }

    private static LocalModel read(Path folder, Needed needed) {
        try {
            return read(
                    folder, needed, JSON.readValue(Files.readAllBytes(folder.resolve(DESCRIPTION)), Description.class));
        } catch (IOException e) {
            throw new EmbeddingException("The model in %s cannot be used: %s".formatted(folder, firstLine(e)), e);
        }
    }

    private static LocalModel read(Path folder, Needed needed, Description description) throws IOException {
        Map<String, String> files = checked(folder, needed, description);
        Numbers numbers = oneOf(Numbers.class, "numbers", description.numbers(), Numbers.FLOAT);
        Pooling pooling = oneOf(Pooling.class, "pooling", description.pooling(), Pooling.CLS);
        LocalModel.Prefixes prefixes =
                new LocalModel.Prefixes(orEmpty(description.queryPrefix()), orEmpty(description.passagePrefix()));
        EmbeddingModel identity = new EmbeddingModel(
                said("name", description.name()),
                digest(files, pooling, prefixes),
                positive("dimension", description.dimension()),
                positive("max_tokens", description.maxTokens()),
                numbers);
        Provenance provenance = new Provenance(
                said("source", description.source()),
                said("revision", description.revision()),
                said("licence", description.licence()));
        Path weights = folder.resolve(WEIGHTS);
        return new LocalModel(
                identity,
                provenance,
                prefixes,
                pooling,
                () -> tokenizer(folder, files),
                new Pinned(weights, files.get(WEIGHTS)));
    }

    /** Weights whose digest was checked when the description was read. */
    private record Pinned(Path path, String sha256) implements LocalModel.Weights {

        @Override
        public Path published(Unpacked folder) {
            return path;
        }

        @Override
        public Path file(Unpacked folder, Fused.Form form) throws IOException {
            return Fused.file(folder, () -> path, sha256, form);
        }
    }

    /** In the order of their names. */
    private static Map<String, String> checked(Path folder, Needed needed, Description description) throws IOException {
        Map<String, String> files = new TreeMap<>(description.files() == null ? Map.of() : description.files());
        if (!files.containsKey(WEIGHTS) || !(files.containsKey(TOKENIZER) || files.containsKey(VOCABULARY))) {
            throw new IOException("\"files\" has to name %s, and %s or %s, with the SHA-256 of each"
                    .formatted(WEIGHTS, TOKENIZER, VOCABULARY));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path name = Path.of(file.getKey());
            if (name.isAbsolute() || name.getNameCount() != 1 || file.getKey().startsWith(".")) {
                throw new IOException("\"files\" names %s, which is no file of this folder".formatted(file.getKey()));
            }
            Path path = folder.resolve(name);
            boolean isTokenizer =
                    file.getKey().equals(TOKENIZER) || file.getKey().equals(VOCABULARY);
            if (needed == Needed.TOKENIZER_ONLY && !isTokenizer && !Files.exists(path)) {
                file.setValue(file.getValue().toLowerCase(Locale.ROOT));
                continue;
            }
            if (!Files.isRegularFile(path)) {
                throw new IOException("%s is not there".formatted(file.getKey()));
            }
            String found = Unpacked.sha256(path);
            if (!found.equalsIgnoreCase(file.getValue())) {
                throw new IOException("%s is not the file that was described: its SHA-256 is %s, and %s says %s"
                        .formatted(file.getKey(), found, DESCRIPTION, file.getValue()));
            }
            file.setValue(found);
        }
        return files;
    }

    /** Of the files and of all else that a vector depends on. */
    private static String digest(Map<String, String> files, Pooling pooling, LocalModel.Prefixes prefixes) {
        String words = String.join("\u0000", files.toString(), pooling.name(), prefixes.query(), prefixes.passage());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(words.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static WordPiece tokenizer(Path folder, Map<String, String> files) {
        boolean json = files.containsKey(TOKENIZER);
        try (InputStream bytes = Files.newInputStream(folder.resolve(json ? TOKENIZER : VOCABULARY))) {
            return json ? new WordPiece(bytes) : WordPiece.ofVocabulary(bytes);
        } catch (IOException e) {
            throw new EmbeddingException("The tokenizer in %s cannot be used: %s".formatted(folder, firstLine(e)), e);
        }
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, String name, @Nullable String value, E otherwise)
            throws IOException {
        if (value == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw new IOException("\"%s\" is %s".formatted(name, value));
    }

    private static String said(String name, @Nullable String value) throws IOException {
        if (value == null || value.isBlank()) {
            throw new IOException("%s does not say \"%s\"".formatted(DESCRIPTION, name));
        }
        return value;
    }

    private static int positive(String name, int value) throws IOException {
        if (value < 1) {
            throw new IOException("%s does not say \"%s\"".formatted(DESCRIPTION, name));
        }
        return value;
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** What a file that is not there, or JSON that is none, says of itself. */
    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                + (e instanceof NoSuchFileException ? " is not there" : "");
    }
}
