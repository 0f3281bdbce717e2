package io.groundwork.ingest.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a web site lets crawlers read.
 *
 * @param sitemaps that the site names
 * @param delay between two requests, where it asks for one
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9309">RFC 9309</a>; Crawl-delay and Sitemap are customs beside it
 */
record Robots(List<Rule> rules, List<URI> sitemaps, Optional<Duration> delay) {

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(10);

    /** Everything is allowed: there is no such file. */
    static Robots none() {
        return new Robots(List.of(), List.of(), Optional.empty());
    }

    /** Reads the groups for {@code agent}, or those for everybody where it has none of its own. */
    static Robots read(String text, String agent) {
        Reading own = new Reading();
        Reading everybody = new Reading();
        List<URI> sitemaps = new ArrayList<>();
        boolean forAgent = false;
        boolean forEverybody = false;
        boolean inRules = true;
        for (String line : text.split("\\R")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String field = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).replaceFirst("#.*", "").strip();
            switch (field) {
                case "user-agent" -> {
                    if (inRules) { // the first of a new group
                        forAgent = false;
                        forEverybody = false;
                        inRules = false;
                    }
                    forAgent |= value.equalsIgnoreCase(agent);
                    forEverybody |= value.equals("*");
                    own.found |= forAgent;
                }
                case "sitemap" -> uri(value).ifPresent(sitemaps::add);
                case "allow", "disallow", "crawl-delay" -> {
                    inRules = true;
                    if (forAgent) {
                        own.take(field, value);
                    }
                    if (forEverybody) {
                        everybody.take(field, value);
                    }
                }
                default -> {} // unknown fields are passed over
            }
        }
        Reading chosen = own.found ? own : everybody;
        return new Robots(List.copyOf(chosen.rules), List.copyOf(sitemaps), chosen.delay);
    }

    /** The longest rule that matches decides; of two as long the one that allows. */
    boolean allows(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String asked = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        Rule strongest = new Rule(true, "", Pattern.compile(""));
        for (Rule rule : rules) {
            boolean stronger = rule.path().length() > strongest.path().length()
                    || (rule.path().length() == strongest.path().length() && rule.allows());
            if (stronger && rule.pattern().matcher(asked).lookingAt()) {
                strongest = rule;
            }
        }
        return strongest.allows();
    }

    private static Optional<URI> uri(String value) {
        try {
            return Optional.of(new URI(value)).filter(URI::isAbsolute);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** @param path as written; {@code *} is anything, a {@code $} at the end is the end */
    record Rule(boolean allows, String path, Pattern pattern) {

        static Rule of(boolean allows, String path) {
            boolean toTheEnd = path.endsWith("$");
            String[] parts = (toTheEnd ? path.substring(0, path.length() - 1) : path).split("\\*", -1);
            StringBuilder regex = new StringBuilder();
            for (int i = 0; i < parts.length; i++) {
                regex.append(i == 0 ? "" : ".*").append(Pattern.quote(parts[i]));
            }
            return new Rule(allows, path, Pattern.compile(regex + (toTheEnd ? "$" : ""), Pattern.DOTALL));
        }
    }

    /** The rules of one group while it is read. */
    private static final class Reading {

        private final List<Rule> rules = new ArrayList<>();
        private Optional<Duration> delay = Optional.empty();
        private boolean found;

        void take(String field, String value) {
            if (field.equals("crawl-delay")) {
                delay = seconds(value);
            } else if (!value.isEmpty()) { // "Disallow:" alone forbids nothing
                rules.add(Rule.of(field.equals("allow"), value));
            }
        }

        private static Optional<Duration> seconds(String value) {
            if (!value.matches("\\d{1,6}(\\.\\d{1,6})?")) {
                return Optional.empty();
            }
            Duration asked = Duration.ofMillis((long) (Double.parseDouble(value) * 1000));
            return Optional.of(asked.compareTo(LONGEST_DELAY) < 0 ? asked : LONGEST_DELAY);
        }
    }
}
