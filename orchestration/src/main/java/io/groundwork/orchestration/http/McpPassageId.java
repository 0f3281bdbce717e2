package io.groundwork.orchestration.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the tool {@code search} names its results by and the tool {@code fetch} reads: a place in a document of a collection, {@code vs_…:file-…:4312}.
 * It lasts when the document is cut otherwise. Without the last part it is the document's beginning.
 *
 * @param start offset into the document's text, in UTF-16 code units
 */
record McpPassageId(String collection, String file, int start) {

    private static final Pattern FORM = Pattern.compile("([^:]{1,80}):([^:]{1,80})(?::([0-9]{1,9}))?");

    static McpPassageId read(String id) {
        Matcher parts = FORM.matcher(id);
        if (!parts.matches()) {
            throw Problem.INVALID_REQUEST.because("id", "'id' must be one that search gave, as it gave it.");
        }
        return new McpPassageId(
                parts.group(1), parts.group(2), parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3)));
    }

    String write() {
        return "%s:%s:%d".formatted(collection, file, start);
    }
}
