package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.Digest;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLStreamException;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * A web site: what its sitemaps name and what its pages link to, on the same host, as far as robots.txt lets. A page is told apart by its
 * address; what it says is its mark, for other files their validators (RFC 9110 §8.8) are. Scripts are not run.
 */
public final class WebSource implements Source {

    private static final int PAGE = 20;
    private static final int MOST_SITEMAPS = 50;

    /** From here on each page is told at once: whoever takes it may want to end the walk. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final long SITEMAP_BYTES = 50L * 1024 * 1024;
    private static final long ROBOTS_BYTES = 512L * 1024;
    private static final long PAGE_BYTES = 16L * 1024 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final Set<String> READABLE = Set.of(
            "application/pdf",
            "application/rtf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/json",
            "application/xml",
            "text/plain",
            "text/markdown",
            "text/csv",
            "text/xml");

    private final Settings settings;
    private final Fetcher fetcher;

    public WebSource(Settings settings, Fetcher fetcher) {
        this.settings = settings;
        this.fetcher = fetcher;
    }

    @Override
    public void check() {
        try (InputStream body = fetcher.follow(settings.url(), Map.of(), this::onSite)
                .response()
                .body()) {
            body.readNBytes(1);
        } catch (IOException e) {
            throw new SourceException(Kind.PASSING, Fetcher.place(settings.url()) + " breaks off", e);
        }
        if (!robots().allows(settings.url())) {
            throw new SourceException(Kind.BROKEN, "The site's robots.txt does not let this address be read");
        }
    }

    @Override
    public Ending walk(Optional<String> cursor, Pages pages) {
        return new Crawl(robots(), pages).run();
    }

    @Override
    public InputStream open(SourceItem item) {
        return fetcher.bytes(URI.create(item.externalId()), Map.of(), this::onSite);
    }

    /** Nothing to give back. */
    @Override
    public void close() {}

    private boolean onSite(URI url) {
        return host(url).equals(host(settings.url()))
                && url.getPort() == settings.url().getPort();
    }

    private static String host(URI url) {
        return url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
    }

    /** A server in trouble is not asked for more; one that has no such file, or refuses it, allows everything. */
    private Robots robots() {
        Fetcher.Followed answer = fetcher.follow(settings.url().resolve("/robots.txt"), Map.of(), this::onSite);
        try (InputStream body = answer.response().body()) {
            int status = answer.response().statusCode();
            if (status == 429 || status >= 500) {
                Fetcher.check(answer.response());
            }
            return status == 200
                    ? Robots.read(
                            new String(body.readNBytes((int) ROBOTS_BYTES), StandardCharsets.UTF_8), Fetcher.AGENT)
                    : Robots.none();
        } catch (IOException e) {
            throw new SourceException(Kind.PASSING, "The site's robots.txt breaks off", e);
        }
    }

    /**
     * @param depth links from the start that are followed; 0: what the sitemaps name, and the start
     * @param mostPages that are looked at in one walk
     * @param delay between two requests; the site may ask for a longer one
     */
    public record Settings(
            URI url, Optional<URI> sitemap, int depth, int mostPages, Duration delay, Selection selection) {

        /** @throws InvalidSettingException naming the field that cannot be used */
        public static Settings read(JsonNode json) {
            Fields fields = Fields.of(json);
            URI url = fields.url("url");
            Settings settings = new Settings(
                    url.getRawPath().isEmpty() ? url.resolve("/") : url,
                    fields.optionalUrl("sitemap"),
                    fields.number("depth", 3, 0, 50),
                    fields.number("max_pages", 1000, 1, 100_000),
                    Duration.ofMillis(fields.number("delay_millis", 200, 0, 60_000)),
                    fields.selection());
            fields.end();
            return settings;
        }
    }

    /** One walk, breadth first. */
    private final class Crawl {

        private final Robots robots;
        private final Pages pages;
        private final Duration delay;
        private final Deque<Step> queue = new ArrayDeque<>();
        private final Set<URI> queued = new HashSet<>();
        private final Set<URI> told = new HashSet<>();
        private final List<Change> page = new ArrayList<>();
        private int looked;

