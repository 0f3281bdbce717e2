package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.answering.Policy.Unsupported;
import io.groundwork.orchestration.assistants.Assistant;
import io.groundwork.orchestration.assistants.Brief;
import io.groundwork.orchestration.assistants.Brief.Policy;
import io.groundwork.orchestration.assistants.Wording;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import io.groundwork.orchestration.models.Route;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Visibility;
import io.groundwork.retrieval.Wish;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what an assistant is to be. Fields that are not sent stay as they were; what is wrong is a 400 that names the field. */
@Singleton
final class AssistantFields {

    private static final Set<String> BRIEF =
            Set.of("title", "description", "route", "collections", "filters", "prompt", "policy", "starters");
    private static final Set<String> POLICY = Set.of("unsupported", "declining", "max_results", "ranker", "understand");
    private static final Set<String> LANGUAGES = Set.copyOf(Arrays.asList(Locale.getISOLanguages()));

    private static final int MOST_TITLE = 200;
    private static final int MOST_DESCRIPTION = 2_000;
    private static final int MOST_STARTER = 300;
    private static final int MOST_COLLECTIONS = 100;
    private static final int MOST_LANGUAGES = 40;
    private static final int MOST_JSON = 20_000;

    private final Catalogues models;
    private final SearchFields fields;
    private final UnderstandFields understandings;
    private final Visibility visibility;

    AssistantFields(Catalogues models, SearchFields fields, UnderstandFields understandings, Visibility visibility) {
        this.models = models;
        this.fields = fields;
        this.understandings = understandings;
        this.visibility = visibility;
    }

    /** @param others fields of the body that are read elsewhere */
    static JsonNode body(@Nullable JsonNode body, Set<String> others) {
        if (body == null || !body.isObject()) {
            throw Problem.INVALID_REQUEST.because("Send an object.");
        }
        knowOnly(body, "", BRIEF, others);
        return body;
    }

    /**
     * @param before what it was told so far
     * @param author who may name the collections that they may read
     */
    Brief read(Caller author, JsonNode body, Optional<Brief> before) {
        List<CollectionId> collections = body.has("collections")
                ? collections(author, body.path("collections"))
                : kept(before, Brief::collections, List.of());
        String route = body.has("route") || before.isEmpty()
                ? route(author, body.path("route"))
                : before.get().route();
        return new Brief(
                body.has("title") || before.isEmpty()
                        ? title(body.path("title"))
                        : before.get().title(),
                body.has("description")
                        ? text("description", body.path("description"), MOST_DESCRIPTION)
                        : kept(before, Brief::description, ""),
                route,
                collections,
                body.has("filters")
                        ? filters(author, body.path("filters"), collections)
                        : kept(before, Brief::filters, Optional.empty()),
                body.has("prompt") ? prompt(body.path("prompt")) : kept(before, Brief::prompt, Wording.NONE),
                body.has("policy")
                        ? policy(body.path("policy"), route, before)
                        : kept(before, Brief::policy, Policy.USUAL),
                body.has("starters") ? starters(body.path("starters")) : kept(before, Brief::starters, List.of()));
    }

    static Assistant.State state(JsonNode state) {
        return Optional.ofNullable(state.textValue())
                .flatMap(Assistant.State::of)
                .orElseThrow(() -> wrong("state", "must be enabled or disabled"));
    }

    static String name(JsonNode name) {
        if (!name.isTextual() || name.textValue().isBlank()) {
            throw Problem.INVALID_REQUEST.because("name", "Send 'name', which callers use as a model's.");
        }
        return plain("name", name.textValue().strip());
    }

    static String note(JsonNode body) {
        return text("note", body.path("note"), MOST_DESCRIPTION);
    }

    private static <T> T kept(Optional<Brief> before, java.util.function.Function<Brief, T> field, T otherwise) {
        return before.map(field).orElse(otherwise);
    }

    private static String title(JsonNode title) {
        String text = text("title", title, MOST_TITLE);
        if (text.isEmpty()) {
            throw Problem.INVALID_REQUEST.because(
                    "title", "Send 'title', at most %d characters.".formatted(MOST_TITLE));
        }
        return text;
    }

