package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.EmbeddingModel.Prefixes;
import io.groundwork.embeddings.Numbers;
import io.groundwork.embeddings.Provenance;
import io.groundwork.embeddings.tokens.WordPiece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * The built-in model, BAAI's {@code bge-small-en-v1.5} with int8 weights, as LangChain4j publishes it: two resources on the class path.
 *
 * @see <a href="https://arxiv.org/abs/2309.07597">Xiao et al., SIGIR 2024</a>
 */
public final class BgeSmall {

    /** SHA-256 of the weights followed by the tokenizer. */
    private static final String DIGEST = "46a5f4dce5dacffe8a0984000c46a8fef58a2dcd79550ef1c1f0fe30ba4ba7b5";

    /** What the model was trained to find before a question, and not before a passage. */
    private static final Prefixes PREFIXES =
            new Prefixes("Represent this sentence for searching relevant passages: ", "");

    public static final EmbeddingModel MODEL =
            new EmbeddingModel("bge-small-en-v1.5", DIGEST, 384, 512, Numbers.INT8, PREFIXES);

    /** The same of the weights in decimals, which builds for accelerators have beside the others. */
    private static final String DECIMAL_DIGEST = "b9ae8eba73211545260ad140ba2ce0dfb4c7e6796a6418538aaabe6e14aaf7d7";

    public static final EmbeddingModel DECIMAL_MODEL =
            new EmbeddingModel("bge-small-en-v1.5", DECIMAL_DIGEST, 384, 512, Numbers.FLOAT, PREFIXES);

    private static final Provenance PROVENANCE = new Provenance(
            "BAAI/bge-small-en-v1.5, in ONNX as Xenova/bge-small-en-v1.5",
            "as in LangChain4j's artefact",
            "MIT",
            "cls");

    private static final Resource WEIGHTS = new Resource(
            "/bge-small-en-v1.5-q.onnx", "6c9c6101a956d62dfb5e7190c538226c0c5bb9cb27b651234b6df063ee7dbfe4");
    /** Of the weights as {@link FusedBert} writes them; a test says what it is when that changes. */
    private static final String FUSED_SHA256 = "cb469baaeb417847ae8cde9d36f7895dd034edd63d5258adcea1fffc0cd966ff";

    private static final Resource DECIMAL_WEIGHTS =
            new Resource("/bge-small-en-v1.5.onnx", "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35");

    private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";

    private BgeSmall() {}

    /** In whole numbers, for a processor. */
    public static LocalModel wholeNumbers() {
        return LocalModel.bgeSmall(MODEL, PROVENANCE, new LocalModel.Weights() {
            @Override
            public Path published(Unpacked folder) throws IOException {
                return BgeSmall.published(folder);
            }

            @Override
            public Path file(Unpacked folder, Fused.Form form) throws IOException {
                if (form != Fused.Form.ONE_TEXT) {
                    throw new IllegalArgumentException("Weights in whole numbers run one text at a time");
                }
                return fused(folder);
            }
        });
    }

    /** Whether this build has the weights in decimals. */
    static boolean hasDecimals() {
        return BgeSmall.class.getResource(DECIMAL_WEIGHTS.path()) != null;
    }

    /** In decimals, for an accelerator. The tokenizer is the same file. */
    public static LocalModel decimals() {
        return LocalModel.bgeSmall(DECIMAL_MODEL, PROVENANCE, new LocalModel.Weights() {
            @Override
            public Path published(Unpacked folder) throws IOException {
                return folder.verified(DECIMAL_WEIGHTS);
            }

            @Override
            public Path file(Unpacked folder, Fused.Form form) throws IOException {
                return Fused.file(folder, () -> published(folder), DECIMAL_WEIGHTS.sha256(), form);
            }
        });
    }

    /** Reads the vocabulary, a fifth of a second in a JVM that just started; the weights are left where they are. */
    public static WordPiece tokenizer() {
        try (InputStream json = Resource.open(TOKENIZER)) {
            return new WordPiece(json);
        } catch (IOException e) {
            throw new EmbeddingException("The tokenizer of " + MODEL.name() + " could not be read", e);
        }
    }

    /** The weights as a file whose digest was checked, in a graph made to be run. */
    static Path fused(Unpacked folder) throws IOException {
        return Fused.file(folder, WEIGHTS, FUSED_SHA256);
    }

    /** The weights as a file whose digest was checked, as they are published. */
    static Path published(Unpacked folder) throws IOException {
        return folder.verified(WEIGHTS);
    }
}