        Crawl(Robots robots, Pages pages) {
            this.robots = robots;
            this.pages = pages;
            this.delay = robots.delay()
                    .filter(asked -> asked.compareTo(settings.delay()) > 0)
                    .orElse(settings.delay());
        }

        Ending run() {
            enqueue(settings.url(), 0);
            sitemaps();
            while (!queue.isEmpty() && looked < settings.mostPages()) {
                Step step = queue.remove();
                look(step);
                if (page.size() >= PAGE || delay.compareTo(SLOW) >= 0) {
                    tell();
                }
            }
            tell();
            return queue.isEmpty() ? Ending.complete() : Ending.partial();
        }

        private void tell() {
            if (!page.isEmpty()) {
                pages.take(List.copyOf(page));
                page.clear();
            }
        }

        private void enqueue(URI url, int depth) {
            clean(url).filter(WebSource.this::onSite).ifPresent(clean -> {
                if (depth <= settings.depth() && robots.allows(clean) && queued.add(clean)) {
                    queue.add(new Step(clean, depth));
                }
            });
        }

        private void look(Step step) {
            looked++;
            rest(delay);
            try {
                visit(step);
            } catch (SourceException e) {
                boolean isStart = step.url().equals(settings.url());
                if (isStart) {
                    throw e; // without it nothing is known of the site
                }
                if (e.kind() != Kind.NOT_FOUND) {
                    page.add(new Change.Unknown(step.url().toString(), e.words()));
                }
            }
        }

        private void visit(Step step) {
            Fetcher.Followed answer = fetcher.follow(step.url(), Map.of(), WebSource.this::onSite);
            HttpResponse<InputStream> response = answer.response();
            URI at = clean(answer.at()).orElse(step.url());
            try (InputStream body = response.body()) {
                Fetcher.check(response);
                if (!robots.allows(at) || !told.add(at)) {
                    return;
                }
                String type = response.headers()
                        .firstValue("Content-Type")
                        .orElse(SourceItem.OCTETS)
                        .replaceFirst(";.*", "")
                        .strip()
                        .toLowerCase(Locale.ROOT);
                boolean wanted = settings.selection().takes(path(at)) && !says(response, "noindex");
                if (type.equals("text/html") || type.equals("application/xhtml+xml")) {
                    html(step, at, type, new LimitedStream(body, PAGE_BYTES).readAllBytes(), wanted);
                } else if (wanted && (READABLE.contains(type) || type.startsWith("application/vnd.o"))) {
                    long size = response.headers()
                            .firstValueAsLong("Content-Length")
                            .orElse(-1);
                    page.add(new Change.Present(item(at, name(at, ""), type, mark(response, body, size), size)));
                }
            } catch (IOException e) {
                throw new SourceException(
                        Kind.PASSING, "%s breaks off (%s)".formatted(Fetcher.place(at), e.getMessage()), e);
            }
        }

        private void html(Step step, URI at, String type, byte[] bytes, boolean wanted) throws IOException {
            Document html = Jsoup.parse(new ByteArrayInputStream(bytes), null, at.toString());
            String asked = html.select("meta[name=robots], meta[name=groundwork]")
                    .attr("content")
                    .toLowerCase(Locale.ROOT);
            if (wanted && !asked.contains("noindex") && !asked.contains("none")) {
                String mark = "sha256:"
                        + Digest.ofContent(new ByteArrayInputStream(bytes)).toHex();
                page.add(new Change.Present(item(at, name(at, ".html"), type, mark, bytes.length)));
            }
            if (!asked.contains("nofollow") && !asked.contains("none")) {
                for (Element link : html.select("a[href], area[href]")) {
                    if (!link.attr("rel").toLowerCase(Locale.ROOT).contains("nofollow")) {
                        absolute(link.absUrl("href")).ifPresent(url -> enqueue(url, step.depth() + 1));
                    }
                }
            }
        }

