package io.groundwork.embeddings.onnx;

import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.embeddings.tokens.WordPiece;

/**
 * Texts as the model wants them.
 *
 * @param maxTokens longest, special ones included
 */
record Vocabulary(WordPiece pieces, int maxTokens) {

    /** {@code [CLS]} and {@code [SEP]}. */
    static final int SPECIAL_TOKENS = 2;

    /** Of English; only for how much waits. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    /** What a run costs whatever it reads, in tokens. */
    private static final int LEAST_TOKENS = 16;

    /** About how many tokens the model will read of a text, without reading it; the shortest takes as long as some of them. */
    static int about(String text, int maxTokens) {
        return Math.clamp(text.length() / CHARACTERS_PER_TOKEN, Math.min(LEAST_TOKENS, maxTokens), maxTokens);
    }

    Tokens tokens(String text) {
        return pieces.encode(text, maxTokens - SPECIAL_TOKENS);
    }

    /** With the special ones, shape {@code [n]}. */
    long[] sequence(Tokens tokens) {
        long[] sequence = new long[tokens.size() + SPECIAL_TOKENS];
        sequence[0] = pieces.classifier();
        for (int i = 0; i < tokens.size(); i++) {
            sequence[i + 1] = tokens.id(i);
        }
        sequence[sequence.length - 1] = pieces.separator();
        return sequence;
    }
}
