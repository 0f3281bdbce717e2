package io.groundwork.orchestration.advisories;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which of two versions is the later one, by the rules of who publishes them.
 *
 * @see <a href="https://semver.org/spec/v2.0.0.html#spec-item-11">SemVer 2.0.0, precedence</a>
 * @see <a href="https://peps.python.org/pep-0440/">PEP 440</a>
 */
final class Versions {

    /** SemVer's and, where a version is none, by its numbers and words. */
    static final Comparator<String> SEMVER = Versions::semver;

    static final Comparator<String> PYPI = Versions::pep440;

    /** Runs of digits as numbers and runs of letters as words; what says "not yet" comes before what says nothing. */
    static final Comparator<String> PARTS = Versions::parts;

    private static final Pattern SEMVER_FORM = Pattern.compile(
            "v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PEP440_FORM = Pattern.compile(
            "v?(?:(?<epoch>\\d+)!)?(?<release>\\d+(?:\\.\\d+)*)"
                    + "(?:[-_.]?(?<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<prenumber>\\d*))?"
                    + "(?<post>-(?<postbare>\\d+)|[-_.]?(?:post|rev|r)[-_.]?(?<postnumber>\\d*))?"
                    + "(?<dev>[-_.]?dev[-_.]?(?<devnumber>\\d*))?"
                    + "(?:\\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PART = Pattern.compile("\\d+|[a-zA-Z]+");

    /** Maven's words for what is not released yet, in their order; the empty word is the release. */
    private static final List<String> BEFORE_RELEASE =
            List.of("dev", "alpha", "beta", "milestone", "rc", "snapshot", "");

    private Versions() {}

    static Comparator<String> of(Affected.Type type, String ecosystem) {
        if (type == Affected.Type.SEMVER) {
            return SEMVER;
        }
        return switch (ecosystem.toLowerCase(Locale.ROOT)) {
            case "pypi" -> PYPI;
            case "go", "golang", "npm", "crates.io", "cargo", "hex", "pub", "swifturl", "nuget" -> SEMVER;
            default -> PARTS;
        };
    }

    /** Whether two say the same version; one may be written with a v. */
    static boolean same(String one, String other) {
        return bare(one).equals(bare(other));
    }

    private static String bare(String version) {
        String lower = version.toLowerCase(Locale.ROOT);
        return lower.matches("v\\d.*") ? lower.substring(1) : lower;
    }

    private static int semver(String one, String other) {
        Matcher first = SEMVER_FORM.matcher(one);
        Matcher second = SEMVER_FORM.matcher(other);
        if (!first.matches() || !second.matches()) {
            return parts(one, other);
        }
        for (int i = 1; i <= 3; i++) {
            int order = number(first.group(i)).compareTo(number(second.group(i)));
            if (order != 0) {
                return order;
            }
        }
        return before(first.group(4), second.group(4));
    }

    /** A version without pre-release identifiers is after one with them. */
    private static int before(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return Boolean.compare(one == null, other == null);
        }
        String[] first = one.split("\\.", -1);
        String[] second = other.split("\\.", -1);
        for (int i = 0; i < Math.min(first.length, second.length); i++) {
            int order = identifier(first[i], second[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(first.length, second.length);
    }

    /** Numbers are before words. */
    private static int identifier(String one, String other) {
        boolean first = isNumber(one);
        boolean second = isNumber(other);
        return first && second
                ? number(one).compareTo(number(other))
                : first || second ? Boolean.compare(second, first) : one.compareTo(other);
    }

    private static int pep440(String one, String other) {
        Matcher first = PEP440_FORM.matcher(one.strip());
        Matcher second = PEP440_FORM.matcher(other.strip());
        if (!first.matches() || !second.matches()) {
            return parts(one, other);
        }
        int order = number(first.group("epoch")).compareTo(number(second.group("epoch")));
        order = order != 0 ? order : release(first.group("release"), second.group("release"));
        order = order != 0 ? order : Integer.compare(stage(first), stage(second));
        order = order != 0 ? order : number(first.group("prenumber")).compareTo(number(second.group("prenumber")));
        order = order != 0 ? order : postNumber(first).compareTo(postNumber(second));
        order = order != 0 ? order : devNumber(first).compareTo(devNumber(second));
        return order != 0 ? order : local(first.group("local"), second.group("local"));
    }

    private static int release(String one, String other) {
        List<String> first = Arrays.asList(one.split("\\.", -1));
        List<String> second = Arrays.asList(other.split("\\.", -1));
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            int order = number(i < first.size() ? first.get(i) : "0")
                    .compareTo(number(i < second.size() ? second.get(i) : "0"));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** 1.0.dev1 is before 1.0a1, which is before 1.0b1, 1.0rc1, 1.0 and 1.0.post1. */
    private static int stage(Matcher version) {
        String pre = version.group("pre");
        if (pre == null) {
            return version.group("dev") != null && version.group("post") == null ? 0 : 4;
        }
        return switch (pre.toLowerCase(Locale.ROOT)) {
            case "a", "alpha" -> 1;
            case "b", "beta" -> 2;
            default -> 3;
        };
    }

    /** −1 where there is none. */
    private static BigInteger postNumber(Matcher version) {
        if (version.group("post") == null) {
            return BigInteger.ONE.negate();
        }
        return number(version.group("postbare") == null ? version.group("postnumber") : version.group("postbare"));
    }

    /** A development release is before what it leads to. */
    private static BigInteger devNumber(Matcher version) {
        return version.group("dev") == null ? BigInteger.TWO.pow(64) : number(version.group("devnumber"));
    }

    private static int local(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) {
            return Boolean.compare(one != null, other != null);
        }
        return parts(one, other);
    }

    private static int parts(String one, String other) {
        List<String> first = split(one);
        List<String> second = split(other);
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            int order = part(i < first.size() ? first.get(i) : "", i < second.size() ? second.get(i) : "");
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int part(String one, String other) {
        boolean first = isNumber(one) || one.isEmpty();
        boolean second = isNumber(other) || other.isEmpty();
        if (first && second && !(one.isEmpty() && other.isEmpty())) {
            return number(one).compareTo(number(other));
        }
        if (isNumber(one) || isNumber(other)) {
            return isNumber(one) ? 1 : -1;
        }
        int order = Integer.compare(rank(one), rank(other));
        return order != 0 ? order : one.compareTo(other);
    }

    private static int rank(String word) {
        String whole =
                switch (word) {
                    case "a" -> "alpha";
                    case "b" -> "beta";
                    case "m" -> "milestone";
                    case "c", "cr", "pre", "preview" -> "rc";
                    case "ga", "final", "release" -> "";
                    default -> word;
                };
        int rank = BEFORE_RELEASE.indexOf(whole);
        return rank < 0 ? BEFORE_RELEASE.size() : rank;
    }

    private static List<String> split(String version) {
        List<String> parts = new ArrayList<>();
        Matcher found = PART.matcher(bare(version));
        while (found.find()) {
            parts.add(found.group());
        }
        return parts;
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static BigInteger number(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
    }
}
