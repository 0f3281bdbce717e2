package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.retrieval.AttributeType;
import io.groundwork.retrieval.AttributeTypes;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Filter.Compare;
import io.groundwork.retrieval.Filter.Operator;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {

    private static final CollectionId HERE = new CollectionId(new UUID(0, 1));
    private static final CollectionId THERE = new CollectionId(new UUID(0, 2));
    private static final AttributeTypes TYPES = new AttributeTypes(Map.of(
            "site", AttributeType.STRING,
            "level", AttributeType.NUMBER,
            "open", AttributeType.BOOLEAN,
            "due", AttributeType.DATE));

    @Test
    void nothingIsNoFilter() {
        assertThat(read(null)).isEmpty();
        assertThat(read(json("null"))).isEmpty();
    }

    @Test
    void aComparisonKeepsTheTypeOfItsValue() {
        Optional<Filter> filter = read(json("{'type':'gte','key':'year','value':2024}"));

        assertThat(filter).contains(new Compare(Operator.GTE, "year", List.of(2024.0)));
    }

    @Test
    void filtersNest() {
        Optional<Filter> filter = read(
                json(
                        "{'type':'or','filters':[{'type':'eq','key':'a','value':true},{'type':'in','key':'b','value':['x','y']}]}"));

        assertThat(filter)
                .contains(new Filter.Or(List.of(
                        new Compare(Operator.EQ, "a", List.of(true)),
                        new Compare(Operator.IN, "b", List.of("x", "y")))));
    }

    @Test
    void whatIsKnownOfEveryDocumentHasATypeOfItsOwn() {
        OffsetDateTime newYear = OffsetDateTime.parse("2026-01-01T00:00:00Z");

        assertThat(read(json("{'type':'gte','key':'@added','value':'2026-01-01'}")))
                .contains(new Filter.Known(Operator.GTE, Filter.Field.ADDED, List.of(newYear)));
        assertThat(read(json("{'type':'lt','key':'@added','value':'2026-01-01T01:00:00+01:00'}")))
                .contains(new Filter.Known(Operator.LT, Filter.Field.ADDED, List.of(newYear)));
        assertThat(read(json("{'type':'lt','key':'@added','value':1767225600}")))
                .contains(new Filter.Known(Operator.LT, Filter.Field.ADDED, List.of(newYear)));
        assertThat(read(json("{'type':'nin','key':'@language','value':['de','fr']}")))
                .contains(new Filter.Known(Operator.NIN, Filter.Field.LANGUAGE, List.of("de", "fr")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[]                                                        | filters",
                "{'type':'eq','key':'@secret','value':'x'}                 | filters.key",
                "{'type':'eq','key':'@language','value':1}                 | filters.value",
                "{'type':'gt','key':'@media_type','value':'a'}             | filters.type",
                "{'type':'eq','key':'@document','value':'vs_1'}            | filters.value",
                "{'type':'in','key':'@collection','value':['x']}           | filters.value[0]",
                "{'type':'lt','key':'@added','value':'yesterday'}          | filters.value",
                "{'type':'lt','key':'@added','value':true}                 | filters.value",
                "{'type':'lt','key':'@added','value':1e300}                | filters.value",
                "{'type':'like','key':'a','value':'x'}                     | filters.type",
                "{'type':'eq','value':'x'}                                 | filters.key",
                "{'type':'eq','key':'a'}                                   | filters.value",
                "{'type':'eq','key':'a','value':{}}                        | filters.value",
                "{'type':'gt','key':'a','value':true}                      | filters.value",
                "{'type':'in','key':'a','value':'x'}                       | filters.value",
                "{'type':'in','key':'a','value':['x',null]}                | filters.value[1]",
                "{'type':'and','filters':[]}                               | filters.filters",
                "{'type':'and','filters':[{'type':'eq','key':'','value':1}]} | filters.filters[0].key",
            })
    void whatIsWrongIsNamed(String text, String field) {
        assertThatThrownBy(() -> read(json(text)))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(problem -> {
                    assertThat(problem.problem()).isEqualTo(Problem.INVALID_REQUEST);
                    assertThat(problem.field()).contains(field);
                });
    }

    @Test
    void nestingIsBounded() {
        String deep = "{'type':'and','filters':[".repeat(50) + "{'type':'eq','key':'a','value':1}" + "]}".repeat(50);

        assertThatThrownBy(() -> read(json(deep))).hasMessageContaining("nested more than");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'eq','key':'colour','value':'red'}            | filters.key      | due, level, modified, open, path, site, source, url",
                "{'type':'eq','key':'site','value':1}                  | filters.value    | must be a string, as 'site' is",
                "{'type':'eq','key':'level','value':'1'}               | filters.value    | must be a number",
                "{'type':'eq','key':'open','value':1}                  | filters.value    | must be true or false",
                "{'type':'gt','key':'due','value':'soon'}              | filters.value    | must be a date such as",
                "{'type':'in','key':'level','value':[1,'2']}           | filters.value[1] | must be a number",
                "{'type':'and','filters':[{'type':'ne','key':'x','value':1}]} | filters.filters[0].key | is 'x'",
            })
    void whereAttributesAreDeclaredOthersAndOtherTypesAreNamed(String text, String field, String words) {
        assertThatThrownBy(() -> Filters.read(json(text), declared()))
                .hasMessageContaining(words)
                .asInstanceOf(type(ProblemException.class))
                .satisfies(problem -> assertThat(problem.field()).contains(field));
    }

    @Test
    void datesAreComparedAsTheyAreKept() {
        assertThat(Filters.read(json("{'type':'gte','key':'due','value':'2026-01-31T09:00:00+01:00'}"), declared()))
                .contains(new Compare(Operator.GTE, "due", List.of("2026-01-31T08:00:00.000Z")));
        assertThat(Filters.read(json("{'type':'lt','key':'modified','value':'2026-01-31'}"), declared()))
                .contains(new Compare(Operator.LT, "modified", List.of("2026-01-31")));
    }

    @Test
    void whereOneCollectionDeclaresNothingAnyAttributeMayBeNamed() {
        KnownAttributes known = KnownAttributes.of(List.of(HERE, THERE), Map.of(HERE, TYPES));

        assertThat(Filters.read(json("{'type':'eq','key':'colour','value':'red'}"), known))
                .isPresent();
        assertThat(Filters.read(json("{'type':'eq','key':'site','value':1}"), known))
                .isPresent();
    }

    @Test
    void aMomentIsComparedAsItIsKeptWhereItIsDeclaredAndAsItWasSentElsewhere() {
        KnownAttributes known = KnownAttributes.of(List.of(HERE, THERE), Map.of(HERE, TYPES));
        String sent = "2026-01-31T09:00:00+01:00";

        assertThat(Filters.read(json("{'type':'lt','key':'due','value':'%s'}".formatted(sent)), known))
                .contains(new Filter.Or(List.of(
                        new Filter.And(List.of(
                                new Filter.Known(Operator.IN, Filter.Field.COLLECTION, List.<Object>of(HERE.value())),
                                new Compare(Operator.LT, "due", List.of("2026-01-31T08:00:00.000Z")))),
                        new Filter.And(List.of(
                                new Filter.Known(Operator.NIN, Filter.Field.COLLECTION, List.<Object>of(HERE.value())),
                                new Compare(Operator.LT, "due", List.of(sent)))))));
    }

    @Test
    void whatAMomentBecomesIsCountedAmongTheConditions() {
        KnownAttributes known = KnownAttributes.of(List.of(HERE, THERE), Map.of(HERE, TYPES));
        String moment = "{'type':'lt','key':'due','value':'2026-01-31T09:00:00+01:00'}";

        assertThat(Filters.read(json(allOf(moment, 12)), known)).isPresent();
        assertThatThrownBy(() -> Filters.read(json(allOf(moment, 13)), known))
                .hasMessageContaining("filters.filters[12]")
                .hasMessageContaining("more than the 50");
    }

    private static String allOf(String filter, int times) {
        return "{'type':'and','filters':[%s]}".formatted(String.join(",", Collections.nCopies(times, filter)));
    }

    @Test
    void whereCollectionsDifferEachOfTheirTypesMayBeCompared() {
        AttributeTypes others = new AttributeTypes(Map.of("level", AttributeType.STRING));
        KnownAttributes known = KnownAttributes.of(List.of(HERE, THERE), Map.of(HERE, TYPES, THERE, others));

        assertThat(Filters.read(json("{'type':'in','key':'level','value':[1,'low']}"), known))
                .contains(new Compare(Operator.IN, "level", List.of(1.0, "low")));
        assertThatThrownBy(() -> Filters.read(json("{'type':'eq','key':'level','value':true}"), known))
                .hasMessageContaining("must be a string or a number");
    }

    private static KnownAttributes declared() {
        return KnownAttributes.of(List.of(HERE), Map.of(HERE, TYPES));
    }

    private static Optional<Filter> read(@Nullable JsonNode node) {
        return Filters.read(node, KnownAttributes.ANY);
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
