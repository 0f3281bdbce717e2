package io.groundwork.embeddings.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the other process is, and how long it may take.
 *
 * @param client the way out
 * @param base such as {@code http://embeddings:8080}
 * @param key sent as bearer token
 * @param timeout of one request
 * @param patience in which a refused or failed request is tried again
 */
public record Endpoint(HttpClient client, URI base, Optional<String> key, Duration timeout, Duration patience) {

    private static final Pattern VERSION = Pattern.compile("/v\\d+$");

    /** The same with at most so much time and patience. */
    Endpoint within(Duration mostTime, Duration mostPatience) {
        return new Endpoint(client, base, key, least(timeout, mostTime), least(patience, mostPatience));
    }

    private static Duration least(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /**
     * @param path absolute, such as {@code /v1/embeddings}; a base that ends in a version already, {@code /v1} as OpenAI's clients are
     *     given it, does not get another
     */
    URI resolve(String path) {
        String root = base.toString().replaceFirst("/+$", "");
        boolean versioned = path.startsWith("/v1/") && VERSION.matcher(root).find();
        return URI.create(root + (versioned ? path.substring("/v1".length()) : path));
    }
}
