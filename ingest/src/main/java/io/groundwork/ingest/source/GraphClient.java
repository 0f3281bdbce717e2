package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks Microsoft Graph as an application (client credentials), and nobody but Graph gets its token. Used by one thread. */
public final class GraphClient {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SPARE = Duration.ofMinutes(2);

    private final URI graph;
    private final URI login;
    private final Application application;
    private final String secret;
    private final Fetcher fetcher;
    private String token = "";
    private Instant validUntil = Instant.MIN;

    GraphClient(URI graph, URI login, Application application, String secret, Fetcher fetcher) {
        this.graph = graph;
        this.login = login;
        this.application = application;
        this.secret = secret;
        this.fetcher = fetcher;
    }

    /** @param path from the API's root, with a slash at its beginning */
    URI url(String path) {
        return URI.create(graph.toString().replaceFirst("/+$", "") + path);
    }

    /**
     * An address that Graph itself gave.
     *
     * @throws SourceException when it is not Graph's own: the token goes there
     */
    URI own(String link) {
        try {
            URI url = URI.create(link);
            if (graph.getHost().equalsIgnoreCase(url.getHost())
                    && graph.getPort() == url.getPort()
                    && graph.getScheme().equalsIgnoreCase(url.getScheme())) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            throw new SourceException(Kind.BROKEN, "Graph gave no address to go on with", e);
        }
        throw new SourceException(Kind.BROKEN, "Graph gave no address of its own to go on with");
    }

    JsonNode get(URI url, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Authorization", "Bearer " + token());
        return fetcher.json(url, all);
    }

    /** All entries of a list, page after page. */
    List<JsonNode> all(URI first) {
        List<JsonNode> entries = new ArrayList<>();
        JsonNode page = get(first, Map.of());
        while (true) {
            page.path("value").forEach(entries::add);
            String next = page.path("@odata.nextLink").asText("");
            if (next.isEmpty()) {
                return entries;
            }
            page = get(own(next), Map.of());
        }
    }

    /** Graph redirects to where the bytes lie, on another host that needs no token. */
    InputStream content(URI url) {
        return fetcher.bytes(url, Map.of("Authorization", "Bearer " + token()), target -> true);
    }

    private String token() {
        if (Instant.now().isAfter(validUntil)) {
            String form = "client_id=%s&client_secret=%s&scope=%s&grant_type=client_credentials"
                    .formatted(
                            encoded(application.client()),
                            encoded(secret),
                            encoded("%s://%s/.default".formatted(graph.getScheme(), graph.getAuthority())));
            URI url = URI.create("%s/%s/oauth2/v2.0/token"
                    .formatted(login.toString().replaceFirst("/+$", ""), application.tenant()));
            JsonNode answer = signIn(HttpRequest.newBuilder(url)
                    .timeout(ANSWER)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form))
                    .build());
            token = answer.path("access_token").asText();
            validUntil = Instant.now()
                    .plusSeconds(answer.path("expires_in").asLong(0))
                    .minus(SPARE);
        }
        return token;
    }

    /** Microsoft answers a wrong secret with 401, and a wrong tenant or application with 400. */
    private JsonNode signIn(HttpRequest request) {
        try {
            return fetcher.json(request);
        } catch (SourceException e) {
            if (e.kind().passes()) {
                throw e;
            }
            throw new SourceException(
                    Kind.NOT_AUTHORISED,
                    "Microsoft does not sign the application in (%s): check 'tenant', 'client_id' and 'secret'"
                            .formatted(e.words()),
                    e);
        }
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** An application as it is registered in a tenant. */
    public record Application(String tenant, String client) {}
}
