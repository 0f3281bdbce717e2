package io.groundwork.retrieval;

import static java.util.stream.Collectors.toMap;

import io.groundwork.retrieval.SearchResult.StageReport;
import io.groundwork.retrieval.fusion.Ranked;
import io.groundwork.retrieval.selection.Aging;
import io.groundwork.retrieval.selection.Selection;
import io.groundwork.retrieval.selection.Selection.Chosen;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What follows upon ranking, by the settings of each collection: what is old falls back, what says the same is given once, no document gives too much.
 *
 * @param permitted what may be seen
 * @param readable what was searched
 * @param reports where each stage that runs tells what it did
 */
record Sifting(
        Connection connection, Permitted permitted, List<ReadableCollection> readable, List<StageReport> reports) {

    /** In the order that remains when age counts. */
    List<Ranked> aged(List<Ranked> ranked) throws SQLException {
        Map<CollectionId, Recency> recency = readable.stream()
                .filter(collection -> collection.settings().recency().isPresent())
                .collect(toMap(
                        ReadableCollection::id,
                        collection -> collection.settings().recency().orElseThrow()));
        if (recency.isEmpty()) {
            return ranked;
        }
        long started = System.nanoTime();
        Permitted within = permitted.within(List.copyOf(recency.keySet()));
        Aging.Aged aged = new Aging(within, recency).of(connection, ranked, Instant.now());
        String undated =
                aged.undated() == 0 ? "" : ", %d by the day they came for want of a date".formatted(aged.undated());
        report(
                Stage.RECENCY,
                aged.ranked().size(),
                "by age over %d of %d%s".formatted(aged.weighed(), ranked.size(), undated),
                started);
        return aged.ranked();
    }

    /** The first so many that are to be given. */
    Chosen chosen(List<Ranked> ranked, int most) throws SQLException {
        if (readable.stream().noneMatch(collection -> collection.settings().leavesOut())) {
            return Chosen.all(ranked);
        }
        long started = System.nanoTime();
        Map<CollectionId, SearchSettings> settings =
                readable.stream().collect(toMap(ReadableCollection::id, ReadableCollection::settings));
        Chosen chosen = new Selection(permitted, settings).of(connection, ranked, most);
        int distinct = chosen.given().size() + chosen.beyond().size();
        boolean collapses =
                readable.stream().anyMatch(collection -> collection.settings().collapse() != Collapse.NONE);
        if (collapses) {
            String plan = "%d of %d looked at say what one before them says"
                    .formatted(chosen.copies().size(), chosen.looked());
            report(Stage.DUPLICATES, distinct, plan, started);
        }
        if (readable.stream().anyMatch(collection -> collection.settings().maxPerDocument() > 0)) {
            String plan = "%d of %d are more than their documents may give"
                    .formatted(chosen.beyond().size(), distinct);
            // Both are done in one walk, whose time is told once.
            report(Stage.DIVERSITY, chosen.given().size(), plan, collapses ? System.nanoTime() : started);
        }
        return chosen;
    }

    private void report(Stage stage, int found, String plan, long started) {
        reports.add(new StageReport(stage, found, plan, (System.nanoTime() - started) / 1000));
    }
}
