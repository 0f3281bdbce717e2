package io.groundwork.retrieval.lexical;

/** How far two spellings are from each other. */
final class Spelling {

    /** A shorter word has too many neighbours of another meaning. */
    private static final int SHORTEST = 5;

    /** From here on two slips are forgiven. */
    private static final int LONG = 9;

    private Spelling() {}

    /** Whether a word that stands nowhere may be read as another: it is not too short, and no number, where each digit tells. */
    static boolean mayBeWrong(String word) {
        return word.codePointCount(0, word.length()) >= SHORTEST
                && word.codePoints().allMatch(Character::isLetter);
    }

    /** Whether {@code word} may be meant by {@code typed}: one slip apart, or two where it is long. */
    static boolean mayBeMeant(String typed, String word) {
        int allowed = Math.min(typed.length(), word.length()) >= LONG ? 2 : 1;
        return Math.abs(typed.length() - word.length()) <= allowed && slips(typed, word) <= allowed;
    }

    /**
     * The least number of letters left out, put in, exchanged for another or for their neighbour, none twice.
     *
     * @see <a href="https://doi.org/10.1145/363958.363994">Damerau, CACM 1964</a>
     */
    static int slips(String one, String two) {
        int[][] least = new int[one.length() + 1][two.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= two.length(); j++) {
                least[i][j] = i == 0 || j == 0 ? i + j : least(least, one, two, i, j);
            }
        }
        return least[one.length()][two.length()];
    }

    private static int least(int[][] least, String one, String two, int i, int j) {
        boolean same = one.charAt(i - 1) == two.charAt(j - 1);
        int slips = Math.min(least[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(least[i - 1][j], least[i][j - 1]));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == two.charAt(j - 2) && one.charAt(i - 2) == two.charAt(j - 1);
        return swapped ? Math.min(slips, least[i - 2][j - 2] + 1) : slips;
    }
}
