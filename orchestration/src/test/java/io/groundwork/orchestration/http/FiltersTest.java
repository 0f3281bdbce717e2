package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Filter.Compare;
import io.groundwork.retrieval.Filter.Operator;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {

    @Test
    void nothingIsNoFilter() {
        assertThat(Filters.read(null)).isEmpty();
        assertThat(Filters.read(json("null"))).isEmpty();
    }

    @Test
    void aComparisonKeepsTheTypeOfItsValue() {
        Optional<Filter> filter = Filters.read(json("{'type':'gte','key':'year','value':2024}"));

        assertThat(filter).contains(new Compare(Operator.GTE, "year", List.of(2024.0)));
    }

    @Test
    void filtersNest() {
        Optional<Filter> filter = Filters.read(
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

        assertThat(Filters.read(json("{'type':'gte','key':'@added','value':'2026-01-01'}")))
                .contains(new Filter.Known(Operator.GTE, Filter.Field.ADDED, List.of(newYear)));
        assertThat(Filters.read(json("{'type':'lt','key':'@added','value':'2026-01-01T01:00:00+01:00'}")))
                .contains(new Filter.Known(Operator.LT, Filter.Field.ADDED, List.of(newYear)));
        assertThat(Filters.read(json("{'type':'lt','key':'@added','value':1767225600}")))
                .contains(new Filter.Known(Operator.LT, Filter.Field.ADDED, List.of(newYear)));
        assertThat(Filters.read(json("{'type':'nin','key':'@language','value':['de','fr']}")))
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
        assertThatThrownBy(() -> Filters.read(json(text)))
                .asInstanceOf(type(ProblemException.class))
                .satisfies(problem -> {
                    assertThat(problem.problem()).isEqualTo(Problem.INVALID_REQUEST);
                    assertThat(problem.field()).contains(field);
                });
    }

    @Test
    void nestingIsBounded() {
        String deep = "{'type':'and','filters':[".repeat(50) + "{'type':'eq','key':'a','value':1}" + "]}".repeat(50);

        assertThatThrownBy(() -> Filters.read(json(deep))).hasMessageContaining("nested more than");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
