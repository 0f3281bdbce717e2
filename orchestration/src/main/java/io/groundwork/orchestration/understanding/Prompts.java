package io.groundwork.orchestration.understanding;

import io.groundwork.orchestration.chat.Message;
import io.groundwork.orchestration.prompts.Neutral;
import io.groundwork.orchestration.prompts.PromptTemplate;
import io.groundwork.retrieval.Hit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is said to a model, from the templates {@code prompts/understand.1.*} and {@code prompts/follow-up.1.*}. */
final class Prompts {

    /** What a record of a question says it was understood by. */
    static final String VERSION = "understand.1, follow-up.1";

    private static final PromptTemplate SYSTEM = PromptTemplate.named("understand.1.system");
    private static final PromptTemplate USER = PromptTemplate.named("understand.1.user");
    private static final PromptTemplate FOLLOW_UP_SYSTEM = PromptTemplate.named("follow-up.1.system");
    private static final PromptTemplate FOLLOW_UP_USER = PromptTemplate.named("follow-up.1.user");

    private final UnderstandingConfig config;

    Prompts(UnderstandingConfig config) {
        this.config = config;
    }

    /** @param languages that the question may be put in, as BCP 47 writes them */
    List<Message> understanding(String question, Understanding wanted, List<String> languages) {
        String fence = PromptTemplate.fence();
        Map<String, Object> rules = Map.of(
                "fence", fence,
                "condense", wanted.wants(Ability.CONDENSE),
                "decompose", wanted.wants(Ability.DECOMPOSE),
                "parts", config.parts(),
                "expand", wanted.wants(Ability.EXPAND),
                "variants", config.variants(),
                "translate", !languages.isEmpty(),
                "languages", languages.stream().map(Prompts::named).toList());
        Map<String, Object> material = Map.of(
                "fence",
                fence,
                "question",
                Neutral.of(question),
                "turns",
                wanted.wants(Ability.CONDENSE) ? turns(wanted.conversation(), fence) : List.of());
        return said(SYSTEM.with(rules), USER.with(material));
    }

    /**
     * @param searched what was searched so far
     * @param passages what was found, best first
     */
    List<Message> followUp(String question, List<String> searched, List<Hit> passages) {
        String fence = PromptTemplate.fence();
        Map<String, Object> material = Map.of(
                "fence",
                fence,
                "question",
                Neutral.of(question),
                "searched",
                searched.stream().map(text -> Map.of("text", Neutral.of(text))).toList(),
                "passages",
                passages.stream()
                        .limit(config.passages())
                        .map(hit -> Map.of("fence", fence, "text", Neutral.of(excerpt(hit))))
                        .toList());
        return said(FOLLOW_UP_SYSTEM.with(Map.of("fence", fence)), FOLLOW_UP_USER.with(material));
    }

    private static List<Message> said(String system, String user) {
        return List.of(new Message(Message.Role.SYSTEM, system), new Message(Message.Role.USER, user));
    }

    private static Map<String, String> named(String language) {
        return Map.of("code", language, "name", Locale.forLanguageTag(language).getDisplayLanguage(Locale.ENGLISH));
    }

    /** The latest that find room, in order. Whoever spoke, it is material here. */
    private List<Map<String, String>> turns(List<Message> conversation, String fence) {
        Deque<Map<String, String>> turns = new ArrayDeque<>();
        int left = config.conversationCharacters();
        for (Message turn : conversation.reversed()) {
            left -= turn.text().length();
            if (left < 0) {
                break;
            }
            String speaker = turn.role() == Message.Role.ASSISTANT ? "assistant" : "user";
            turns.addFirst(Map.of("fence", fence, "speaker", speaker, "text", Neutral.of(turn.text())));
        }
        return List.copyOf(turns);
    }

    private String excerpt(Hit hit) {
        String text = hit.passage().inContext("");
        return text.length() <= config.passageCharacters()
                ? text.strip()
                : text.substring(0, config.passageCharacters()).strip();
    }
}
