package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.ModelFolder;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.Provenance;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A model whose files are here: built in, or in a folder that somebody named. Immutable. */
public final class LocalModel {

    private static final String ELSEWHERE =
            "a model with another one runs on a server (GROUNDWORK_EMBEDDINGS_URL, GROUNDWORK_EMBEDDINGS_SERVER)";

    private final EmbeddingModel identity;
    private final Provenance provenance;
    private final Set<String> languages;
    private final Pooling pooling;
    private final Optional<MeanState> meanState;
    private final Supplier<WordPiece> tokenizer;
    private final Weights weights;

    private LocalModel(
            EmbeddingModel identity,
            Provenance provenance,
            Set<String> languages,
            Pooling pooling,
            Optional<MeanState> meanState,
            Supplier<WordPiece> tokenizer,
            Weights weights) {
        this.identity = identity;
        this.provenance = provenance;
        this.languages = languages;
        this.pooling = pooling;
        this.meanState = meanState;
        this.tokenizer = tokenizer;
        this.weights = weights;
    }

    /** The built-in model in one of its forms. */
    static LocalModel bgeSmall(EmbeddingModel identity, Provenance provenance, Weights weights) {
        return new LocalModel(
                identity,
                provenance,
                Set.of("en"),
                Pooling.CLS,
                Optional.of(MeanState.BUILT_IN),
                BgeSmall::tokenizer,
                weights);
    }

    /** @param weights an encoder in ONNX with the inputs, the output and the vocabulary of the built-in model */
    static LocalModel of(Path weights, EmbeddingModel identity) {
        return bgeSmall(identity, Provenance.UNKNOWN, new WeightsFile(weights));
    }

    /** @throws IllegalArgumentException saying what is wrong with the folder */
    public static LocalModel of(ModelFolder folder) {
        ModelFolder.Vectors vectors = folder.vectors();
        if (vectors.dimension() == 0) {
            throw new IllegalArgumentException("%s of the model folder %s does not say 'dimension'"
                    .formatted(ModelFolder.DESCRIPTION, folder.folder()));
        }
        Path weights = ModelFiles.weights(folder);
        return new LocalModel(
                new EmbeddingModel(
                        folder.name(),
                        folder.digest(),
                        vectors.dimension(),
                        folder.maxTokens(),
                        oneOf(Numbers.class, folder, "numbers", vectors.numbers()),
                        new EmbeddingModel.Prefixes(vectors.queryPrefix(), vectors.passagePrefix())),
                new Provenance(folder.source(), folder.revision(), folder.licence(), vectors.pooling()),
                folder.languages(),
                oneOf(Pooling.class, folder, "pooling", vectors.pooling()),
                Optional.empty(),
                () -> ModelFiles.tokenizer(folder, ELSEWHERE),
                new Pinned(weights, folder.sha256(ModelFiles.WEIGHTS).orElseThrow()));
    }

    private static <E extends Enum<E>> E oneOf(Class<E> type, ModelFolder folder, String field, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("%s of the model folder %s: '%s' is %s, which is none of %s"
                .formatted(
                        ModelFolder.DESCRIPTION,
                        folder.folder(),
                        field,
                        value,
                        Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
    }

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

    /** Weights whose digest was checked when the description was read. */
    record Pinned(Path path, String sha256) implements Weights {

        @Override
        public Path published(Unpacked folder) {
            return path;
        }

        @Override
        public Path file(Unpacked folder, Fused.Form form) throws IOException {
            return Fused.file(folder, () -> path, sha256, form);
        }
    }

    public EmbeddingModel identity() {
        return identity;
    }

    public Provenance provenance() {
        return provenance;
    }

    /** See {@link io.groundwork.embeddings.Embedder#languages}. */
    public Set<String> languages() {
        return languages;
    }

    /** Whether its tokens' states can be stored, see {@link io.groundwork.embeddings.Embedder#givesStates}. */
    public boolean givesStates() {
        return meanState.isPresent();
    }

    /** Reads the vocabulary, a fifth of a second. */
    public WordPiece tokenizer() {
        return tokenizer.get();
    }

    Pooling pooling() {
        return pooling;
    }

    /** What its tokens' states are centred by; none where that is not known, and then its states are not kept. */
    Optional<MeanState> meanState() {
        return meanState;
    }

    Weights weights() {
        return weights;
    }
}
