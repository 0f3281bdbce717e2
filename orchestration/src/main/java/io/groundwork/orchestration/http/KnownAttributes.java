package io.groundwork.orchestration.http;

import io.groundwork.retrieval.AttributeType;
import io.groundwork.retrieval.AttributeTypes;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Filter.Operator;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which attributes documents may have where a filter searches, and of what types.
 *
 * @param searched collections
 * @param declared by those of them that declare any
 * @param check whether a comparison that no document can satisfy is refused
 */
record KnownAttributes(Set<CollectionId> searched, Map<CollectionId, AttributeTypes> declared, Check check) {

    /** Of collections that declare nothing. */
    static final KnownAttributes ANY = new KnownAttributes(Set.of(), Map.of(), Check.REFUSE);

    KnownAttributes {
        searched = Set.copyOf(searched);
        declared = Map.copyOf(declared);
    }

    static KnownAttributes of(Collection<CollectionId> searched, Map<CollectionId, AttributeTypes> declared) {
        return new KnownAttributes(Set.copyOf(searched), declared, Check.REFUSE);
    }

    /** For a filter that was checked elsewhere. */
    static KnownAttributes unchecked(Collection<CollectionId> searched, Map<CollectionId, AttributeTypes> declared) {
        return new KnownAttributes(Set.copyOf(searched), declared, Check.LET_PASS);
    }

    /**
     * A comparison with an attribute. A date is compared as it is kept where it is declared to be one, and as it was sent elsewhere.
     *
     * @param values each a String, a Double or a Boolean
     * @param path of the comparison
     * @param many whether the values are a list there
     * @throws ProblemException when no document may have the attribute where this searches, or none a value of this type
     */
    Filter compare(Operator operator, String name, List<Object> values, String path, boolean many) {
        if (check == Check.REFUSE && !searched.isEmpty() && declared.keySet().containsAll(searched)) {
            check(name, values, path, many);
        }
        Filter asSent = new Filter.Compare(operator, name, values);
        List<Object> asKept = values.stream()
                .map(value -> AttributeType.DATE.fit(value).orElse(value))
                .toList();
        List<Object> dating = searched.stream()
                .filter(collection -> declares(collection, name))
                .<Object>map(CollectionId::value)
                .toList();
        if (dating.isEmpty() || asKept.equals(values)) {
            return asSent;
        }
        Filter kept = new Filter.Compare(operator, name, asKept);
        return dating.size() == searched.size()
                ? kept
                : new Filter.Or(List.of(
                        new Filter.And(List.of(among(Operator.IN, dating), kept)),
                        new Filter.And(List.of(among(Operator.NIN, dating), asSent))));
    }

    /** What becomes of a comparison that no document can satisfy. */
    enum Check {
        REFUSE,
        LET_PASS
    }

    private boolean declares(CollectionId collection, String name) {
        AttributeTypes types = declared.get(collection);
        return types != null
                && types.of(name).filter(AttributeType.DATE::equals).isPresent();
    }

    private static Filter among(Operator operator, List<Object> collections) {
        return new Filter.Known(operator, Filter.Field.COLLECTION, collections);
    }

    private void check(String name, List<Object> values, String path, boolean many) {
        Set<AttributeType> possible = EnumSet.noneOf(AttributeType.class);
        Set<String> names = new TreeSet<>();
        declared.values().forEach(types -> {
            types.of(name).ifPresent(possible::add);
            names.addAll(types.all().keySet());
        });
        if (possible.isEmpty()) {
            throw Filters.wrong(
                    path + ".key",
                    "is '%s', which no document has where this searches; there are: %s"
                            .formatted(name, String.join(", ", names)));
        }
        IntStream.range(0, values.size()).forEach(i -> {
            if (possible.stream().noneMatch(type -> type.fit(values.get(i)).isPresent())) {
                throw Filters.wrong(
                        many ? "%s.value[%d]".formatted(path, i) : path + ".value",
                        "must be %s, as '%s' is"
                                .formatted(
                                        possible.stream()
                                                .map(AttributeType::said)
                                                .collect(Collectors.joining(" or ")),
                                        name));
            }
        });
    }
}
