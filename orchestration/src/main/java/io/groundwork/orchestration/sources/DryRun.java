package io.groundwork.orchestration.sources;

import io.groundwork.ingest.source.Change;
import io.groundwork.ingest.source.Ending;
import io.groundwork.ingest.source.Source;
import io.groundwork.ingest.source.SourceItem;
import io.groundwork.orchestration.sources.SourceItems.Known;
import io.groundwork.orchestration.sources.SyncRun.Finding;
import io.groundwork.orchestration.sources.SyncRun.Note;
import io.groundwork.orchestration.sources.SyncRuns.Claimed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A walk that says what a {@link Sync} would do and writes nothing but its report. Bytes are not fetched: an item whose mark differs
 * counts as changed, though its bytes may turn out the same. Used once, by one thread.
 */
final class DryRun {

    private static final int PAGE = 1000;

    private final SourceInfo info;
    private final Source source;
    private final Claimed run;
    private final Readership readership;
    private final SourceItems items;
    private final SyncRuns runs;

    private final ReportRoom room = new ReportRoom();
    private final Set<String> seen = new HashSet<>();
    private final Map<String, SourceItem> mayBeMoved = new HashMap<>();

    DryRun(SourceInfo info, Source source, Claimed run, Readership readership, SourceItems items, SyncRuns runs) {
        this.info = info;
        this.source = source;
        this.run = run;
        this.readership = readership;
        this.items = items;
        this.runs = runs;
    }

    /** @return what would stop the walk before it deletes */
    Optional<String> walk(Optional<String> cursor) {
        Ending ending = source.walk(cursor, this::take);
        Optional<String> objection = ending.extent() == Ending.Extent.COMPLETE ? unseen() : Optional.empty();
        mayBeMoved.values().forEach(item -> report(Finding.ADDED, item.path(), ""));
        return objection;
    }

    private void take(List<Change> page) {
        Map<String, Known> known =
                items.find(info.id(), page.stream().map(Change::externalId).toList());
        int unchanged = 0;
        for (Change change : page) {
            boolean first = seen.add(change.externalId());
            Optional<Known> before = Optional.ofNullable(known.get(change.externalId()));
            switch (change) {
                case Change.Present(SourceItem item) -> {
                    Finding finding = finding(item, before);
                    if (finding == Finding.UNCHANGED) {
                        unchanged += first ? 1 : 0;
                    } else if (finding == Finding.ADDED && mayBeMoved.putIfAbsent(item.mark(), item) == null) {
                        continue; // told at the end, as added or moved
                    } else {
                        report(finding, item.path(), "");
                    }
                }
                case Change.Gone(String id) -> before.ifPresent(was -> report(Finding.DELETED, was.path(), ""));
                case Change.GoneBelow(String id, String path) -> below(path);
                case Change.Unknown(String id, String reason) -> report(Finding.FAILED, id, reason);
            }
        }
        count(Finding.UNCHANGED, unchanged);
    }

    private void below(String folder) {
        String after = "";
        for (List<Known> page = items.unseenBelow(info.id(), folder, run.id(), after, PAGE);
                !page.isEmpty();
                page = items.unseenBelow(info.id(), folder, run.id(), after, PAGE)) {
            page.stream()
                    .filter(item -> item.hasDocument() && seen.add(item.externalId()))
                    .forEach(item -> report(Finding.DELETED, item.path(), ""));
            after = page.getLast().externalId();
        }
    }

    private Finding finding(SourceItem item, Optional<Known> before) {
        if (before.filter(Known::hasDocument).isEmpty()) {
            return Finding.ADDED;
        }
        if (!before.get().mark().equals(item.mark())) {
            return Finding.CHANGED;
        }
        Details now = Details.of(item, readership.of(item.audience()));
        Details then = Details.parse(before.get().details());
        if (!now.place().equals(then.place())) {
            return Finding.MOVED;
        }
        return now.readers().equals(then.readers()) ? Finding.UNCHANGED : Finding.PERMISSIONS_CHANGED;
    }

    private Optional<String> unseen() {
        long known = 0;
        long gone = 0;
        String after = "";
        for (List<Known> page = items.all(info.id(), after, PAGE);
                !page.isEmpty();
                page = items.all(info.id(), after, PAGE)) {
            for (Known item : page) {
                known += item.hasDocument() ? 1 : 0;
                if (!seen.contains(item.externalId()) && item.hasDocument()) {
                    SourceItem moved = mayBeMoved.remove(item.mark());
                    gone += moved == null ? 1 : 0;
                    report(
                            moved == null ? Finding.DELETED : Finding.MOVED,
                            moved == null ? item.path() : moved.path(),
                            "");
                }
            }
            after = page.getLast().externalId();
        }
        return MassDeletion.objection(gone, known);
    }

    private void report(Finding finding, String path, String reason) {
        count(finding, 1);
        if (room.take(finding)) {
            runs.note(run, new Note(finding.toString(), path.length() <= 512 ? path : path.substring(0, 512), reason));
        }
    }

    private void count(Finding finding, int howMany) {
        if (!runs.count(run, finding, howMany)) {
            throw new Sync.TakenAwayException();
        }
    }
}
