package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;

/**
 * Chat completions asked of a server, as a client does it: HTTP/1.1, connections kept. Cheap, as it shares the machine with what it measures. Blocks; safe
 * for use by many threads.
 */
final class ChatCalls implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final String CONTENT = "\"content\":\"";

    private final URI url;
    private final Map<String, String> headers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client;

    /**
     * @param base of the API, which ends in {@code /v1}
     * @param headers by which the server knows who asks
     */
    ChatCalls(URI base, Map<String, String> headers) {
        this.url = URI.create(base + "/chat/completions");
        this.headers = Map.copyOf(headers);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .executor(threads)
                .build();
    }

    /** An answer in one piece. */
    Heard whole(String model, Script script) {
        return whole(body(model, script.message(), Map.of()));
    }

    /** An answer word by word, with the count of its tokens. */
    Heard stream(String model, Script script) {
        return stream(model, script, nanos -> {});
    }

    /** @param arrivals told of the time of each token, by {@link System#nanoTime} */
    Heard stream(String model, Script script, LongConsumer arrivals) {
        return stream(
                body(model, script.message(), Map.of("stream", true, "stream_options", Map.of("include_usage", true))),
                arrivals);
    }

    /** Whatever a body asks for that asks for a stream. */
    Heard stream(byte[] body, LongConsumer arrivals) {
        Hearing hearing = new Hearing(arrivals);
        try {
            HttpResponse<InputStream> response = client.send(post(body), BodyHandlers.ofInputStream());
            hearing.status = response.statusCode();
            try (InputStream in = response.body()) {
                if (response.statusCode() == 200) {
                    hearing.events(new BufferedReader(new InputStreamReader(in, UTF_8)));
                } else {
                    hearing.failed(new String(in.readAllBytes(), UTF_8));
                }
            }
        } catch (IOException e) {
            hearing.broken();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
        return hearing.heard();
    }

    static byte[] body(String model, String message, Map<String, ?> more) {
        try {
            Map<String, Object> body = new java.util.LinkedHashMap<>();
            body.put("model", model);
            body.put("messages", List.of(Map.of("role", "user", "content", message)));
            body.putAll(more);
            return JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
        threads.close();
    }

    private Heard whole(byte[] body) {
        Hearing hearing = new Hearing(nanos -> {});
        try {
            HttpResponse<byte[]> response = client.send(post(body), BodyHandlers.ofByteArray());
            hearing.status = response.statusCode();
            String text = new String(response.body(), UTF_8);
            if (response.statusCode() == 200) {
                hearing.completion(text);
            } else {
                hearing.failed(text);
            }
        } catch (IOException e) {
            hearing.broken();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
        return hearing.heard();
    }

    private HttpRequest post(byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(LONGEST)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return request.build();
    }

    /** One answer as it comes. Used by one thread. */
    private static final class Hearing {

        private final LongConsumer arrivals;
        private final FrameSequence tokens = new FrameSequence();
        private int status;
        private Optional<String> error = Optional.empty();
        private boolean done;
        private OptionalInt usage = OptionalInt.empty();
        private long first;
        private long last;

        Hearing(LongConsumer arrivals) {
            this.arrivals = arrivals;
        }

        void events(BufferedReader lines) throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    event(line.substring(5).strip());
                }
            }
        }

        /** Words are looked for, not parsed: the stub's hold nothing that JSON would write otherwise. */
        private void event(String data) throws IOException {
            int content = data.indexOf(CONTENT);
            if (data.equals("[DONE]")) {
                done = true;
            } else if (data.startsWith("{\"error\"")) {
                failed(data);
            } else if (content >= 0) {
                int start = content + CONTENT.length();
                words(data.substring(start, data.indexOf('"', start)));
            } else if (data.contains("\"usage\":{")) {
                usage(JSON.readTree(data).path("usage"));
            }
        }

        void completion(String body) throws IOException {
            JsonNode completion = JSON.readTree(body);
            words(completion
                    .path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .asText(""));
            usage(completion.path("usage"));
            done = true;
        }

        void failed(String body) throws IOException {
            try {
                error = Optional.of(
                        JSON.readTree(body).path("error").path("code").asText("an error of another form"));
            } catch (JsonProcessingException e) {
                error = Optional.of("an error of another form");
            }
        }

        void broken() {
            error = Optional.of(Heard.BROKEN);
        }

        Heard heard() {
            return new Heard(status, tokens, error, done, usage, first, last, System.nanoTime());
        }

        private void words(String piece) {
            if (piece.isEmpty()) {
                return;
            }
            last = System.nanoTime();
            if (first == 0) {
                first = last;
            }
            tokens.accept(piece);
            arrivals.accept(last);
        }

        private void usage(JsonNode told) {
            if (told.path("completion_tokens").isIntegralNumber()) {
                usage = OptionalInt.of(told.path("completion_tokens").intValue());
            }
        }
    }
}
