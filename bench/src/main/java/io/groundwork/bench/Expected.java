package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

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

    /** By file, from the {@code MANIFEST.jsonl} of the folder or of one above it; empty where there is none. */
    static Map<Path, Expected> inFolder(Path folder) throws IOException {
        Map<Path, Expected> expected = new HashMap<>();
        for (Path above = folder; above != null && expected.isEmpty(); above = above.getParent()) {
            Path manifest = above.resolve("MANIFEST.jsonl");
            if (Files.isRegularFile(manifest)) {
                ObjectMapper json = new ObjectMapper();
                for (String line : Files.readAllLines(manifest)) {
                    JsonNode entry = json.readTree(line);
                    expected.put(
                            above.resolve(entry.path("file").asText()),
                            of(entry.path("expect").asText()));
                }
            }
        }
        return expected;
    }

    boolean isMetBy(boolean read) {
        return this == EITHER || (this == READ) == read;
    }
}
