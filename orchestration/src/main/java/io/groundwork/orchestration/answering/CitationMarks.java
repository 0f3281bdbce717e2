package io.groundwork.orchestration.answering;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a model's text apart as it streams: what is to be shown, and the marks that cite passages, such as {@code [1]},
 * {@code [1][2]}, {@code [1, 2]}, {@code [1-3]} or {@code 【1†source】}. What could still become a mark is held back, so a mark is
 * recognised however it is split. A mark before a full stop moves behind it. Used by one thread, for one text.
 */
final class CitationMarks {

    /** What a model writes, as its instructions say, when the passages do not hold the answer. */
    static final String DECLINE = "NOT_IN_DOCUMENTS";

    private static final Pattern MARK = Pattern.compile(
            "[ \\t]*+(?:\\[\\^?\\d{1,3}(?:\\s?(?:,|;|-|–)\\s?\\d{1,3})*]|【\\d{1,3}(?:[†:][^】]{0,80})?】)");
    private static final Pattern DECLINED = Pattern.compile("\\s*+[\"'`*]{0,3}" + DECLINE + "[\"'`*]{0,3}\\.?");
    private static final Pattern THOUGHT = Pattern.compile("\\s*+<think>[\\s\\S]*?</think>\\s*+");
    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,3})(?:\\s?[-–]\\s?(\\d{1,3}))?");
    private static final String STOPS = ".,;:!?…。，！？";
    private static final int WIDEST_RANGE = 10;

    private final Receiver receiver;
    private final StringBuilder held = new StringBuilder();
    private final List<Integer> marks = new ArrayList<>();
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
        while (!held.isEmpty()) {
            Step step = written ? step(last) : first(last);
            switch (step) {
                case WAIT -> {
                    return;
                }
                case TAKEN -> {}
                case TEXT -> text();
            }
        }
    }

    /** A model's thinking may stand before its answer, and is not part of it. */
    private Step first(boolean last) {
        Matcher thought = THOUGHT.matcher(held);
        if (thought.lookingAt()) {
            held.delete(0, thought.end());
            return Step.TAKEN;
        }
        if (thought.hitEnd() && !last) {
            return Step.WAIT;
        }
        if (last && held.toString().strip().startsWith("<think>")) {
            held.setLength(0);
            return Step.TAKEN;
        }
        int blank = 0;
        while (blank < held.length() && Character.isWhitespace(held.charAt(blank))) {
            blank++;
        }
        held.delete(0, blank);
        written = true;
        return Step.TAKEN;
    }

    private Step step(boolean last) {
        Matcher mark = MARK.matcher(held);
        if (mark.lookingAt()) {
            note(mark.group());
            held.delete(0, mark.end());
            return Step.TAKEN;
        }
        Matcher declined = DECLINED.matcher(held);
        if (declined.lookingAt() && (last || !declined.hitEnd())) {
            held.delete(0, declined.end());
            receiver.declined();
            return Step.TAKEN;
        }
        return !last && (mark.hitEnd() || declined.hitEnd()) ? Step.WAIT : Step.TEXT;
    }

    /** Gives what cannot begin a mark: one character at least, and all up to the next that can. */
    private void text() {
        if (!marks.isEmpty() && STOPS.indexOf(held.charAt(0)) >= 0) {
            receiver.text(held.substring(0, 1));
            held.delete(0, 1);
            giveMarks();
            return;
        }
        giveMarks();
        int end = 1;
        while (end < held.length() && !mayBegin(held.charAt(end))) {
            end++;
        }
        receiver.text(held.substring(0, end));
        held.delete(0, end);
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
                if (!marks.contains(passage)) {
                    marks.add(passage);
                }
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
