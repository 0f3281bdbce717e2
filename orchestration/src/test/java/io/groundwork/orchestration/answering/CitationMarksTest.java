package io.groundwork.orchestration.answering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In what is expected, a citation is written {@code {1,2}} where it falls. */
class CitationMarksTest {

    private static final int LONG = 4_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
                    Sixteen weeks [1].                       ; Sixteen weeks.{1}
                    Sixteen weeks.[1]                        ; Sixteen weeks.{1}
                    Sixteen weeks. [1] Paid [2].             ; Sixteen weeks.{1} Paid.{2}
                    Sixteen weeks [1][2].                    ; Sixteen weeks.{1,2}
                    Sixteen weeks [1] [2].                   ; Sixteen weeks.{1,2}
                    Sixteen weeks [1, 2].                    ; Sixteen weeks.{1,2}
                    Sixteen weeks [1,1,2].                   ; Sixteen weeks.{1,2}
                    Sixteen weeks [1-3].                     ; Sixteen weeks.{1,2,3}
                    Sixteen weeks [1–3].                     ; Sixteen weeks.{1,2,3}
                    Sixteen weeks [^4].                      ; Sixteen weeks.{4}
                    Sixteen weeks【2】.                       ; Sixteen weeks.{2}
                    Sixteen weeks【2†source】.                ; Sixteen weeks.{2}
                    Sixteen [1] weeks                        ; Sixteen{1} weeks
                    See [a] and [2024] and [1                ; See [a] and [2024] and [1
                    A list[0] and more [] of [ it]           ; A list{0} and more [] of [ it]
                    [1] says so                              ; {1} says so
                    NOT_IN_DOCUMENTS                         ; !
                    **NOT_IN_DOCUMENTS**.                    ; !
                    NOT_IN_DOC                               ; NOT_IN_DOC
                    No. Not in the documents.                ; No. Not in the documents.
                    <think>Hm [1]. Well.</think> Sixteen [1] ; Sixteen{1}
                    <think>Hm [1]. Never ends                ; ''
                    <b>Sixteen</b> [1]                       ; <b>Sixteen</b>{1}
                    """)
    void aMarkIsRecognisedHoweverTheTextIsSplit(String text, String expected) {
        for (int size = 1; size <= text.length(); size++) {
            assertThat(read(pieces(text, size))).as("pieces of %d", size).isEqualTo(expected);
        }
    }

    @Test
    void textThatCannotBeAMarkIsNotHeldBack() {
        StringBuilder seen = new StringBuilder();
        CitationMarks marks = new CitationMarks(new Written(seen));

        marks.accept("Sixteen weeks of");
        assertThat(seen.toString()).isEqualTo("Sixteen weeks of");

        marks.accept(" leave [");
        assertThat(seen.toString()).isEqualTo("Sixteen weeks of leave");

        marks.accept("sic]");
        assertThat(seen.toString()).isEqualTo("Sixteen weeks of leave [sic]");
    }

    /** Were the work to grow with the square of the length, one of these would take minutes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sixteen weeks of leave, ",
                "                        ",
                "\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n",
                "[1, 2, 3] [4][5][6][7], ",
                "[1,1,1,1,1,1,1,1,1,1,1,1",
                ",1,1,1,1,1,1,1,1,1,1,1,1",
                "<think>Hm, sixteen weeks",
                "NNNN''''****``` [[[[ 【【【【"
            })
    void megabytesWithoutALineEndAreReadInTimeThatGrowsWithThemAlone(String part) {
        String text = "<think>" + part.repeat(LONG / part.length()) + "</think>[1" + part.repeat(LONG / part.length());

        assertTimeoutPreemptively(PATIENCE, () -> {
            read(List.of(text));
            read(pieces(text, 4));
        });
    }

    @Test
    void aMarkOfManyNumbersIsAMark() {
        assertThat(read(List.of("Sixteen [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20].")))
                .isEqualTo("Sixteen.{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20}");
    }

    private static String read(List<String> pieces) {
        StringBuilder seen = new StringBuilder();
        CitationMarks marks = new CitationMarks(new Written(seen));
        pieces.forEach(marks::accept);
        marks.end();
        return seen.toString();
    }

    private static List<String> pieces(String text, int size) {
        return IntStream.iterate(0, from -> from < text.length(), from -> from + size)
                .mapToObj(from -> text.substring(from, Math.min(text.length(), from + size)))
                .toList();
    }

    private record Written(StringBuilder seen) implements CitationMarks.Receiver {

        @Override
        public void text(String text) {
            assertThat(text).isNotEmpty();
            seen.append(text);
        }

        @Override
        public void cite(List<Integer> passages) {
            seen.append('{')
                    .append(String.join(
                            ",", passages.stream().map(String::valueOf).toList()))
                    .append('}');
        }

        @Override
        public void declined() {
            seen.append('!');
        }
    }
}
