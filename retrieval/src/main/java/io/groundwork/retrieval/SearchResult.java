package io.groundwork.retrieval;

import java.util.List;

/**
 * What a search found.
 *
 * @param hits best first
 * @param stages what each stage did, in the order they ran
 * @param away models that serve and could not be asked now, so that their vectors were not searched; the stage says why
 */
public record SearchResult(List<Hit> hits, List<StageReport> stages, List<String> away) {

    static final SearchResult NOTHING = new SearchResult(List.of(), List.of(), List.of());

    public SearchResult {
        hits = List.copyOf(hits);
        stages = List.copyOf(stages);
        away = List.copyOf(away);
    }

    /**
     * @param found how many passages it gave
     * @param plan how it went about it, such as {@code exact} or {@code hnsw}
     * @param micros how long it took, in microseconds
     */
    public record StageReport(Stage stage, int found, String plan, long micros) {}
}
