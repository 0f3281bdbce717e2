package io.groundwork.bench;

import io.groundwork.bench.LeakQuestion.Kind;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Questions about the documents of a library, made at random. For one thread. */
final class LeakQuestions {

    private static final String SEARCH = "/api/v1/search";
    private static final List<List<String>> STAGES = List.of(
            List.of("lexical"),
            List.of("vector"),
            List.of("lexical", "vector", "fusion"),
            List.of("lexical", "rerank"),
            List.of("lexical", "vector", "fusion", "rerank"));
    private static final int MOST = 1000;
    private static final int MOST_WIDENED = 100;
    private static final int MOST_OF_STORE = 50;
    private static final int PAGE = 100;

    private final LeakLibrary library;
    private final Random random;
    private final List<Placed> documents;

    LeakQuestions(LeakLibrary library, Random random) {
        this.library = library;
        this.random = random;
        this.documents =
                library.all().stream().filter(placed -> !placed.isCollection()).toList();
    }

    LeakLibrary library() {
        return library;
    }

    Placed document() {
        return any(documents);
    }

    BitSet documents() {
        return library.numbers(placed -> !placed.isCollection());
    }

    LeakQuestion get(String path, BitSet about, BitSet owed, Kind kind) {
        return new LeakQuestion("GET", path, Map.of(), about, owed, kind);
    }

    LeakQuestion ofDocument(String path) {
        Placed any = document();
        BitSet one = LeakQuestion.of(any.number());
        return get(path.formatted(any.store(), any.file()), one, one, Kind.ONE);
    }

    LeakQuestion ofCollection(String path) {
        Placed any = any(library.all().stream().filter(Placed::isCollection).toList());
        BitSet one = LeakQuestion.of(any.number());
        return get(path.formatted(any.store()), one, one, Kind.ONE);
    }

    /** In whatever collection it may be read. */
    LeakQuestion ofFile(String path) {
        Placed any = document();
        BitSet places = places(any);
        return get(path.formatted(any.file()), places, places, Kind.ANYWHERE);
    }

    /** @param everything asks for what all texts begin with */
    LeakQuestion search(Placed document, boolean everything) {
        Map<String, Object> body = new HashMap<>();
        body.put("query", everything ? LeakLibrary.COMMON : words(document));
        BitSet about = documents();
        if (random.nextBoolean()) {
            body.put("collections", List.of(document.store()));
            about = within(document.store());
        }
        List<String> stages = any(STAGES);
        body.put("stages", stages);
        boolean widened = random.nextInt(3) == 0;
        body.put("limit", widened ? MOST_WIDENED : MOST);
        if (widened) {
            body.put("widen", random.nextBoolean() ? "section" : "neighbours");
        }
        BitSet owed = new BitSet();
        if (!widened && stages.contains("lexical")) {
            owed = everything ? texts(about) : own(document);
        }
        return post(SEARCH, body, about, owed, Kind.LIST);
    }

    LeakQuestion filteredSearch(Placed document) {
        BitSet about = documents();
        Map<String, Object> filter =
                switch (random.nextInt(5)) {
                    case 0 -> compare("eq", "@document", document.file());
                    case 1 ->
                        compare(
                                "eq",
                                "@root",
                                library.all().get(document.root()).file());
                    case 2 ->
                        compare(
                                "in",
                                "@document",
                                List.of(document.file(), document().file()));
                    case 3 ->
                        Map.of(
                                "type",
                                "and",
                                "filters",
                                List.of(
                                        compare("eq", "kind", "drill"),
                                        compare(
                                                "nin",
                                                "@document",
                                                List.of(document().file()))));
                    default ->
                        Map.of(
                                "type",
                                "or",
                                "filters",
                                List.of(compare("gte", "half", 0), compare("ne", "@document", document.file())));
                };
        boolean exactly =
                filter.getOrDefault("value", "").equals(document.file()) && "@document".equals(filter.get("key"));
        return post(
                SEARCH,
                Map.of("query", LeakLibrary.COMMON, "limit", MOST, "filters", filter, "stages", STAGES.get(2)),
                about,
                exactly ? texts(places(document)) : new BitSet(),
                Kind.LIST);
    }

    LeakQuestion batchSearch() {
        Placed one = document();
        Placed two = document();
        BitSet owed = own(one);
        owed.or(own(two));
        return post(
                SEARCH,
                Map.of("queries", List.of(words(one), LeakLibrary.COMMON, words(two)), "limit", MOST),
                documents(),
                owed,
                Kind.LIST);
    }

    LeakQuestion storeSearch(Placed document) {
        Map<String, Object> body = new HashMap<>();
        body.put("max_num_results", MOST_OF_STORE);
        BitSet owed = new BitSet();
        switch (random.nextInt(4)) {
            case 0 -> body.put("query", LeakLibrary.COMMON);
            case 1 -> body.put("query", List.of(words(document), words(document())));
            case 2 -> {
                body.put("query", LeakLibrary.COMMON);
                body.put("filters", compare("ne", "@document", document.file()));
            }
            default -> {
                body.put("query", words(document));
                body.put("ranking_options", Map.of("ranker", "none"));
                owed = own(document);
            }
        }
        String path = "/v1/vector_stores/%s/search".formatted(document.store());
        return post(path, body, within(document.store()), owed, Kind.LIST);
    }

    LeakQuestion explain(Placed document) {
        BitSet places = places(document);
        Map<String, Object> body = Map.of(
                "query", random.nextBoolean() ? words(document) : LeakLibrary.COMMON, "file_id", document.file());
        return post("/api/v1/search/explain", body, places, places, Kind.KNOWN);
    }

