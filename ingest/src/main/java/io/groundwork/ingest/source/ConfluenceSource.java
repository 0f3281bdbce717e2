package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.Audience.Reader;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Entities;

/**
 * A space of Confluence Cloud: its pages, with those who may read them. A page is told apart by its id, and its version is its mark. Who may
 * read it must be among the readers of the space and of every page above it that restricts them; none of these changes the version, so
 * they are asked for on every walk, one request a page. Attachments and comments are left out.
 *
 * @see <a href="https://developer.atlassian.com/cloud/confluence/rest/v2/">REST API v2</a>, and v1 for restrictions and groups
 */
public final class ConfluenceSource implements Source {

    private static final int PAGE = 100;
    private static final int DEEPEST = 100;

    private final Settings settings;
    private final ConfluenceClient confluence;

    /** @param secret an API token of the account */
    public ConfluenceSource(Settings settings, String secret, Fetcher fetcher) {
        this.settings = settings;
        this.confluence = new ConfluenceClient(settings.url(), settings.email(), secret, fetcher);
    }

    @Override
    public void check() {
        space();
    }

    @Override
    public Ending walk(Optional<String> cursor, Pages pages) {
        String space = space();
        Map<String, JsonNode> all = new LinkedHashMap<>();
        for (JsonNode page : confluence.all("/api/v2/spaces/%s/pages?limit=%d&status=current".formatted(space, PAGE))) {
            all.put(page.path("id").asText(), page);
        }
        Optional<ConfluenceReaders> readers =
                settings.permissions() ? Optional.of(new ConfluenceReaders(confluence, space)) : Optional.empty();
        List<Change> told = new ArrayList<>();
        for (JsonNode page : all.values()) {
            tell(page, all, readers, told);
            if (told.size() == PAGE) {
                pages.take(List.copyOf(told));
                told.clear();
            }
        }
        if (!told.isEmpty()) {
            pages.take(List.copyOf(told));
        }
        return Ending.complete();
    }

    @Override
    public InputStream open(SourceItem item) {
        JsonNode page = confluence.get("/api/v2/pages/%s?body-format=export_view".formatted(item.externalId()));
        JsonNode body = page.path("body").path("export_view").path("value");
        if (!body.isTextual()) {
            throw new SourceException(Kind.BROKEN, "Confluence gave the page without its text");
        }
        String html =
                "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>%s</title></head><body>%s</body></html>"
                        .formatted(Entities.escape(page.path("title").asText()), body.asText());
        return new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing to give back. */
    @Override
    public void close() {}

    private String space() {
        JsonNode found = confluence
                .get("/api/v2/spaces?keys=%s&limit=1".formatted(settings.space()))
                .path("results")
                .path(0)
                .path("id");
        if (found.isMissingNode()) {
            throw new SourceException(
                    Kind.NOT_FOUND, "There is no space '%s' that the account may read".formatted(settings.space()));
        }
        return found.asText();
    }

    private void tell(
            JsonNode page, Map<String, JsonNode> all, Optional<ConfluenceReaders> readers, List<Change> told) {
        String path = path(page, all);
        if (!settings.selection().takes(path)) {
            return;
        }
        try {
            Optional<Audience> audience =
                    readers.map(known -> known.of(page, all)).orElseGet(() -> Optional.of(Audience.unstated()));
            String id = page.path("id").asText();
            told.add(
                    audience.isPresent()
                            ? new Change.Present(item(page, path, audience.get()))
                            : new Change.Unknown(
                                    id,
                                    "Who may read '%s' cannot be found out from what lies above it".formatted(path)));
        } catch (SourceException e) {
            if (e.kind() != Kind.NOT_FOUND) { // deleted since it was listed
                throw e;
            }
        }
    }

    private SourceItem item(JsonNode page, String path, Audience audience) {
        String title = page.path("title").asText(page.path("id").asText());
        String link = page.path("_links").path("webui").asText("");
        return new SourceItem(
                page.path("id").asText(),
                title.replace('/', '∕') + ".html",
                path,
                "text/html",
                link.isEmpty() ? Optional.empty() : Optional.of(URI.create(settings.url() + link)),
                "v" + page.path("version").path("number").asText("0"),
                -1,
                instant(page.path("version").path("createdAt").asText("")),
                audience);
    }

    /** Titles from the top of the space down. */
    private static String path(JsonNode page, Map<String, JsonNode> all) {
        StringBuilder path = new StringBuilder(page.path("title").asText());
        JsonNode above = page;
        for (int depth = 0; depth < DEEPEST; depth++) {
            above = all.get(above.path("parentId").asText(""));
            if (above == null) {
                break;
            }
            path.insert(0, above.path("title").asText() + "/");
        }
        return path.toString();
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * @param url of the site with its {@code /wiki}
     * @param space its key
     * @param email of the account whose token the secret is
     * @param permissions whether they are asked for and hold here too
     */
    public record Settings(URI url, String space, String email, boolean permissions, Selection selection) {

        /** @throws InvalidSettingException naming the field that cannot be used */
        public static Settings read(JsonNode json) {
            Fields fields = Fields.of(json);
            Settings settings = new Settings(
                    URI.create(fields.url("url").toString().replaceFirst("/+$", "")),
                    key(fields.text("space")),
                    fields.text("email"),
                    fields.flag("permissions", true),
                    fields.selection());
            fields.end();
            return settings;
        }

        private static String key(String key) {
            if (!key.matches("[~A-Za-z0-9._-]{1,255}")) {
                throw new InvalidSettingException("space", "'space' is not the key of a space, such as HR");
            }
            return key;
        }
    }

    /** Whom a list of users and groups names; both forms in which Confluence tells of them. */
    static void add(JsonNode restrictions, Set<Reader> readers, ConfluencePeople people) {
        for (JsonNode user : restrictions.path("user").path("results")) {
            String email = user.path("email").asText("");
            if (email.isEmpty()) {
                people.email(user.path("accountId").asText()).ifPresent(found -> readers.add(new Reader.Person(found)));
            } else {
                readers.add(new Reader.Person(email));
            }
        }
        for (JsonNode group : restrictions.path("group").path("results")) {
            readers.add(new Reader.Group(group.path("name").asText()));
        }
    }
}
