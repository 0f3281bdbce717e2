package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.Audience.Reader;
import io.groundwork.ingest.source.SourceException.Kind;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A document library of SharePoint, or somebody's OneDrive, through Microsoft Graph: both are drives. Delta tells what changed; an item
 * is told apart by its id, and the hash of its content is its mark. Delta names a folder that was renamed, moved, shared otherwise or deleted, but
 * nothing in it: what lies below is told again then. That a folder is shared otherwise is seen by asking for its permissions whenever delta names it:
 * the annotation that should say so is left out where a right was taken away.
 *
 * @see <a href="https://learn.microsoft.com/graph/api/driveitem-delta">driveItem: delta</a>
 * @see <a href="https://learn.microsoft.com/graph/api/driveitem-list-permissions">List permissions</a>
 */
public final class SharePointSource implements Source {

    private static final String SHARING_CHANGES =
            "hierarchicalsharing, deltashowremovedasdeleted, deltatraversepermissiongaps, deltashowsharingchanges";

    private final Settings settings;
    private final GraphClient graph;

    /** @param secret of the application that is registered for this */
    public SharePointSource(Settings settings, String secret, Fetcher fetcher) {
        this.settings = settings;
        this.graph = new GraphClient(settings.graph(), settings.login(), settings.application(), secret, fetcher);
    }

    @Override
    public void check() {
        graph.get(graph.url("/drives/" + drive() + "/root"), Map.of());
    }

