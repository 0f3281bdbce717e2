package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.Passage;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentsTest {

    @Test
    void sentencesAreTakenAndHeadingsAreNot() {
        assertThat(texts(
                        "Parental leave\nEach parent may take sixteen weeks of leave. It is paid in full.",
                        "Leave",
                        "Parental  Leave"))
                .containsExactly("Each parent may take sixteen weeks of leave.", "It is paid in full.");
    }

    @Test
    void aTitleThatNoHeadingRepeatsIsNoSentenceEither() {
        assertThat(texts("Travel policy of the company\n\nTrains are booked by the travel office."))
                .containsExactly("Trains are booked by the travel office.");
    }

    @Test
    void aQuestionAnswersNothing() {
        assertThat(texts("How long is parental leave?\nIt lasts sixteen weeks."))
                .containsExactly("It lasts sixteen weeks.");
    }

    @Test
    void rowsOfATableStandEachForItselfAndTheNamesOfItsColumnsForNothing() {
        assertThat(texts("The rates are as follows.\nCity | Rate\nParis | 120\nOslo | 140\nRates rise in May."))
                .containsExactly("The rates are as follows.", "Paris | 120", "Oslo | 140", "Rates rise in May.");
    }

    @Test
    void aTableOfWordsKeepsItsFirstRow() {
        assertThat(texts("Anna | Bonn\nBert | Kiel")).containsExactly("Anna | Bonn", "Bert | Kiel");
    }

    @Test
    void anItemOfAListMayLackAFullStop() {
        assertThat(texts("- 25 days of leave\n- 3 days for moving house")).hasSize(2);
    }

    @Test
    void aPassageOfOneLineIsNotTakenForATitle() {
        assertThat(texts("Deadline 31 March")).containsExactly("Deadline 31 March");
    }

    @Test
    void whatIsEncodedHoldsTheHeadingsAndKeepsThePlaces() {
        var encoded = Segments.of(passage("It lasts sixteen weeks.", "Leave", "Parental"))
                .encoded();

        assertThat(encoded.text()).isEqualTo("Leave › Parental\nIt lasts sixteen weeks.");
        var segment = encoded.segments().getFirst();
        assertThat(encoded.text().substring(segment.start(), segment.end())).isEqualTo("It lasts sixteen weeks.");
    }

    private static List<String> texts(String text, String... headings) {
        Segments segments = Segments.of(passage(text, headings));
        return segments.spans().stream().map(span -> span.of(text)).toList();
    }

    private static Passage passage(String text, String... headings) {
        return new Passage(0, text, "", List.of(headings), 0, text.length(), 0, 0);
    }
}
