package io.groundwork.orchestration.answering;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of a text can be right or wrong by itself, however near its words are to others: numbers, names, and whether it denies. A cosine hardly tells 14 days from 30.
 *
 * @param numbers as written with digits, without marks of grouping; words for numbers, in English and German, among them
 * @param names what is written with a capital letter inside of a sentence, or holds capitals or digits among its letters; in lower case
 * @param negated whether it denies something, in English or German
 */
record Values(Set<String> numbers, Set<String> names, boolean negated) {

    /** Of no more parts than that: longer rows of them are no number, and each part is a step down the stack. */
    private static final Pattern NUMBER = Pattern.compile("\\p{Nd}+(?:[.,'’\\u00a0\\u202f]\\p{Nd}+){0,16}");

    private static final Pattern GROUPED = Pattern.compile("\\p{Nd}{1,3}(?:[.,'’\\u00a0\\u202f]\\p{Nd}{3})+");

    private static final Pattern PERCENT = Pattern.compile("[\\s\\u00a0\\u202f]{0,2}%");

    private static final Pattern NEGATED = Pattern.compile(
            "\\b(?:not|no|never|none|nor|neither|without|cannot|unable|fails? to|failed to|kein\\p{L}{0,2}|nicht|nie|niemals|weder|ohne|\\p{L}+n['’]t)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private static final Map<String, String> NUMBER_WORDS = Map.ofEntries(
            Map.entry("two", "2"),
            Map.entry("three", "3"),
            Map.entry("four", "4"),
            Map.entry("five", "5"),
            Map.entry("six", "6"),
            Map.entry("seven", "7"),
            Map.entry("eight", "8"),
            Map.entry("nine", "9"),
            Map.entry("ten", "10"),
            Map.entry("eleven", "11"),
            Map.entry("twelve", "12"),
            Map.entry("thirteen", "13"),
            Map.entry("fourteen", "14"),
            Map.entry("fifteen", "15"),
            Map.entry("sixteen", "16"),
            Map.entry("seventeen", "17"),
            Map.entry("eighteen", "18"),
            Map.entry("nineteen", "19"),
            Map.entry("twenty", "20"),
            Map.entry("thirty", "30"),
            Map.entry("forty", "40"),
            Map.entry("fifty", "50"),
            Map.entry("sixty", "60"),
            Map.entry("seventy", "70"),
            Map.entry("eighty", "80"),
            Map.entry("ninety", "90"),
            Map.entry("zwei", "2"),
            Map.entry("drei", "3"),
            Map.entry("vier", "4"),
            Map.entry("fünf", "5"),
            Map.entry("sechs", "6"),
            Map.entry("sieben", "7"),
            Map.entry("acht", "8"),
            Map.entry("neun", "9"),
            Map.entry("zehn", "10"),
            Map.entry("elf", "11"),
            Map.entry("zwölf", "12"),
            Map.entry("dreizehn", "13"),
            Map.entry("vierzehn", "14"),
            Map.entry("fünfzehn", "15"),
            Map.entry("sechzehn", "16"),
            Map.entry("siebzehn", "17"),
            Map.entry("achtzehn", "18"),
            Map.entry("neunzehn", "19"),
            Map.entry("zwanzig", "20"),
            Map.entry("dreißig", "30"),
            Map.entry("vierzig", "40"),
            Map.entry("fünfzig", "50"),
            Map.entry("sechzig", "60"),
            Map.entry("siebzig", "70"),
            Map.entry("achtzig", "80"),
            Map.entry("neunzig", "90"));

    private static final List<String> MONTHS = List.of(
            "january|januar|jan",
            "february|februar|feb",
            "march|märz|mär",
            "april|apr",
            "may|mai",
            "june|juni|jun",
            "july|juli|jul",
            "august|aug",
            "september|sep|sept",
            "october|oktober|oct|okt",
            "november|nov",
            "december|dezember|dec|dez");

    private static final String MONTH = "month-";

    private static final Map<String, String> MONTH_NAMES = months();

    private static final int SHORT_NAME = 4;
    private static final int ENDING = 3;
    private static final int NEAR = 24;

    Values {
        numbers = Set.copyOf(numbers);
        names = Set.copyOf(names);
    }

