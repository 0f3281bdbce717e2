package io.groundwork.orchestration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Path PAGES = Path.of("../src/main/resources/web/app");

    private static final Pattern VALUE = Pattern.compile("\\{\\w+}");
    private static final Pattern OTHER_WORD = Pattern.compile("\\b(?:Stellen?|Textstellen?)\\b(?! Sie)");

    /** What of a page may be the name of a message: with points between its parts, or alone in the call that counts something. */
    private static final Pattern NAMED = Pattern.compile("\"([a-z]\\w*(?:\\.\\w+)+)\"|\\btn\\(\"(\\w+)\"");

    /** A name that is put together, such as {@code `answer.doubt.${kind}`}. */
    private static final Pattern COMPOSED = Pattern.compile("`((?:\\w+|\\$\\{[^{}]*})(?:\\.(?:\\w+|\\$\\{[^{}]*}))+)`");

    private static final Pattern PLACE = Pattern.compile("\\$\\{[^{}]*}");
    private static final Pattern FILE = Pattern.compile(".*\\.(?:js|css|json|csv|md)");
    private static final Pattern COUNTED = Pattern.compile("(.*)\\.(?:one|other)");

    @Test
    void everyMessageIsTranslated() throws IOException {
        assertThat(read("de").keySet()).containsExactlyElementsOf(read("en").keySet());
    }

    @Test
    void translationsNameTheSameValues() throws IOException {
        Map<String, List<String>> german = values(read("de"));

        assertThat(german).containsExactlyEntriesOf(values(read("en")));
    }

    @Test
    void noMessageIsEmpty() throws IOException {
        assertThat(read("en").values()).noneMatch(String::isBlank);
        assertThat(read("de").values()).noneMatch(String::isBlank);
    }

    /** “Stellen Sie” is another word. */
    @Test
    void germanHasOneWordForAPassage() throws IOException {
        assertThat(read("de").values())
                .noneMatch(message -> OTHER_WORD.matcher(message).find());
    }

    @Test
    void everyMessageThatAPageNamesIsThere() throws IOException {
        Set<String> there = names();
        Set<String> subjects = there.stream().map(MessagesTest::subject).collect(Collectors.toSet());

        assertThat(named(pages()))
                .filteredOn(name ->
                        subjects.contains(subject(name)) && !FILE.matcher(name).matches())
                .isSubsetOf(there);
        assertThat(composed(pages()))
                .filteredOn(name -> subjects.contains(subject(name)))
                .allMatch(name -> there.stream().anyMatch(pattern(name).asMatchPredicate()));
    }

    @Test
    void everyMessageIsNamedByAPage() throws IOException {
        Set<String> named = named(pages());
        List<Pattern> composed =
                composed(pages()).stream().map(MessagesTest::pattern).toList();

        assertThat(read("en").keySet()).allMatch(key -> forms(key)
                .anyMatch(name -> named.contains(name)
                        || composed.stream()
                                .anyMatch(pattern -> pattern.matcher(name).matches())));
    }

    /** The keys, and what those are called that have a form for one and a form for more. */
    private static Set<String> names() throws IOException {
        return read("en").keySet().stream().flatMap(MessagesTest::forms).collect(Collectors.toSet());
    }

    private static Stream<String> forms(String key) {
        Matcher counted = COUNTED.matcher(key);
        return counted.matches() ? Stream.of(key, counted.group(1)) : Stream.of(key);
    }

    private static String subject(String name) {
        return name.split("\\.", 2)[0];
    }

    private static Pattern pattern(String composed) {
        return Pattern.compile(
                PLACE.matcher(composed.replace(".", "\\.")).replaceAll(Matcher.quoteReplacement("[\\w.]+")));
    }

    private static Set<String> named(List<String> pages) {
        return pages.stream()
                .flatMap(page -> NAMED.matcher(page).results())
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> composed(List<String> pages) {
        return pages.stream()
                .flatMap(page -> COMPOSED.matcher(page).results())
                .map(match -> match.group(1))
                .filter(name -> PLACE.matcher(name).replaceAll("").chars().anyMatch(Character::isLetter))
                .collect(Collectors.toSet());
    }

    private static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(PAGES, "*.ts")) {
            for (Path file : files) {
                pages.add(Files.readString(file));
            }
        }
        assertThat(pages).hasSizeGreaterThan(50);
        return pages;
    }

    private static Map<String, List<String>> values(Map<String, String> messages) {
        Map<String, List<String>> values = new TreeMap<>();
        messages.forEach((key, message) -> values.put(
                key,
                VALUE.matcher(message)
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .sorted()
                        .toList()));
        return values;
    }

    private static Map<String, String> read(String language) throws IOException {
        try (InputStream file = MessagesTest.class.getResourceAsStream("/web/messages/%s.json".formatted(language))) {
            return new ObjectMapper().readValue(file, new TypeReference<>() {});
        }
    }
}
