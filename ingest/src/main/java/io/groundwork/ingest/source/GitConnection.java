package io.groundwork.ingest.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/** One request of Git's, in the form that JGit makes them, sent through the client handed in. Used by one thread. */
final class GitConnection implements HttpConnection {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration BODY = Duration.ofMinutes(30);
    private static final long MOST_BYTES = 4L * 1024 * 1024 * 1024;

    /** Set by the client itself; and no compression, whose other end could be of any size. */
    private static final Set<String> OWN =
            Set.of("host", "content-length", "connection", "expect", "upgrade", "accept-encoding");

    private final URI uri;
    private final URL url;
    private final HttpClient client;
    private final GitConnections connections;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private String method = "GET";
    private Optional<HttpResponse<InputStream>> answer = Optional.empty();

    GitConnection(URI uri, URL url, HttpClient client, GitConnections connections) {
        this.uri = uri;
        this.url = url;
        this.client = client;
        this.connections = connections;
    }

    private HttpResponse<InputStream> answer() throws IOException {
        if (answer.isEmpty()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                    .timeout(ANSWER)
                    .method(
                            method,
                            sent.size() == 0
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofByteArray(sent.toByteArray()));
            headers.forEach(request::header);
            try {
                HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
                connections.answered(response);
                InputStream body = new LimitedStream(new TimedStream(response.body(), BODY), MOST_BYTES);
                answer = Optional.of(new Timed(response, body));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (InterruptedIOException) new InterruptedIOException("Interrupted").initCause(e);
            }
        }
        return answer.get();
    }

    @Override
    public int getResponseCode() throws IOException {
        return answer().statusCode();
    }

    @Override
    public URL getURL() {
        return url;
    }

    /** HTTP/2 has none, and nobody needs it. */
    @Override
    public String getResponseMessage() throws IOException {
        return String.valueOf(getResponseCode());
    }

    @Override
    public Map<String, List<String>> getHeaderFields() {
        return answer.map(response -> response.headers().map()).orElse(Map.of());
    }

    @Override
    public void setRequestProperty(String name, String value) {
        if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
            headers.put(name, value);
        }
    }

    @Override
    public void setRequestMethod(String method) {
        this.method = method;
    }

    @Override
    public void setUseCaches(boolean use) {}

    @Override
    public void setConnectTimeout(int millis) {}

    @Override
    public void setReadTimeout(int millis) {}

    @Override
    public @Nullable String getContentType() {
        return getHeaderField("Content-Type");
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return answer().body();
    }

    @Override
    public @Nullable String getHeaderField(String name) {
        return answer.flatMap(response -> response.headers().firstValue(name)).orElse(null);
    }

    @Override
    public List<String> getHeaderFields(String name) {
        return answer.map(response -> response.headers().allValues(name)).orElse(List.of());
    }

    @Override
    public int getContentLength() {
        return answer.map(response -> (int)
                        response.headers().firstValueAsLong("Content-Length").orElse(-1))
                .orElse(-1);
    }

    /** JGit follows them itself, each as a connection of its own. */
    @Override
    public void setInstanceFollowRedirects(boolean follow) {}

    @Override
    public void setDoOutput(boolean output) {}

    @Override
    public void setFixedLengthStreamingMode(int length) {}

    @Override
    public OutputStream getOutputStream() {
        return sent;
    }

    @Override
    public void setChunkedStreamingMode(int length) {}

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public boolean usingProxy() {
        return false;
    }

    @Override
    public void connect() throws IOException {
        answer();
    }

    @Override
    public void configure(KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("Certificates are always verified");
    }

    @Override
    public void setHostnameVerifier(HostnameVerifier verifier) throws KeyManagementException {
        throw new KeyManagementException("Certificates are always verified");
    }
}
