package io.groundwork.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameSequenceTest {

    private final FrameSequence tokens = new FrameSequence();

    @Test
    void howTheTextWasCutDoesNotMatter() {
        accept("h", "0 h1", " h2 h3 ");

        assertThat(tokens.count()).isEqualTo(4);
        assertThat(tokens.isPrefix()).isTrue();
        assertThat(tokens.writers()).isEqualTo("h");
    }

    @Test
    void whatIsLostIsMissed() {
        accept("h0 ", "h1 ", "h4 ");

        assertThat(tokens.missing()).isEqualTo(2);
        assertThat(tokens.isPrefix()).isFalse();
    }

    @Test
    void whatComesTwiceIsNoticed() {
        accept("h0 ", "h1 ", "h1 ", "h2 ");

        assertThat(tokens.doubled()).isEqualTo(1);
        assertThat(tokens.missing()).isZero();
        assertThat(tokens.isPrefix()).isFalse();
    }

    @Test
    void theOrderIsWatched() {
        accept("h0 ", "h2 ", "h1 ");

        assertThat(tokens.disordered()).isEqualTo(1);
        assertThat(tokens.doubled()).isZero();
        assertThat(tokens.isPrefix()).isFalse();
    }

    @Test
    void anotherWriterIsASwitch() {
        accept("f0 ", "f1 ", "h2 ");

        assertThat(tokens.writers()).isEqualTo("fh");
        assertThat(tokens.isPrefix()).isFalse();
    }

    @Test
    void wordsOfNobodyAreNoBeginning() {
        accept("h0 ", "sorry ");

        assertThat(tokens.isPrefix()).isFalse();
    }

    @Test
    void paddingIsNoPartOfAToken() {
        accept("f0.... ", "f1.... ");

        assertThat(tokens.isPrefix()).isTrue();
    }

    private void accept(String... pieces) {
        for (String piece : pieces) {
            tokens.accept(piece);
        }
    }
}
