package io.groundwork.ingest.source;

import io.groundwork.ingest.source.SourceException.Kind;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/** Makes Git's connections out of the client handed in, to the repository's own host only. Remembers how the last one ended. */
final class GitConnections implements HttpConnectionFactory {

    private final URI repository;
    private final Fetcher fetcher;
    private volatile Optional<SourceException> verdict = Optional.empty();

    GitConnections(URI repository, Fetcher fetcher) {
        this.repository = repository;
        this.fetcher = fetcher;
    }

    /** What the last answer meant; empty when it was fine, or when there was none. */
    Optional<SourceException> verdict() {
        return verdict;
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        URI asked = uri(url);
        boolean sameHost = asked.getHost() != null
                && asked.getHost().equalsIgnoreCase(repository.getHost())
                && asked.getPort() == repository.getPort()
                && asked.getScheme().equalsIgnoreCase(repository.getScheme());
        Optional<String> refusal = sameHost
                ? fetcher.objection(asked)
                : Optional.of("The repository leads to %s; name that address instead".formatted(Fetcher.place(asked)));
        if (refusal.isPresent()) {
            SourceException denied = new SourceException(Kind.BROKEN, refusal.get());
            verdict = Optional.of(denied);
            throw new IOException(refusal.get(), denied);
        }
        return new GitConnection(asked, url, fetcher.client(), this);
    }

    /** The way out is the client's own business. */
    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        return create(url);
    }

    void answered(HttpResponse<?> response) {
        try {
            verdict = Optional.empty();
            Fetcher.check(response);
        } catch (SourceException e) {
            verdict = Optional.of(e);
        }
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("Not an address", e);
        }
    }
}
