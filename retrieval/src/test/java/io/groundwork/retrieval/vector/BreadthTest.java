package io.groundwork.retrieval.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BreadthTest {

    @Test
    void whatIsWrittenIsRead() {
        Breadth breadth = new Breadth(400, 0.987, 1_200_000);

        assertThat(Breadth.read(breadth.written())).hasValue(breadth);
    }

    @Test
    void aCommentOfSomebodyElseIsNone() {
        assertThat(Breadth.read("made by hand")).isEmpty();
        assertThat(Breadth.read("ef_search 400 finds 0.9 of 5 passages; do not drop"))
                .isEmpty();
    }

    @Test
    void itIsOutgrownByTwiceAsMany() {
        Breadth breadth = new Breadth(100, 1, 1000);

        assertThat(breadth.isOutgrown(2000)).isFalse();
        assertThat(breadth.isOutgrown(2001)).isTrue();
    }
}
