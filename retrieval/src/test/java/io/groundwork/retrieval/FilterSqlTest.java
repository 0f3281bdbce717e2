package io.groundwork.retrieval;

import static io.groundwork.retrieval.Filter.Operator.EQ;
import static io.groundwork.retrieval.Filter.Operator.GT;
import static io.groundwork.retrieval.Filter.Operator.LTE;
import static io.groundwork.retrieval.Filter.Operator.NIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.groundwork.retrieval.Filter.Compare;
import io.groundwork.retrieval.Filter.Operator;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FilterSqlTest {

    @ParameterizedTest
    @EnumSource(Operator.class)
    void textDependsOnTheShapeOfTheFilterAlone(Operator operator) {
        FilterSql harmless = FilterSql.of(new Compare(operator, "year", List.of("2020")));
        FilterSql hostile =
                FilterSql.of(new Compare(operator, "x' = 'y') OR (1=1)--", List.of("'); DROP TABLE passage; --")));

        assertThat(hostile.sql()).isEqualTo(harmless.sql());
        assertThat(hostile.parameters()).contains("x' = 'y') OR (1=1)--");
    }

    @Test
    void thereIsAPlaceForEachParameter() {
        FilterSql sql = FilterSql.of(new Filter.And(List.of(
                new Compare(NIN, "kind", List.of("a", 2.0, true)),
                new Filter.Or(List.of(
                        new Compare(GT, "size", List.of(2.5)),
                        new Compare(LTE, "name", List.of("m")),
                        new Compare(EQ, "draft", List.of(false)))))));

        assertThat(sql.sql().chars().filter(c -> c == '?').count())
                .isEqualTo(sql.parameters().size());
    }

    @Test
    void nothingInAnEmptyAndIsUnsatisfied() {
        assertThat(FilterSql.of(new Filter.And(List.of())).sql()).isEqualTo("TRUE");
        assertThat(FilterSql.of(new Filter.Or(List.of())).sql()).isEqualTo("FALSE");
    }

    @Test
    void fiftyConditionsAreTheMost() {
        Filter one = new Compare(EQ, "a", List.of("b"));

        assertThat(FilterSql.of(new Filter.Or(Collections.nCopies(50, one))).parameters())
                .hasSize(100);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FilterSql.of(new Filter.Or(Collections.nCopies(51, one))));
    }

    @Test
    void depthIsBounded() {
        Filter deep = new Filter.And(List.of());
        for (int i = 0; i < 100_000; i++) {
            deep = new Filter.And(List.of(deep));
        }
        Filter bottomless = deep;

        assertThatIllegalArgumentException().isThrownBy(() -> FilterSql.of(bottomless));
    }

    @Test
    void valuesAreStringsFiniteNumbersAndBooleans() {
        assertThatIllegalArgumentException().isThrownBy(() -> FilterSql.of(new Compare(EQ, "a", List.of(Double.NaN))));
        assertThatIllegalArgumentException().isThrownBy(() -> FilterSql.of(new Compare(EQ, "a", List.of(List.of()))));
        assertThatIllegalArgumentException().isThrownBy(() -> FilterSql.of(new Compare(GT, "a", List.of("b", "c"))));
    }
}
