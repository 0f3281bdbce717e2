package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.retrieval.Hit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContradictionsTest {

    private static final Ask ASK = Library.ask("How long does parental leave last, and what does the pump permit?");

    private final Library library = new Library();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Parental leave lasts sixteen weeks. | Parental leave lasts 18 weeks.
            The pump permits a pressure of 4.5 bar. | The pump permits a pressure of 6 bar.
            Each parent pays 120 € of leave insurance. | Each parent pays 150 € of leave insurance.
            The pump was first built in 1984 at the works. | The pump was first built in 1985 at the works.
            Leave may be carried over into next year. | Leave may not be carried over into next year.
            """)
    void whatDiffersInOneValueIsShown(String one, String other) {
        List<Contradiction> found = among(one, other);

        assertThat(found).hasSize(1);
        assertThat(Stream.of(found.getFirst().left(), found.getFirst().right()).map(Contradiction.Side::text))
                .containsExactlyInAnyOrder(one, other);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Parental leave lasts sixteen weeks. | Parental leave lasts 16 weeks.
            Pump P-101 permits a pressure of 4 bar. | Pump P-102 permits a pressure of 6 bar.
            In 2023 parental leave lasted 14 weeks. | In 2024 parental leave lasted 16 weeks.
            The pump in Oslo permits a pressure of 4 bar. | The pump in Bergen permits a pressure of 6 bar.
            Parental leave lasts sixteen weeks. | Requests for leave are answered within two weeks.
            The pump permits a pressure of 4 bar. | The pump permits a speed of 400 turns.
            """)
    void whatIsOfTwoThingsIsNot(String one, String other) {
        assertThat(among(one, other)).isEmpty();
    }

    @Test
    void oneDocumentMaySayWhatItLikes() {
        Hit both = library.hit("Parental leave lasts sixteen weeks. Parental leave lasts 18 weeks.");

        assertThat(Contradictions.among(ASK, List.of(both))).isEmpty();
    }

    @Test
    void anAttributeTellsTheDate() {
        assertThat(DocumentDates.said(Map.of("date", "2024-03-01", "valid_from", "2024-05-01T00:00:00Z"))
                        .orElseThrow())
                .isEqualTo(new Contradiction.DocumentDate("2024-05-01T00:00:00Z", Optional.of("valid_from")));
        assertThat(DocumentDates.said(Map.of("date", "in spring"))).isEmpty();
    }

    private List<Contradiction> among(String one, String other) {
        return Contradictions.among(ASK, List.of(library.hit(one), library.hit(other)));
    }
}
