package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Provenance;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A model whose files are here: built in, or in a folder that somebody named. Immutable. */
public final class LocalModel {

    private final EmbeddingModel identity;
    private final Provenance provenance;
    private final Prefixes prefixes;
    private final Pooling pooling;
    private final Supplier<WordPiece> tokenizer;
    private final Weights weights;

    LocalModel(
            EmbeddingModel identity,
            Provenance provenance,
            Prefixes prefixes,
            Pooling pooling,
            Supplier<WordPiece> tokenizer,
            Weights weights) {
        this.identity = identity;
        this.provenance = provenance;
        this.prefixes = prefixes;
        this.pooling = pooling;
        this.tokenizer = tokenizer;
        this.weights = weights;
    }

    /** @param weights an encoder in ONNX with the inputs, the output and the vocabulary of the built-in model */
    static LocalModel of(Path weights, EmbeddingModel identity) {
        return new LocalModel(
                identity,
                Provenance.UNKNOWN,
                BgeSmall.PREFIXES,
                Pooling.CLS,
                BgeSmall::tokenizer,
                new WeightsFile(weights));
    }

    /**
     * What is put before texts.
     *
     * @param query before questions
     * @param passage before passages
     */
    record Prefixes(String query, String passage) {}

    /** Where the weights are found when they are needed. */
    interface Weights {

        /** As published, checked. */
        Path published(Unpacked folder) throws IOException;

        /** In a graph made to be run, or as published where the graph is none that we know. */
        Path file(Unpacked folder, Fused.Form form) throws IOException;
    }

    /** One whose content is taken as it is. */
    record WeightsFile(Path path) implements Weights {

        @Override
        public Path published(Unpacked folder) {
            return path;
        }

        @Override
        public Path file(Unpacked folder, Fused.Form form) throws IOException {
            return Fused.file(folder, () -> path, Unpacked.sha256(path), form);
        }
    }

    public EmbeddingModel identity() {
        return identity;
    }

    public Provenance provenance() {
        return provenance;
    }

    /** Reads the vocabulary, a fifth of a second. */
    public WordPiece tokenizer() {
        return tokenizer.get();
    }

    Prefixes prefixes() {
        return prefixes;
    }

    Pooling pooling() {
        return pooling;
    }

    Weights weights() {
        return weights;
    }
}
