package io.groundwork.orchestration.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.answering.Responses.Outline;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DialogueTest {

    private final Outline root = turn(Optional.empty());
    private final Outline left = turn(Optional.of(root.id()));
    private final Outline right = turn(Optional.of(root.id()));
    private final Outline leaf = turn(Optional.of(left.id()));
    private final List<Outline> all = List.of(root, left, right, leaf);

    @Test
    void aTurnThatNothingFollowsIsTheLastItself() {
        assertThat(Dialogue.lastBeneath(all, right.id())).isEqualTo(right.id());
    }

    @Test
    void theLastIsTheNewestOfAllThatFollow() {
        assertThat(Dialogue.lastBeneath(all, root.id())).isEqualTo(leaf.id());
        assertThat(Dialogue.lastBeneath(all, left.id())).isEqualTo(leaf.id());
    }

    @Test
    void aPathGoesFromTheHeadToTheBeginning() {
        assertThat(Dialogue.path(all, Optional.of(leaf.id()))).containsExactly(leaf, left, root);
        assertThat(Dialogue.path(all, Optional.empty())).isEmpty();
        assertThat(Dialogue.path(all, Optional.of(UUID.randomUUID()))).isEmpty();
    }

    private static Outline turn(Optional<UUID> previous) {
        return new Outline(UUID.randomUUID(), previous, OffsetDateTime.MIN, Set.of(), 0);
    }
}
