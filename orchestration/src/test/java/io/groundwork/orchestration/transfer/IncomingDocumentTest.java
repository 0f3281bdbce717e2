package io.groundwork.orchestration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IncomingDocumentTest {

    @Test
    void aTextWithoutAStructureIsParagraphsPartedByBlankLines() {
        String text = "\n One kiln,\nfired.\n \t\n\nAnother.";

        List<String> paragraphs = IncomingDocument.paragraphs(text).stream()
                .map(block -> text.substring(block.start(), block.end()))
                .toList();

        assertThat(paragraphs).containsExactly(" One kiln,\nfired.", "Another.");
    }

    @Test
    void nothingIsNoParagraph() {
        assertThat(IncomingDocument.paragraphs("")).isEmpty();
        assertThat(IncomingDocument.paragraphs(" \n\n ")).isEmpty();
    }
}
