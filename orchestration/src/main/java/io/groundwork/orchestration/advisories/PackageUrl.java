package io.groundwork.orchestration.advisories;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The name of a package.
 *
 * @param name with its namespace, such as {@code org/model}
 * @see <a href="https://github.com/package-url/purl-spec">The specification of package URLs</a>
 */
record PackageUrl(String type, String name, Optional<String> version) {

    /** Empty for what is none. Qualifiers and the subpath are left out. */
    static Optional<PackageUrl> of(String text) {
        if (!text.regionMatches(true, 0, "pkg:", 0, 4)) {
            return Optional.empty();
        }
        String rest = text.substring(4).replaceFirst("^/+", "").replaceFirst("[?#].*$", "");
        int slash = rest.indexOf('/');
        if (slash <= 0) {
            return Optional.empty();
        }
        String path = rest.substring(slash + 1).replaceFirst("/+$", "");
        int at = path.lastIndexOf('@');
        String name = at > 0 ? path.substring(0, at) : path;
        return name.isEmpty()
                ? Optional.empty()
                : Optional.of(new PackageUrl(
                        rest.substring(0, slash).toLowerCase(Locale.ROOT),
                        decoded(name),
                        at > 0 && at < path.length() - 1
                                ? Optional.of(decoded(path.substring(at + 1)))
                                : Optional.empty()));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // written without escapes
        }
    }
}
