package io.groundwork.orchestration.advisories;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.advisories.Advisory.Exempt;
import io.groundwork.orchestration.advisories.Advisory.Format;
import io.groundwork.orchestration.advisories.Advisory.Severity;
import io.groundwork.orchestration.advisories.Affected.Event;
import io.groundwork.orchestration.advisories.Affected.Kind;
import io.groundwork.orchestration.advisories.Affected.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Advisories in CSAF's form, those of the VEX profile too.
 *
 * @see <a href="https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html">CSAF 2.0</a>
 */
final class Csaf {

    private static final int DEEPEST = 50;
    private static final List<String> AFFECTED = List.of("known_affected", "first_affected", "last_affected");

    private final Map<String, Affected> products = new HashMap<>();

    private Csaf() {}

    static boolean is(JsonNode item) {
        return item.path("document").path("csaf_version").isTextual();
    }

    static Advisory read(JsonNode item, String digest) {
        return new Csaf().whole(item, digest);
    }

    private Advisory whole(JsonNode item, String digest) {
        JsonNode document = item.path("document");
        Fields tracking = new Fields(document.path("tracking"));
        JsonNode tree = item.path("product_tree");
        tree.path("branches").forEach(branch -> branch(branch, new Named("", "", ""), 0));
        tree.path("full_product_names").forEach(product -> product(product, new Named("", "", "")));
        tree.path("relationships").forEach(this::relationship);
        Set<String> ids = new LinkedHashSet<>();
        Set<Affected> affected = new LinkedHashSet<>();
        List<Exempt> exempt = new ArrayList<>();
        double worst = -1;
        for (JsonNode weakness : new Fields(item).items("vulnerabilities")) {
            Set<String> own = idsOf(weakness);
            ids.addAll(own);
            JsonNode status = weakness.path("product_status");
            AFFECTED.forEach(name -> status.path(name).forEach(id -> affected.add(named(id))));
            status.path("known_not_affected")
                    .forEach(id -> own.forEach(each -> exempt.add(new Exempt(each, named(id)))));
            for (JsonNode score : weakness.path("scores")) {
                worst = Math.max(worst, score.path("cvss_v3").path("baseScore").asDouble(-1));
                worst = Math.max(worst, score.path("cvss_v2").path("baseScore").asDouble(-1));
            }
        }
        Severity said =
                Severity.of(document.path("aggregate_severity").path("text").asText(""));
        return new Advisory(
                tracking.id("id"),
                ids,
                Format.CSAF,
                new Fields(document).summary("title", "title"),
                Fields.cut(details(document), 20_000),
                worst < 0 ? said : Severity.of(worst),
                worst < 0 ? OptionalDouble.empty() : OptionalDouble.of(worst),
                url(document),
                tracking.moment("initial_release_date"),
                tracking.moment("current_release_date"),
                Optional.empty(),
                List.copyOf(affected),
                exempt,
                digest);
    }

    private static Set<String> idsOf(JsonNode weakness) {
        Set<String> ids = new LinkedHashSet<>();
        if (weakness.path("cve").isTextual()) {
            ids.add(weakness.path("cve").asText());
        }
        weakness.path("ids").forEach(id -> ids.add(id.path("text").asText()));
        return ids;
    }

    private Affected named(JsonNode id) {
        Affected product = products.get(id.asText());
        if (product == null) {
            throw new UnreadableAdvisoryException(
                    "'product_status' names the product '%s', which is not in 'product_tree'".formatted(id.asText()));
        }
        return product;
    }

    private void branch(JsonNode branch, Named above, int depth) {
        if (depth > DEEPEST) {
            throw new UnreadableAdvisoryException("'product_tree' is deeper than %d branches".formatted(DEEPEST));
        }
        String name = branch.path("name").asText("");
        Named here =
                switch (branch.path("category").asText("")) {
                    case "product_name" -> new Named(name, above.version(), above.range());
                    case "product_version" -> new Named(above.product(), name, above.range());
                    case "product_version_range" -> new Named(above.product(), above.version(), name);
                    default -> above;
                };
        if (branch.has("product")) {
            product(branch.path("product"), here);
        }
        branch.path("branches").forEach(below -> branch(below, here, depth + 1));
    }

