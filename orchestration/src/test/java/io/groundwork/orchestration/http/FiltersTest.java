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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "[]                                                        | filters",
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
