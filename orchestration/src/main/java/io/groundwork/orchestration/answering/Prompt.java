package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.prompts.Neutral;
import io.groundwork.orchestration.prompts.PromptTemplate;
import io.groundwork.retrieval.Hit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is said to a chat model, from the templates {@code prompts/answer.2.*}.
 *
 * @param messages in order
 * @param passages those that found room; passage {@code [n]} of the prompt is number {@code n - 1} here
 */
record Prompt(List<Message> messages, List<Hit> passages) {

    private static final String EDITION = "answer.2";

    /** What speaks to a model in English serves for all other languages. */
    private static final Templates ENGLISH = Templates.of("");

    /** By language. A model told in a language answers in it more surely. */
    private static final Map<String, Templates> TRANSLATED = Stream.of("de", "es", "fr", "it", "nl")
            .collect(Collectors.toUnmodifiableMap(language -> language, language -> Templates.of("." + language)));

    /** Of the common languages in the Latin alphabet. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    Prompt {
        messages = List.copyOf(messages);
        passages = List.copyOf(passages);
    }

    /** Named in the record of what was answered by it: the edition, and the language of its words where it is not English. */
    static String version(Ask ask) {
        return EDITION + templates(ask).language();
    }

    private static Templates templates(Ask ask) {
        return QuestionLanguage.of(ask).map(TRANSLATED::get).orElse(ENGLISH);
    }

    /** @param language as it stands in their names, behind a dot; empty: English */
    private record Templates(String language, PromptTemplate system, PromptTemplate user) {

        static Templates of(String language) {
            return new Templates(
                    language,
                    PromptTemplate.named(EDITION + ".system" + language),
                    PromptTemplate.named(EDITION + ".user" + language));
        }
    }

    /**
     * @param hits best first; those that find no room are left out from the end, the first always finds it
     * @param fence a word that no document can know, for the walls between the passages
     */
    static Prompt of(Ask ask, List<Hit> hits, AnsweringConfig config, String fence) {
        List<Hit> passages = withinRoom(hits, config.passageTokens());
        Templates templates = templates(ask);
        List<Message> messages = new ArrayList<>();
        messages.add(new Message(
                Message.Role.SYSTEM,
                templates
                        .system()
                        .with(Map.of(
                                "fence",
                                fence,
                                "decline",
                                CitationMarks.DECLINE,
                                "language",
                                QuestionLanguage.of(ask).map(Prompt::named).orElse(""),
                                "instructions",
                                ask.instructions().map(String::strip).orElse("")))));
        messages.addAll(recent(ask.history(), config.historyTokens()));
        messages.add(new Message(
                Message.Role.USER,
                templates
                        .user()
                        .with(Map.of(
                                "fence", fence, "passages", numbered(passages, fence), "question", ask.question()))));
        return new Prompt(messages, passages);
    }

    private static List<Hit> withinRoom(List<Hit> hits, int tokens) {
        List<Hit> taken = new ArrayList<>();
        int left = tokens * CHARACTERS_PER_TOKEN;
        for (Hit hit : hits) {
            left -= hit.passage().text().length() + hit.passage().context().length();
            if (left < 0 && !taken.isEmpty()) {
                break;
            }
            taken.add(hit);
        }
        return taken;
    }

    private static List<Map<String, Object>> numbered(List<Hit> hits, String fence) {
        List<Map<String, Object>> numbered = new ArrayList<>();
        for (Hit hit : hits) {
            numbered.add(Map.of(
                    "number", numbered.size() + 1,
                    "fence", fence,
                    "heading", Neutral.of(String.join(" › ", hit.passage().headings())),
                    "context", Neutral.of(hit.passage().context()),
                    "text", Neutral.of(hit.passage().text())));
        }
        return numbered;
    }

    private static String named(String language) {
        return Locale.forLanguageTag(language).getDisplayLanguage(Locale.ENGLISH);
    }

    /** The latest turns that find room, in order. What a caller calls a system message is said as the user's: ours is the only one. */
    private static List<Message> recent(List<Message> history, int tokens) {
        Deque<Message> recent = new ArrayDeque<>();
        int left = tokens * CHARACTERS_PER_TOKEN;
        for (Message turn : history.reversed()) {
            left -= turn.text().length();
            if (left < 0) {
                break;
            }
            recent.addFirst(turn.role() == Message.Role.SYSTEM ? new Message(Message.Role.USER, turn.text()) : turn);
        }
        return List.copyOf(recent);
    }
}
