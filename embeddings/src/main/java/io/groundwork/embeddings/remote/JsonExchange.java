package io.groundwork.embeddings.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groundwork.embeddings.EmbeddingException;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * JSON there and back, tried again while the server is away (no connection), overloaded (429) or not ready (503). Safe for use by many
 * threads.
 */
final class JsonExchange {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final JsonMapper json = JsonMapper.builder().build();
    private final Endpoint endpoint;

    JsonExchange(Endpoint endpoint) {
        this.endpoint = endpoint;
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
                case Refused(String why) -> throw new EmbeddingException(why);
                case Unavailable(String why, Duration wanted, var cause) -> {
                    Duration wait = wanted.compareTo(pause) > 0 ? wanted : jitter(pause);
                    if (System.nanoTime() + wait.toNanos() > giveUp) {
                        throw new EmbeddingException(why, cause);
                    }
                    sleep(wait);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
                }
            }
        }
    }

    private sealed interface Attempt {}

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Answered(byte[] body) implements Attempt {}

    private record Refused(String why) implements Attempt {}

    private record Unavailable(String why, Duration wanted, Throwable cause) implements Attempt {}

    private Attempt attempt(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = endpoint.client().send(request, BodyHandlers.ofByteArray());
            String why = "The embedding server at %s answered %d".formatted(request.uri(), response.statusCode());
            return switch (response.statusCode()) {
                case 200 -> new Answered(response.body());
                case 429, 502, 503, 504 -> new Unavailable(why, retryAfter(response), new IOException(why));
                default -> new Refused(why);
            };
        } catch (IOException e) {
            return new Unavailable(
                    "The embedding server at %s cannot be reached".formatted(request.uri()), Duration.ZERO, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddingException("Interrupted while waiting for the embedding server", e);
        }
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
