package io.groundwork.orchestration.conversations;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.orchestration.answering.Responses.Stored;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DialogueTest {

    private static final UUID OWNER = new UUID(0, 1);

    private final Stored root = turn(Optional.empty());
    private final Stored left = turn(Optional.of(root.id()));
    private final Stored right = turn(Optional.of(root.id()));
    private final Stored leaf = turn(Optional.of(left.id()));
    private final List<Stored> all = List.of(root, left, right, leaf);

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
        assertThat(Dialogue.pathIds(all, Optional.of(leaf.id()))).containsOnly(root.id(), left.id(), leaf.id());
        assertThat(Dialogue.pathIds(all, Optional.empty())).isEmpty();
    }

    private static Stored turn(Optional<UUID> previous) {
        return new Stored(UUID.randomUUID(), OWNER, previous, "{}", "[]", OffsetDateTime.MIN);
    }
}
