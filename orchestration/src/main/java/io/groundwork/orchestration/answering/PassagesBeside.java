package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.answering.Policy.Addition;
import io.groundwork.retrieval.Hit;
import java.util.List;

/** Looks in the passages that a search found for what the policy wants beside the answer. */
final class PassagesBeside implements Beside.Finder {

    private final DocumentDates dates;
    private final FollowUps followUps;

    PassagesBeside(DocumentDates dates, FollowUps followUps) {
        this.dates = dates;
        this.followUps = followUps;
    }

    @Override
    public Beside of(Ask ask, List<Hit> hits, List<Evidence> cited) {
        return new Beside(
                ask.policy().adds(Addition.CONTRADICTIONS)
                        ? dates.of(Contradictions.among(ask, hits), hits)
                        : List.of(),
                ask.policy().adds(Addition.FOLLOW_UPS) ? followUps.of(ask, hits, cited) : List.of());
    }
}
