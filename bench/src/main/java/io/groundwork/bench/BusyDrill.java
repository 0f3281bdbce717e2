package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code bench busy [--writers N] [--searchers N] [--minutes N] [--documents N] [--seed N] [--keep]}: documents of one collection are put, replaced and deleted by many at once, while others
 * search it. No search may fail or show two versions of a document; in the end all that is counted must be as a recount has it, and each document be found by its last version's word alone.
 * Needs the launcher's Postgres, on this machine.
 */
final class BusyDrill {

    private static final Duration TO_FINISH = Duration.ofMinutes(40);
    private static final int WORDS = 60;
    private static final int DELETED_EVERY = 6;

    /** What the application counts as it writes, against the same counted now. Empty when all is right. */
    static final String MISCOUNTS = """
            WITH mine AS MATERIALIZED (
                SELECT * FROM passage_words WHERE collection_id = ?
            ), counted AS (
                SELECT lexeme COLLATE "C" AS lexeme, count(*) AS passages FROM mine, unnest(words) GROUP BY 1
            ), kept AS (
                SELECT lexeme, passages FROM term WHERE collection_id = ?
            )
            SELECT 'term ' || coalesce(k.lexeme, n.lexeme) || ' ' || coalesce(k.passages, 0) || ' is ' || coalesce(n.passages, 0)
            FROM kept k FULL JOIN counted n ON n.lexeme = k.lexeme
            WHERE k.passages IS DISTINCT FROM n.passages
            UNION ALL
            SELECT 'collection ' || c.passages || '/' || c.lexemes || ' is ' || s.passages || '/' || s.lexemes
            FROM collection c, (SELECT count(*) AS passages, coalesce(sum(length), 0) AS lexemes FROM mine) AS s
            WHERE c.id = ? AND (c.passages <> s.passages OR c.lexemes <> s.lexemes)
            UNION ALL
            SELECT 'language ' || coalesce(l.language, n.language) || ' ' || coalesce(l.passages, 0) || ' is ' || coalesce(n.passages, 0)
            FROM (SELECT * FROM collection_language WHERE collection_id = ? AND passages <> 0) AS l
            FULL JOIN (SELECT language, count(*) AS passages FROM mine GROUP BY 1) AS n ON n.language = l.language
            WHERE l.passages IS DISTINCT FROM n.passages
            UNION ALL
            SELECT 'words of passage ' || coalesce(p.id, w.id)
            FROM (SELECT * FROM passage WHERE collection_id = ?) AS p FULL JOIN mine w ON w.id = p.id
            WHERE p.id IS NULL OR w.id IS NULL
            """;

    private final GroundworkApi api;
    private final VectorStore store;
    private final DrillFiles files;
    private final long seed;
    private final PrintStream out;

    /** The version that a document was last put with, by its number; none when it was last deleted. */
    private final Map<Integer, Integer> last = new ConcurrentHashMap<>();

    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicInteger deletes = new AtomicInteger();
    private final AtomicInteger searches = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger mixed = new AtomicInteger();
    private final List<Duration> latencies = Collections.synchronizedList(new ArrayList<>());