    /** An author passes on what leads to a model; what the author may not ask for by name is none. */
    private String route(Caller author, JsonNode route) {
        if (!route.isTextual() || route.textValue().isBlank()) {
            throw Problem.INVALID_REQUEST.because("route", "Send 'route', the name of a route or of a model.");
        }
        String name = route.textValue().strip();
        return models.now()
                .route(name, author.principals())
                .map(Route::name)
                .orElseThrow(() ->
                        wrong("route", "is '%s', and there is no route or model of that name".formatted(shown(name))));
    }

    /** What may not be read is told like what is not there. */
    private List<CollectionId> collections(Caller author, JsonNode sent) {
        List<CollectionId> named = new ArrayList<>();
        for (JsonNode one : list("collections", sent, MOST_COLLECTIONS)) {
            String field = "collections[%d]".formatted(named.size());
            named.add(Optional.ofNullable(one.textValue())
                    .flatMap(Ids.COLLECTION::tryRead)
                    .map(CollectionId::new)
                    .orElseThrow(() -> wrong(field, "is not the id of a collection")));
        }
        List<CollectionId> readable = visibility.readableCollections(author.scope(), named);
        for (int i = 0; i < named.size(); i++) {
            if (!readable.contains(named.get(i))) {
                throw wrong(
                        "collections[%d]".formatted(i),
                        "is '%s', and there is no such collection that you may read"
                                .formatted(Ids.COLLECTION.write(named.get(i).value())));
            }
        }
        return named.stream().distinct().toList();
    }

    private Optional<JsonNode> filters(Caller author, JsonNode sent, List<CollectionId> collections) {
        if (sent.isNull()) {
            return Optional.empty();
        }
        List<CollectionId> searched = visibility.readableCollections(author.scope()).stream()
                .filter(id -> collections.isEmpty() || collections.contains(id))
                .toList();
        fields.filter(sent, searched);
        return Optional.of(small("filters", sent));
    }

    private static Wording prompt(JsonNode sent) {
        if (sent.isNull()) {
            return Wording.NONE;
        }
        if (sent.isTextual()) {
            String text = prompt("prompt", sent);
            return text.isEmpty() ? Wording.NONE : new Wording(Map.of(Wording.ANY, text));
        }
        if (!sent.isObject() || sent.size() > MOST_LANGUAGES) {
            throw wrong(
                    "prompt", "must be a text, or an object of at most %d texts by language".formatted(MOST_LANGUAGES));
        }
        Map<String, String> texts = new TreeMap<>();
        sent.properties().forEach(entry -> {
            String language = entry.getKey();
            String field = "prompt." + shown(language);
            if (!language.equals(Wording.ANY) && !LANGUAGES.contains(language)) {
                throw wrong(
                        field, "is of no language: codes are those of ISO 639-1, such as 'de', and '' for all others");
            }
            String text = prompt(field, entry.getValue());
            if (!text.isEmpty()) {
                texts.put(language, text);
            }
        });
        int together = texts.values().stream().mapToInt(String::length).sum();
        if (together > Brief.MOST_PROMPTS) {
            throw wrong(
                    "prompt",
                    "has %d characters in all its languages together; at most %d are kept"
                            .formatted(together, Brief.MOST_PROMPTS));
        }
        return new Wording(texts);
    }

    private static String prompt(String field, JsonNode text) {
        return text(field, text, Brief.MOST_PROMPT);
    }

    private Policy policy(JsonNode sent, String route, Optional<Brief> before) {
        if (sent.isNull()) {
            return Policy.USUAL;
        }
        if (!sent.isObject()) {
            throw wrong("policy", "must be an object");
        }
        knowOnly(sent, "policy.", POLICY, Set.of());
        return new Policy(
                unsupported(sent.path("unsupported")),
                declining(sent.path("declining")),
                maxResults(sent.path("max_results")),
                ranker(sent.path("ranker"), before),
                understand(sent.path("understand"), route));
    }

