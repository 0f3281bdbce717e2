package io.groundwork.orchestration.chat;

import java.util.function.Consumer;

/** Takes thinking that a model wrote before its answer, between {@code <think>} tags, out of the answer. Used by one thread, for one answer. */
final class Thinking {

    private static final String OPEN = "<think>";
    private static final String CLOSE = "</think>";

    private final Consumer<String> answer;
    private final Consumer<String> thought;
    private final StringBuilder held = new StringBuilder();
    private Place place = Place.BEFORE;
    private boolean begun;

    Thinking(Consumer<String> answer, Consumer<String> thought) {
        this.answer = answer;
        this.thought = thought;
    }

    /** The next piece, of any length. */
    void accept(String piece) {
        if (place == Place.ANSWER) {
            first(piece);
            return;
        }
        held.append(piece);
        if (place == Place.BEFORE) {
            begin();
        }
        if (place == Place.THOUGHT) {
            think();
        }
    }

    /** No more will come: what was held back belongs where it stands. */
    void end() {
        give(place == Place.THOUGHT ? thought : answer, held.toString());
        held.setLength(0);
    }

    private void begin() {
        String text = held.toString().stripLeading();
        if (text.startsWith(OPEN)) {
            held.setLength(0);
            held.append(text.substring(OPEN.length()));
            place = Place.THOUGHT;
        } else if (!OPEN.startsWith(text)) {
            place = Place.ANSWER;
            begun = true;
            give(answer, held.toString());
            held.setLength(0);
        }
    }

    private void think() {
        int close = held.indexOf(CLOSE);
        if (close >= 0) {
            give(thought, held.substring(0, close));
            String rest = held.substring(close + CLOSE.length());
            held.setLength(0);
            place = Place.ANSWER;
            give(this::first, rest);
            return;
        }
        int safe = held.length() - possibleStart();
        give(thought, held.substring(0, safe));
        held.delete(0, safe);
    }

    /** Blanks between the thinking and the answer belong to neither. */
    private void first(String piece) {
        String text = begun ? piece : piece.stripLeading();
        begun |= !text.isEmpty();
        give(answer, text);
    }

    /** Characters at the end that could be the beginning of the closing tag. */
    private int possibleStart() {
        for (int length = Math.min(CLOSE.length() - 1, held.length()); length > 0; length--) {
            if (CLOSE.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private static void give(Consumer<String> to, String text) {
        if (!text.isEmpty()) {
            to.accept(text);
        }
    }

    private enum Place {
        BEFORE,
        THOUGHT,
        ANSWER
    }
}
