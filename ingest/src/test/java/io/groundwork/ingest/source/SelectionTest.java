package io.groundwork.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void withoutPatternsEverythingIsTaken() {
        assertThat(Selection.of(List.of(), List.of()).takes("a/b.txt")).isTrue();
    }

    @Test
    void aPatternWithoutASlashIsMeantAtAnyDepth() {
        Selection pdf = Selection.of(List.of("*.pdf"), List.of());

        assertThat(pdf.takes("a.pdf")).isTrue();
        assertThat(pdf.takes("a/b/c.pdf")).isTrue();
        assertThat(pdf.takes("a.pdf/b.txt")).isFalse();
    }

    @Test
    void oneStarStaysWithinAFolderAndTwoDoNot() {
        assertThat(Selection.of(List.of("docs/*"), List.of()).takes("docs/a/b")).isFalse();
        assertThat(Selection.of(List.of("docs/**"), List.of()).takes("docs/a/b"))
                .isTrue();
        assertThat(Selection.of(List.of("docs/**/b"), List.of()).takes("docs/b"))
                .isTrue();
    }

    @Test
    void anExcludeOutdoesAnInclude() {
        Selection selection = Selection.of(List.of("*.{txt,md}"), List.of("draft?.*"));

        assertThat(selection.takes("a.md")).isTrue();
        assertThat(selection.takes("draft1.md")).isFalse();
        assertThat(selection.takes("a.doc")).isFalse();
    }

    @Test
    void signsOfRegularExpressionsAreJustSigns() {
        assertThat(Selection.of(List.of("a+(b)[c]|d.txt"), List.of()).takes("a+(b)[c]|d.txt"))
                .isTrue();
        assertThat(Selection.of(List.of("a.txt"), List.of()).takes("abtxt")).isFalse();
    }

    @Test
    void namesThatThisMachineCouldNotGiveAFileAreMatched() {
        assertThat(Selection.of(List.of("Übersicht*"), List.of()).takes("Übersicht\n日本.txt"))
                .isTrue();
    }

    @Test
    void aBraceThatIsNotClosedIsNamed() {
        assertThatThrownBy(() -> Selection.of(List.of(), List.of("{a,b")))
                .isInstanceOfSatisfying(InvalidSettingException.class, wrong -> assertThat(wrong.field())
                        .isEqualTo("exclude"));
    }
}
