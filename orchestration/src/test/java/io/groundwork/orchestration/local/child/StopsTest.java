package io.groundwork.orchestration.local.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopsTest {

    @Test
    void anAnswerEndsBeforeTheFirstStopThoughItComesInPieces() {
        Stops stops = new Stops(List.of("END", "\n\n"));

        assertThat(stops.feed("an answer E")).isEqualTo("an answer ");
        assertThat(stops.feed("N")).isEmpty();
        assertThat(stops.feed("D and more")).isEmpty();
        assertThat(stops.reached()).isTrue();
        assertThat(stops.rest()).isEmpty();
    }

    @Test
    void whatOnlyLookedLikeAStopIsHandedOn() {
        Stops stops = new Stops(List.of("END"));

        assertThat(stops.feed("EN")).isEmpty();
        assertThat(stops.feed("Glish E")).isEqualTo("ENGlish ");
        assertThat(stops.reached()).isFalse();
        assertThat(stops.rest()).isEqualTo("E");
    }

    @Test
    void withoutStopsNothingIsHeldBack() {
        assertThat(new Stops(List.of("")).feed("all of it")).isEqualTo("all of it");
    }
}
