package io.groundwork.orchestration.http;

import io.groundwork.orchestration.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a short question may go on with: “And after five years?” finds little by itself. */
final class Leading {

    /** Questions of more stand by themselves. */
    private static final int SHORT = 12;

    /** With less, what was asked before goes on with something itself. */
    private static final int ENOUGH = 5;

    private static final int MOST_QUESTIONS = 3;
    private static final int MOST_CHARACTERS = 1000;

    private Leading() {}

    /**
     * The questions before, the oldest first, back to one that stands by itself.
     *
     * @param before what was said, oldest first
     * @return empty where nothing was asked, or the question is long
     */
    static Optional<String> of(String question, List<Message> before) {
        if (words(question) > SHORT) {
            return Optional.empty();
        }
        List<String> leading = new ArrayList<>();
        for (Message message : before.reversed()) {
            if (message.role() == Message.Role.USER) {
                leading.addFirst(message.text().strip());
                if (words(message.text()) >= ENOUGH || leading.size() == MOST_QUESTIONS) {
                    break;
                }
            }
        }
        return Optional.of(String.join(" ", leading))
                .filter(text -> !text.isBlank() && text.length() <= MOST_CHARACTERS);
    }

    private static int words(String text) {
        return text.strip().split("\\s+").length;
    }
}