    LeakQuestion files(Placed document) {
        BitSet about = within(document.store());
        boolean whole = random.nextInt(4) != 0 && about.cardinality() <= PAGE;
        String path = "/v1/vector_stores/%s/files?limit=%d%s"
                .formatted(document.store(), PAGE, whole ? "&order=asc" : "&after=" + document.file());
        return get(path, about, whole ? about : new BitSet(), Kind.LIST);
    }

    LeakQuestion batchFiles(Placed document) {
        BitSet about =
                library.numbers(placed -> placed.isTop() && placed.store().equals(document.store()));
        String path = "/v1/vector_stores/%s/file_batches/%s/files?limit=%d"
                .formatted(document.store(), library.batch(document.store()), PAGE);
        return get(path, about, about.cardinality() <= PAGE ? about : new BitSet(), Kind.LIST);
    }

    /** Half of them for all that the asker may read; some as a stream. */
    LeakQuestion response(Placed document) {
        boolean one = random.nextBoolean();
        Map<String, Object> tool = one
                ? Map.of("type", "file_search", "vector_store_ids", List.of(document.store()))
                : Map.of("type", "file_search");
        Map<String, Object> body = Map.of(
                "model",
                "extractive",
                "input",
                "What does the %s say of %s?".formatted(LeakLibrary.COMMON, words(document)),
                "tools",
                List.of(tool),
                "include",
                List.of("file_search_call.results"),
                "store",
                false,
                "stream",
                random.nextInt(3) == 0);
        return post("/v1/responses", body, one ? within(document.store()) : documents(), new BitSet(), Kind.LIST);
    }

    LeakQuestion completion(Placed document) {
        String question = "What does the %s say of %s?".formatted(LeakLibrary.COMMON, words(document));
        Map<String, Object> body = Map.of(
                "model",
                "extractive",
                "messages",
                List.of(Map.of("role", "user", "content", question)),
                "stream",
                random.nextInt(3) == 0);
        return post("/v1/chat/completions", body, documents(), new BitSet(), Kind.LIST);
    }

    /** Half of them for one document alone, which is owed; the other half as agents ask. */
    LeakQuestion toolSearch(Placed document) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("limit", MOST_OF_STORE);
        BitSet about = documents();
        BitSet owed = new BitSet();
        if (random.nextBoolean()) {
            arguments.put("query", LeakLibrary.COMMON);
            arguments.put("filters", compare("eq", "@document", document.file()));
            owed = texts(places(document));
        } else {
            arguments.put("query", words(document));
        }
        if (random.nextBoolean()) {
            arguments.put("collections", List.of(document.store()));
            about = within(document.store());
            owed.and(about);
        } else if (owed.cardinality() > 1) {
            // What says the same is given once, and agents are not told where else it stands.
            owed.clear();
        }
        return tool("search", arguments, about, owed, Kind.LIST);
    }

    LeakQuestion toolFetch(Placed document) {
        BitSet one = LeakQuestion.of(document.number());
        String id = "%s:%s:0".formatted(document.store(), document.file());
        return tool("fetch", Map.of("id", id), one, one, Kind.ONE);
    }

    LeakQuestion toolCollections() {
        BitSet stores = library.numbers(Placed::isCollection);
        return tool("list_collections", Map.of(), stores, stores, Kind.LIST);
    }

    LeakQuestion export(Placed document) {
        BitSet all = library.numbers(placed -> placed.store().equals(document.store()));
        return get("/api/v1/collections/%s/export".formatted(document.store()), all, all, Kind.EXPORT);
    }

    LeakQuestion closedDoor(Placed document) {
        String collection = "/api/v1/collections/" + document.store();
        String path = any(List.of(
                collection + "/grants",
                collection + "/progress",
                collection + "/cutting",
                collection + "/documents/" + document.file() + "/readers",
                "/api/v1/quarantine",
                "/api/v1/jobs?limit=100",
                "/api/v1/deletions"));
        return get(path, LeakQuestion.of(document.number()), new BitSet(), Kind.LIST);
    }

    private static LeakQuestion tool(String name, Map<String, Object> arguments, BitSet about, BitSet owed, Kind kind) {
        Map<String, Object> call = Map.of(
                "jsonrpc",
                "2.0",
                "id",
                1,
                "method",
                "tools/call",
                "params",
                Map.of("name", name, "arguments", arguments));
        return post("/mcp", call, about, owed, kind);
    }

    private static LeakQuestion post(String path, Map<String, Object> body, BitSet about, BitSet owed, Kind kind) {
        return new LeakQuestion("POST", path, body, about, owed, kind);
    }

    private static Map<String, Object> compare(String type, String key, Object value) {
        return Map.of("type", type, "key", key, "value", value);
    }

    /** Its own word, or where it has none those that all have. */
    private static String words(Placed document) {
        return document.hasText() ? document.marks().word() : LeakLibrary.COMMON;
    }

    private static BitSet own(Placed document) {
        return document.hasText() ? LeakQuestion.of(document.number()) : new BitSet();
    }

    private BitSet texts(BitSet of) {
        BitSet texts = library.numbers(Placed::hasText);
        texts.and(of);
        return texts;
    }

    private BitSet within(String store) {
        return library.numbers(
                placed -> !placed.isCollection() && placed.store().equals(store));
    }

    private BitSet places(Placed document) {
        return library.numbers(placed -> placed.document() == document.document());
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
