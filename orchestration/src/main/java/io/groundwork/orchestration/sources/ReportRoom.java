package io.groundwork.orchestration.sources;

import io.groundwork.orchestration.sources.SyncRun.Finding;
import java.util.EnumMap;
import java.util.Map;

/** How many lines each finding may still have in a report: the first of each are worth reading, all of 100,000 are not. Used by one thread. */
final class ReportRoom {

    private static final int FAILURES = 100;
    private static final int OTHERS = 50;

    private final Map<Finding, Integer> taken = new EnumMap<>(Finding.class);

    /** Takes a line; false when the finding has had all of its lines, or needs none. */
    boolean take(Finding finding) {
        int most =
                switch (finding) {
                    case FAILED -> FAILURES;
                    case UNCHANGED -> 0;
                    case ADDED, CHANGED, MOVED, PERMISSIONS_CHANGED, DELETED -> OTHERS;
                };
        return taken.merge(finding, 1, Integer::sum) <= most;
    }
}
