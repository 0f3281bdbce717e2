package io.groundwork.orchestration.chat;

import java.util.function.Consumer;

/** A piece of what a model writes, in the order in which it writes it. */
public sealed interface ChatEvent {

    /** Hands on the words of the answer and leaves out the rest. */
    static Consumer<ChatEvent> wordsOnly(Consumer<String> pieces) {
        return event -> {
            if (event instanceof Text(String text)) {
                pieces.accept(text);
            }
        };
    }

    /** The next words of the answer. */
    record Text(String text) implements ChatEvent {}

    /** The next words of its thinking, which are no part of the answer. */
    record Reasoning(String text) implements ChatEvent {}

    /** @param index counts the calls of this answer from 0 */
    record CallBegun(int index, String id, String name) implements ChatEvent {}

    /** @param fragment of the call's arguments; all of them joined are JSON text */
    record CallArguments(int index, String fragment) implements ChatEvent {}
}
