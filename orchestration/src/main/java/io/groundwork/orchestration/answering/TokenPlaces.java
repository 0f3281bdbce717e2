package io.groundwork.orchestration.answering;

import io.groundwork.embeddings.states.TokenMatches;
import io.groundwork.embeddings.tokens.Tokens;
import io.groundwork.ingest.chunk.Span;
import java.util.Optional;

/**
 * Which of a passage's states are of which characters. The states are those of {@code [CLS]}, of the lines above the passage (its document's title among them), of
 * its text, and of {@code [SEP]}: those of the text are the last but one, as the lines above end in a break, across which no token goes.
 *
 * @param matches of all states
 * @param asked the question's tokens
 * @param text the passage's tokens
 */
record TokenPlaces(TokenMatches matches, Tokens asked, Tokens text) {

    /** Empty where the text was cut when it was read, so that its end is not there to count from, or where it is not what was read. */
    static Optional<TokenPlaces> of(TokenMatches matches, Tokens asked, Tokens text, int maxTokens) {
        boolean whole = matches.tokens() < maxTokens
                && !text.isCut()
                && text.size() + 2 <= matches.tokens()
                && matches.asked() <= asked.size();
        return whole ? Optional.of(new TokenPlaces(matches, asked, text)) : Optional.empty();
    }

    /** The state of the first token that lies in the span of the passage's text. */
    int first(Span span) {
        int token = 0;
        while (token < text.size() && text.start(token) < span.start()) {
            token++;
        }
        return above() + token;
    }

    /** One past the state of the last. */
    int past(Span span) {
        int token = text.size();
        while (token > 0 && text.end(token - 1) > span.end()) {
            token--;
        }
        return above() + token;
    }

    private int above() {
        return matches.tokens() - 1 - text.size();
    }
}
