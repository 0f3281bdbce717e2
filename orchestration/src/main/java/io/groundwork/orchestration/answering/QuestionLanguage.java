package io.groundwork.orchestration.answering;

import io.groundwork.ingest.language.Languages;
import java.util.Optional;

/** The language that an answer is to be in: what the policy says, else the question's where it can be told. Safe for use by many threads. */
final class QuestionLanguage {

    private static final Languages LANGUAGES = new Languages();

    private QuestionLanguage() {}

    /** As BCP 47 writes it. */
    static Optional<String> of(Ask ask) {
        return ask.policy().language().or(() -> Optional.of(LANGUAGES.ofQuestion(ask.question()))
                .filter(code -> !code.isEmpty()));
    }
}
