package io.groundwork.orchestration.answering;

import java.util.Locale;
import java.util.Set;

/** English words that say little about what is asked. */
final class StopWords {

    private static final Set<String> WORDS = Set.of(
            "a", "about", "above", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be",
            "been", "before", "being", "below", "between", "but", "by", "can", "could", "did", "do", "does", "down",
            "during", "each", "for", "from", "had", "has", "have", "having", "he", "her", "here", "his", "how", "i",
            "if", "in", "into", "is", "it", "its", "just", "many", "may", "me", "might", "more", "most", "much", "must",
            "my", "no", "nor", "not", "of", "off", "on", "only", "or", "other", "our", "out", "over", "own", "s",
            "same", "shall", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their", "them", "then",
            "there", "these", "they", "this", "those", "through", "to", "too", "under", "up", "us", "very", "was", "we",
            "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with", "would", "you",
            "your");

    private StopWords() {}

    static boolean holds(String word) {
        return WORDS.contains(word.toLowerCase(Locale.ROOT));
    }
}
