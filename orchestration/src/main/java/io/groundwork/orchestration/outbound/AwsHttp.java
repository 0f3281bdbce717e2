package io.groundwork.orchestration.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Has Amazon's SDK speak through a guarded client, so that its connections pass the same {@link Gate} as all others. */
final class AwsHttp implements SdkHttpClient {

    /** Set by the JDK's client itself, from the same address and body that the SDK has signed. */
    private static final Set<String> OWN = Set.of("host", "content-length", "connection", "expect", "upgrade");

    /** For the answer's beginning; a large object's end may take longer. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient client;

    AwsHttp(HttpClient client) {
        this.client = client;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new Call(client, request(request));
    }

    @Override
    public String clientName() {
        return "Guarded";
    }

    /** The guarded client is shared, and outlives this one. */
    @Override
    public void close() {}

    private static HttpRequest request(HttpExecuteRequest request) {
        HttpRequest.Builder built =
                HttpRequest.newBuilder(request.httpRequest().getUri()).timeout(ANSWER);
        request.httpRequest().forEachHeader((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> built.header(name, value));
            }
        });
        return built.method(request.httpRequest().method().name(), body(request))
                .build();
    }

    private static BodyPublisher body(HttpExecuteRequest request) {
        if (request.contentStreamProvider().isEmpty()) {
            return BodyPublishers.noBody();
        }
        BodyPublisher stream = BodyPublishers.ofInputStream(
                () -> request.contentStreamProvider().get().newStream());
        long length = request.httpRequest()
                .firstMatchingHeader("Content-Length")
                .map(Long::parseLong)
                .orElse(-1L);
        return length > 0
                ? BodyPublishers.fromPublisher(stream, length)
                : length == 0 ? BodyPublishers.noBody() : stream;
    }

    private record Call(HttpClient client, HttpRequest request) implements ExecutableHttpRequest {

        @Override
        public HttpExecuteResponse call() throws IOException {
            try {
                return response(client.send(request, BodyHandlers.ofInputStream()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (InterruptedIOException) new InterruptedIOException("Interrupted").initCause(e);
            }
        }

        /** Whoever calls it closes the answer's body, which ends it too. */
        @Override
        public void abort() {}

        private static HttpExecuteResponse response(HttpResponse<InputStream> answer) {
            SdkHttpResponse.Builder head = SdkHttpFullResponse.builder().statusCode(answer.statusCode());
            answer.headers().map().forEach(head::putHeader);
            return HttpExecuteResponse.builder()
                    .response(head.build())
                    .responseBody(AbortableInputStream.create(answer.body()))
                    .build();
        }
    }
}
