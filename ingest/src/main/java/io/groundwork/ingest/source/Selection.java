package io.groundwork.ingest.source;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which paths of a source are wanted: those that an pattern of the first kind names, or all, without those of the second. */
public final class Selection {

    private static final int LONGEST = 500;

    private final List<Predicate<String>> includes;
    private final List<Predicate<String>> excludes;

    private Selection(List<Predicate<String>> includes, List<Predicate<String>> excludes) {
        this.includes = includes;
        this.excludes = excludes;
    }

    /**
     * Patterns as shells write them: {@code *} and {@code ?} stay within a folder, {@code **} does not, {@code {a,b}} is either. One
     * without a slash is meant at any depth, so that {@code *.pdf} finds every PDF. Not those of {@link java.nio.file}: a name need
     * not be one that this machine could give a file.
     *
     * @throws InvalidSettingException naming the field
     */
    static Selection of(List<String> includes, List<String> excludes) {
        return new Selection(predicates("include", includes), predicates("exclude", excludes));
    }

    static Selection everything() {
        return new Selection(List.of(), List.of());
    }

    boolean takes(String path) {
        return (includes.isEmpty() || includes.stream().anyMatch(include -> include.test(path)))
                && excludes.stream().noneMatch(exclude -> exclude.test(path));
    }

    private static List<Predicate<String>> predicates(String field, List<String> patterns) {
        return patterns.stream().map(pattern -> predicate(field, pattern)).toList();
    }

    private static Predicate<String> predicate(String field, String pattern) {
        if (pattern.isBlank() || pattern.length() > LONGEST) {
            throw new InvalidSettingException(
                    field, "A pattern has 1 to %d characters, such as *.pdf or docs/**".formatted(LONGEST));
        }
        String anywhere = pattern.contains("/") ? pattern : "**/" + pattern;
        return Pattern.compile(regex(field, anywhere), Pattern.DOTALL).asMatchPredicate();
    }

    private static String regex(String field, String pattern) {
        StringBuilder regex = new StringBuilder();
        boolean inBraces = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '{' && !inBraces) {
                regex.append("(?:");
                inBraces = true;
            } else if (c == '}' && inBraces) {
                regex.append(')');
                inBraces = false;
            } else if (c == ',' && inBraces) {
                regex.append('|');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (inBraces) {
            throw new InvalidSettingException(field, "In '%s' a brace is not closed".formatted(pattern));
        }
        return regex.toString();
    }
}
