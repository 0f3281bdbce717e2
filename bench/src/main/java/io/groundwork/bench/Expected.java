package io.groundwork.bench;

import java.util.Locale;

/** What a manifest says should become of a file. */
enum Expected {
    /** Not read, and the reason said. */
    REFUSED,
    /** Read, with text. */
    READ,
    /** One or the other, within time and memory. */
    EITHER;

    /** @param words the {@code expect} of a line of {@code MANIFEST.jsonl} */
    static Expected of(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        boolean leavesRoom = lower.contains("either")
                || lower.contains("some open")
                || lower.contains("where the format is supported")
                || lower.contains("text-bearing")
                || lower.contains("ocr")
                || lower.contains("as above");
        if (leavesRoom) {
            return EITHER;
        }
        return lower.startsWith("must be reported as failed") ? REFUSED : READ;
    }

    boolean isMetBy(boolean read) {
        return this == EITHER || (this == READ) == read;
    }
}
