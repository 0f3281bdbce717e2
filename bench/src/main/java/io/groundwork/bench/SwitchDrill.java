package io.groundwork.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * {@code bench switch [--passages N] [--engine NAME] [--askers N] [--keep]}: a collection is moved to another embedding space and back while questions are asked. What
 * each space answers to each question is known beforehand, by meaning alone and with all stages, so an answer that is neither of the two is a mixture. An
 * answer that was not ranked anew because the time for it was spent is counted, and compared with nothing. The system needs a
 * second engine: {@code GROUNDWORK_EMBEDDINGS_ENGINES_SHORT_DIMENSION=192} is one without further weights.
 */
final class SwitchDrill {

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final Duration ROLL_BACK_LIMIT = Duration.ofSeconds(2);
    private static final int PASSAGES_A_FILE = 100;
    private static final int QUESTIONS = 50;
    private static final int TRIES = 50;

    /** By meaning alone, and as people search. */
    private static final List<List<String>> WAYS =
            List.of(List.of("vector"), List.of("lexical", "vector", "fusion", "rerank"));

    private final GroundworkApi api;
    private final PrintStream out;
    private final VectorStore store;
    private final int askers;
    private final List<String> questions = IntStream.range(0, QUESTIONS)
            .mapToObj(i -> "What is part %d of file %d made of?".formatted(i * 7 % PASSAGES_A_FILE, i))
            .toList();

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger mixed = new AtomicInteger();
    private final AtomicInteger unranked = new AtomicInteger();

