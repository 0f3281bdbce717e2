package io.groundwork.orchestration.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExporterTest {

    @Test
    void aTextIsCutIntoPiecesThatComeToItAgain() {
        String text = "kiln ".repeat(500_001);

        List<String> pieces = Exporter.pieces(text);

        assertThat(pieces).hasSize(3).allSatisfy(piece -> assertThat(piece).hasSizeLessThanOrEqualTo(Line.TEXT_PIECE));
        assertThat(String.join("", pieces)).isEqualTo(text);
    }

    @Test
    void noPieceEndsWithinACharacter() {
        String text = "x" + "🧱".repeat(Line.TEXT_PIECE);

        List<String> pieces = Exporter.pieces(text);

        assertThat(pieces).allSatisfy(piece -> assertThat(Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                .isFalse());
        assertThat(String.join("", pieces)).isEqualTo(text);
    }

    @Test
    void anEmptyTextIsOneEmptyPiece() {
        assertThat(Exporter.pieces("")).containsExactly("");
    }
}
