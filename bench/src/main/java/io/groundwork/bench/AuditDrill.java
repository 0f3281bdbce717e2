package io.groundwork.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code bench audit [--kills N] [--askers N] [--files N] [--seed N]}: asks without pause while the application is killed with SIGKILL at random moments and started
 * again. In the end every answer that was to be given must have one outcome, those that were given to their end the outcome of that, and the chain over the records must
 * hold. Needs the system to run on this machine, with the launcher's Postgres.
 */
final class AuditDrill {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TO_RECOVER = Duration.ofMinutes(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(200);

    private static final String FIRST = "SELECT coalesce(max(number), 0) FROM decision_intent";

    private static final String OPEN = """
            SELECT count(*) FROM decision_intent i WHERE number > ? AND NOT EXISTS (SELECT FROM decision_outcome o WHERE o.id = i.id)
            """;

    private static final String INTENTS = "SELECT count(*) FROM decision_intent WHERE number > ?";

    private static final String ABORTED = """
            SELECT count(*) FROM decision_intent i JOIN decision_outcome o USING (id) WHERE i.number > ? AND o.ending = 'aborted'
            """;

    private static final String COMPLETE = """
            SELECT i.id::text FROM decision_intent i JOIN decision_outcome o USING (id)
            WHERE i.number > ? AND o.ending IN ('answered', 'partial', 'declined')
            """;

    private static final String WITHOUT_INTENT = """
            SELECT count(*) FROM decision_outcome o WHERE o.number > ? AND NOT EXISTS (SELECT FROM decision_intent i WHERE i.id = o.id)
            """;

    private final PrintStream out;
    private final GroundworkApi api;
    private final VectorStore store;
    private final Victims victims;
    private final DrillFiles files;
    private final int count;
    private final Random random;
    private final AtomicBoolean asking = new AtomicBoolean(true);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private final Set<String> given = ConcurrentHashMap.newKeySet();

    private AuditDrill(PrintStream out, GroundworkApi api, VectorStore store, Victims victims, Size size) {
        this.out = out;
        this.api = api;
        this.store = store;
        this.victims = victims;
        this.files = DrillFiles.plain(size.seed());
        this.count = size.files();
        this.random = new Random(size.seed());
    }

    private record Size(int files, long seed) {}

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws Exception {
        Arguments arguments =
                Arguments.parse(line, Set.of("kills", "askers", "files", "seed", "key", "url"), Set.of("keep"));
        Path data = Settings.data(environment);
        Size size = new Size(arguments.count("files", 40), arguments.count("seed", (int)
                (System.currentTimeMillis() / 1000 % 100_000)));
        try (GroundworkApi api = GroundworkApi.of(arguments, environment);
                Victims victims = new Victims(api, data, 0)) {
            VectorStore store = VectorStore.create(api, "drill audit", Map.of());
            out.printf("Seed %d, store %s.%n", size.seed(), store.id());
            AuditDrill drill = new AuditDrill(out, api, store, victims, size);
            drill.fill();
            long before = drill.number(FIRST);
            drill.killWhileOthersAsk(arguments.count("kills", 20), arguments.count("askers", 4));
            Promise.print(drill.judged(before), out);
            if (!arguments.flags().contains("keep")) {
                store.remove();
            }
        }
    }

    private void fill() {
        try (InFlight inFlight = new InFlight(8)) {
            files.from(0, count).forEach(upload -> inFlight.start(() -> store.add(upload)));
        }
        CrashDrill.await(
                Duration.ofMinutes(10),
                "all files are searchable",
                () -> store.counts().inProgress() == 0);
    }

    private void killWhileOthersAsk(int kills, int askers) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < askers; i++) {
                Random own = new Random(random.nextLong());
                threads.execute(() -> askOn(own));
            }
            try {
                for (int killed = 1; killed <= kills; killed++) {
                    int before = begun.get();
                    CrashDrill.await(TO_RECOVER, "an answer is begun", () -> begun.get() > before);
                    pause(Duration.ofMillis(random.nextLong(LONGEST_PAUSE.toMillis())));
                    victims.killApplication();
                    victims.restart();
                    if (killed % 10 == 0) {
                        out.printf("  %d kills, %d answers given, %d cut off.%n", killed, given.size(), cutOff.get());
                    }
                }
            } finally {
                asking.set(false);
            }
        }
    }

    /** Every answer as a stream, so that one sees how far each came. */
    private void askOn(Random own) {
        while (asking.get()) {
            AtomicBoolean shown = new AtomicBoolean();
            AtomicBoolean ended = new AtomicBoolean();
            try {
                api.stream("/v1/responses", question(own.nextInt(count)), line -> {
                    if (line.contains("\"response.output_text.delta\"") && shown.compareAndSet(false, true)) {
                        begun.incrementAndGet();
                    } else if (line.startsWith("data: ") && line.contains("\"type\":\"response.completed\"")) {
                        ended.set(true);
                        given.add(decision(line.substring("data: ".length())));
                    }
                });
            } catch (IOException e) {
                pause(AFTER_A_FAILURE);
            }
            if (shown.get() && !ended.get()) {
                cutOff.incrementAndGet();
            }
        }
    }

    private Map<String, Object> question(int number) {
        return Map.of(
                "input",
                "What does file %s say about the harbour and the ledger?".formatted(files.mark(number)),
                "stream",
                true,
                "store",
                false,
                "model",
                "extractive",
                "tools",
                List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store.id()))));
    }

    private static String decision(String event) {
        try {
            JsonNode response = JSON.readTree(event).path("response");
            return response.path("grounding").path("decision_id").asText();
        } catch (JsonProcessingException e) {
            throw new BenchException("An event that is no JSON.", e);
        }
    }

    private List<Promise> judged(long before) throws SQLException {
        CrashDrill.await(TO_RECOVER, "every intent has an outcome", () -> number(OPEN, before) == 0);
        CrashDrill.await(
                TO_RECOVER,
                "all records are sealed",
                () -> api.get("/api/v1/decisions/chain").path("unsealed").asLong(-1) == 0);
        List<Promise> promises = new ArrayList<>();
        long intents = number(INTENTS, before);
        long aborted = number(ABORTED, before);
        long open = number(OPEN, before);
        promises.add(new Promise(
                "each intent has one outcome",
                "%d intents, %d aborted, %d open".formatted(intents, aborted, open),
                open == 0 && number(WITHOUT_INTENT, before) == 0));
        Set<String> lost = new HashSet<>(given);
        lost.removeAll(complete(before));
        promises.add(new Promise(
                "each answer given to its end is recorded as that",
                "%d given, %d not".formatted(given.size(), lost.size()),
                !given.isEmpty() && lost.isEmpty()));
        promises.add(new Promise(
                "no answer was begun without an intent",
                "%d begun, %d intents".formatted(begun.get(), intents),
                begun.get() <= intents));
        promises.add(new Promise(
                "answers were cut off", "%d seen, %d recorded".formatted(cutOff.get(), aborted), aborted > 0));
        JsonNode chain = api.get("/api/v1/decisions/chain");
        promises.add(new Promise(
                "the chain holds",
                chain.path("holds").asBoolean()
                        ? "%d records under %d seals"
                                .formatted(
                                        chain.path("records").asLong(),
                                        chain.path("head").path("seal").asLong())
                        : chain.path("what").asText(),
                chain.path("holds").asBoolean()));
        return promises;
    }

    private Set<String> complete(long before) throws SQLException {
        Set<String> complete = new HashSet<>();
        try (Connection database = victims.database();
                PreparedStatement select = database.prepareStatement(COMPLETE)) {
            select.setLong(1, before);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    complete.add(rows.getString(1));
                }
            }
        }
        return complete;
    }

    private long number(String sql, Long... parameters) {
        try (Connection database = victims.database();
                PreparedStatement select = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                select.setLong(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new BenchException("The database cannot be asked.", e);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }
}