    private SwitchDrill(GroundworkApi api, VectorStore store, int askers, PrintStream out) {
        this.api = api;
        this.store = store;
        this.askers = askers;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments =
                Arguments.parse(line, Set.of("passages", "engine", "askers", "key", "url"), Set.of("keep"));
        try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
            JsonNode made = api.post("/v1/vector_stores", Map.of("name", "bench switch", "profile", "qa"));
            VectorStore store = new VectorStore(api, made.path("id").asText());
            try {
                SwitchDrill drill = new SwitchDrill(api, store, arguments.count("askers", 4), out);
                String engine = drill.engine(arguments.option("engine").orElse(""));
                drill.measure(arguments.count("passages", 20_000), engine);
            } finally {
                if (!arguments.flags().contains("keep")) {
                    store.remove();
                }
            }
        }
    }

    /** The one that was asked for, or the first that does not answer now. */
    private String engine(String wanted) {
        for (JsonNode engine : space().path("engines")) {
            String name = engine.path("name").asText();
            if (wanted.isEmpty() ? !engine.path("answering").asBoolean() : wanted.equals(name)) {
                return name;
            }
        }
        throw new BenchException(
                "The system has no second engine: start it with GROUNDWORK_EMBEDDINGS_ENGINES_SHORT_DIMENSION=192.");
    }

    private void measure(int passages, String engine) {
        fill(passages);
        Answers inA = learn();
        Instant start = Instant.now();
        post("build", Map.of("engine", engine));
        Loop loop = new Loop(List.of(inA));
        try (loop) {
            JsonNode built =
                    await(space -> space.path("move").path("state").asText().equals("ready"), true);
            out.printf(
                    "Second space: %s passages in %s beside %d askers (%s embedded, %s reused)%n",
                    Figures.count(built.path("move").path("done").asLong()),
                    Figures.time(Duration.between(start, Instant.now())),
                    askers,
                    Figures.count(built.path("move").path("embedded").asLong()),
                    Figures.count(built.path("move").path("reused").asLong()));
        }
        bank();
        JsonNode report = post("measure", Map.of());
        String savedAt = api.get(path() + "/report").path("measured_at").asText();
        out.printf("Report: %s%n", report);

        // Once, unwatched, to learn what the second space answers.
        post("switch", Map.of());
        Answers inB = learn();
        post("rollback", Map.of());

        List<Duration> switches = new ArrayList<>();
        List<Duration> rollBacks = new ArrayList<>();
        try (Loop both = new Loop(List.of(inA, inB))) {
            for (int round = 0; round < 5; round++) {
                both.awaitMore();
                switches.add(timed("switch"));
                both.awaitMore();
                rollBacks.add(timed("rollback"));
            }
            both.awaitMore();
        }
        Answers after = learn();
        Duration slowest = Latencies.of(rollBacks).percentile(1);
        out.printf(
                "Slowest switch %s, slowest roll-back %s; the spaces differ on %s of %d questions by meaning, on %s with all stages; %s of %s answers were not ranked anew in time%n",
                Figures.time(Latencies.of(switches).percentile(1)),
                Figures.time(slowest),
                Figures.count(inA.differences(inB, 0)),
                QUESTIONS,
                Figures.count(inA.differences(inB, 1)),
                Figures.count(unranked.get()),
                Figures.count(asked.get()));
        Promise.print(
                List.of(
                        new Promise(
                                "questions that fail: none",
                                "%d of %d".formatted(failed.get(), asked.get()),
                                failed.get() == 0 && asked.get() > 0),
                        new Promise(
                                "answers of neither space alone: none",
                                "%d of %d".formatted(mixed.get(), asked.get()),
                                mixed.get() == 0 && inA.differences(inB, 0) > 0),
                        new Promise(
                                "a report saved before the first switch",
                                savedAt.isEmpty() ? "none" : savedAt,
                                savedAt.equals(report.path("measured_at").asText()) && !savedAt.isEmpty()),
                        new Promise(
                                "after A, B, A all answers as before",
                                after.equals(inA) ? "all" : "not all",
                                after.equals(inA)),
                        new Promise(
                                "roll-back within 2 s",
                                Figures.time(slowest),
                                slowest.compareTo(ROLL_BACK_LIMIT) <= 0)),
                out);
    }

    private void fill(int passages) {
        int files = Math.max(1, passages / PASSAGES_A_FILE);
        List<Upload> uploads = IntStream.range(0, files)
                .mapToObj(file -> new Upload(
                        "part-" + file,
                        "part-%d.txt".formatted(file),
                        "text/plain",
                        text(file).getBytes(UTF_8)))
                .toList();
        Instant start = Instant.now();
        Ingestion.Result result = new Ingestion(store, out, POLL).run(uploads.stream(), files, 8);
        if (result.completed() != files) {
            throw new BenchException("Only %d of %d documents were ingested.".formatted(result.completed(), files));
        }
        out.printf(
                "%s files of %d passages in %s%n",
                Figures.count(files), PASSAGES_A_FILE, Figures.time(Duration.between(start, Instant.now())));
    }

    private static String text(int file) {
        StringBuilder text = new StringBuilder();
        for (int part = 0; part < PASSAGES_A_FILE; part++) {
            text.append("What is part %d of file %d made of?\n\nPart %d of file %d is made of clay number %d.\n\n"
                    .formatted(part, file, part, file, part * 31 + file));
        }
        return text.toString();
    }

    private void bank() {
        List<VectorStore.StoredFile> files = store.files("");
        for (int i = 0; i < Math.min(20, files.size()); i++) {
            api.post(
                    "/api/v1/collections/%s/questions".formatted(store.id()),
                    Map.of(
                            "question",
                            "What is part 3 of file %s made of?"
                                    .formatted(files.get(i).name().replaceAll("\\D", "")),
                            "documents",
                            List.of(files.get(i).id())));
        }
    }

    /** The answers of one space: by way, then by question. */
    private record Answers(List<List<List<String>>> byWay) {

        List<String> to(int way, int question) {
            return byWay.get(way).get(question);
        }

        long differences(Answers other, int way) {
            return IntStream.range(0, QUESTIONS)
                    .filter(i -> !to(way, i).equals(other.to(way, i)))
                    .count();
        }
    }

    private Answers learn() {
        return new Answers(WAYS.stream()
                .map(way -> questions.stream()
                        .map(question -> askUntilRanked(question, way))
                        .toList())
                .toList());
    }

    private List<String> askUntilRanked(String question, List<String> way) {
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<List<String>> answer = ask(question, way);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        throw new BenchException(
                "No answer of %d was ranked anew in time: give it more (GROUNDWORK_RETRIEVAL_RERANK_BUDGET)."
                        .formatted(TRIES));
    }

    /** What is found, best first, and how it was ranked anew; empty when that had no time, so that nothing can be compared. */
    private Optional<List<String>> ask(String question, List<String> way) {
        JsonNode found = api.postOnce(
                        "/api/v1/search",
                        Map.of("query", question, "collections", List.of(store.id()), "stages", way, "limit", 10))
                .path("results")
                .path(0);
        List<String> answer = new ArrayList<>();
        found.path("hits")
                .forEach(hit -> answer.add(hit.path("file_id").asText()
                        + hit.path("ordinal").asText()
                        + hit.path("score").asText()));
        for (JsonNode stage : found.path("stages")) {
            String plan = stage.path("plan").asText();
            if (stage.path("stage").asText().equals("rerank")) {
                if (plan.contains("the time for it was spent") || plan.contains("could not be read")) {
                    return Optional.empty();
                }
                answer.add(plan);
            }
        }
        return Optional.of(answer);
    }

    private Duration timed(String order) {
        Instant start = Instant.now();
        post(order, Map.of());
        return Duration.between(start, Instant.now());
    }

    private JsonNode post(String order, Map<String, String> body) {
        return api.post(path() + "/" + order, body);
    }

    private JsonNode space() {
        return api.get(path());
    }

    private String path() {
        return "/api/v1/collections/%s/space".formatted(store.id());
    }

    private JsonNode await(Predicate<JsonNode> isSo, boolean told) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            JsonNode space = space();
            if (isSo.test(space)) {
                return space;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new BenchException("The second space was not whole after %s.".formatted(Figures.time(PATIENCE)));
            }
            JsonNode move = space.path("move");
            if (told && !move.path("error").asText("").isEmpty()) {
                out.println("  " + move.path("error").asText());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("Interrupted.", e);
        }
    }

    /** Asks without a break, and compares each answer with those that may be given. */
    private final class Loop implements AutoCloseable {

        private final List<Answers> allowed;
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Loop(List<Answers> allowed) {
            this.allowed = allowed;
            for (int asker = 0; asker < askers; asker++) {
                int first = asker;
                threads.add(Thread.ofVirtual().start(() -> askFrom(first)));
            }
        }

        private void askFrom(int first) {
            for (int turn = first; !stop.get(); turn++) {
                int way = turn % WAYS.size();
                int question = turn / WAYS.size() % QUESTIONS;
                try {
                    Optional<List<String>> answer = ask(questions.get(question), WAYS.get(way));
                    if (answer.isEmpty()) {
                        unranked.incrementAndGet();
                    } else if (allowed.stream()
                            .noneMatch(answers -> answers.to(way, question).equals(answer.get()))) {
                        mixed.incrementAndGet();
                    }
                } catch (BenchException e) {
                    failed.incrementAndGet();
                }
                asked.incrementAndGet();
            }
        }

        /** Until every asker has asked something that began after this call. */
        void awaitMore() {
            int enough = asked.get() + 4 * askers;
            while (asked.get() < enough) {
                pauseShortly();
            }
        }

        private static void pauseShortly() {
            try {
                Thread.sleep(Duration.ofMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("Interrupted.", e);
            }
        }

        @Override
        public void close() {
            stop.set(true);
            threads.forEach(asker -> {
                try {
                    asker.join();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new BenchException("Interrupted.", e);
                }
            });
        }
    }
}