    private static Optional<Unsupported> unsupported(JsonNode sent) {
        if (absent(sent)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Unsupported.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(sent.textValue()))
                .findFirst()
                .orElseThrow(() -> wrong("policy.unsupported", "must be keep, mark, drop or null")));
    }

    private static OptionalDouble declining(JsonNode sent) {
        if (absent(sent)) {
            return OptionalDouble.empty();
        }
        if (!sent.isNumber() || !(sent.doubleValue() >= 0 && sent.doubleValue() <= 1)) {
            throw wrong("policy.declining", "must be a number within 0 to 1, or null");
        }
        return OptionalDouble.of(sent.doubleValue());
    }

    private static int maxResults(JsonNode sent) {
        if (absent(sent)) {
            return Policy.USUAL.maxResults();
        }
        if (!sent.isIntegralNumber() || !sent.canConvertToInt() || sent.intValue() < 1 || sent.intValue() > 50) {
            throw wrong("policy.max_results", "must be a whole number within 1 to 50");
        }
        return sent.intValue();
    }

    private Optional<String> ranker(JsonNode sent, Optional<Brief> before) {
        if (absent(sent)) {
            return Optional.empty();
        }
        if (HiddenModels.HIDDEN.equals(sent.textValue())) { // as it was shown: it stays
            return before.flatMap(brief -> brief.policy().ranker());
        }
        if (!sent.isTextual()) {
            throw wrong("policy.ranker", "must be the name of a ranker");
        }
        List<Wish> unused = fields.rankedBy("policy.ranker", sent.textValue()); // refuses one that is not there
        return Optional.of(sent.textValue());
    }

    private Optional<JsonNode> understand(JsonNode sent, String route) {
        if (absent(sent)) {
            return Optional.empty();
        }
        understandings.read(sent, List.of(), models.now().route(route));
        return Optional.of(small("policy.understand", sent));
    }

    private static List<String> starters(JsonNode sent) {
        List<String> starters = new ArrayList<>();
        for (JsonNode one : list("starters", sent, Brief.MOST_STARTERS)) {
            String field = "starters[%d]".formatted(starters.size());
            String text = text(field, one, MOST_STARTER);
            if (text.isEmpty()) {
                throw wrong(field, "is empty");
            }
            starters.add(text);
        }
        return starters;
    }

    private static List<JsonNode> list(String field, JsonNode sent, int most) {
        if (absent(sent)) {
            return List.of();
        }
        if (!sent.isArray() || sent.size() > most) {
            throw wrong(field, "must be a list of at most %d".formatted(most));
        }
        List<JsonNode> items = new ArrayList<>();
        sent.forEach(items::add);
        return items;
    }

    private static String text(String field, JsonNode sent, int most) {
        if (absent(sent)) {
            return "";
        }
        if (!sent.isTextual()) {
            throw wrong(field, "must be a text");
        }
        String text = plain(field, sent.textValue()).strip();
        if (text.length() > most) {
            throw wrong(field, "has %d characters; at most %d are kept".formatted(text.length(), most));
        }
        return text;
    }

    private static String plain(String field, String text) {
        if (text.indexOf('\0') >= 0) {
            throw wrong(field, "holds a NUL character");
        }
        return text;
    }

    /** What is kept as it was sent. */
    private static JsonNode small(String field, JsonNode sent) {
        String written = sent.toString();
        if (written.length() > MOST_JSON || written.contains("\\u0000")) {
            throw wrong(
                    field,
                    "is longer than the %d characters that are kept, or holds a NUL character".formatted(MOST_JSON));
        }
        return sent;
    }

    private static void knowOnly(JsonNode object, String path, Set<String> known, Set<String> others) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name) && !others.contains(name)) {
                Set<String> all = new TreeSet<>(known);
                all.addAll(others);
                throw wrong(
                        path + shown(name),
                        "is not known; there are " + all.stream().collect(Collectors.joining(", ")));
            }
        });
    }

    private static boolean absent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", "");
        return plain.length() > 80 ? plain.substring(0, 80) + "…" : plain;
    }

    private static ProblemException wrong(String field, String what) {
        return Problem.INVALID_REQUEST.because(field, "'%s' %s.".formatted(field, what));
    }
}
