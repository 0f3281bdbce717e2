package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks HTTP servers on behalf of a source, with the client handed in, and says what a failure means. Follows no redirect unless asked, and
 * then each is a request of its own that may be refused. Safe for use by many threads.
 */
public final class Fetcher {

    static final String AGENT = "Groundwork";

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration SMALL_BODY = Duration.ofSeconds(60);
    private static final Duration ITEM_BODY = Duration.ofMinutes(10);
    private static final long JSON_BYTES = 64L * 1024 * 1024;
    private static final int MOST_REDIRECTS = 5;

    /** How often a server that asks to be left alone is waited for before the walk is put off. */
    private static final int MOST_WAITS = 3;

    /** And how long altogether. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final HttpClient client;
    private final Function<URI, Optional<String>> objection;
    private final Duration longestWait;

    /**
     * @param client which refuses what may not be reached, and follows no redirect
     * @param objection the same refusal in words, before a request is made
     */
    public Fetcher(HttpClient client, Function<URI, Optional<String>> objection) {
        this(client, objection, LONGEST_WAIT);
    }

    /** @param longestWait for a busy server, altogether, before it is told as a failure */
    Fetcher(HttpClient client, Function<URI, Optional<String>> objection, Duration longestWait) {
        this.client = client;
        this.objection = objection;
        this.longestWait = longestWait;
    }

    /** Why an address may not be reached, in one sentence. */
    public Optional<String> objection(URI url) {
        return objection.apply(url);
    }

    HttpClient client() {
        return client;
    }

    /** The answer whatever its status; the caller closes the body, which ends after a minute. */
    HttpResponse<InputStream> get(URI url, Map<String, String> headers) {
        return send(request(url, headers).GET().build(), SMALL_BODY);
    }

    JsonNode json(URI url, Map<String, String> headers) {
        return json(
                request(url, headers).header("Accept", "application/json").GET().build());
    }

    /**
     * Sends and reads JSON. A server that is busy, and says for how long, is asked again: a walk is thousands of requests, and one that began anew for
     * each of these answers would not come to its end.
     */
    JsonNode json(HttpRequest request) {
        Duration waited = Duration.ZERO;
        for (int waits = 0; ; waits++) {
            try {
                return jsonOnce(request);
            } catch (SourceException e) {
                Optional<Duration> wait = e.kind() == Kind.THROTTLED ? e.retryAfter() : Optional.empty();
                if (wait.isEmpty()
                        || waits == MOST_WAITS
                        || waited.plus(wait.get()).compareTo(longestWait) > 0) {
                    throw e;
                }
                waited = waited.plus(wait.get());
                rest(wait.get(), e);
            }
        }
    }

    private static void rest(Duration wait, SourceException failure) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private JsonNode jsonOnce(HttpRequest request) {
        HttpResponse<InputStream> response = send(request, SMALL_BODY);
        try (InputStream body = response.body()) {
            check(response);
            JsonNode read = JSON.readTree(new LimitedStream(body, JSON_BYTES));
            if (read == null || !read.isObject()) {
                throw new SourceException(Kind.BROKEN, place(request.uri()) + " did not answer with JSON");
            }
            return read;
        } catch (IOException e) {
            throw new SourceException(
                    Kind.PASSING, "The answer of %s could not be read".formatted(place(request.uri())), e);
        }
    }

    /**
     * The bytes at an address, wherever it redirects to.
     *
     * @param headers sent to the first host only: what authorises there is nobody else's business
     * @param mayLeadTo whether a redirect there is followed
     */
    InputStream bytes(URI url, Map<String, String> headers, Predicate<URI> mayLeadTo) {
        Followed answer = follow(url, headers, mayLeadTo, ITEM_BODY);
        checkOrClose(answer.response());
        return answer.response().body();
    }

    /** The last answer of a chain of redirects, whatever its status. */
    Followed follow(URI url, Map<String, String> headers, Predicate<URI> mayLeadTo) {
        return follow(url, headers, mayLeadTo, SMALL_BODY);
    }

