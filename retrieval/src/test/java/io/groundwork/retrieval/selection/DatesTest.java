package io.groundwork.retrieval.selection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatesTest {

    @ParameterizedTest
    @CsvSource({
        "2024, 2024-01-01T00:00:00Z",
        "2024-05, 2024-05-01T00:00:00Z",
        "2024-05-17, 2024-05-17T00:00:00Z",
        "' 2024-05-17 ', 2024-05-17T00:00:00Z",
        "2024-05-17T08:30, 2024-05-17T08:30:00Z",
        "2024-05-17 08:30:15, 2024-05-17T08:30:15Z",
        "2024-05-17T08:30:15Z, 2024-05-17T08:30:15Z",
        "2024-05-17T08:30:15.250+02:00, 2024-05-17T06:30:15.250Z",
    })
    void aDateIsReadAsIsoWritesIt(String text, Instant date) {
        assertThat(Dates.ofText(text)).contains(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "17.05.2024",
                "2024-13",
                "2024-02-30",
                "20240517",
                "2024-05-17T25:00",
                "'; DROP TABLE"
            })
    void whatIsNoDateIsNone(String text) {
        assertThat(Dates.ofText(text)).isEmpty();
    }

    @Test
    void aNumberIsOfSecondsUnlessItIsSmallOrHuge() {
        assertThat(Dates.ofSeconds(1_715_904_000)).contains(Instant.parse("2024-05-17T00:00:00Z"));
        assertThat(Dates.ofSeconds(2024)).isEmpty();
        assertThat(Dates.ofSeconds(-5)).isEmpty();
        assertThat(Dates.ofSeconds(1_715_904_000_000.0)).isEmpty();
        assertThat(Dates.ofSeconds(Double.NaN)).isEmpty();
    }

    @Test
    void ageIsInDays() {
        assertThat(Dates.age(Instant.parse("2024-05-16T12:00:00Z"), Instant.parse("2024-05-18T00:00:00Z")))
                .isEqualTo(1.5);
    }
}
