package io.groundwork.orchestration.chat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a model is, what opens it, and how it is spoken to.
 *
 * @param baseUrl of its OpenAI API, such as {@code http://10.0.0.7:8000/v1}; {@code /v1} is added where it names only the machine
 * @param remoteName what the server calls the model
 * @param key what it wants as a bearer token
 * @param answersAs what the server calls the model in its answers, where a probe has seen it
 */
public record ModelServer(
        URI baseUrl,
        String remoteName,
        Optional<String> key,
        Dialect dialect,
        Abilities abilities,
        Optional<String> answersAs,
        Patience patience) {

    public ModelServer {
        baseUrl = ApiUrl.of(baseUrl);
        key = key.filter(value -> !value.isBlank()).map(BearerKey::checked);
    }

    /** One of which nothing is known yet. */
    public ModelServer(URI baseUrl, String remoteName, Optional<String> key, Patience patience) {
        this(baseUrl, remoteName, key, Dialect.OPENAI, Abilities.UNKNOWN, Optional.empty(), patience);
    }

    /** One that is not asked for answers, so that its patience for them is any. */
    public ModelServer(URI baseUrl, String remoteName, Optional<String> key, Dialect dialect) {
        this(
                baseUrl,
                remoteName,
                key,
                dialect,
                Abilities.UNKNOWN,
                Optional.empty(),
                new Patience(Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }

    @Override
    public String toString() {
        return "%s at %s".formatted(remoteName, baseUrl); // without the key
    }
}
