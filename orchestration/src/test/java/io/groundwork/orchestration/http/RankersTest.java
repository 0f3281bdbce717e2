package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.retrieval.Wish;
import org.junit.jupiter.api.Test;

class RankersTest {

    @Test
    void whoSaysNothingIsServedAsTheCollectionIsSet() {
        assertThat(Rankers.wishes(null)).isEmpty();
        assertThat(Rankers.wishes("auto")).isEmpty();
        assertThat(Rankers.wishes("default-2024-11-15")).isEmpty();
    }

    @Test
    void noneLeavesOutTheRankingAnewAndNothingElse() {
        assertThat(Rankers.wishes("none")).containsExactly(new Wish.NoReranking());
    }

    @Test
    void anotherRankerIsRefusedByName() {
        assertThatThrownBy(() -> Rankers.wishes("best")).hasMessageContaining("best");
    }
}
