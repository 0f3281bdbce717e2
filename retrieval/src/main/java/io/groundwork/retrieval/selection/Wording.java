package io.groundwork.retrieval.selection;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a passage says, to be compared with what others say. Not safe for use by several threads.
 *
 * <p>Near is: nine of ten runs of three words in common (Jaccard's measure of w-shingles; Broder, SEQUENCES 1997), and the same numbers in the same
 * order, as a form with another figure in it says something else. Characters of scripts without blanks count as words.
 */
final class Wording {

    private static final int RUN = 3;

    /** So many runs of ten must be common. */
    private static final int COMMON = 9;

    private static final int OF = 10;

    private final String same;

    /** Hashes, each once, ascending. */
    private long[] runs = {};

    private long[] numbers = {};
    private boolean split;

    /**
     * @param heading under which it stands; empty where there is none
     * @param context what belongs to it without standing in it, such as the header of its table
     */
    Wording(String heading, String context, String text) {
        this.same = plain(heading) + '\0' + plain(context) + '\0' + plain(text);
    }

    /** Equal for those that differ in case, width and white space alone. */
    String same() {
        return same;
    }

    /** Some of its runs, one of which is among these of each that is near: no others need be compared. */
    long[] first() {
        split();
        int shared = (COMMON * runs.length + OF - 1) / OF;
        return Arrays.copyOf(runs, runs.length - shared + 1);
    }

    boolean isNear(Wording other) {
        split();
        other.split();
        return share(runs, other.runs) && Arrays.equals(numbers, other.numbers);
    }

    /** Whether so many of all are common. Most pairs are given up after a tenth of their runs. */
    private static boolean share(long[] one, long[] other) {
        int all = one.length + other.length;
        int needed = (COMMON * all + OF + COMMON - 1) / (OF + COMMON);
        int mayLack = all - 2 * needed;
        int i = 0;
        int j = 0;
        while (mayLack >= 0 && i < one.length && j < other.length) {
            int order = Long.compare(one[i], other[j]);
            mayLack -= order == 0 ? 0 : 1;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return mayLack >= one.length - i + other.length - j;
    }

    private static String plain(String text) {
        String normal = Normalizer.normalize(text, Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder plain = new StringBuilder(normal.length());
        boolean gap = false;
        for (int i = 0; i < normal.length(); i++) {
            char character = normal.charAt(i);
            if (Character.isWhitespace(character)) {
                gap = !plain.isEmpty();
            } else {
                if (gap) {
                    plain.append(' ');
                    gap = false;
                }
                plain.append(character);
            }
        }
        return plain.toString();
    }

    private void split() {
        if (split) {
            return;
        }
        Words words = Words.of(same);
        long[] hashes = new long[Math.max(1, words.count - RUN + 1)];
        for (int i = 0; i < hashes.length; i++) {
            long hash = 0;
            for (int j = i; j < Math.min(words.count, i + RUN); j++) {
                hash = spread(hash ^ words.hashes[j]);
            }
            hashes[i] = hash;
        }
        runs = distinct(hashes);
        numbers = Arrays.copyOf(words.numbers, words.numberCount);
        split = true;
    }

    private static long[] distinct(long[] hashes) {
        Arrays.sort(hashes);
        int count = 0;
        for (long hash : hashes) {
            if (count == 0 || hashes[count - 1] != hash) {
                hashes[count++] = hash;
            }
        }
        return Arrays.copyOf(hashes, count);
    }

    /** Over all 64 bits, so that the order of hashes has nothing of the order of words. */
    private static long spread(long hash) {
        long product = hash * 0x9E3779B97F4A7C15L;
        return product ^ (product >>> 32);
    }

    /** The words of a text, hashed as they are read: to cut them out costs three times as much. */
    private static final class Words {

        /** Below it, nothing is written without blanks. */
        private static final int FIRST_ALONE = 0x0E00;

        private final long[] hashes;
        private final long[] numbers;
        private int count;
        private int numberCount;
        private long hash;
        private boolean inside;
        private boolean number;

        private Words(int most) {
            this.hashes = new long[most];
            this.numbers = new long[most];
        }

        static Words of(String text) {
            Words words = new Words(text.length() + 1);
            for (int i = 0; i < text.length(); ) {
                int character = text.codePointAt(i);
                words.take(character);
                i += Character.charCount(character);
            }
            words.end();
            return words;
        }

        private void take(int character) {
            boolean alone = character >= FIRST_ALONE && standsAlone(character);
            if (alone || !isWordCharacter(character)) {
                end();
            }
            if (alone || isWordCharacter(character)) {
                hash = spread(hash ^ character) + 1;
                inside = true;
                number |= Character.isDigit(character);
            }
            if (alone) {
                end();
            }
        }

        private void end() {
            if (inside) {
                hashes[count++] = hash;
                if (number) {
                    numbers[numberCount++] = hash;
                }
            }
            hash = 0;
            inside = false;
            number = false;
        }

        private static boolean isWordCharacter(int character) {
            return Character.isLetterOrDigit(character)
                    || Character.getType(character) == Character.NON_SPACING_MARK
                    || Character.getType(character) == Character.COMBINING_SPACING_MARK;
        }

        private static boolean standsAlone(int character) {
            return Character.isLetter(character)
                    && switch (UnicodeScript.of(character)) {
                        case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
                        default -> false;
                    };
        }
    }
}