    static Values of(String text) {
        Set<String> numbers = new HashSet<>();
        for (MatchResult number : NUMBER.matcher(text).results().toList()) {
            numbers.add(value(number.group()));
        }
        Set<String> names = new HashSet<>();
        List<MatchResult> words = Words.in(text);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i).group();
            String lower = word.toLowerCase(Locale.ROOT);
            if (NUMBER_WORDS.containsKey(lower)) {
                numbers.add(NUMBER_WORDS.get(lower));
            } else if (isMonth(word)) {
                numbers.add(MONTH_NAMES.get(lower));
            } else if (isName(text, words.get(i))) {
                names.add(lower);
            }
        }
        return new Values(numbers, names, NEGATED.matcher(text).find());
    }

    /** Numbers of this that the other does not have. */
    Set<String> numbersNotIn(Values other) {
        Set<String> missing = new HashSet<>(numbers);
        missing.removeAll(other.numbers);
        return missing;
    }

    /** Names of this that stand nowhere among the words, whatever their endings. */
    Set<String> namesNotAmong(Set<String> stems) {
        Set<String> missing = new HashSet<>(names);
        missing.removeIf(name -> stems.contains(stem(name)));
        return missing;
    }

    /** Each number of a text with the word behind it, and with the word before it: {@code 14 days}, {@code 14 after}. */
    static Set<String> numbersInPlace(String text) {
        Set<String> places = new HashSet<>();
        for (MatchResult number : NUMBER.matcher(text).results().toList()) {
            addPlaces(value(number.group()), text, number.start(), number.end(), places);
        }
        for (MatchResult word : Words.in(text)) {
            numberWord(word.group()).ifPresent(number -> addPlaces(number, text, word.start(), word.end(), places));
        }
        return places;
    }

    private static void addPlaces(String number, String text, int start, int end, Set<String> places) {
        if (PERCENT.matcher(text).region(end, text.length()).lookingAt()) {
            places.add(number + " %");
        }
        List<MatchResult> after = Words.in(text.substring(end, Math.min(text.length(), end + NEAR)));
        List<MatchResult> before = Words.in(text.substring(Math.max(0, start - NEAR), start));
        if (!after.isEmpty() && !StopWords.holds(after.getFirst().group())) {
            places.add(number + " " + stem(after.getFirst().group().toLowerCase(Locale.ROOT)));
        }
        if (!before.isEmpty() && !StopWords.holds(before.getLast().group())) {
            places.add(number + " " + stem(before.getLast().group().toLowerCase(Locale.ROOT)));
        }
    }

    /** Whether that is how a month's name stands among the numbers. */
    static boolean isMonthNumber(String number) {
        return number.startsWith(MONTH);
    }

    /** The number that a word stands for, in digits. */
    static Optional<String> numberWord(String word) {
        return Optional.ofNullable(NUMBER_WORDS.get(word.toLowerCase(Locale.ROOT)));
    }

    /** Of each word of the texts, see {@link #stem}. */
    static Set<String> stems(List<String> texts) {
        Set<String> stems = new HashSet<>();
        for (String text : texts) {
            Words.in(text).forEach(word -> stems.add(stem(word.group().toLowerCase(Locale.ROOT))));
        }
        return stems;
    }

    /** Without what may be an ending: coarse, and enough to tell a word that stands there from one that does not. */
    static String stem(String lower) {
        return lower.length() <= SHORT_NAME || Character.isDigit(lower.charAt(0))
                ? lower
                : lower.substring(0, Math.max(SHORT_NAME, lower.length() - ENDING));
    }

    /** {@code 1,500.50} and {@code 1.500,50} are the same; the zeros that end a fraction say nothing. */
    private static String value(String number) {
        if (GROUPED.matcher(number).matches()) {
            return digits(number);
        }
        int last = Math.max(number.lastIndexOf('.'), number.lastIndexOf(','));
        if (last < 0) {
            return digits(number);
        }
        String fraction = digits(number.substring(last)).replaceFirst("0+$", "");
        String whole = digits(number.substring(0, last));
        return fraction.isEmpty() ? whole : whole + "." + fraction;
    }

    private static String digits(String number) {
        StringBuilder digits = new StringBuilder();
        number.chars()
                .filter(Character::isDigit)
                .map(Character::getNumericValue)
                .forEach(digits::append);
        String plain = digits.toString().replaceFirst("^0+(?=.)", "");
        return plain;
    }

    private static boolean isMonth(String word) {
        return Character.isUpperCase(word.charAt(0)) && MONTH_NAMES.containsKey(word.toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> months() {
        Map<String, String> months = new HashMap<>();
        for (int month = 0; month < MONTHS.size(); month++) {
            for (String name : MONTHS.get(month).split("\\|")) {
                months.put(name, MONTH + (month + 1));
            }
        }
        return Map.copyOf(months);
    }

    private static boolean isName(String text, MatchResult word) {
        String group = word.group();
        boolean mixed = group.chars().anyMatch(Character::isLetter)
                && (group.chars().anyMatch(Character::isDigit)
                        || group.chars().skip(1).anyMatch(Character::isUpperCase));
        return mixed
                || (Character.isUpperCase(group.charAt(0))
                        && group.length() > 1
                        && !beginsSentence(text, word.start())
                        && !StopWords.holds(group));
    }

    private static boolean beginsSentence(String text, int start) {
        int before = start - 1;
        while (before >= 0 && "\"'“”„‘’«»([*_# \t".indexOf(text.charAt(before)) >= 0) {
            before--;
        }
        return before < 0 || ".!?:;\n-•|".indexOf(text.charAt(before)) >= 0;
    }

    /** The same for texts that differ in case and white space alone. */
    static String plain(String text) {
        return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    }

    /** Of the words of a text that say something, each once, in their order. */
    static List<String> tellingStems(String text) {
        Set<String> stems = new LinkedHashSet<>();
        for (MatchResult word : Words.in(text)) {
            String lower = word.group().toLowerCase(Locale.ROOT);
            Matcher digits = NUMBER.matcher(lower);
            String stem = stem(lower);
            if (!StopWords.holds(lower) && !digits.lookingAt() && !NUMBER_WORDS.containsKey(lower)) {
                stems.add(stem);
            }
        }
        return List.copyOf(stems);
    }
}
