package io.groundwork.embeddings.remote;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;

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

    /** @param path absolute, such as {@code /info} */
    URI resolve(String path) {
        String root = base.toString();
        return URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path);
    }
}
