package io.groundwork.bench;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Weights in decimals as files for both engines, in a temporary folder; the tokenizer is that of the built-in model. */
final class PublishedModel implements AutoCloseable {

    private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";

    private final Path folder;
    private final Path weights;
    private final Path tokenizer;
    private final Path description;

    private PublishedModel(Path folder, Path weights) {
        this.folder = folder;
        this.weights = weights;
        this.tokenizer = folder.resolve("tokenizer.json");
        this.description = folder.resolve("groundwork-model.json");
    }

    /** LangChain4j's model in whole numbers. */
    static EmbeddingModel wholeNumbers() {
        return new BgeSmallEnV15QuantizedEmbeddingModel();
    }

    /** @param file an ONNX model, or a jar that holds one */
    static PublishedModel of(Path file) throws IOException {
        Path folder = Files.createTempDirectory("groundwork-bench-");
        Path weights = folder.resolve("model.onnx");
        PublishedModel model = new PublishedModel(folder, weights);
        try (InputStream json = PublishedModel.class.getResourceAsStream(TOKENIZER)) {
            if (json == null) {
                throw new IOException("Not on the class path: " + TOKENIZER);
            }
            Files.copy(json, model.tokenizer);
            if (file.toString().endsWith(".jar")) {
                unpack(file, weights);
            } else {
                Files.copy(file, weights, StandardCopyOption.REPLACE_EXISTING);
            }
            return model;
        } catch (IOException e) {
            model.close();
            throw e;
        }
    }

    private static void unpack(Path jar, Path weights) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.stream()
                    .filter(candidate -> candidate.getName().endsWith(".onnx"))
                    .findAny()
                    .orElseThrow(() -> new BenchException("There is no .onnx in %s.".formatted(jar)));
            try (InputStream bytes = zip.getInputStream(entry)) {
                Files.copy(bytes, weights);
            }
        }
    }

    /** As a folder that the product runs a model from: with a description that pins both files. */
    Path folder() throws IOException {
        Files.writeString(description, """
                {"name": "bge-small-en-v1.5", "dimension": 384, "max_tokens": 512, "pooling": "cls",
                 "query_prefix": "Represent this sentence for searching relevant passages: ",
                 "licence": "MIT", "source": "BAAI/bge-small-en-v1.5", "revision": "as given to the benchmark",
                 "files": {"model.onnx": "%s", "tokenizer.json": "%s"}}
                """.formatted(sha256(weights), sha256(tokenizer)));
        return folder;
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (OutputStream sink = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
                Files.copy(file, sink);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    Path weights() {
        return weights;
    }

    io.groundwork.embeddings.EmbeddingModel identity() {
        return new io.groundwork.embeddings.EmbeddingModel("bge-small-en-v1.5", "as published", 384, 512);
    }

    EmbeddingModel peer() {
        return new OnnxEmbeddingModel(weights, tokenizer, PoolingMode.CLS);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(weights);
        Files.deleteIfExists(tokenizer);
        Files.deleteIfExists(description);
        Files.delete(folder);
    }
}
