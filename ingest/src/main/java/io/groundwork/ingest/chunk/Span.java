package io.groundwork.ingest.chunk;

/**
 * A stretch of a text.
 *
 * @param start offset of its first character, in UTF-16 code units
 * @param end offset one past its last character
 */
public record Span(int start, int end) {

    public Span {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("Bad span [%d, %d)".formatted(start, end));
        }
    }

    public String of(String text) {
        return text.substring(start, end);
    }

    public int length() {
        return end - start;
    }
}
