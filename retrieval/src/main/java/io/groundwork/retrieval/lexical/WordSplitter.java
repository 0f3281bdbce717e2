package io.groundwork.retrieval.lexical;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text into words, as they are written but for case and width. What stands between blanks is one word and, where marks, case or digits divide it, also
 * its parts: {@code ERR_4711} is {@code err4711}, {@code err} and {@code 4711}, so that a code is found however it is punctuated and by each
 * half. Scripts that are written without blanks become n-grams: of one and two characters for Chinese, Japanese and Korean, of three for Thai, Lao,
 * Khmer and Burmese. Stateless.
 */
final class WordSplitter {

    /** Something that falls apart into more is a digest or a key rather than a name: its letters and digits tell nothing apart. */
    private static final int MOST_PARTS = 8;

    /** What is longer is no word, and nobody types it. */
    private static final int MOST_CHARACTERS = 100;

    private WordSplitter() {}

    /**
     * A word at a place.
     *
     * @param position counts words from 1; a whole stands where its first part does
     * @param inflected whether it is a word, which may be cut to its stem, rather than an n-gram
     */
    record Word(String text, int position, boolean inflected) {}

    static List<Word> split(String text) {
        String normal = Normalizer.normalize(text, Form.NFKC);
        Words words = new Words();
        int at = 0;
        while (at < normal.length()) {
            int first = normal.codePointAt(at);
            int end = at + Character.charCount(first);
            if (Writing.of(first) != Writing.SPACED) {
                Writing writing = Writing.of(first);
                while (end < normal.length() && continues(writing, normal.codePointAt(end))) {
                    end += Character.charCount(normal.codePointAt(end));
                }
                words.grams(normal.substring(at, end), writing);
            } else if (!Character.isWhitespace(first)) {
                while (end < normal.length() && inWord(normal.codePointAt(end))) {
                    end += Character.charCount(normal.codePointAt(end));
                }
                words.word(normal.substring(at, end));
            }
            at = end;
        }
        return words.all;
    }

    private static boolean inWord(int character) {
        return !Character.isWhitespace(character)
                && !Character.isSpaceChar(character)
                && Writing.of(character) == Writing.SPACED;
    }

    private static boolean continues(Writing writing, int character) {
        return Writing.of(character) == writing || Character.getType(character) == Character.NON_SPACING_MARK;
    }

    /** How a script is written. */
    private enum Writing {
        SPACED,
        /** A character is a syllable or a word. */
        SYLLABLES,
        /** A character is a letter, and nothing parts words. */
        RUNNING_LETTERS;

        static Writing of(int character) {
            if (!Character.isLetter(character)) {
                return SPACED;
            }
            return switch (UnicodeScript.of(character)) {
                case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> SYLLABLES;
                case THAI, LAO, KHMER, MYANMAR -> RUNNING_LETTERS;
                default -> SPACED;
            };
        }
    }

    /** The words of one text as they are found. */
    private static final class Words {

        final List<Word> all = new ArrayList<>();
        private int position;

        void grams(String run, Writing writing) {
            int[] characters = run.codePoints().toArray();
            int longest = writing == Writing.SYLLABLES ? 2 : 3;
            int shortest = writing == Writing.SYLLABLES ? 1 : Math.min(3, characters.length);
            for (int i = 0; i < characters.length; i++) {
                boolean any = false;
                for (int length = shortest; length <= longest && i + length <= characters.length; length++) {
                    if (!any) {
                        position++;
                        any = true;
                    }
                    all.add(new Word(lower(new String(characters, i, length)), position, false));
                }
            }
        }

        void word(String run) {
            List<String> marked = new ArrayList<>();
            List<String> parts = new ArrayList<>();
            int start = -1;
            for (int i = 0; i <= run.length(); ) {
                int character = i < run.length() ? run.codePointAt(i) : ' ';
                boolean inside = i < run.length() && isWordCharacter(character);
                if (inside && start < 0) {
                    start = i;
                } else if (!inside && start >= 0) {
                    marked.add(run.substring(start, i));
                    parts.addAll(parts(run.substring(start, i)));
                    start = -1;
                }
                i += Character.charCount(character);
            }
            add(marked, parts.size() > MOST_PARTS ? marked : parts);
        }

        private void add(List<String> marked, List<String> parts) {
            if (parts.size() == 1) {
                put(parts.getFirst(), ++position);
                return;
            }
            int first = position + 1;
            for (String part : parts) {
                put(part, ++position);
            }
            if (parts.size() > 1 && parts.size() <= MOST_PARTS) {
                put(String.join("", marked), first);
            }
        }

        private void put(String word, int place) {
            if (word.length() <= MOST_CHARACTERS) {
                all.add(new Word(lower(word), place, true));
            }
        }

        private static String lower(String word) {
            return word.toLowerCase(Locale.ROOT);
        }
    }

    private static boolean isWordCharacter(int character) {
        return Character.isLetterOrDigit(character)
                || switch (Character.getType(character)) {
                    case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
                    default -> false;
                };
    }

    /** Where small letters turn to capitals, and letters to digits or back. */
    private static List<String> parts(String word) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < word.length(); i++) {
            char before = word.charAt(i - 1);
            char here = word.charAt(i);
            boolean hump = Character.isLowerCase(before) && Character.isUpperCase(here);
            boolean number = (Character.isLetter(before) && Character.isDigit(here))
                    || (Character.isDigit(before) && Character.isLetter(here));
            if (hump || number) {
                parts.add(word.substring(start, i));
                start = i;
            }
        }
        parts.add(word.substring(start));
        return parts;
    }
}