    private BusyDrill(GroundworkApi api, VectorStore store, long seed, PrintStream out) {
        this.api = api;
        this.store = store;
        this.files = DrillFiles.plain(seed);
        this.seed = seed;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws SQLException {
        Arguments arguments = Arguments.parse(
                line, Set.of("writers", "searchers", "minutes", "documents", "seed", "key", "url"), Set.of("keep"));
        long seed = arguments.count("seed", (int) (System.currentTimeMillis() / 1000 % 100_000));
        try (GroundworkApi api = GroundworkApi.of(arguments, environment);
                Victims system = new Victims(api, Settings.data(environment), 0)) {
            VectorStore store = VectorStore.create(api, "drill busy", Map.of());
            out.printf("Seed %d, store %s.%n", seed, store.id());
            BusyDrill drill = new BusyDrill(api, store, seed, out);
            drill.work(
                    arguments.count("writers", 20),
                    arguments.count("searchers", 8),
                    arguments.count("documents", 400),
                    Duration.ofMinutes(arguments.count("minutes", 10)));
            CrashDrill.await(
                    TO_FINISH, "nothing is in progress", () -> store.counts().inProgress() == 0);
            Promise.print(drill.judged(system, arguments.count("documents", 400)), out);
            if (!arguments.flags().contains("keep")) {
                store.remove();
            }
        }
    }

    private void work(int writers, int searchers, int documents, Duration time) {
        Instant end = Instant.now().plus(time);
        try (InFlight all = new InFlight(writers + searchers)) {
            for (int i = 0; i < writers; i++) {
                int writer = i;
                all.start(() -> write(writer, writers, documents, end));
            }
            for (int i = 0; i < searchers; i++) {
                int searcher = i;
                all.start(() -> search(new Random(seed * 31 + searcher), documents, end));
            }
        }
        Latencies waited = Latencies.of(List.copyOf(latencies));
        out.printf(
                "%s documents put or replaced, %s deleted, by %d at once; %s searches by %d at once: p50 %s, p99 %s.%n",
                Figures.count(puts.get()),
                Figures.count(deletes.get()),
                writers,
                Figures.count(searches.get()),
                searchers,
                Figures.time(waited.percentile(0.5)),
                Figures.time(waited.percentile(0.99)));
    }

    /** Each document has one writer, so that what it was put with last is known. */
    private void write(int writer, int writers, int documents, Instant end) {
        Random random = new Random(seed * 17 + writer);
        Map<Integer, Integer> versions = new HashMap<>();
        while (Instant.now().isBefore(end)) {
            int number = writer + writers * random.nextInt(Math.max(1, documents / writers));
            if (last.containsKey(number) && random.nextInt(DELETED_EVERY) == 0) {
                api.delete(path(number));
                last.remove(number);
                deletes.incrementAndGet();
            } else {
                int version = versions.merge(number, 1, Integer::sum);
                api.put(
                        path(number),
                        Map.of("name", files.key(number) + ".txt", "text", text(number, version, random)));
                last.put(number, version);
                puts.incrementAndGet();
            }
        }
    }

    private String path(int number) {
        return "/api/v1/collections/%s/documents/%s".formatted(store.id(), files.key(number));
    }

    /** All digits, as {@link DrillFiles#mark}. */
    private static String word(int number, int version) {
        return String.valueOf(7_000_000_000L + number * 100_000L + version);
    }

    private String text(int number, int version, Random random) {
        List<String> words =
                new ArrayList<>(List.of(Prose.passages(1).getFirst().split(" ")));
        Collections.shuffle(words, random);
        return "%s stands here, %s too. %s.%n"
                .formatted(
                        files.mark(number),
                        word(number, version),
                        String.join(" ", words.subList(0, Math.min(WORDS, words.size()))));
    }

    private void search(Random random, int documents, Instant end) {
        while (Instant.now().isBefore(end)) {
            Instant start = Instant.now();
            try {
                String query = random.nextBoolean()
                        ? files.mark(random.nextInt(documents))
                        : "What stands here about " + files.mark(random.nextInt(documents)) + " and others?";
                JsonNode answer = api.postOnce(
                        "/api/v1/search", Map.of("query", query, "collections", List.of(store.id()), "limit", 50));
                latencies.add(Duration.between(start, Instant.now()));
                if (isMixed(answer.path("results").path(0).path("hits"))) {
                    mixed.incrementAndGet();
                }
            } catch (BenchException e) {
                if (failed.incrementAndGet() == 1) {
                    out.println("  the first search that failed: " + e.getMessage());
                }
            }
            searches.incrementAndGet();
        }
    }

    /** Whether a document is there in two versions, or a passage twice. */
    private static boolean isMixed(JsonNode hits) {
        Map<String, Integer> versions = new HashMap<>();
        Set<String> passages = new HashSet<>();
        boolean mixed = false;
        for (JsonNode hit : hits) {
            String file = hit.path("file_id").asText();
            int version = hit.path("version").asInt();
            mixed |= versions.merge(file, version, (before, now) -> before.equals(now) ? now : -1) == -1;
            mixed |= !passages.add(file + "/" + hit.path("ordinal").asText());
        }
        return mixed;
    }

    private List<Promise> judged(Victims system, int documents) throws SQLException {
        List<String> wrong;
        try (Connection database = system.database()) {
            wrong = miscounts(database);
        }
        wrong.stream().limit(5).forEach(line -> out.println("  " + line));
        long lost = last.entrySet().stream()
                .filter(entry -> found(word(entry.getKey(), entry.getValue())) != 1)
                .count();
        long stale = last.entrySet().stream()
                .filter(entry -> entry.getValue() > 1 && found(word(entry.getKey(), entry.getValue() - 1)) != 0)
                .count();
        VectorStore.Counts counts = store.counts();
        return List.of(
                new Promise(
                        "searches that fail: none",
                        "%d of %d".formatted(failed.get(), searches.get()),
                        failed.get() == 0 && searches.get() > 0),
                new Promise(
                        "a document in two versions, a passage twice: never",
                        "%d of %d".formatted(mixed.get(), searches.get()),
                        mixed.get() == 0),
                new Promise("counts are as a recount has them", "%d differ".formatted(wrong.size()), wrong.isEmpty()),
                new Promise(
                        "each document is there, those deleted are not",
                        "%d of %d, %d failed".formatted(counts.completed(), last.size(), counts.failed()),
                        counts.completed() == last.size() && counts.failed() == 0 && last.size() <= documents),
                new Promise(
                        "each is found by its last version's word alone",
                        "%d not, %d by the one before".formatted(lost, stale),
                        lost == 0 && stale == 0));
    }

    private List<String> miscounts(Connection database) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(MISCOUNTS)) {
            for (int i = 1; i <= 5; i++) {
                statement.setObject(i, store.uuid());
            }
            List<String> lines = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        }
    }

    private int found(String word) {
        return api.post(
                        "/api/v1/search",
                        Map.of(
                                "query",
                                word,
                                "collections",
                                List.of(store.id()),
                                "limit",
                                10,
                                "stages",
                                List.of("lexical")))
                .path("results")
                .path(0)
                .path("hits")
                .size();
    }
}
