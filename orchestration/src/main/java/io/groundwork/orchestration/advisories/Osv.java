package io.groundwork.orchestration.advisories;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.advisories.Advisory.Format;
import io.groundwork.orchestration.advisories.Advisory.Severity;
import io.groundwork.orchestration.advisories.Affected.Event;
import io.groundwork.orchestration.advisories.Affected.Kind;
import io.groundwork.orchestration.advisories.Affected.Range;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Advisories in OSV's form.
 *
 * @see <a href="https://ossf.github.io/osv-schema/">The schema</a>
 */
final class Osv {

    private Osv() {}

    static boolean is(JsonNode item) {
        return item.path("id").isTextual() && (item.has("affected") || item.has("modified") || item.has("withdrawn"));
    }

    static Advisory read(JsonNode item, String digest) {
        Fields fields = new Fields(item);
        OptionalDouble score = score(item.path("severity"));
        List<Affected> affected = new ArrayList<>();
        List<JsonNode> products = fields.items("affected");
        for (int i = 0; i < products.size(); i++) {
            affected.add(affected(products.get(i), "affected[%d]".formatted(i)));
            if (score.isEmpty()) {
                score = score(products.get(i).path("severity"));
            }
        }
        String word = item.path("database_specific").path("severity").asText("");
        return new Advisory(
                fields.id("id"),
                fields.texts("aliases"),
                Format.OSV,
                fields.summary("summary", "details"),
                fields.text("details"),
                score.isPresent() ? Severity.of(score.getAsDouble()) : Severity.of(word),
                score,
                url(item),
                fields.moment("published"),
                fields.moment("modified"),
                fields.moment("withdrawn"),
                affected,
                List.of(),
                digest);
    }

    private static Affected affected(JsonNode product, String where) {
        if (!product.isObject()) {
            throw new UnreadableAdvisoryException("'%s' is not an object".formatted(where));
        }
        JsonNode named = product.path("package");
        Optional<PackageUrl> purl = PackageUrl.of(named.path("purl").asText(""));
        List<Range> ranges = new ArrayList<>();
        product.path("ranges").forEach(range -> ranges.add(range(range, where)));
        Set<String> versions = new HashSet<>();
        product.path("versions").forEach(version -> versions.add(version.asText()));
        purl.flatMap(PackageUrl::version).ifPresent(versions::add);
        String ecosystem =
                named.path("ecosystem").asText(purl.map(PackageUrl::type).orElse(""));
        String name = named.path("name").asText(purl.map(PackageUrl::name).orElse(""));
        if (name.isBlank() && ranges.stream().noneMatch(range -> range.type() == Affected.Type.GIT)) {
            throw new UnreadableAdvisoryException("'%s.package' has no name".formatted(where));
        }
        return new Affected(
                ecosystem.replaceFirst(":.*$", ""),
                name.isBlank() ? repository(product) : name,
                versions,
                ranges,
                Set.of());
    }

    private static String repository(JsonNode product) {
        String repository = product.path("ranges").path(0).path("repo").asText("");
        return repository.replaceFirst("^https?://", "").replaceFirst("\\.git$", "");
    }

    private static Range range(JsonNode range, String where) {
        if (!range.path("type").isTextual() || !range.path("events").isArray()) {
            throw new UnreadableAdvisoryException("'%s.ranges' has one without 'type' or 'events'".formatted(where));
        }
        List<Event> events = new ArrayList<>();
        for (JsonNode event : range.path("events")) {
            event.properties()
                    .forEach(change -> events.add(new Event(
                            kind(change.getKey(), where), change.getValue().asText())));
        }
        return new Range(Affected.Type.of(range.path("type").asText()), events);
    }

    private static Kind kind(String word, String where) {
        return switch (word) {
            case "introduced" -> Kind.INTRODUCED;
            case "fixed" -> Kind.FIXED;
            case "last_affected" -> Kind.LAST_AFFECTED;
            case "limit" -> Kind.LIMIT;
            default ->
                throw new UnreadableAdvisoryException(
                        "'%s.ranges' has an event '%s', which is not known".formatted(where, word));
        };
    }

    private static OptionalDouble score(JsonNode severities) {
        double worst = -1;
        for (JsonNode severity : severities) {
            worst = Math.max(
                    worst, Cvss.baseScore(severity.path("score").asText("")).orElse(-1));
        }
        return worst < 0 ? OptionalDouble.empty() : OptionalDouble.of(worst);
    }

    /** The advisory's own page where there is one. */
    private static Optional<String> url(JsonNode item) {
        Optional<String> any = Optional.empty();
        for (JsonNode reference : item.path("references")) {
            String url = reference.path("url").asText("");
            if (url.toLowerCase(Locale.ROOT).startsWith("http")) {
                if (reference.path("type").asText("").equals("ADVISORY")) {
                    return Optional.of(url);
                }
                any = any.or(() -> Optional.of(url));
            }
        }
        return any;
    }
}
