package io.groundwork.ingest.parse.child;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/**
 * A Word document's lists: what stands before an item. Reads {@code numbering.xml} as it is told it; then counts, so items are to be asked
 * for in the document's order.
 */
final class WordNumbering extends DefaultHandler {

    private static final int LEVELS = 9;
    private static final Pattern PLACE = Pattern.compile("%(\\d)");
    private static final String[] ROMAN = {"m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"};
    private static final int[] ROMAN_VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    private static final int MOST_IN_LETTERS = 3_000;

    private final Map<String, Level[]> kinds = new HashMap<>();
    private final Map<String, String> kindOf = new HashMap<>();
    private final Map<String, Integer> restarts = new HashMap<>();
    private final Map<String, int[]> counts = new HashMap<>();
    private final Set<String> begun = new HashSet<>();

    private String kind = "";
    private String list = "";
    private int level;

    private static final class Level {
        private String format = "decimal";
        private String text = "";
        private int first = 1;
    }

    @Override
    public void startElement(String uri, String name, String qualifiedName, Attributes attributes) {
        switch (name) {
            case "abstractNum" -> {
                kind = value(attributes, "abstractNumId");
                list = "";
                Level[] levels = new Level[LEVELS];
                for (int i = 0; i < LEVELS; i++) {
                    levels[i] = new Level();
                }
                kinds.put(kind, levels);
            }
            case "num" -> {
                list = value(attributes, "numId");
                kind = "";
            }
            case "abstractNumId" -> kindOf.put(list, value(attributes, "val"));
            case "lvl", "lvlOverride" -> level = Math.clamp(number(value(attributes, "ilvl"), 0), 0, LEVELS - 1);
            case "startOverride" -> restarts.put(list + "/" + level, number(value(attributes, "val"), 1));
            case "numFmt" -> describe(each -> each.format = value(attributes, "val"));
            case "lvlText" -> describe(each -> each.text = value(attributes, "val"));
            case "start" -> describe(each -> each.first = number(value(attributes, "val"), 1));
            default -> {
                // Looks, which do not matter here.
            }
        }
    }

    private void describe(java.util.function.Consumer<Level> description) {
        Level[] levels = kinds.get(kind);
        if (levels != null) {
            description.accept(levels[level]);
        }
    }

    static String value(Attributes attributes, String name) {
        for (int i = 0; i < attributes.getLength(); i++) {
            if (attributes.getLocalName(i).equals(name)) {
                return attributes.getValue(i);
            }
        }
        return "";
    }

    static int number(String value, int otherwise) {
        return value.matches("-?\\d{1,7}") ? Integer.parseInt(value) : otherwise;
    }

    /** Counts an item of {@code list} and says its mark, such as {@code -} or {@code 2.1.}; empty where there is none. */
    String next(String list, int depth) {
        String of = kindOf.get(list);
        Level[] levels = of == null ? null : kinds.get(of);
        if (levels == null) {
            return list.isEmpty() || list.equals("0") ? "" : "-";
        }
        int at = Math.clamp(depth, 0, LEVELS - 1);
        int[] count = counts.computeIfAbsent(of, key -> new int[LEVELS]);
        Integer restart = restarts.get(list + "/" + at);
        if (restart != null && begun.add(list + "/" + at)) {
            count[at] = restart;
        } else {
            count[at] = count[at] == 0 ? levels[at].first : count[at] + 1;
        }
        for (int deeper = at + 1; deeper < LEVELS; deeper++) {
            count[deeper] = 0;
        }
        return mark(levels, count, at);
    }

    private static String mark(Level[] levels, int[] count, int at) {
        if (levels[at].format.equals("bullet")) {
            return "-";
        }
        if (levels[at].format.equals("none")) {
            return "";
        }
        Matcher place = PLACE.matcher(levels[at].text);
        StringBuilder mark = new StringBuilder();
        while (place.find()) {
            int level = Math.clamp(place.group(1).charAt(0) - '1', 0, at);
            int number = count[level] == 0 ? levels[level].first : count[level];
            place.appendReplacement(mark, Matcher.quoteReplacement(written(number, levels[level].format)));
        }
        return place.appendTail(mark).toString().strip();
    }

    private static String written(int number, @Nullable String format) {
        if (number < 1 || number > MOST_IN_LETTERS || format == null) {
            return String.valueOf(number);
        }
        return switch (format) {
            case "lowerLetter" -> letters(number);
            case "upperLetter" -> letters(number).toUpperCase(java.util.Locale.ROOT);
            case "lowerRoman" -> roman(number);
            case "upperRoman" -> roman(number).toUpperCase(java.util.Locale.ROOT);
            default -> String.valueOf(number);
        };
    }

    /** a to z, then aa to zz, as Word counts. */
    private static String letters(int number) {
        return String.valueOf((char) ('a' + (number - 1) % 26)).repeat((number - 1) / 26 + 1);
    }

    private static String roman(int number) {
        StringBuilder written = new StringBuilder();
        int left = number;
        for (int i = 0; i < ROMAN.length; i++) {
            while (left >= ROMAN_VALUES[i]) {
                written.append(ROMAN[i]);
                left -= ROMAN_VALUES[i];
            }
        }
        return written.toString();
    }
}
