package io.groundwork.orchestration.local.child;

import java.util.List;

/** Ends an answer at the first of some texts, and holds back what may become one. Used by one thread. */
final class Stops {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean reached;

    Stops(List<String> stops) {
        this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    /** What can be handed on of all that has come. */
    String feed(String piece) {
        held.append(piece);
        int first = stops.stream()
                .mapToInt(held::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        if (first >= 0) {
            reached = true;
            return take(first);
        }
        return take(held.length() - longestBeginning());
    }

    /** What was held back and did not become a stop. */
    String rest() {
        return reached ? "" : take(held.length());
    }

    boolean reached() {
        return reached;
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    /** Of the end of what is held, as much as may be a stop's beginning. */
    private int longestBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (stop.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
