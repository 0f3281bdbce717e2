package io.groundwork.orchestration.local.child;

import io.groundwork.orchestration.local.child.Engine.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a conversation down with the chat template of the weights. Templates fail on what they were not made for, and a failure in
 * native code ends the process, so they are given what all of them take: at most one system text, then user and assistant in turns. And they are
 * given placeholders, which become the texts afterwards: a text can then neither be taken for a part of the template nor be harmed by
 * the way through native code.
 */
final class Template {

    private static final Pattern PLACEHOLDER = Pattern.compile("Gw9text(\\d{1,6})x");
    private static final String SYSTEM = "system";
    private static final String USER = "user";

    private final Function<List<Turn>, String> rendering;
    private final Steering steering;

    Template(Function<List<Turn>, String> rendering, Steering steering) {
        this.rendering = rendering;
        this.steering = steering;
    }

    String prompt(List<Turn> asked) {
        List<Turn> turns = inTurns(asked);
        String rendered = rendering.apply(placeholders(turns));
        if (turns.getFirst().role().equals(SYSTEM) && !rendered.contains(placeholder(0))) {
            // The template has no place for it, and it must not be lost.
            turns = new ArrayList<>(turns);
            Turn system = turns.removeFirst();
            Turn first = turns.removeFirst();
            turns.addFirst(new Turn(USER, system.text() + "\n\n" + first.text()));
            rendered = rendering.apply(placeholders(turns));
        }
        List<Turn> written = turns;
        return PLACEHOLDER.matcher(rendered).replaceAll(found -> {
            int index = Integer.parseInt(found.group(1));
            String text = index < written.size() ? written.get(index).text() : found.group();
            return Matcher.quoteReplacement(steering.without(text));
        });
    }

    private static List<Turn> placeholders(List<Turn> turns) {
        List<Turn> placeholders = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            placeholders.add(new Turn(turns.get(i).role(), placeholder(i)));
        }
        return placeholders;
    }

    private static String placeholder(int index) {
        return "Gw9text%dx".formatted(index);
    }

    /** System texts first and as one; of the others, those of the same role that follow each other as one, the user's first. */
    static List<Turn> inTurns(List<Turn> asked) {
        List<Turn> turns = new ArrayList<>();
        StringBuilder system = new StringBuilder();
        for (Turn turn : asked) {
            if (turn.role().equals(SYSTEM)) {
                system.append(system.isEmpty() ? "" : "\n\n").append(turn.text());
            } else if (!turns.isEmpty() && turns.getLast().role().equals(turn.role())) {
                turns.add(new Turn(turn.role(), turns.removeLast().text() + "\n\n" + turn.text()));
            } else {
                turns.add(turn);
            }
        }
        if (turns.isEmpty() || !turns.getFirst().role().equals(USER)) {
            turns.addFirst(new Turn(USER, "…"));
        }
        if (!system.isEmpty()) {
            turns.addFirst(new Turn(SYSTEM, system.toString()));
        }
        return turns;
    }
}
