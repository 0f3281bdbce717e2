package io.groundwork.orchestration.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.retrieval.Stage;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RankersTest {

    @Test
    void whoSaysNothingGetsAllStages() {
        assertThat(Rankers.stages(null)).containsExactlyInAnyOrder(Stage.values());
        assertThat(Rankers.stages("auto")).containsExactlyInAnyOrder(Stage.values());
        assertThat(Rankers.stages("default-2024-11-15")).containsExactlyInAnyOrder(Stage.values());
    }

    @Test
    void noneLeavesOutTheRankingAnewAndNothingElse() {
        assertThat(Rankers.stages("none")).isEqualTo(Set.of(Stage.LEXICAL, Stage.VECTOR, Stage.FUSION));
    }

    @Test
    void anotherRankerIsRefusedByName() {
        assertThatThrownBy(() -> Rankers.stages("best")).hasMessageContaining("best");
    }
}
