package io.groundwork.orchestration.local.child;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps texts from steering a model. llama.cpp reads a vocabulary's control words wherever they stand, so a document that holds the
 * mark of a turn's end could speak with another's voice. A blank within the word makes it text.
 */
final class Steering {

    private final Map<Character, List<String>> wordsByFirst = new HashMap<>();

    Steering(List<String> words) {
        words.forEach(word -> wordsByFirst
                .computeIfAbsent(word.charAt(0), first -> new java.util.ArrayList<>())
                .add(word));
    }

    String without(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            safe.append(text.charAt(i));
            int at = i;
            if (wordsByFirst.getOrDefault(text.charAt(i), List.of()).stream()
                    .anyMatch(word -> text.startsWith(word, at))) {
                safe.append(' ');
            }
        }
        return safe.toString();
    }
}
