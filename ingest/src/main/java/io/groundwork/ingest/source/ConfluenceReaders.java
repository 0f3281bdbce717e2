package io.groundwork.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.source.Audience.Reader;
import io.groundwork.ingest.source.SourceException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Who may read the pages of a space: a circle for the space, and one for each page on the way down that restricts its readers. */
final class ConfluenceReaders {

    private static final int LIMIT = 100;
    private static final int DEEPEST = 100;

    /** How v2 calls the lists of what pages may lie under. */
    private static final Map<String, String> CONTAINERS =
            Map.of("folder", "folders", "whiteboard", "whiteboards", "database", "databases", "embed", "embeds");

    private final ConfluenceClient confluence;
    private final ConfluencePeople people;
    private final Set<Reader> space;
    private final Map<String, List<Set<Reader>>> restrictions = new HashMap<>();
    private final Map<String, JsonNode> containers = new HashMap<>();

    ConfluenceReaders(ConfluenceClient confluence, String spaceId) {
        this.confluence = confluence;
        this.people = new ConfluencePeople(confluence);
        this.space = space(spaceId);
    }

    /**
     * Empty where something that the page lies under cannot be looked at: who may read is not guessed then.
     *
     * @throws SourceException of kind NOT_FOUND when the page is gone
     */
    Optional<Audience> of(JsonNode page, Map<String, JsonNode> pages) {
        List<Set<Reader>> circles = new ArrayList<>(List.of(space));
        circles.addAll(restrictions(page.path("id").asText()));
        try {
            circles.addAll(above(page, pages));
        } catch (SourceException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(new Audience.Circles(circles));
    }

    private List<Set<Reader>> above(JsonNode page, Map<String, JsonNode> pages) {
        List<Set<Reader>> circles = new ArrayList<>();
        JsonNode below = page;
        for (int depth = 0;
                depth < DEEPEST && !below.path("parentId").asText("").isEmpty();
                depth++) {
            String parent = below.path("parentId").asText();
            circles.addAll(restrictions(parent));
            below = pages.containsKey(parent)
                    ? pages.get(parent)
                    : containers.computeIfAbsent(
                            parent, container(below.path("parentType").asText()));
        }
        return circles;
    }

    /** Something that is no page, and has a parent itself. One of a kind that is not known ends the walk: who may read is not guessed. */
    private Function<String, JsonNode> container(String type) {
        return id -> {
            if (!CONTAINERS.containsKey(type)) {
                throw new SourceException(
                        Kind.BROKEN, "A page lies under %s, of the unknown kind '%s'".formatted(id, type));
            }
            return confluence.get("/api/v2/%s/%s".formatted(CONTAINERS.get(type), id));
        };
    }

    private Set<Reader> space(String id) {
        List<String> accounts = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        for (JsonNode permission : confluence.all("/api/v2/spaces/%s/permissions?limit=250".formatted(id))) {
            JsonNode operation = permission.path("operation");
            if (operation.path("key").asText().equals("read")
                    && operation.path("targetType").asText().equals("space")) {
                JsonNode principal = permission.path("principal");
                switch (principal.path("type").asText()) {
                    case "user" -> accounts.add(principal.path("id").asText());
                    case "group" -> groups.add(principal.path("id").asText());
                    default -> {} // roles of apps and of the anonymous: nobody known here
                }
            }
        }
        Set<Reader> readers = new HashSet<>();
        people.know(accounts);
        accounts.forEach(account -> people.email(account).ifPresent(email -> readers.add(new Reader.Person(email))));
        groups.forEach(group -> people.group(group).ifPresent(name -> readers.add(new Reader.Group(name))));
        return Set.copyOf(readers);
    }

    /** No circle where the content does not restrict its readers; one otherwise. */
    private List<Set<Reader>> restrictions(String content) {
        List<Set<Reader>> known = restrictions.get(content);
        if (known == null) {
            known = ask(content);
            restrictions.put(content, known);
        }
        return known;
    }

    private List<Set<Reader>> ask(String content) {
        Set<Reader> readers = new HashSet<>();
        boolean restricted = false;
        boolean more = true;
        for (int start = 0; more; ) {
            JsonNode named = confluence
                    .get("/rest/api/content/%s/restriction/byOperation/read?start=%d&limit=%d"
                            .formatted(content, start, LIMIT))
                    .path("restrictions");
            int users = named.path("user").path("results").size();
            int groups = named.path("group").path("results").size();
            ConfluenceSource.add(named, readers, people);
            restricted |= users + groups > 0;
            // A server may give fewer at once than it was asked for, and says how many.
            int most = Math.max(1, named.path("user").path("limit").asInt(LIMIT));
            more = users >= most || groups >= most;
            start += most;
        }
        return restricted ? List.of(Set.copyOf(readers)) : List.of();
    }
}
