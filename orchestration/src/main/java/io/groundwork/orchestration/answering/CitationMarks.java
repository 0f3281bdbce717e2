package io.groundwork.orchestration.answering;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a model's text apart as it streams: what is to be shown, and the marks that cite passages, such as {@code [1]},
 * {@code [1][2]}, {@code [1, 2]}, {@code [1-3]} or {@code 【1†source】}. What could still become a mark is held back, so a mark is
 * recognised however it is split. A mark before a full stop moves behind it. No mark is longer than a few hundred characters, so what is held back
 * is short, and the work grows with the text alone. Used by one thread, for one text.
 */
final class CitationMarks {

    /** What a model writes, as its instructions say, when the passages do not hold the answer. */
    static final String DECLINE = "NOT_IN_DOCUMENTS";

    private static final Pattern MARK = Pattern.compile(
            "[ \\t]{0,16}+(?:\\[\\^?\\d{1,3}(?:\\s?(?:,|;|-|–)\\s?\\d{1,3}){0,64}]|【\\d{1,3}(?:[†:][^】]{0,80})?】)");
    private static final Pattern DECLINED = Pattern.compile("\\s{0,16}+[\"'`*]{0,3}" + DECLINE + "[\"'`*]{0,3}\\.?");
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,3})(?:\\s?[-–]\\s?(\\d{1,3}))?");
    private static final String STOPS = ".,;:!?…。，！？";
    private static final String THOUGHT = "<think>";
    private static final String THOUGHT_OUT = "</think>";
    private static final int WIDEST_RANGE = 10;

    private final Receiver receiver;
    private final StringBuilder held = new StringBuilder();

    /** The first character of it that is not taken yet. */
    private int at;

    private final Set<Integer> marks = new LinkedHashSet<>();
    private boolean thinking;
    private boolean written;

    CitationMarks(Receiver receiver) {
        this.receiver = receiver;
    }

    /** The next piece, of any length. */
    void accept(String piece) {
        held.append(piece);
        take(false);
    }

    /** No more will come. */
    void end() {
        take(true);
        giveMarks();
    }

    private void take(boolean last) {
        Step step = Step.TAKEN;
        while (step != Step.WAIT && at < held.length()) {
            step = written ? step(last) : thinking ? thought() : first(last);
            if (step == Step.TEXT) {
                text();
            }
        }
        held.delete(0, at);
        at = 0;
    }

    /** A model's thinking may stand before its answer, and is not part of it. */
    private Step first(boolean last) {
        while (at < held.length() && Character.isWhitespace(held.charAt(at))) {
            at++;
        }
        if (begins(THOUGHT)) {
            at += THOUGHT.length();
            thinking = true;
        } else if (!last && held.length() - at < THOUGHT.length() && THOUGHT.startsWith(held.substring(at))) {
            return Step.WAIT;
        } else {
            written = true;
        }
        return Step.TAKEN;
    }

    /** Leaves out what is thought, up to where that ends; but for what may be the beginning of its end. */
    private Step thought() {
        int end = held.indexOf(THOUGHT_OUT, at);
        if (end < 0) {
            at = Math.max(at, held.length() - THOUGHT_OUT.length() + 1);
            return Step.WAIT;
        }
        at = end + THOUGHT_OUT.length();
        thinking = false;
        return Step.TAKEN;
    }

    private boolean begins(String word) {
        return held.length() - at >= word.length()
                && held.substring(at, at + word.length()).equals(word);
    }

    private Step step(boolean last) {
        Matcher mark = MARK.matcher(held).region(at, held.length());
        if (mark.lookingAt()) {
            note(mark.group());
            at = mark.end();
            return Step.TAKEN;
        }
        Matcher declined = DECLINED.matcher(held).region(at, held.length());
        if (declined.lookingAt() && (last || !declined.hitEnd())) {
            at = declined.end();
            receiver.declined();
            return Step.TAKEN;
        }
        return !last && (mark.hitEnd() || declined.hitEnd()) ? Step.WAIT : Step.TEXT;
    }

    /** Gives what cannot begin a mark: one character at least, and all up to the next that can. */
    private void text() {
        if (!marks.isEmpty() && STOPS.indexOf(held.charAt(at)) >= 0) {
            at++;
            receiver.text(held.substring(at - 1, at));
            giveMarks();
            return;
        }
        giveMarks();
        int end = at + 1;
        while (end < held.length() && !mayBegin(held.charAt(end))) {
            end++;
        }
        receiver.text(held.substring(at, end));
        at = end;
    }

    private static boolean mayBegin(char c) {
        return Character.isWhitespace(c) || "[【\"'`*N".indexOf(c) >= 0;
    }

    private void note(String mark) {
        for (MatchResult number :
                NUMBERS.matcher(mark.replaceAll("†[^】]*", "")).results().toList()) {
            int from = Integer.parseInt(number.group(1));
            int to = number.group(2) == null ? from : Integer.parseInt(number.group(2));
            for (int passage = from; passage <= Math.min(to, from + WIDEST_RANGE); passage++) {
                marks.add(passage);
            }
        }
    }

    private void giveMarks() {
        if (!marks.isEmpty()) {
            List<Integer> given = List.copyOf(marks);
            marks.clear();
            receiver.cite(given);
        }
    }

    private enum Step {
        WAIT,
        TAKEN,
        TEXT
    }

    /** Gets the parts in the order in which they stand. */
    interface Receiver {

        /** To be shown; never empty. */
        void text(String text);

        /** What stands before rests on these passages, by the numbers that the prompt gave them. */
        void cite(List<Integer> passages);

        /** The model says that the passages do not hold the answer. */
        void declined();
    }
}
