package io.groundwork.orchestration.http;

import io.groundwork.retrieval.AttributeType;
import io.groundwork.retrieval.AttributeTypes;
import io.groundwork.retrieval.CollectionId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which attributes documents may have in some collections, and of what types.
 *
 * @param types by name; empty: any, as one of the collections declares nothing
 */
record KnownAttributes(Optional<Map<String, Set<AttributeType>>> types) {

    /** Of collections that declare nothing. */
    static final KnownAttributes ANY = new KnownAttributes(Optional.empty());

    KnownAttributes {
        types = types.map(Map::copyOf);
    }

    /** @param declared by those of the collections that declare any */
    static KnownAttributes of(Collection<CollectionId> searched, Map<CollectionId, AttributeTypes> declared) {
        if (searched.isEmpty() || !declared.keySet().containsAll(searched)) {
            return ANY;
        }
        Map<String, Set<AttributeType>> types = new HashMap<>();
        declared.values().stream()
                .map(AttributeTypes::all)
                .forEach(all -> all.forEach(
                        (name, type) -> types.computeIfAbsent(name, none -> EnumSet.noneOf(AttributeType.class))
                                .add(type)));
        return new KnownAttributes(Optional.of(types));
    }

    /**
     * The values that an attribute is compared with, as they are kept.
     *
     * @param values each a String, a Double or a Boolean
     * @param path of the comparison
     * @param many whether the values are a list there
     */
    List<Object> fit(String name, List<Object> values, String path, boolean many) {
        if (types.isEmpty()) {
            return values;
        }
        Set<AttributeType> possible = types.get().get(name);
        if (possible == null) {
            throw Filters.wrong(
                    path + ".key",
                    "is '%s', which no document has where this searches; there are: %s"
                            .formatted(name, String.join(", ", new TreeMap<>(types.get()).keySet())));
        }
        return IntStream.range(0, values.size())
                .mapToObj(i ->
                        fit(name, possible, values.get(i), many ? "%s.value[%d]".formatted(path, i) : path + ".value"))
                .toList();
    }

    /** Where collections differ about an attribute, a value is compared as it was sent. */
    private static Object fit(String name, Set<AttributeType> possible, Object value, String path) {
        List<Object> fitting =
                possible.stream().flatMap(type -> type.fit(value).stream()).toList();
        if (fitting.isEmpty()) {
            throw Filters.wrong(
                    path,
                    "must be %s, as '%s' is"
                            .formatted(
                                    possible.stream().map(AttributeType::said).collect(Collectors.joining(" or ")),
                                    name));
        }
        return possible.size() == 1 ? fitting.getFirst() : value;
    }
}