    private Followed follow(URI url, Map<String, String> headers, Predicate<URI> mayLeadTo, Duration body) {
        URI at = url;
        for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
            Map<String, String> sent = sameHost(url, at) ? headers : Map.of();
            HttpResponse<InputStream> response = send(request(at, sent).GET().build(), body);
            Optional<URI> next = redirect(at, response);
            if (next.isEmpty()) {
                return new Followed(at, response);
            }
            close(response);
            if (!mayLeadTo.test(next.get())) {
                throw new SourceException(
                        Kind.NOT_FOUND,
                        "%s leads to %s, outside of the source".formatted(place(at), place(next.get())));
            }
            at = next.get();
        }
        throw new SourceException(Kind.BROKEN, place(url) + " redirects without end");
    }

    private HttpResponse<InputStream> send(HttpRequest request, Duration limit) {
        objection.apply(request.uri()).ifPresent(words -> {
            throw new SourceException(Kind.BROKEN, words);
        });
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            return new Timed(response, new TimedStream(response.body(), limit));
        } catch (IOException e) {
            throw new SourceException(
                    Kind.PASSING,
                    "%s cannot be reached (%s)"
                            .formatted(place(request.uri()), e.getClass().getSimpleName()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(Kind.PASSING, "The walk was interrupted", e);
        }
    }

    private static HttpRequest.Builder request(URI url, Map<String, String> headers) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(url).timeout(ANSWER).header("User-Agent", AGENT);
            headers.forEach(request::header);
            return request;
        } catch (IllegalArgumentException e) {
            throw new SourceException(Kind.BROKEN, place(url) + " cannot be asked for", e);
        }
    }

    private void checkOrClose(HttpResponse<InputStream> response) {
        boolean fine = false;
        try {
            check(response);
            fine = true;
        } finally {
            if (!fine) {
                close(response);
            }
        }
    }

    /** @throws SourceException unless the answer is what was asked for */
    static void check(HttpResponse<?> response) {
        int status = response.statusCode();
        String what = "%s answered %d".formatted(place(response.uri()), status);
        if (status >= 200 && status < 300) {
            return;
        }
        Optional<Duration> wait = retryAfter(response);
        if (status == 429 || (status == 503 && wait.isPresent())) {
            throw SourceException.throttled(what, wait.orElse(Duration.ofSeconds(10)));
        }
        throw switch (status) {
            case 401, 403 -> new SourceException(Kind.NOT_AUTHORISED, what + ": the credentials do not open it");
            case 404, 410 -> new SourceException(Kind.NOT_FOUND, what + ": it is not there");
            case 408, 423, 425, 500, 502, 503, 504, 509 -> new SourceException(Kind.PASSING, what);
            default -> new SourceException(Kind.BROKEN, what);
        };
    }

    /** Seconds or a date, as RFC 9110 has it. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").flatMap(value -> {
            try {
                return Optional.of(
                        value.strip().chars().allMatch(Character::isDigit)
                                ? Duration.ofSeconds(Math.min(Long.parseLong(value.strip()), 86_400))
                                : Duration.between(
                                        Instant.now(),
                                        ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)));
            } catch (NumberFormatException | DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }

    private static Optional<URI> redirect(URI from, HttpResponse<?> response) {
        return switch (response.statusCode()) {
            case 301, 302, 303, 307, 308 ->
                response.headers().firstValue("Location").flatMap(location -> {
                    try {
                        return Optional.of(from.resolve(location.strip()));
                    } catch (IllegalArgumentException e) {
                        return Optional.empty();
                    }
                });
            default -> Optional.empty();
        };
    }

    private static boolean sameHost(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost() != null
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }

    /** Host and path: a query may hold a key. */
    static String place(URI url) {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getHost() + port + (url.getPath() == null ? "" : url.getPath());
    }

    private static void close(HttpResponse<InputStream> response) {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new SourceException(Kind.PASSING, "A connection could not be closed", e);
        }
    }

    /** @param at where the last answer came from */
    record Followed(URI at, HttpResponse<InputStream> response) {}
}
