package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.Rerankers;
import io.groundwork.retrieval.Wish;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankersTest {

    private final Rankers rankers = new Rankers(Rerankers.only(Optional.empty()), name -> true);

    @Test
    void whoSaysNothingIsServedAsTheCollectionIsSet() {
        assertThat(rankers.wishes(null)).isEmpty();
        assertThat(rankers.wishes("auto")).isEmpty();
        assertThat(rankers.wishes("default-2024-11-15")).isEmpty();
    }

    @Test
    void noneLeavesOutTheRankingAnewAndNothingElse() {
        assertThat(rankers.wishes("none")).containsExactly(new Wish.NoReranking());
    }

    @Test
    void anotherRankerIsRefusedByName() {
        assertThatThrownBy(() -> rankers.wishes("best")).hasMessageContaining("best");
    }
}
