package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Refuses what holds U+0000, which no text of the database can, before anything is done for it. */
final class Nul {

    private Nul() {}

    /** @throws ProblemException that names the field */
    static void check(String field, @Nullable String text) {
        if (text != null && text.indexOf('\0') >= 0) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' holds a NUL character.".formatted(field));
        }
    }

    /** The same of all texts and names in a tree, each by its path. */
    static void check(String path, JsonNode tree) {
        if (tree.isTextual()) {
            check(path, tree.textValue());
        }
        for (int i = 0; tree.isArray() && i < tree.size(); i++) {
            check("%s[%d]".formatted(path, i), tree.get(i));
        }
        tree.properties().forEach(entry -> {
            check(path, entry.getKey());
            check(path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue());
        });
    }
}
