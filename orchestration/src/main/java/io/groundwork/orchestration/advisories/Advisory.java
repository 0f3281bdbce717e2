package io.groundwork.orchestration.advisories;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;

/**
 * A published weakness.
 *
 * @param aliases other ids of the same, such as a CVE's
 * @param score CVSS' base score, 0 to 10
 * @param withdrawn since when it is no weakness any more
 * @param exempt products that its publisher says are not affected (VEX)
 * @param digest SHA-256 of the item as it was imported, {@code sha256:…}
 */
public record Advisory(
        String id,
        Set<String> aliases,
        Format format,
        String summary,
        String details,
        Severity severity,
        OptionalDouble score,
        Optional<String> url,
        Optional<Instant> published,
        Optional<Instant> modified,
        Optional<Instant> withdrawn,
        List<Affected> affected,
        List<Exempt> exempt,
        String digest) {

    public Advisory {
        aliases = Set.copyOf(aliases);
        affected = List.copyOf(affected);
        exempt = List.copyOf(exempt);
    }

    /** Whether it is about the weakness of this id. */
    boolean isAbout(String other) {
        return id.equalsIgnoreCase(other) || aliases.stream().anyMatch(alias -> alias.equalsIgnoreCase(other));
    }

    /** How it was written. */
    public enum Format {
        OSV,
        CSAF;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** By CVSS' bands of its score, or as its publisher says. The worst first. */
    public enum Severity {
        CRITICAL,
        HIGH,
        MEDIUM,
        LOW,
        UNKNOWN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Severity of(double score) {
            return score >= 9 ? CRITICAL : score >= 7 ? HIGH : score >= 4 ? MEDIUM : score > 0 ? LOW : UNKNOWN;
        }

        /** GitHub says moderate where others say medium. */
        static Severity of(String word) {
            return switch (word.toLowerCase(Locale.ROOT)) {
                case "critical" -> CRITICAL;
                case "high", "important" -> HIGH;
                case "medium", "moderate" -> MEDIUM;
                case "low" -> LOW;
                default -> UNKNOWN;
            };
        }
    }

    /** @param of the weakness that the product does not have, by its id */
    public record Exempt(String of, Affected product) {}

    /**
     * Where an advisory and a registered model meet.
     *
     * @param via what of the model it names, such as {@code engine}
     * @param what in which words
     * @param reason why it was dismissed, or closed by itself
     */
    public record Match(
            String advisory,
            UUID model,
            String name,
            String via,
            String what,
            MatchState state,
            String reason,
            Optional<UUID> decidedBy,
            Optional<Instant> decidedAt,
            Instant foundAt) {}

    /** Where a match stands. */
    public enum MatchState {
        OPEN,
        /** Somebody looked and said why it is none. */
        DISMISSED,
        /** The advisory was withdrawn, or names the model no more. */
        CLOSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