        private String mark(HttpResponse<InputStream> response, InputStream body, long size) throws IOException {
            Optional<String> etag = response.headers().firstValue("ETag");
            Optional<String> modified = response.headers().firstValue("Last-Modified");
            if (etag.isPresent() || modified.isPresent()) {
                return etag.orElse("") + " " + modified.orElse("") + " " + size;
            }
            return "sha256:" + Digest.ofContent(body).toHex();
        }

        private SourceItem item(URI at, String name, String type, String mark, long size) {
            return new SourceItem(
                    at.toString(),
                    name,
                    path(at),
                    type,
                    Optional.of(at),
                    mark,
                    size,
                    Optional.empty(),
                    Audience.unstated());
        }

        private void sitemaps() {
            Deque<URI> waiting = new ArrayDeque<>(robots.sitemaps());
            settings.sitemap().ifPresentOrElse(waiting::add, () -> {
                if (waiting.isEmpty()) {
                    waiting.add(settings.url().resolve("/sitemap.xml"));
                }
            });
            Set<URI> read = new HashSet<>();
            while (!waiting.isEmpty() && read.size() < MOST_SITEMAPS) {
                URI next = waiting.remove();
                if (onSite(next) && read.add(next)) {
                    rest(delay);
                    Sitemap sitemap = sitemap(next);
                    sitemap.pages().forEach(url -> enqueue(url, 0));
                    waiting.addAll(sitemap.sitemaps());
                }
            }
        }

        /** One that is not there names nothing; one that cannot be read now would make its pages look gone. */
        private Sitemap sitemap(URI url) {
            Fetcher.Followed answer = fetcher.follow(url, Map.of(), WebSource.this::onSite);
            try (InputStream body = answer.response().body()) {
                int status = answer.response().statusCode();
                if (status == 429 || status >= 500) {
                    Fetcher.check(answer.response());
                }
                if (status != 200) {
                    return new Sitemap(List.of(), List.of());
                }
                InputStream plain = url.getPath().endsWith(".gz") ? new GZIPInputStream(body) : body;
                return Sitemap.read(new LimitedStream(plain, SITEMAP_BYTES));
            } catch (IOException e) {
                throw new SourceException(Kind.PASSING, "The sitemap %s breaks off".formatted(Fetcher.place(url)), e);
            } catch (XMLStreamException e) {
                return new Sitemap(List.of(), List.of()); // a page that says "not found" with 200, as many sites do
            }
        }

        private void rest(Duration wait) {
            try {
                Thread.sleep(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SourceException(Kind.PASSING, "The walk was interrupted", e);
            }
        }
    }

    /** Whether the site asks by header what pages ask by their meta element. */
    private static boolean says(HttpResponse<?> response, String word) {
        return response.headers().allValues("X-Robots-Tag").stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains(word));
    }

    private static Optional<URI> absolute(String href) {
        try {
            return href.isEmpty() ? Optional.empty() : Optional.of(new URI(href.replace(" ", "%20")));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Without fragment, with a path, host in lower case: one address for one page. */
    private static Optional<URI> clean(URI url) {
        if (url.getHost() == null || url.getScheme() == null || url.getRawUserInfo() != null) {
            return Optional.empty();
        }
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return Optional.empty();
        }
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return absolute(scheme + "://" + host(url) + port + path + query).map(URI::normalize);
    }

    /** Without the slash at its beginning, decoded. */
    private static String path(URI url) {
        String path = url.getPath().replaceFirst("^/", "");
        return url.getQuery() == null ? path : path + "?" + url.getQuery();
    }

    /** The last part of the path, with an ending that tells the format where it has none. */
    private static String name(URI url, String ending) {
        String path = url.getPath().replaceFirst("/+$", "");
        String last = path.substring(path.lastIndexOf('/') + 1);
        String name = last.isBlank() ? "index" : last;
        return ending.isEmpty() || name.matches(".*\\.(html?|xhtml)") ? name : name + ending;
    }

    private record Step(URI url, int depth) {}
}