    @Override
    public Ending walk(Optional<String> cursor, Pages pages) {
        Optional<DriveCursor> from = cursor.map(DriveCursor::parse);
        String drive = drive();
        if (from.isPresent()) {
            try {
                return new Walk(drive, pages, from.get().folders(), true)
                        .run(graph.own(from.get().link()));
            } catch (SourceException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                } // 410: the token is too old, everything is told anew
            }
        }
        return new Walk(drive, pages, new DriveFolders(), false).run(graph.url("/drives/" + drive + "/root/delta"));
    }

    @Override
    public InputStream open(SourceItem item) {
        return graph.content(graph.url("/drives/%s/items/%s/content".formatted(drive(), item.externalId())));
    }

    /** Nothing to give back. */
    @Override
    public void close() {}

    private String drive() {
        return settings.drive().orElseGet(() -> graph.get(graph.url(settings.drivePath() + "?$select=id"), Map.of())
                .path("id")
                .asText());
    }

    /**
     * @param drive its id; empty: the one that {@code drivePath} leads to
     * @param drivePath in Graph's API, such as {@code /users/ann@example.com/drive}
     * @param permissions whether they are asked for and hold here too
     */
    public record Settings(
            GraphClient.Application application,
            Optional<String> drive,
            String drivePath,
            URI graph,
            URI login,
            boolean permissions,
            Selection selection) {

        /** @throws InvalidSettingException naming the field that cannot be used */
        public static Settings read(JsonNode json) {
            Fields fields = Fields.of(json);
            Optional<String> drive = fields.optionalText("drive_id").map(id -> plain("drive_id", id));
            Optional<String> user = fields.optionalText("user").map(name -> plain("user", name));
            Optional<URI> site = fields.optionalUrl("site_url");
            if (drive.stream().count() + user.stream().count() + site.stream().count() != 1) {
                throw new InvalidSettingException("drive_id", "Send one of 'drive_id', 'site_url' and 'user'");
            }
            Settings settings = new Settings(
                    new GraphClient.Application(
                            plain("tenant", fields.text("tenant")), plain("client_id", fields.text("client_id"))),
                    drive,
                    user.map("/users/%s/drive"::formatted)
                            .or(() -> site.map(url -> "/sites/%s:%s:/drive".formatted(url.getHost(), url.getRawPath())))
                            .orElse(""),
                    fields.optionalUrl("graph_url").orElse(URI.create("https://graph.microsoft.com/v1.0")),
                    fields.optionalUrl("login_url").orElse(URI.create("https://login.microsoftonline.com")),
                    fields.flag("permissions", true),
                    fields.selection());
            fields.end();
            return settings;
        }

        /** It becomes part of an address. */
        private static String plain(String field, String value) {
            if (!value.matches("[A-Za-z0-9!._@-]{1,200}")) {
                throw new InvalidSettingException(field, "'%s' holds what it cannot".formatted(field));
            }
            return value;
        }
    }

    /** One walk through a delta. */
    private final class Walk {

        private final String drive;
        private final Pages pages;
        private final DriveFolders folders;
        private final DriveFolders before;
        private final List<Change> goneFolders = new ArrayList<>();
        private final boolean changesOnly;

        Walk(String drive, Pages pages, DriveFolders folders, boolean changesOnly) {
            this.drive = drive;
            this.pages = pages;
            this.folders = folders;
            this.before = folders.copy();
            this.changesOnly = changesOnly;
        }

        Ending run(URI first) {
            Map<String, String> headers = settings.permissions() ? Map.of("Prefer", SHARING_CHANGES) : Map.of();
            URI next = first;
            while (true) {
                JsonNode answer = graph.get(next, headers);
                take(answer.path("value"));
                String link = answer.path("@odata.deltaLink").asText("");
                if (!link.isEmpty()) {
                    if (!goneFolders.isEmpty()) {
                        pages.take(List.copyOf(goneFolders));
                    }
                    return new Ending(
                            changesOnly ? Ending.Extent.CHANGES : Ending.Extent.COMPLETE,
                            Optional.of(new DriveCursor(link, folders).toString()));
                }
                next = graph.own(answer.path("@odata.nextLink").asText(""));
            }
        }

        private void take(JsonNode items) {
            List<Change> page = new ArrayList<>();
            for (JsonNode item : items) {
                String id = item.path("id").asText();
                if (item.has("deleted")) {
                    folders.remove(id);
                    before.path(id).ifPresent(path -> goneFolders.add(new Change.GoneBelow(id, path)));
                    page.add(new Change.Gone(id));
                } else if (item.has("folder") || item.has("root")) {
                    boolean asBefore = folders.put(id, item, sharing(id));
                    boolean shared = item.path("@microsoft.graph.sharedChanged")
                            .asText("")
                            .equalsIgnoreCase("true");
                    if (changesOnly && (!asBefore || shared)) {
                        below(id, page);
                    }
                } else {
                    tell(item, page);
                }
            }
            if (!page.isEmpty()) {
                pages.take(List.copyOf(page));
            }
        }

        private void below(String folder, List<Change> page) {
            for (JsonNode child : graph.all(graph.url("/drives/%s/items/%s/children".formatted(drive, folder)))) {
                if (child.has("folder")) {
                    folders.put(
                            child.path("id").asText(),
                            child,
                            sharing(child.path("id").asText()));
                    below(child.path("id").asText(), page);
                } else {
                    tell(child, page);
                }
            }
        }

        /** Empty where permissions are not asked for, and of a folder that went meanwhile. */
        private String sharing(String folder) {
            try {
                return settings.permissions() ? fingerprint(audience(permissions(folder))) : "-";
            } catch (SourceException e) {
                if (e.kind() != Kind.NOT_FOUND) {
                    throw e;
                }
                return "";
            }
        }

        private List<JsonNode> permissions(String item) {
            return graph.all(graph.url("/drives/%s/items/%s/permissions".formatted(drive, item)));
        }

        /** Files only: neither notebooks, which are packages of many, nor what lies in another drive. */
        private void tell(JsonNode item, List<Change> page) {
            String path = folders.path(item);
            if (!item.has("file") || item.has("remoteItem")) {
                return;
            }
            if (!settings.selection().takes(path)) {
                page.add(new Change.Gone(item.path("id").asText())); // it may have been wanted where it was before
                return;
            }
            try {
                page.add(new Change.Present(item(item, path)));
            } catch (SourceException e) {
                if (e.kind() != Kind.NOT_FOUND) { // it went while it was told of: the next delta says so
                    throw e;
                }
            }
        }

        private SourceItem item(JsonNode item, String path) {
            String id = item.path("id").asText();
            return new SourceItem(
                    id,
                    item.path("name").asText(id),
                    path,
                    item.path("file").path("mimeType").asText(SourceItem.OCTETS),
                    Optional.of(item.path("webUrl").asText(""))
                            .filter(url -> !url.isEmpty())
                            .map(URI::create),
                    mark(item),
                    item.path("size").asLong(-1),
                    instant(item.path("lastModifiedDateTime").asText("")),
                    settings.permissions() ? audience(permissions(id)) : Audience.unstated());
        }
    }

    /** The hash first: delta leaves the content tag out where a list of a folder's children has it, and both must say the same. */
    private static String mark(JsonNode item) {
        for (String tag : List.of(
                item.path("file").path("hashes").path("quickXorHash").asText(""),
                item.path("cTag").asText(""),
                item.path("eTag").asText(""))) {
            if (!tag.isEmpty()) {
                return tag;
            }
        }
        return item.path("lastModifiedDateTime").asText("unknown");
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * People and groups whom the item is shared with. A link that anyone may follow gives nobody access here: it is known to those who
     * were sent it, and only those who are named as having used it are counted.
     */
    static Audience audience(List<JsonNode> permissions) {
        Set<Reader> readers = new HashSet<>();
        for (JsonNode permission : permissions) {
            if (isOver(permission)) {
                continue;
            }
            add(permission.path(permission.has("grantedToV2") ? "grantedToV2" : "grantedTo"), readers);
            permission
                    .path(permission.has("grantedToIdentitiesV2") ? "grantedToIdentitiesV2" : "grantedToIdentities")
                    .forEach(identity -> add(identity, readers));
        }
        return Audience.anyOf(readers);
    }

    /** A permission may end at a time; the year 1 stands for never. */
    private static boolean isOver(JsonNode permission) {
        return instant(permission.path("expirationDateTime").asText(""))
                .filter(end -> end.isAfter(Instant.EPOCH) && end.isBefore(Instant.now()))
                .isPresent();
    }

    /** The same for the same readers, in whatever order they were named. */
    private static String fingerprint(Audience audience) {
        if (!(audience instanceof Audience.Circles(List<Set<Reader>> circles))) {
            return "-";
        }
        String[] readers = circles.stream()
                .flatMap(Set::stream)
                .map(Reader::toString)
                .sorted()
                .toArray(String[]::new);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\u0000", readers).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void add(JsonNode identity, Set<Reader> readers) {
        for (String kind : List.of("user", "siteUser")) {
            JsonNode user = identity.path(kind);
            String login = user.path("loginName").asText("");
            String email =
                    user.path("email").asText(user.path("userPrincipalName").asText(""));
            if (isEveryone(login)) {
                readers.add(new Reader.Everyone());
            } else if (email.contains("@")) {
                readers.add(new Reader.Person(email));
            } else if (login.contains("|membership|")) {
                readers.add(new Reader.Person(login.substring(login.lastIndexOf('|') + 1)));
            }
        }
        for (String kind : List.of("group", "siteGroup", "sharePointGroup")) {
            JsonNode group = identity.path(kind);
            if (group.has("displayName")) {
                readers.add(new Reader.Group(group.path("displayName").asText()));
            }
            if (group.has("email")) {
                readers.add(new Reader.Group(group.path("email").asText()));
            }
        }
    }

    /** SharePoint's claims for "Everyone except external users" and "Everyone". */
    private static boolean isEveryone(String login) {
        String claim = login.toLowerCase(Locale.ROOT);
        return claim.startsWith("c:0-.f|rolemanager|spo-grid-all-users/") || claim.equals("c:0(.s|true");
    }
}
