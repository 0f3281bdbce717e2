package io.groundwork.orchestration.advisories;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A product that an advisory names, and which of its versions.
 *
 * @param ecosystem as OSV calls it, such as {@code PyPI}, or a package URL's type; empty where neither is told
 * @param name with its namespace, such as {@code vllm} or {@code org/model}
 * @param versions affected ones by name; a model's revisions too
 * @param digests of its files, {@code sha256:…} in lower case
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Affected(String ecosystem, String name, Set<String> versions, List<Range> ranges, Set<String> digests) {

    public Affected {
        versions = versions == null ? Set.of() : Set.copyOf(versions);
        ranges = ranges == null ? List.of() : List.copyOf(ranges);
        digests = digests == null ? Set.of() : Set.copyOf(digests);
        ecosystem = requireNonNullElse(ecosystem, "");
        name = requireNonNullElse(name, "");
    }

    /** Whether it says nothing of versions, and so means all of them. */
    boolean allVersions() {
        return versions.isEmpty() && ranges.isEmpty();
    }

    /** By OSV's rule: named, or within one of the ranges. */
    boolean holds(String version) {
        return allVersions()
                || versions.stream().anyMatch(named -> Versions.same(named, version))
                || ranges.stream().anyMatch(range -> range.holds(version, Versions.of(range.type(), ecosystem)));
    }

    /**
     * Versions between events.
     *
     * @param events in the order of their versions
     */
    public record Range(Type type, List<Event> events) {

        public Range {
            events = List.copyOf(events);
        }

        /**
         * As OSV's specification evaluates it: events in the order of their versions, {@code introduced} opens, {@code fixed} and what lies
         * after {@code last_affected} closes; nothing at or beyond a {@code limit} counts, where there is one.
         */
        boolean holds(String version, Comparator<String> order) {
            if (type == Type.GIT || !beforeLimits(version, order)) {
                return false;
            }
            List<Event> sorted = events.stream()
                    .filter(event -> event.kind() != Kind.LIMIT)
                    .sorted((one, other) -> compare(one.version(), other.version(), order))
                    .toList();
            boolean within = false;
            for (Event event : sorted) {
                int place = compare(version, event.version(), order);
                within = switch (event.kind()) {
                    case INTRODUCED -> within || place >= 0;
                    case AFTER -> within || place > 0;
                    case FIXED -> within && place < 0;
                    case LAST_AFFECTED -> within && place <= 0;
                    case LIMIT -> within;
                };
            }
            return within;
        }

        private boolean beforeLimits(String version, Comparator<String> order) {
            List<Event> limits =
                    events.stream().filter(event -> event.kind() == Kind.LIMIT).toList();
            return limits.isEmpty()
                    || limits.stream()
                            .anyMatch(limit ->
                                    limit.version().equals("*") || compare(version, limit.version(), order) < 0);
        }

        /** {@code 0} is before every other version. */
        private static int compare(String one, String other, Comparator<String> order) {
            boolean first = one.equals("0");
            boolean second = other.equals("0");
            return first || second ? Boolean.compare(second, first) : order.compare(one, other);
        }
    }

    /** @param version at which something changes */
    public record Event(Kind kind, String version) {}

    /** What changes at a version. */
    public enum Kind {
        INTRODUCED,
        /** Affected from the next one on; CSAF's ranges have it, OSV's do not. */
        AFTER,
        FIXED,
        LAST_AFFECTED,
        LIMIT
    }

    /** How the versions of a range are ordered. */
    public enum Type {
        SEMVER,
        ECOSYSTEM,
        /** Commits, whose order only their repository knows. */
        GIT;

        static Type of(String word) {
            return switch (word.toUpperCase(Locale.ROOT)) {
                case "SEMVER" -> SEMVER;
                case "GIT" -> GIT;
                default -> ECOSYSTEM;
            };
        }
    }
}
