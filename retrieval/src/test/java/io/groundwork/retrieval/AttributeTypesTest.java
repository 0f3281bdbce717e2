package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeTypesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31",
        "2024-02-29, 2024-02-29",
        "2026-01-31T08:00:00Z, 2026-01-31T08:00:00.000Z",
        "2026-01-31T08:00Z, 2026-01-31T08:00:00.000Z",
        "2026-01-31T23:30:00-02:00, 2026-02-01T01:30:00.000Z",
        "2026-01-31T08:00:00.123456789Z, 2026-01-31T08:00:00.123Z",
        "0001-01-01, 0001-01-01"
    })
    void aDateIsADayOrAMomentInUtc(String written, String kept) {
        assertThat(AttributeType.DATE.fit(written)).contains(kept);
        assertThat(AttributeType.DATE.fit(kept)).contains(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "2026",
                "2026-13-01",
                "2026-02-29",
                "31.01.2026",
                "2026-01-31T08:00:00",
                "+12026-01-31T08:00:00Z",
                "0000-12-31",
                "-999999999-01-01T00:00:00+18:00",
                "2026-01-31 "
            })
    void whatIsNoDayAndNoMomentIsNoDate(String written) {
        assertThat(AttributeType.DATE.fit(written)).isEmpty();
    }

    @Test
    void theOrderOfDatesAsTextIsThatOfTime() {
        Stream<String> inTime = Stream.of(
                "2026-01-30T23:59:59.999Z",
                "2026-01-31",
                "2026-01-31T00:00:00Z",
                "2026-01-31T00:00:00.5Z",
                "2026-01-31T01:00:01+01:00",
                "2026-02-01",
                "2026-02-01T03:00:00+02:00");

        assertThat(inTime.map(AttributeType.DATE::fit)
                        .map(kept -> kept.orElseThrow().toString()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void aValueOfAnotherTypeDoesNotFit() {
        assertThat(AttributeType.STRING.fit(1.0)).isEmpty();
        assertThat(AttributeType.NUMBER.fit("1")).isEmpty();
        assertThat(AttributeType.NUMBER.fit(true)).isEmpty();
        assertThat(AttributeType.BOOLEAN.fit("true")).isEmpty();
        assertThat(AttributeType.DATE.fit(1.7e9)).isEmpty();
    }

    @Test
    void whatSourcesWriteAlwaysFits() {
        AttributeTypes types = new AttributeTypes(Map.of("site", AttributeType.STRING));
        Map<String, Object> written =
                Map.of("source", "a", "path", "b", "url", "c", "modified", "2026-01-31T08:00:00Z");

        assertThat(types.fit(written))
                .containsEntry("modified", "2026-01-31T08:00:00.000Z")
                .hasSize(4);
    }

    @Test
    void whatIsNotDeclaredIsNamed() {
        AttributeTypes types = new AttributeTypes(Map.of("site", AttributeType.STRING));

        assertThatThrownBy(() -> types.fit(Map.of("colour", "red")))
                .isInstanceOfSatisfying(UnfitAttributeException.class, unfit -> assertThat(unfit.attribute())
                        .isEqualTo("colour"));
    }

    @Test
    void attributesAreSixtyFourAtMost() {
        Map<String, AttributeType> many = IntStream.rangeClosed(0, AttributeTypes.MOST)
                .boxed()
                .collect(Collectors.toMap(number -> "a" + number, number -> AttributeType.NUMBER));

        assertThatThrownBy(() -> new AttributeTypes(many)).hasMessageContaining("at most 64");
    }
}
