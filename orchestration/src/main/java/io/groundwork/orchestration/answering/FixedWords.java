package io.groundwork.orchestration.answering;

import java.util.Map;
import java.util.Optional;

/** What answers say in words of ours, in the languages that models are spoken to in, see {@link Prompt}. */
final class FixedWords {

    private static final Map<String, String> DECLINED = Map.of(
            "en", "The documents do not hold an answer to this question.",
            "de", "Die Dokumente enthalten keine Antwort auf diese Frage.",
            "es", "Los documentos no contienen ninguna respuesta a esta pregunta.",
            "fr", "Les documents ne contiennent pas de réponse à cette question.",
            "it", "I documenti non contengono una risposta a questa domanda.",
            "nl", "De documenten bevatten geen antwoord op deze vraag.");

    private FixedWords() {}

    /** The answer when the documents hold none; in English where we have no words in the question's language. */
    static String declined(Ask ask) {
        Optional<String> language = QuestionLanguage.of(ask);
        return DECLINED.getOrDefault(language.orElse("en"), DECLINED.get("en"));
    }
}
