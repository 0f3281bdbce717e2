package io.groundwork.retrieval.lexical;

import static java.util.stream.Collectors.joining;

import io.groundwork.retrieval.lexical.WordSplitter.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.CharArraySet;
import org.tartarus.snowball.SnowballStemmer;

/**
 * Text into lexemes, which are what the search by words compares: the words of {@link WordSplitter}, cut to their stems by the rules of the
 * text's language, without those that stand in every text. A stem bears its language's mark ({@code haus/de}), so that a question may be read
 * by the rules of every language that a collection holds without their stems meeting by chance. N-grams and the words of a language without
 * rules bear none. Immutable and thread-safe.
 *
 * @see <a href="https://snowballstem.org">Snowball</a>, whose rules and lists of words these are, in Lucene's edition
 */
public final class Analysis {

    private static final Map<String, Analysis> KNOWN = new ConcurrentHashMap<>();

    private final Optional<Language> language;
    private final CharArraySet stopWords;

    private Analysis(Optional<Language> language) {
        this.language = language;
        this.stopWords = language.map(Language::stopWords).orElse(CharArraySet.EMPTY_SET);
    }

    /** @param language as BCP 47 writes it, such as {@code de} or {@code pt-BR}; any other text is a language without rules */
    public static Analysis of(String language) {
        Optional<Language> known = Language.of(language);
        return KNOWN.computeIfAbsent(known.map(Language::name).orElse(""), name -> new Analysis(known));
    }

    /**
     * A lexeme at a place.
     *
     * @param position counts the words of the text from 1; several lexemes may share one
     * @param word what it was made from
     */
    public record Lexeme(String text, int position, String word) {}

    /** Whether the language is known by its commonest words. */
    public boolean hasWordsThatTellNothing() {
        return !stopWords.isEmpty();
    }

    /** Whether a word, in small letters, stands in every text of the language. */
    boolean tellsNothing(String word) {
        return stopWords.contains(word);
    }

    /** What part of a text's words tells nothing in this language, in [0, 1]: two in five of a text in it, few of one in another. */
    public double share(String text) {
        List<Word> words =
                WordSplitter.split(text).stream().filter(Word::inflected).toList();
        long telling = words.stream().filter(word -> !tellsNothing(word.text())).count();
        return words.isEmpty() ? 0 : 1 - (double) telling / words.size();
    }

    /** In the order of their positions. */
    public List<Lexeme> lexemes(String text) {
        Optional<SnowballStemmer> stemmer = language.flatMap(Language::stemmer);
        List<Lexeme> lexemes = new ArrayList<>();
        for (Word word : WordSplitter.split(text)) {
            if (!tellsNothing(word.text())) {
                lexemes.add(new Lexeme(lexeme(word, stemmer), word.position(), word.text()));
            }
        }
        return lexemes;
    }

    /** The literal that Postgres reads as a tsvector of these. It keeps 255 places of a lexeme, and none beyond the 16,383rd. */
    public static String vector(List<Lexeme> lexemes) {
        Map<String, List<String>> places = new TreeMap<>();
        for (Lexeme lexeme : lexemes) {
            places.computeIfAbsent(lexeme.text(), text -> new ArrayList<>()).add(String.valueOf(lexeme.position()));
        }
        return places.entrySet().stream()
                .map(entry -> quoted(entry.getKey()) + ":" + String.join(",", entry.getValue()))
                .collect(joining(" "));
    }

    /** A lexeme's mark of its language, with the stroke before it; empty where it bears none. */
    static String mark(String lexeme) {
        int stroke = lexeme.lastIndexOf('/');
        return stroke < 0 ? "" : lexeme.substring(stroke);
    }

    /** A lexeme as tsvectors and tsqueries have it. */
    static String quoted(String lexeme) {
        return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    private String lexeme(Word word, Optional<SnowballStemmer> stemmer) {
        return word.inflected() && stemmer.isPresent()
                ? stem(stemmer.get(), word.text()) + "/"
                        + language.orElseThrow().code()
                : word.text();
    }

    private static String stem(SnowballStemmer stemmer, String word) {
        stemmer.setCurrent(word);
        stemmer.stem();
        return stemmer.getCurrent();
    }
}
