package io.groundwork.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The tokens of one answer of a {@link ModelStub}, as they came: whether they are numbered from 0 on, each once, in order, and by whom they were written.
 * Used by one thread.
 */
final class FrameSequence {

    private final StringBuilder rest = new StringBuilder();
    private final BitSet seen = new BitSet();
    private final List<String> unread = new ArrayList<>();
    private final StringBuilder writers = new StringBuilder();
    private int count;
    private int doubled;
    private int disordered;
    private int last = -1;

    /** Takes the next piece, however the text was cut into pieces. */
    void accept(String piece) {
        rest.append(piece);
        int start = 0;
        for (int end = rest.indexOf(" "); end >= 0; end = rest.indexOf(" ", start)) {
            token(rest.substring(start, end));
            start = end + 1;
        }
        rest.delete(0, start);
    }

    /** Tokens that came, those that came twice among them. */
    int count() {
        return count;
    }

    /** Numbers left out before the last one that came. */
    int missing() {
        return seen.length() - seen.cardinality();
    }

    int doubled() {
        return doubled;
    }

    /** How often a number was lower than the one before it. */
    int disordered() {
        return disordered;
    }

    /** The first letters of the doors that wrote, in order, each once for as long as it wrote: {@code fh} is a switch. */
    String writers() {
        return writers.toString();
    }

    /** Whether all that came is the beginning of what one door sends. */
    boolean isPrefix() {
        return missing() == 0
                && doubled == 0
                && disordered == 0
                && unread.isEmpty()
                && rest.isEmpty()
                && writers.length() <= 1;
    }

    private void token(String token) {
        String plain = token.replace(".", "");
        if (!plain.matches("[a-z]\\d{1,9}")) {
            unread.add(token);
            return;
        }
        int number = Integer.parseInt(plain.substring(1));
        if (writers.isEmpty() || writers.charAt(writers.length() - 1) != plain.charAt(0)) {
            writers.append(plain.charAt(0));
        }
        count++;
        if (seen.get(number)) {
            doubled++;
        }
        if (number < last) {
            disordered++;
        }
        seen.set(number);
        last = number;
    }
}
