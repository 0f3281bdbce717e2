package io.groundwork.orchestration.chat;

import io.groundwork.orchestration.chat.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Brings a conversation into the order that a model's chat template takes. */
final class Turns {

    /** Stands for a question where a template wants one and nobody asked. */
    private static final String SILENCE = "…";

    private Turns() {}

    /** The same words in turns that a model of these abilities reads. */
    static List<Message> fit(List<Message> messages, Abilities abilities) {
        boolean noSystem = abilities.lacks(Ability.SYSTEM_ROLE);
        boolean strict = abilities.lacks(Ability.FREE_TURNS);
        if (!noSystem && !strict) {
            return messages;
        }
        String system = messages.stream()
                .filter(message -> message.role() == Role.SYSTEM)
                .map(Message::text)
                .collect(Collectors.joining("\n\n"));
        List<Message> rest = messages.stream()
                .filter(message -> message.role() != Role.SYSTEM)
                .collect(Collectors.toCollection(ArrayList::new));
        if (strict) {
            rest = alternating(rest);
            if (rest.isEmpty() && !noSystem) {
                rest.add(new Message(Role.USER, SILENCE));
            }
        }
        if (system.isEmpty()) {
            return List.copyOf(rest);
        }
        if (!noSystem) {
            rest.addFirst(new Message(Role.SYSTEM, system));
        } else if (!rest.isEmpty() && rest.getFirst().role() == Role.USER) {
            rest.set(0, joined(new Message(Role.USER, system), rest.getFirst()));
        } else {
            rest.addFirst(new Message(Role.USER, system));
        }
        return List.copyOf(rest);
    }

    /** The user first, then the assistant, in turns; results of tools stay where they are. */
    private static List<Message> alternating(List<Message> messages) {
        List<Message> turns = new ArrayList<>();
        for (Message message : messages) {
            if (turns.isEmpty() && message.role() == Role.ASSISTANT) {
                turns.add(new Message(Role.USER, SILENCE));
            }
            if (!turns.isEmpty() && joins(turns.getLast(), message)) {
                turns.set(turns.size() - 1, joined(turns.getLast(), message));
            } else {
                turns.add(message);
            }
        }
        return turns;
    }

    private static boolean joins(Message before, Message next) {
        return before.role() == next.role()
                && next.role() != Role.TOOL
                && before.calls().isEmpty();
    }

    private static Message joined(Message before, Message next) {
        List<Part> parts = new ArrayList<>(before.parts());
        if (!parts.isEmpty() && !next.parts().isEmpty()) {
            parts.add(new Part.Text("\n\n"));
        }
        parts.addAll(next.parts());
        return new Message(before.role(), parts, next.calls(), Optional.empty());
    }
}
