package io.groundwork.orchestration.assistants;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A text, in several languages where it was so written.
 *
 * @param byLanguage by ISO 639-1 code; under the empty code what is said in all other languages
 */
public record Wording(Map<String, String> byLanguage) {

    public static final Wording NONE = new Wording(Map.of());

    /** The code of every language that has no text of its own. */
    public static final String ANY = "";

    public Wording {
        byLanguage = java.util.Collections.unmodifiableMap(new TreeMap<>(byLanguage));
    }

    /** Whether the language makes a difference. */
    public boolean varies() {
        return byLanguage.keySet().stream().anyMatch(language -> !language.equals(ANY));
    }

    /**
     * The language whose text is said to one who asks in {@code language}.
     *
     * @param language ISO 639-1 code; empty where it is not known
     */
    public Optional<String> chosen(Optional<String> language) {
        return language.filter(byLanguage::containsKey)
                .or(() -> Optional.of(ANY).filter(byLanguage::containsKey));
    }

    /** The text for one who asks in {@code language}; empty where there is none. */
    public Optional<String> in(Optional<String> language) {
        return chosen(language).map(byLanguage::get).filter(text -> !text.isBlank());
    }
}
