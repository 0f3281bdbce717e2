package io.groundwork.orchestration.local;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a GGUF file says of itself. Its maker's words: nothing of it is known to be true but the sizes, which come from the tensors.
 *
 * @param architecture how the network is built, such as {@code llama}
 * @param sizeLabel such as {@code 7B}
 * @param baseModels what it was made from, addresses where they are given
 * @param contextLength most tokens that it was trained to look at
 * @param stateBytes what one token of a conversation takes in memory
 * @param chatTemplate how a conversation is written down for it, in Jinja
 * @param quantisation such as {@code Q4_K_M}
 * @param fileBytes how long the file must be to hold all tensors; empty where one of them is of a kind unknown here
 * @param tokenizer the family of its vocabulary, such as {@code gpt2}
 * @param beginsWithMark whether a mark stands before each text that it is given
 * @param pooling how a text becomes one vector, by llama.cpp's numbers
 * @param parts of how many files this is one
 */
public record GgufHead(
        String architecture,
        Optional<String> name,
        Optional<String> sizeLabel,
        Licence licence,
        List<String> baseModels,
        OptionalInt contextLength,
        OptionalInt embeddingLength,
        long stateBytes,
        Optional<String> chatTemplate,
        String quantisation,
        long parameters,
        Optional<Long> fileBytes,
        Optional<String> tokenizer,
        boolean beginsWithMark,
        Made made,
        OptionalInt pooling,
        int parts,
        Optional<Place> tokens,
        Optional<Place> tokenTypes) {

    public GgufHead {
        requireNonNull(licence, "licence");
        requireNonNull(made, "made");
        baseModels = List.copyOf(baseModels);
    }

    /** How a text becomes one vector, in a word. */
    public Optional<String> poolingWord() {
        return switch (pooling.orElse(-1)) {
            case 1 -> Optional.of("mean");
            case 2 -> Optional.of("cls");
            case 3 -> Optional.of("last");
            case 4 -> Optional.of("rank");
            default -> Optional.empty();
        };
    }

    /** What weights are made for. */
    public enum Made {
        CHAT,
        EMBEDDER,
        RERANKER,
        /** Of no use alone: an adapter, or the eyes of another model. */
        PART
    }

    /**
     * Under which terms the weights may be used, as far as the file says.
     *
     * @param id SPDX's, or {@code other}
     */
    public record Licence(Optional<String> id, Optional<String> name, Optional<String> link) {}

    /**
     * Where a list lies in the file.
     *
     * @param type of its entries
     */
    public record Place(long offset, int type, long length) {}
}
