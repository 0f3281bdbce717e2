package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.SourceException.Kind;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Asks one site of Confluence Cloud with an account's API token. */
final class ConfluenceClient {

    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final URI site;
    private final String authorization;
    private final Fetcher fetcher;

    ConfluenceClient(URI site, String email, String token, Fetcher fetcher) {
        this.site = site;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((email + ":" + token).getBytes(StandardCharsets.UTF_8));
        this.fetcher = fetcher;
    }

    /** @param path below the site's {@code /wiki}, with a slash at its beginning */
    JsonNode get(String path) {
        return get(URI.create(site + path));
    }

    JsonNode post(String path, String json) {
        return fetcher.json(HttpRequest.newBuilder(URI.create(site + path))
                .timeout(ANSWER)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build());
    }

    /** All entries of a list of v2, which names the next page by a cursor, relative to the host. */
    List<JsonNode> all(String path) {
        List<JsonNode> entries = new ArrayList<>();
        URI next = URI.create(site + path);
        while (true) {
            JsonNode page = get(next);
            page.path("results").forEach(entries::add);
            String link = page.path("_links").path("next").asText("");
            if (link.isEmpty()) {
                return entries;
            }
            next = own(next.resolve(link));
        }
    }

    private JsonNode get(URI url) {
        return fetcher.json(url, Map.of("Authorization", authorization));
    }

    /** The token goes to the site alone. */
    private URI own(URI url) {
        if (!site.getHost().equalsIgnoreCase(url.getHost())
                || site.getPort() != url.getPort()
                || !site.getScheme().equalsIgnoreCase(url.getScheme())) {
            throw new SourceException(Kind.BROKEN, "Confluence gave an address of another host to go on with");
        }
        return url;
    }
}
