package io.groundwork.orchestration.http;

import java.util.OptionalInt;

/**
 * The part of a long text that is given at once. It splits no character.
 *
 * @param from offset of its first character, in UTF-16 code units
 * @param to offset one past its last
 */
record McpWindow(int from, int to) {

    /** Some 12,000 tokens: what a model reads at a time without losing sight of the rest. */
    static final int MOST = 50_000;

    /** How much of it stands before the passage that it is to show. */
    private static final int BEFORE = 5_000;

    /** As much as fits around a passage that begins here: a short text whole. */
    static McpWindow around(String text, int passage) {
        int last = Math.max(0, text.length() - MOST);
        return from(text, Math.clamp((long) passage - BEFORE, 0, last));
    }

    /** @param offset within the text, or its end */
    static McpWindow from(String text, int offset) {
        int from = splits(text, offset) ? offset + 1 : offset;
        int to = Math.min(text.length(), from + MOST);
        return new McpWindow(from, splits(text, to) ? to - 1 : to);
    }

    /** Where the text goes on; empty where nothing follows. */
    OptionalInt next(String text) {
        return to < text.length() ? OptionalInt.of(to) : OptionalInt.empty();
    }

    private static boolean splits(String text, int offset) {
        return offset > 0
                && offset < text.length()
                && Character.isSurrogatePair(text.charAt(offset - 1), text.charAt(offset));
    }
}
