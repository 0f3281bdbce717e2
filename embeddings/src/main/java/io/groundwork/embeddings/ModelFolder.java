package io.groundwork.embeddings;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model that an administrator laid down in a folder, beside a {@value #DESCRIPTION} that says what it is and pins every file:
 *
 * <pre>{@code
 * {"name": "…", "max_tokens": 512, "licence": "…", "source": "https://…", "revision": "…",
 *  "languages": ["en"],
 *  "files": {"model.onnx": "<SHA-256 in hexadecimal>", "vocab.txt": "<…>"}}
 * }</pre>
 *
 * One that makes vectors says more of itself, see {@link Vectors}. Read and checked once; immutable.
 */
public final class ModelFolder {

    public static final String DESCRIPTION = "groundwork-model.json";

    private static final int LEAST_TOKENS = 16;
    private static final int MOST_TOKENS = 32_768;

    /** What a model's weights are called. */
    public static final String WEIGHTS = "model.onnx";

    private final Path folder;
    private final Description description;

    private ModelFolder(Path folder, Description description) {
        this.folder = folder;
        this.description = description;
    }

    /**
     * Reads the description and the files that it pins, every byte of them: a second for each gigabyte or two.
     *
     * @throws IllegalArgumentException naming the file, when one is not what the description says, lies there without being named in it, or cannot be read
     */
    public static ModelFolder open(Path folder) {
        return open(folder, Set.of());
    }

    /** The same for a model that another process runs: {@value #WEIGHTS} may be left out, and is another's then by its digest alone. */
    public static ModelFolder withoutWeights(Path folder) {
        return open(folder, Set.of(WEIGHTS));
    }

    private static ModelFolder open(Path folder, Set<String> mayBeMissing) {
        Path root = folder.toAbsolutePath().normalize();
        ModelFolder opened = new ModelFolder(root, read(root));
        opened.checkNothingElse();
        opened.description.files().forEach((name, pinned) -> {
            if (!mayBeMissing.contains(name) || Files.exists(root.resolve(name))) {
                opened.check(name, pinned);
            }
        });
        return opened;
    }

    private static Description read(Path folder) {
        Path file = folder.resolve(DESCRIPTION);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("The model folder %s has no %s, which names the model and pins its files"
                    .formatted(folder, DESCRIPTION));
        }
        try {
            return JsonMapper.builder().build().readValue(file.toFile(), Description.class);
        } catch (JsonProcessingException e) {
            String why = e.getCause() instanceof IllegalArgumentException said
                    ? String.valueOf(said.getMessage())
                    : e.getOriginalMessage();
            throw new IllegalArgumentException("%s is no description of a model: %s".formatted(file, why), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read".formatted(file), e);
        }
    }

    /** What is not pinned could be read all the same: weights may point to further files. */
    private void checkNothingElse() {
        try (Stream<Path> files = Files.walk(folder)) {
            String others = files.filter(file -> Files.isRegularFile(file))
                    .map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.startsWith(".") && !name.equals(DESCRIPTION))
                    .filter(name -> !description.files().containsKey(name))
                    .sorted()
                    .collect(joining(", "));
            if (!others.isEmpty()) {
                throw new IllegalArgumentException("The model folder %s holds what its %s does not name: %s"
                        .formatted(folder, DESCRIPTION, others));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("The model folder %s cannot be read".formatted(folder), e);
        }
    }

    private void check(String name, String pinned) {
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
            throw new IllegalArgumentException(
                    "%s of the model folder %s names a file outside of it: %s".formatted(DESCRIPTION, folder, name));
        }
        String found;
        try {
            found = sha256(out -> Files.copy(file, out));
        } catch (IOException e) {
            throw new IllegalArgumentException("The model file %s cannot be read".formatted(file), e);
        }
        if (!found.equals(pinned)) {
            throw new IllegalArgumentException(
                    "The model file %s is not the one that %s pins: its SHA-256 is %s, not %s"
                            .formatted(file, DESCRIPTION, found, pinned));
        }
    }

    private static String sha256(Content content) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                content.writeTo(sink);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** As callers know the model. */
    public String name() {
        return description.name();
    }

    /** Longest sequence that it reads, special tokens included. */
    public int maxTokens() {
        return description.maxTokens();
    }

    /** Under which its weights may be used, in the words of whoever laid them down. */
    public String licence() {
        return description.licence();
    }

    /** Where the files came from. */
    public String source() {
        return description.source();
    }

    public String revision() {
        return description.revision();
    }

    /** For which it was trained, as BCP 47 writes them; empty when nothing is said of that. */
    public Set<String> languages() {
        return description.languages();
    }

    /** What is said of the vectors that it makes. */
    public Vectors vectors() {
        return description.vectors();
    }

    /** One of the files, as it was checked. */
    public Optional<Path> file(String name) {
        return description.files().containsKey(name) ? Optional.of(folder.resolve(name)) : Optional.empty();
    }

    /** SHA-256 of one of the files, in hexadecimal. */
    public Optional<String> sha256(String name) {
        return Optional.ofNullable(description.files().get(name));
    }

    /** SHA-256 over names and digests of all files and over what is said of vectors, in hexadecimal: another file, or prefix, is another model. */
    public String digest() {
        String lines = new TreeMap<>(description.files())
                .entrySet().stream()
                        .map(file -> file.getKey() + '\u0000' + file.getValue() + '\n')
                        .collect(joining());
        try {
            return sha256(out -> out.write((lines + description.vectors().words()).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new IllegalStateException("A digest takes every byte", e);
        }
    }

    private interface Content {

        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * What an embedding model says of itself besides; of another model nothing is said.
     *
     * @param dimension of its vectors; 0 where it makes none
     * @param pooling which state stands for a text, {@code cls} or {@code mean}
     * @param numbers {@code float} or {@code int8}
     * @param queryPrefix put before every question; a space at its end belongs to it
     * @param passagePrefix put before every passage
     */
    public record Vectors(int dimension, String pooling, String numbers, String queryPrefix, String passagePrefix) {

        public Vectors {
            if (dimension < 0) {
                throw new IllegalArgumentException("'dimension' must not be negative");
            }
        }

        private String words() {
            return String.join("\u0000", pooling, numbers, queryPrefix, passagePrefix);
        }
    }

    /** @param files SHA-256 in hexadecimal by the path within the folder */
    record Description(
            String name,
            @JsonProperty("max_tokens") int maxTokens,
            String licence,
            String source,
            String revision,
            @Nullable Set<String> languages,
            Map<String, String> files,
            int dimension,
            @Nullable String pooling,
            @Nullable String numbers,
            @JsonProperty("query_prefix") @Nullable String queryPrefix,
            @JsonProperty("passage_prefix") @Nullable String passagePrefix) {

        Description {
            name = said("name", name);
            licence = said("licence", licence);
            source = said("source", source);
            revision = said("revision", revision);
            languages = languages == null ? Set.of() : Set.copyOf(languages);
            files = files == null ? Map.of() : Map.copyOf(files);
            if (maxTokens < LEAST_TOKENS || maxTokens > MOST_TOKENS) {
                throw new IllegalArgumentException(
                        "'max_tokens' must be within %d to %d".formatted(LEAST_TOKENS, MOST_TOKENS));
            }
            if (files.isEmpty()) {
                throw new IllegalArgumentException("'files' must give the SHA-256 of every file");
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                if (!file.getValue().matches("[0-9a-f]{64}")) {
                    throw new IllegalArgumentException(
                            "'files' must give the SHA-256 of %s in hexadecimal".formatted(file.getKey()));
                }
            }
        }

        Vectors vectors() {
            return new Vectors(
                    dimension,
                    orElse(pooling, "cls"),
                    orElse(numbers, "float"),
                    orElse(queryPrefix, ""),
                    orElse(passagePrefix, ""));
        }

        private static String orElse(@Nullable String value, String otherwise) {
            return value == null ? otherwise : value;
        }

        private static String said(String field, @Nullable String value) {
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException("'%s' must be said".formatted(field));
            }
            return value;
        }
    }
}
