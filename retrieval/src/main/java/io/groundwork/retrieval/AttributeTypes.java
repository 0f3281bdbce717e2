package io.groundwork.retrieval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which attributes the documents of a collection may have, and what their values are. What sources write of their documents ({@link #OF_SOURCES}) is
 * always among them.
 *
 * @param declared by name
 */
public record AttributeTypes(Map<String, AttributeType> declared) {

    /** What sources write of their documents. */
    public static final Map<String, AttributeType> OF_SOURCES = Map.of(
            "source", AttributeType.STRING,
            "path", AttributeType.STRING,
            "url", AttributeType.STRING,
            "modified", AttributeType.DATE);

    /** Of a collection. */
    public static final int MOST = 64;

    /** In characters. */
    private static final int LONGEST_NAME = 64;

    /** Begins what filters know of every document. */
    private static final String MARK = "@";

    /** @throws IllegalArgumentException in words for people, when there are too many, or a name or its type cannot be */
    public AttributeTypes {
        declared = Collections.unmodifiableMap(new TreeMap<>(declared));
        if (declared.size() > MOST) {
            throw new IllegalArgumentException(
                    "These are %d attributes; a collection declares at most %d.".formatted(declared.size(), MOST));
        }
        declared.forEach(AttributeTypes::check);
    }

    private static void check(String name, AttributeType type) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.indexOf('\0') >= 0 || name.startsWith(MARK)) {
            throw new IllegalArgumentException(
                    "The name '%s' cannot be: it must have 1 to %d characters and not begin with '%s'."
                            .formatted(name, LONGEST_NAME, MARK));
        }
        AttributeType ofSources = OF_SOURCES.getOrDefault(name, type);
        if (ofSources != type) {
            throw new IllegalArgumentException(
                    "'%s' cannot be a %s: sources write it, as a %s.".formatted(name, type.word(), ofSources.word()));
        }
    }

    /** What is declared, and what sources write. */
    public Map<String, AttributeType> all() {
        Map<String, AttributeType> all = new TreeMap<>(OF_SOURCES);
        all.putAll(declared);
        return all;
    }

    /** Empty where no document may have it. */
    public Optional<AttributeType> of(String name) {
        return Optional.ofNullable(all().get(name));
    }

    /** Whether its values may tell how old a document is. */
    public boolean mayDate(String name) {
        return of(name).filter(type -> type != AttributeType.BOOLEAN).isPresent();
    }

    /**
     * A document's attributes as they are kept.
     *
     * @param attributes values are String, Double or Boolean
     * @throws UnfitAttributeException when one is not declared, or is of another type
     */
    public Map<String, Object> fit(Map<String, Object> attributes) {
        Map<String, Object> fitting = new LinkedHashMap<>();
        attributes.forEach((name, value) -> fitting.put(name, fit(name, value)));
        return fitting;
    }

    private Object fit(String name, Object value) {
        AttributeType type = of(name).orElseThrow(() -> UnfitAttributeException.unknown(name, all().keySet()));
        return type.fit(value).orElseThrow(() -> UnfitAttributeException.otherType(name, type));
    }
}
