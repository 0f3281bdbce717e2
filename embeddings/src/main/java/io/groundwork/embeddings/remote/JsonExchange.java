package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.embeddings.EmbeddingException;
import io.groundwork.embeddings.EngineOverloadedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * JSON there and back, tried again while the server is away (no connection, an answer that breaks off), overloaded (429) or not ready (503), and
 * left alone for a while when that goes on. Safe for use by many threads.
 */
final class JsonExchange {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Of an answer: a few hundred vectors as numbers. */
    private static final long LIMIT_BYTES = 64L << 20;

    private final JsonMapper json;
    private final Endpoint endpoint;
    private final Breaker breaker;

    /** @param breaker of the server, shared by all that ask it */
    JsonExchange(Endpoint endpoint, Breaker breaker) {
        this(endpoint, breaker, JsonMapper.builder().build());
    }

    private JsonExchange(Endpoint endpoint, Breaker breaker, JsonMapper json) {
        this.endpoint = endpoint;
        this.breaker = breaker;
        this.json = json;
    }

    /** The same with at most so much time, pauses and further attempts included. */
    JsonExchange within(Duration most) {
        return new JsonExchange(endpoint.within(most, most), breaker, json);
    }

    /** What the server is called in messages. */
    URI server() {
        return endpoint.base();
    }

    <T> T get(String path, Class<T> answer) {
        return exchange(request(path).GET().build(), answer);
    }

    <T> T post(String path, Object body, Class<T> answer) {
        try {
            byte[] bytes = json.writeValueAsBytes(body);
            HttpRequest request = request(path)
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofByteArray(bytes))
                    .build();
            return exchange(request, answer);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not to be written as JSON: " + body.getClass(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(endpoint.timeout())
                .header("accept", "application/json");
        endpoint.key().ifPresent(key -> request.header("authorization", "Bearer " + key));
        return request;
    }

    private <T> T exchange(HttpRequest request, Class<T> answer) {
        long giveUp = System.nanoTime() + endpoint.patience().toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Attempt attempt = attempt(request);
            switch (attempt) {
                case Answered(byte[] body) -> {
                    return read(body, answer, request);
                }
                case Refused(String why, int status) -> throw new RefusedException(why, status);
                case Overloaded(String why, Duration wanted) -> {
                    Duration wait = longer(wanted, pause);
                    if (System.nanoTime() + wait.toNanos() > giveUp) {
                        throw new EngineOverloadedException(why, wanted.plusSeconds(1));
                    }
                    sleep(wait);
                    pause = next(pause);
                }
                case Unavailable(String why, Duration wanted, var cause) -> {
                    Duration wait = longer(wanted, pause);
                    if (System.nanoTime() + wait.toNanos() > giveUp) {
                        throw new EmbeddingException(why, cause);
                    }
                    sleep(wait);
                    pause = next(pause);
                }
            }
        }
    }

    /** What the server wants, where that is more than our own pause. */
    private static Duration longer(Duration wanted, Duration pause) {
        return wanted.compareTo(pause) > 0 ? wanted : jitter(pause);
    }

    private static Duration next(Duration pause) {
        return pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    private sealed interface Attempt {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Answered(byte[] body) implements Attempt {}

    private record Refused(String why, int status) implements Attempt {}

    private record Overloaded(String why, Duration wanted) implements Attempt {}

    private record Unavailable(String why, Duration wanted, Throwable cause) implements Attempt {}

    private Attempt attempt(HttpRequest request) {
        Duration pause = breaker.pause();
        if (pause.isPositive()) {
            String why = "The embedding server at %s has failed several times in a row and is left alone for %d s"
                    .formatted(request.uri(), pause.toSeconds() + 1);
            return new Unavailable(why, pause, new IOException(why));
        }
        try {
            HttpResponse<byte[]> response =
                    endpoint.client().send(request, LimitedBody.handler(LIMIT_BYTES, endpoint.timeout()));
            String why = "The embedding server at %s answered %d".formatted(request.uri(), response.statusCode());
            return switch (response.statusCode()) {
                case 200 -> {
                    breaker.succeeded();
                    yield new Answered(response.body());
                }
                case 429 -> {
                    // Alive, and only busy.
                    breaker.succeeded();
                    yield new Overloaded(why, retryAfter(response));
                }
                case 502, 503, 504 -> {
                    breaker.failed();
                    yield new Unavailable(why, retryAfter(response), new IOException(why));
                }
                default -> {
                    breaker.succeeded();
                    yield new Refused(why, response.statusCode());
                }
            };
        } catch (IOException e) {
            breaker.failed();
            if (isDueTo(LimitedBody.TooLong.class, e)) {
                throw new EmbeddingException(
                        "The embedding server at %s answered with more than %d bytes"
                                .formatted(request.uri(), LIMIT_BYTES),
                        e);
            }
            return new Unavailable(
                    "The embedding server at %s %s".formatted(request.uri(), words(e)), Duration.ZERO, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddingException("Interrupted while waiting for the embedding server", e);
        }
    }

    /** The client wraps what its parts throw. */
    private static boolean isDueTo(Class<? extends Exception> kind, IOException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String words(IOException failure) {
        if (isDueTo(ConnectException.class, failure)) {
            return "cannot be reached";
        }
        if (isDueTo(HttpTimeoutException.class, failure)) {
            return "did not answer in time";
        }
        return isDueTo(TimeoutException.class, failure)
                ? "did not end its answer in time"
                : "cannot be reached, or broke off in its answer";
    }

    /** Seconds; the form with a date is taken as no wish at all. */
    private static Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("retry-after").orElse("");
        return seconds.matches("\\d{1,5}") ? Duration.ofSeconds(Integer.parseInt(seconds)) : Duration.ZERO;
    }

    private <T> T read(byte[] body, Class<T> answer, HttpRequest request) {
        try {
            return json.readValue(body, answer);
        } catch (IOException e) {
            throw new EmbeddingException(
                    "The embedding server at %s answered with something else".formatted(request.uri()), e);
        }
    }

    /** Between half the pause and all of it, so that callers who were refused together do not come back together. */
    private static Duration jitter(Duration pause) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 2, pause.toMillis() + 1));
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddingException("Interrupted while waiting for the embedding server", e);
        }
    }
}
