package io.groundwork.orchestration.understanding;

import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.SearchResult.StageReport;
import io.groundwork.retrieval.selection.HitFusion.Fused;
import java.util.List;

/**
 * What was found by all queries of a question.
 *
 * @param found best first; the ranks are by the account's queries
 * @param stages of the search of the question as it was asked
 */
public record Understood(List<Fused> found, List<StageReport> stages, Account account) {

    public Understood {
        found = List.copyOf(found);
        stages = List.copyOf(stages);
    }

    public List<Hit> hits() {
        return found.stream().map(Fused::hit).toList();
    }

    /** What was searched to its end, the question first. */
    public List<String> searched() {
        return account.queries().stream()
                .filter(tried -> tried.found().isPresent())
                .map(tried -> tried.query().text())
                .toList();
    }
}
