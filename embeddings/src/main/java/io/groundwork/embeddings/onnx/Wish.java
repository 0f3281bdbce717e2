package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.Precision;
import io.groundwork.embeddings.Provider;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the one who installs has said of the model in this process.
 *
 * @param ordinal which of several cards, from 0
 * @param batchTokens places of a batch, filling counted
 * @param callers runs at once, besides one of questions
 * @param modelFolder a model in place of the built-in one
 */
public record Wish(
        Provider provider,
        int ordinal,
        Precision precision,
        OptionalInt batchTokens,
        OptionalInt callers,
        Optional<Path> modelFolder) {

    /** Nothing in particular. */
    public static final Wish NONE =
            new Wish(Provider.AUTO, 0, Precision.AUTO, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
}
