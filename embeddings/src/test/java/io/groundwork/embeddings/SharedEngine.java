package io.groundwork.embeddings;

import io.groundwork.embeddings.onnx.OnnxEmbedder;
import java.nio.file.Path;
import java.util.Optional;

/** The built-in model, loaded once for all tests of a JVM. */
public final class SharedEngine {

    private static final OnnxEmbedder ENGINE = new OnnxEmbedder(Optional.of(Path.of("target", "unpacked")), 2, 256);

    private SharedEngine() {}

    public static OnnxEmbedder get() {
        return ENGINE;
    }
}
