package io.groundwork.ingest.parse.child;

import java.text.Normalizer;

/**
 * Text as it is kept: composed (NFC), without characters that nobody sees or that Postgres and JSON refuse, with typographic ligatures
 * taken apart so that words are found. Done before offsets are counted.
 */
final class CleanText {

    private static final String[] LIGATURES = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    private static final char ZERO_WIDTH_NON_JOINER = '\u200C';
    private static final char ZERO_WIDTH_JOINER = '\u200D';
    private static final int SMUGGLING_RUN = 3;

    private CleanText() {}

    /** One line of prose: white space runs are one space, or one line break where they hold one; none at the ends. */
    static String prose(CharSequence raw) {
        return collapse(visible(raw));
    }

    /** A single line: as prose, without any line break. */
    static String line(CharSequence raw) {
        return collapse(visible(raw)).replace('\n', ' ');
    }

    /** Preformatted text: inner spaces stay, blank lines and space at the ends of lines go. */
    static String preformatted(CharSequence raw) {
        String visible = visible(raw);
        StringBuilder kept = new StringBuilder(visible.length());
        for (String line : visible.split("\n", -1)) {
            String stripped = line.stripTrailing();
            if (!stripped.isEmpty() || (!kept.isEmpty() && !endsWithBlankLine(kept))) {
                kept.append(stripped).append('\n');
            }
        }
        while (!kept.isEmpty() && Character.isWhitespace(kept.charAt(kept.length() - 1))) {
            kept.setLength(kept.length() - 1);
        }
        return kept.toString();
    }

    private static boolean endsWithBlankLine(StringBuilder text) {
        return text.length() > 1 && text.charAt(text.length() - 2) == '\n';
    }

    private static String visible(CharSequence raw) {
        int length = raw.length();
        if (isPlain(raw)) {
            return raw.toString();
        }
        StringBuilder kept = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            char c = raw.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(raw.charAt(i + 1))) {
                    int codePoint = Character.toCodePoint(c, raw.charAt(++i));
                    if (!isInvisible(codePoint)) {
                        kept.appendCodePoint(codePoint);
                    }
                }
            } else if (c == '\r') {
                kept.append(i + 1 < length && raw.charAt(i + 1) == '\n' ? "" : "\n");
            } else if (c == '\u2028' || c == '\u2029' || c == '\u0085' || c == '\u000B' || c == '\f') {
                kept.append('\n');
            } else if (c == ZERO_WIDTH_NON_JOINER || c == ZERO_WIDTH_JOINER) {
                // They shape letters in Persian, in Indic scripts and in emoji, once and between two; a run of them
                // hides something.
                if (i > 0 && i + 1 < length && isShaped(raw.charAt(i - 1)) && isShaped(raw.charAt(i + 1))) {
                    kept.append(c);
                }
            } else if (c >= '\uFB00' && c <= '\uFB06') {
                kept.append(LIGATURES[c - '\uFB00']);
            } else if (c == '\t' || c == '\n' || !(Character.isISOControl(c) || isInvisible(c))) {
                kept.append(c);
            }
        }
        return Normalizer.isNormalized(kept, Normalizer.Form.NFC)
                ? kept.toString()
                : Normalizer.normalize(kept, Normalizer.Form.NFC);
    }

    /**
     * How many characters of {@code raw} look as if they were there to be read by a program and not seen by a person: tags of Unicode's plane 14,
     * direction overrides, runs of zero width. A lone soft hyphen, joiner or mark of direction is ordinary typesetting.
     */
    static int smuggled(CharSequence raw) {
        if (isPlain(raw)) {
            return 0;
        }
        int smuggled = 0;
        int run = 0;
        for (int i = 0; i < raw.length(); ) {
            int codePoint = Character.codePointAt(raw, i);
            i += Character.charCount(codePoint);
            boolean zeroWidth =
                    (codePoint >= 0x200B && codePoint <= 0x200F) || (codePoint >= 0x2060 && codePoint <= 0x206F);
            run = zeroWidth ? run + 1 : 0;
            if (run >= SMUGGLING_RUN) {
                smuggled += run == SMUGGLING_RUN ? SMUGGLING_RUN : 1;
            }
            boolean overrides = codePoint == 0x202D || codePoint == 0x202E;
            if (overrides || (codePoint >= 0xE0000 && codePoint <= 0xE007F)) {
                smuggled++;
            }
        }
        return smuggled;
    }

    private static boolean isPlain(CharSequence raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > '\u02FF' || (c < ' ' && c != '\n' && c != '\t') || (c >= '\u007F' && c <= '\u00AD')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isShaped(char c) {
        return c > '\u02FF'
                && !Character.isWhitespace(c)
                && !isInvisible(c)
                && c != ZERO_WIDTH_JOINER
                && c != ZERO_WIDTH_NON_JOINER;
    }

    /** Soft hyphens, zero-width space and marks, direction controls, tags, private noncharacters. */
    private static boolean isInvisible(int c) {
        return c == 0x00AD
                || c == 0x034F
                || c == 0x061C
                || c == 0x180E
                || c == 0x200B
                || c == 0x200E
                || c == 0x200F
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x206F)
                || c == 0xFEFF
                || (c >= 0xFFF0 && c <= 0xFFFC)
                || (c >= 0xFDD0 && c <= 0xFDEF)
                || (c & 0xFFFE) == 0xFFFE
                || (c >= 0xE0000 && c <= 0xE007F);
    }

    private static String collapse(String text) {
        StringBuilder kept = new StringBuilder(text.length());
        boolean space = false;
        boolean newline = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                newline = true;
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                space = true;
            } else {
                if (!kept.isEmpty() && newline) {
                    kept.append('\n');
                } else if (!kept.isEmpty() && space) {
                    kept.append(' ');
                }
                newline = false;
                space = false;
                kept.append(c);
            }
        }
        return kept.toString();
    }
}