    private void product(JsonNode product, Named named) {
        JsonNode helper = product.path("product_identification_helper");
        Optional<PackageUrl> purl = PackageUrl.of(helper.path("purl").asText(""));
        Set<String> versions = new HashSet<>();
        if (!named.version().isEmpty()) {
            versions.add(named.version());
        }
        purl.flatMap(PackageUrl::version).ifPresent(versions::add);
        Set<String> digests = new HashSet<>();
        helper.path("hashes").forEach(file -> file.path("file_hashes")
                .forEach(hash -> digests.add(hash.path("algorithm")
                                .asText("")
                                .toLowerCase(Locale.ROOT)
                                .replace("-", "")
                        + ":"
                        + hash.path("value").asText("").toLowerCase(Locale.ROOT))));
        String name = purl.map(PackageUrl::name)
                .orElse(named.product().isEmpty() ? product.path("name").asText("") : named.product());
        products.put(
                product.path("product_id").asText(""),
                new Affected(
                        purl.map(PackageUrl::type).orElse(vers(named.range()).orElse("")),
                        name,
                        versions,
                        named.range().isEmpty() ? List.of() : List.of(range(named.range())),
                        digests));
    }

    /** What is part of another product is named by what it is itself. */
    private void relationship(JsonNode relationship) {
        String whole = relationship.path("full_product_name").path("product_id").asText("");
        String part = relationship.path("product_reference").asText("");
        Affected product = products.get(part);
        if (product == null) {
            throw new UnreadableAdvisoryException(
                    "'relationships' names the product '%s', which is not in 'product_tree'".formatted(part));
        }
        products.put(whole, product);
    }

    private static Optional<String> vers(String range) {
        return range.startsWith("vers:") && range.indexOf('/') > 5
                ? Optional.of(range.substring(5, range.indexOf('/')))
                : Optional.empty();
    }

    /** {@code vers:pypi/>=1.0|<1.4}, or the same without its head. */
    private static Range range(String text) {
        String constraints = text.startsWith("vers:") ? text.substring(text.indexOf('/') + 1) : text;
        List<Event> events = new ArrayList<>();
        boolean opened = false;
        for (String each : constraints.split("[|,]", -1)) {
            String constraint = each.strip();
            String version = constraint.replaceFirst("^[<>=!]+\\s*", "");
            if (constraint.startsWith(">")) {
                events.add(new Event(constraint.startsWith(">=") ? Kind.INTRODUCED : Kind.AFTER, version));
                opened = true;
            } else if (constraint.startsWith("<")) {
                if (!opened) {
                    events.add(new Event(Kind.INTRODUCED, "0"));
                }
                events.add(new Event(constraint.startsWith("<=") ? Kind.LAST_AFFECTED : Kind.FIXED, version));
                opened = false;
            } else if (constraint.equals("*")) {
                events.add(new Event(Kind.INTRODUCED, "0"));
            } else if (!constraint.startsWith("!") && !version.isEmpty()) {
                events.add(new Event(Kind.INTRODUCED, version));
                events.add(new Event(Kind.LAST_AFFECTED, version));
            }
        }
        return new Range(Affected.Type.ECOSYSTEM, events);
    }

    private static String details(JsonNode document) {
        for (String category : List.of("summary", "description", "general")) {
            for (JsonNode note : document.path("notes")) {
                if (note.path("category").asText("").equals(category)) {
                    return note.path("text").asText("");
                }
            }
        }
        return "";
    }

    private static Optional<String> url(JsonNode document) {
        for (JsonNode reference : document.path("references")) {
            String url = reference.path("url").asText("");
            if (reference.path("category").asText("").equals("self")
                    && url.toLowerCase(Locale.ROOT).startsWith("http")) {
                return Optional.of(url);
            }
        }
        return Optional.empty();
    }

    private record Named(String product, String version, String range) {}
}
