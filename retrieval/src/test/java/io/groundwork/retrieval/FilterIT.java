package io.groundwork.retrieval;

import static io.groundwork.retrieval.Filter.Operator.EQ;
import static io.groundwork.retrieval.Filter.Operator.GT;
import static io.groundwork.retrieval.Filter.Operator.IN;
import static io.groundwork.retrieval.Filter.Operator.NE;
import static io.groundwork.retrieval.Filter.Operator.NIN;
import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.Filter.Compare;
import io.groundwork.retrieval.Filter.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Filters as the database evaluates them, against the same in plain Java. */
final class FilterIT {

    private static final List<String> KEYS = List.of("kind", "size", "we'ird \"key\"", "a.b", "missing");
    private static final List<Operator> OPERATORS = List.of(Operator.values());
    private static final List<Object> VALUES = List.of(
            "apple",
            "Zebra",
            "",
            "10",
            "9",
            "\uffee",
            "\ud83d\ude00",
            "true",
            10.0,
            9.0,
            -0.5,
            0.1,
            1e300,
            true,
            false);

    private static final UUID ME = UUID.randomUUID();
    private static final Map<UUID, Map<String, Object>> ATTRIBUTES = new HashMap<>();
    private static TestDatabase database;
    private static Retriever retriever;
    private static CollectionId collection;

    @BeforeAll
    static void fill() {
        database = new TestDatabase();
        Library library = new Library(database);
        retriever = library.retriever(Map.of());
        collection = library.collection("zz", ME);
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            Map<String, Object> attributes = new LinkedHashMap<>();
            KEYS.stream()
                    .filter(key -> !key.equals("missing") && random.nextInt(4) > 0)
                    .forEach(key -> attributes.put(key, VALUES.get(random.nextInt(VALUES.size()))));
            UUID id = library.add(collection, Json.text(attributes), List.of(), "word")
                    .value();
            ATTRIBUTES.put(id, attributes);
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void databaseAgreesWithPlainJava() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Filter filter = randomFilter(random, 3);

            assertThat(found(filter)).as("%s", filter).isEqualTo(expected(filter));
        }
    }

    @ParameterizedTest
    @MethodSource("hostileKeys")
    void hostileKeyIsMerelyAKeyThatNoDocumentHas(String key) {
        assertThat(found(new Compare(EQ, key, List.of("apple")))).isEmpty();
        assertThat(found(new Compare(IN, key, List.of("apple", 1.0)))).isEmpty();
        assertThat(found(new Compare(GT, key, List.of("a")))).isEmpty();
        assertThat(found(new Compare(NE, key, List.of("apple")))).hasSize(60);
        assertThat(found(new Compare(NIN, key, List.of("apple")))).hasSize(60);
    }

    static Stream<String> hostileKeys() {
        return Stream.of(
                "kind' IS NOT NULL OR 'x'='x",
                "kind') OR pg_sleep(5) IS NULL; --",
                "$1) OR (TRUE",
                "kind\0size",
                "?::text) OR TRUE --\\");
    }

    @ParameterizedTest
    @MethodSource("hostileKeys")
    void hostileValueIsMerelyAValue(String value) {
        for (Operator operator : Operator.values()) {
            Filter filter = new Compare(operator, "kind", List.of(value));

            assertThat(found(filter)).as("%s", filter).isEqualTo(expected(filter));
        }
    }

    private static Set<UUID> found(Filter filter) {
        SearchRequest request =
                new SearchRequest("word", List.of(collection), Optional.of(filter), 1000, Library.ALL_STAGES);
        Set<UUID> found = new TreeSet<>();
        retriever
                .search(Scope.of(Set.of(ME)), request)
                .hits()
                .forEach(hit -> found.add(hit.document().value()));
        return found;
    }

    private static Set<UUID> expected(Filter filter) {
        Set<UUID> expected = new TreeSet<>();
        ATTRIBUTES.forEach((id, attributes) -> {
            if (holds(filter, attributes)) {
                expected.add(id);
            }
        });
        return expected;
    }

    private static boolean holds(Filter filter, Map<String, Object> attributes) {
        return switch (filter) {
            case Filter.And and -> and.all().stream().allMatch(part -> holds(part, attributes));
            case Filter.Or or -> or.any().stream().anyMatch(part -> holds(part, attributes));
            case Compare compare -> holds(compare, Optional.ofNullable(attributes.get(compare.key())));
            case Filter.Known known -> throw new AssertionError(known + " is no attribute");
        };
    }

    private static boolean holds(Compare compare, Optional<Object> value) {
        boolean among = value.isPresent() && compare.values().contains(value.get());
        return switch (compare.operator()) {
            case EQ, IN -> among;
            case NE, NIN -> !among;
            case GT ->
                value.map(v -> order(v, compare))
                        .orElse(Optional.empty())
                        .filter(o -> o > 0)
                        .isPresent();
            case GTE ->
                value.map(v -> order(v, compare))
                        .orElse(Optional.empty())
                        .filter(o -> o >= 0)
                        .isPresent();
            case LT ->
                value.map(v -> order(v, compare))
                        .orElse(Optional.empty())
                        .filter(o -> o < 0)
                        .isPresent();
            case LTE ->
                value.map(v -> order(v, compare))
                        .orElse(Optional.empty())
                        .filter(o -> o <= 0)
                        .isPresent();
        };
    }

    private static Optional<Integer> order(Object value, Compare compare) {
        Object bound = compare.values().getFirst();
        if (value instanceof String a && bound instanceof String b) {
            return Optional.of(
                    Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()));
        }
        if (value instanceof Double a && bound instanceof Double b) {
            return Optional.of(a.compareTo(b));
        }
        if (value instanceof Boolean a && bound instanceof Boolean b) {
            return Optional.of(a.compareTo(b));
        }
        return Optional.empty();
    }

    private static Filter randomFilter(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind < 2) {
            Operator operator = OPERATORS.get(random.nextInt(OPERATORS.size()));
            boolean many = operator == Operator.IN || operator == Operator.NIN;
            List<Object> values = new ArrayList<>();
            for (int i = many ? random.nextInt(4) : 1; i > 0; i--) {
                values.add(VALUES.get(random.nextInt(VALUES.size())));
            }
            return new Compare(operator, KEYS.get(random.nextInt(KEYS.size())), values);
        }
        List<Filter> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(randomFilter(random, depth - 1));
        }
        return kind == 2 ? new Filter.And(parts) : new Filter.Or(parts);
    }
}
