package io.groundwork.orchestration.advisories;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The base score of a CVSS vector.
 *
 * @see <a href="https://www.first.org/cvss/v3.1/specification-document">CVSS 3.1, section 7.1</a>
 */
final class Cvss {

    private static final Map<String, Double> WEIGHTS = Map.ofEntries(
            Map.entry("AV:N", 0.85),
            Map.entry("AV:A", 0.62),
            Map.entry("AV:L", 0.55),
            Map.entry("AV:P", 0.2),
            Map.entry("AC:L", 0.77),
            Map.entry("AC:H", 0.44),
            Map.entry("PR:N", 0.85),
            Map.entry("PR:L", 0.62),
            Map.entry("PR:H", 0.27),
            Map.entry("UI:N", 0.85),
            Map.entry("UI:R", 0.62),
            Map.entry("C:H", 0.56),
            Map.entry("C:L", 0.22),
            Map.entry("C:N", 0.0),
            Map.entry("I:H", 0.56),
            Map.entry("I:L", 0.22),
            Map.entry("I:N", 0.0),
            Map.entry("A:H", 0.56),
            Map.entry("A:L", 0.22),
            Map.entry("A:N", 0.0));

    private Cvss() {}

    /** Of versions 3.0 and 3.1; empty for others, whose scores cannot be had from a formula, and for what is no vector. */
    static OptionalDouble baseScore(String vector) {
        if (!vector.startsWith("CVSS:3.")) {
            return OptionalDouble.empty();
        }
        Map<String, String> metrics = new HashMap<>();
        for (String metric : vector.split("/", -1)) {
            int colon = metric.indexOf(':');
            if (colon > 0) {
                metrics.putIfAbsent(metric.substring(0, colon), metric.substring(colon + 1));
            }
        }
        try {
            return OptionalDouble.of(score(metrics));
        } catch (IllegalArgumentException e) {
            return OptionalDouble.empty();
        }
    }

    private static double score(Map<String, String> metrics) {
        boolean changed = "C".equals(metrics.get("S"));
        double privileges = weight(metrics, "PR");
        if (changed && !"N".equals(metrics.get("PR"))) {
            privileges = "L".equals(metrics.get("PR")) ? 0.68 : 0.5;
        }
        double base = 1 - (1 - weight(metrics, "C")) * (1 - weight(metrics, "I")) * (1 - weight(metrics, "A"));
        double impact = changed ? 7.52 * (base - 0.029) - 3.25 * Math.pow(base - 0.02, 15) : 6.42 * base;
        double exploitability =
                8.22 * weight(metrics, "AV") * weight(metrics, "AC") * privileges * weight(metrics, "UI");
        if (impact <= 0) {
            return 0;
        }
        return roundedUp(Math.min(10, changed ? 1.08 * (impact + exploitability) : impact + exploitability));
    }

    private static double weight(Map<String, String> metrics, String metric) {
        Double weight = WEIGHTS.get(metric + ":" + metrics.get(metric));
        if (weight == null) {
            throw new IllegalArgumentException("The vector lacks " + metric);
        }
        return weight;
    }

    /** To one decimal, free of the errors of floating point (appendix A). */
    private static double roundedUp(double score) {
        long whole = Math.round(score * 100_000);
        return whole % 10_000 == 0 ? whole / 100_000.0 : (Math.floorDiv(whole, 10_000) + 1) / 10.0;
    }
}
