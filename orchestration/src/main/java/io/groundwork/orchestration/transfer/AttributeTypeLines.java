package io.groundwork.orchestration.transfer;

import io.groundwork.retrieval.AttributeType;
import io.groundwork.retrieval.AttributeTypes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which attributes documents may have, as {@code attribute_types} of the first line has it; where there is no such field, any. */
final class AttributeTypeLines {

    private static final int MOST_WORD = 40;

    private AttributeTypeLines() {}

    static Map<String, String> write(AttributeTypes types) {
        Map<String, String> words = new TreeMap<>();
        types.declared().forEach((name, type) -> words.put(name, type.word()));
        return words;
    }

    /** @throws BadLineException when something in it is not as it should be */
    static Optional<AttributeTypes> read(Fields line) {
        if (!line.has("attribute_types")) {
            return Optional.empty();
        }
        Map<String, AttributeType> types = new TreeMap<>();
        line.values("attribute_types", MOST_WORD)
                .forEach((name, word) -> types.put(
                        name,
                        AttributeType.of(word.toString())
                                .orElseThrow(
                                        () -> line.bad("'attribute_types.%s' must be string, number, boolean or date."
                                                .formatted(name)))));
        try {
            return Optional.of(new AttributeTypes(types));
        } catch (IllegalArgumentException e) {
            throw new BadLineException(line.line(), "'attribute_types': " + e.getMessage(), e);
        }
    }
}
