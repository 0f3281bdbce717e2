package io.groundwork.orchestration.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MessagesTest {

    private static final Pattern VALUE = Pattern.compile("\\{\\w+}");
    private static final Pattern OTHER_WORD = Pattern.compile("\\bStellen?\\b(?! Sie)");

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
