package io.groundwork.retrieval.lexical;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.jspecify.annotations.Nullable;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.ArabicStemmer;
import org.tartarus.snowball.ext.ArmenianStemmer;
import org.tartarus.snowball.ext.BasqueStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.EstonianStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.GreekStemmer;
import org.tartarus.snowball.ext.HindiStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.IndonesianStemmer;
import org.tartarus.snowball.ext.IrishStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.LithuanianStemmer;
import org.tartarus.snowball.ext.NepaliStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SerbianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;
import org.tartarus.snowball.ext.TamilStemmer;
import org.tartarus.snowball.ext.TurkishStemmer;

/** Languages with rules for stems or a list of words that tell nothing. */
enum Language {
    ARABIC("ar", ArabicStemmer::new, "ar/stopwords.txt"),
    ARMENIAN("hy", ArmenianStemmer::new, "hy/stopwords.txt"),
    BASQUE("eu", BasqueStemmer::new, "eu/stopwords.txt"),
    BENGALI("bn", null, "bn/stopwords.txt"),
    BULGARIAN("bg", null, "bg/stopwords.txt"),
    CATALAN("ca", CatalanStemmer::new, "ca/stopwords.txt"),
    CZECH("cs", null, "cz/stopwords.txt"),
    DANISH("da", DanishStemmer::new, "snowball/danish_stop.txt"),
    DUTCH("nl", DutchStemmer::new, "snowball/dutch_stop.txt"),
    ENGLISH("en", EnglishStemmer::new, "snowball/english_stop.txt"),
    ESTONIAN("et", EstonianStemmer::new, "et/stopwords.txt"),
    FINNISH("fi", FinnishStemmer::new, "snowball/finnish_stop.txt"),
    FRENCH("fr", FrenchStemmer::new, "snowball/french_stop.txt"),
    GALICIAN("gl", null, "gl/stopwords.txt"),
    GERMAN("de", GermanStemmer::new, "snowball/german_stop.txt"),
    GREEK("el", GreekStemmer::new, "el/stopwords.txt"),
    HINDI("hi", HindiStemmer::new, "hi/stopwords.txt"),
    HUNGARIAN("hu", HungarianStemmer::new, "snowball/hungarian_stop.txt"),
    INDONESIAN("id", IndonesianStemmer::new, "id/stopwords.txt"),
    IRISH("ga", IrishStemmer::new, "snowball/irish_stop.txt"),
    ITALIAN("it", ItalianStemmer::new, "snowball/italian_stop.txt"),
    LATVIAN("lv", null, "lv/stopwords.txt"),
    LITHUANIAN("lt", LithuanianStemmer::new, "lt/stopwords.txt"),
    NEPALI("ne", NepaliStemmer::new, "ne/stopwords.txt"),
    NORWEGIAN("no", NorwegianStemmer::new, "snowball/norwegian_stop.txt"),
    PERSIAN("fa", null, "fa/stopwords.txt"),
    PORTUGUESE("pt", PortugueseStemmer::new, "snowball/portuguese_stop.txt"),
    ROMANIAN("ro", RomanianStemmer::new, "ro/stopwords.txt"),
    RUSSIAN("ru", RussianStemmer::new, "snowball/russian_stop.txt"),
    SERBIAN("sr", SerbianStemmer::new, "sr/stopwords.txt"),
    SPANISH("es", SpanishStemmer::new, "snowball/spanish_stop.txt"),
    SWEDISH("sv", SwedishStemmer::new, "snowball/swedish_stop.txt"),
    TAMIL("ta", TamilStemmer::new, "ta/stopwords.txt"),
    TURKISH("tr", TurkishStemmer::new, "tr/stopwords.txt");

    private static final String LISTS = "/org/apache/lucene/analysis/";

    private final String code;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor
    private final @Nullable Supplier<SnowballStemmer> stemmer;

    private final String list;

    /** @param list of words that tell nothing, among Lucene's resources */
    Language(String code, @Nullable Supplier<SnowballStemmer> stemmer, String list) {
        this.code = code;
        this.stemmer = stemmer;
        this.list = list;
    }

    String code() {
        return code;
    }

    /** @param tag as BCP 47 writes it; both written forms of Norwegian have the same rules */
    static Optional<Language> of(String tag) {
        String primary = Locale.forLanguageTag(tag).getLanguage();
        String code = primary.equals("nb") || primary.equals("nn") ? "no" : primary;
        return Arrays.stream(values())
                .filter(language -> language.code.equals(code))
                .findFirst();
    }

    /** A new one, for one thread; empty where the language has no rules. */
    Optional<SnowballStemmer> stemmer() {
        return Optional.ofNullable(stemmer).map(Supplier::get);
    }

    CharArraySet stopWords() {
        try (InputStream file = CharArraySet.class.getResourceAsStream(LISTS + list)) {
            // Snowball's own lists hold several words a line and comments behind a bar; the others a word a line and
            // comments behind a hash.
            return list.startsWith("snowball/")
                    ? WordlistLoader.getSnowballWordSet(file, StandardCharsets.UTF_8)
                    : WordlistLoader.getWordSet(file, StandardCharsets.UTF_8, "#");
        } catch (IOException e) {
            throw new UncheckedIOException("The words of " + name() + " cannot be read", e);
        }
    }
}
