package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Spellings without meaning for the words of generated passages, by rank: the commoner, the shorter, five letters at least. No rule of English stems changes
 * them, as they end in a vowel that no ending has, so that the lexeme of a word is the word.
 */
final class SpelledWords {

    /** By which the search by words tells an English stem. */
    private static final String MARK = "/en";

    private static final String CONSONANTS = "bcdfghjklmnpqrstvwxz";
    private static final String VOWELS = "aou";
    private static final int SYLLABLES = CONSONANTS.length() * VOWELS.length();

    /** Coprime with the number of spellings of any length: neighbours in rank do not stand side by side in the alphabet. */
    private static final long SCATTER = 2_654_435_761L;

    private SpelledWords() {}

    /** @param rank counted from 0 */
    static String of(int rank) {
        long within = rank;
        long spellings = (long) SYLLABLES * SYLLABLES;
        int syllables = 2;
        while (within >= spellings) {
            within -= spellings;
            spellings *= SYLLABLES;
            syllables++;
        }
        long scattered = within * SCATTER % spellings;
        char[] letters = new char[1 + 2 * syllables];
        letters[0] = 'w';
        for (int i = letters.length - 2; i > 0; i -= 2) {
            int syllable = (int) (scattered % SYLLABLES);
            scattered /= SYLLABLES;
            letters[i] = CONSONANTS.charAt(syllable / VOWELS.length());
            letters[i + 1] = VOWELS.charAt(syllable % VOWELS.length());
        }
        return new String(letters);
    }

    static String lexeme(int rank) {
        return of(rank) + MARK;
    }

    /** Where the lexeme's weight stands in a passage's sparse vector, as {@link io.groundwork.retrieval.lexical.Bm25#SLOT} has it. */
    static int slot(int rank) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(lexeme(rank).getBytes(US_ASCII));
            long head = Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt());
            return (int) (head % 1_000_000_000) + 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
