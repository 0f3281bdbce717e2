package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * {@code bench faults [--streams N] [--kind NAME]…}: so many streams of each {@link Fault}, along routes whose first model fails and whose second is sound. Before the first word the second has to
 * answer whole; after it the stream has to end in an error, and nothing may follow.
 */
final class FaultsDrill {

    private static final int TOKENS = 20;
    private static final Duration PACE = Duration.ofMillis(20);
    private static final Duration TO_NOTICE = Duration.ofSeconds(10);
    private static final int SMALL_WINDOW = 256;
    private static final int LONG_PROMPT = 20_000;
    private static final int TOOLS = 256;
    private static final int TOOL_CHARACTERS = 4_000;

    /** Short, so that the drill does not wait as long as people would. */
    private static final Map<String, Integer> WAITS =
            Map.of("first_token_ms", 2_000, "between_tokens_ms", 2_000, "queue_ms", 2_000);

    private final ModelStub stub;
    private final GroundworkApi api;
    private final ChatCalls calls;
    private final Cast cast;
    private final List<String> routes;
    private final PrintStream out;

    /** Tokens that clients heard, by the model that wrote them. */
    private final Map<String, Long> heardOf = new ConcurrentHashMap<>();

    private int wrongEnds;
    private int falseDones;
    private int switches;
    private int notPrefixes;
    private int miscounted;
    private int all;

    private FaultsDrill(GroundworkApi api, ModelStub stub, ChatCalls calls, Cast cast, PrintStream out) {
        this.api = api;
        this.stub = stub;
        this.calls = calls;
        this.cast = cast;
        this.routes = cast.routes();
        this.out = out;
    }

    /**
     * Who plays along.
     *
     * @param faulty models, each the first of the route of the same place
     * @param healthy the second of all these routes
     * @param small the route to a model that reads little
     */
    private record Cast(List<String> faulty, List<String> routes, String healthy, String small) {

        /** The model that writes under a letter in the answer to the route of a place. */
        String writer(int place, char letter) {
            return letter == 'f' ? faulty.get(place) : healthy;
        }
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) throws IOException {
        Arguments arguments = Arguments.parse(line, Set.of("streams", "kind", "key", "url"), Set.of());
        int streams = arguments.count("streams", 50);
        List<Fault> faults = arguments.all("kind").isEmpty()
                ? List.of(Fault.values())
                : arguments.all("kind").stream().map(FaultsDrill::fault).toList();
        try (GroundworkApi api = GroundworkApi.of(arguments, environment);
                ModelStub stub = new ModelStub();
                ChatCalls calls = api.chat();
                DrillModels models = new DrillModels(api, "drill-faults")) {
            String healthy = models.model("healthy", stub.base("healthy"));
            String narrow = models.model("narrow", stub.base("narrow"), Map.of("context_window", SMALL_WINDOW));
            List<String> faulties = new ArrayList<>();
            List<String> routes = new ArrayList<>();
            for (int i = 0; i < streams; i++) {
                String faulty = models.model("faulty-" + i, stub.base(ModelStub.FAULTY + i));
                faulties.add(faulty);
                routes.add(models.route("faulty-" + i, List.of(faulty, healthy), WAITS));
            }
            String small = models.route("narrow", List.of(narrow), WAITS);
            models.awaitProbes();
            FaultsDrill drill = new FaultsDrill(
                    api, stub, calls, new Cast(List.copyOf(faulties), List.copyOf(routes), healthy, small), out);
            out.printf(
                    "%d routes, each with a model that fails and one that is sound; %d streams of a kind at once.%n%n%-26s %-8s %s%n",
                    streams, streams, "fault", "right", "how they ended");
            faults.forEach(drill::suffer);
            drill.judge(faults);
        }
    }

    private static Fault fault(String name) {
        return Arrays.stream(Fault.values())
                .filter(fault -> fault.name().equalsIgnoreCase(name.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new BenchException("There is no kind '%s'; there are %s."
                        .formatted(
                                name,
                                String.join(
                                        ", ",
                                        Arrays.stream(Fault.values())
                                                .map(fault -> fault.name().toLowerCase(Locale.ROOT))
                                                .toList()))));
    }

    /** All streams of one kind at once, each with a model that fails of its own: a model that fails often is left alone. */
    private void suffer(Fault fault) {
        Map<Integer, Heard> heard = Collections.synchronizedMap(new TreeMap<>());
        try (InFlight streams = new InFlight(routes.size())) {
            IntStream.range(0, routes.size())
                    .forEach(i -> streams.start(() -> heard.put(i, calls.stream(body(fault, i), nanos -> {}))));
        }
        Map<String, Integer> endings = new LinkedHashMap<>();
        int right = 0;
        heard.forEach(this::count);
        int undelivered = 0;
        for (Map.Entry<Integer, Heard> one : heard.entrySet()) {
            List<ModelStub.Sent> sent = sent(fault, one.getKey());
            undelivered += Fault.undelivered(one.getValue(), sent);
            Heard end = one.getValue();
            String words = fault.objection(end, TOKENS, sent)
                    .map(why -> "WRONG: " + why)
                    .orElse(end.ending());
            endings.merge(words, 1, Integer::sum);
            right += words.startsWith("WRONG: ") ? 0 : 1;
            falseDones += fault.isFalselyDone(end, TOKENS) ? 1 : 0;
            switches += Fault.isSwitched(end) ? 1 : 0;
            notPrefixes += Fault.isPrefix(end, sent) ? 0 : 1;
            miscounted += Fault.isCounted(end) ? 0 : 1;
        }
        all += heard.size();
        wrongEnds += heard.size() - right;
        out.printf("%-26s %-8s ", fault.words, right + "/" + heard.size());
        out.println(String.join(
                "; ",
                endings.entrySet().stream()
                        .limit(3)
                        .map(end -> end.getValue() + " × " + end.getKey())
                        .toList()));
        if (undelivered > 0) {
            out.printf("%35s %s tokens had been sent by then and were not handed on%n", "", count(undelivered));
        }
        forgive();
    }

    /** All that was sent for one stream; a server notices a little later than the client that it is over. */
    private List<ModelStub.Sent> sent(Fault fault, int number) {
        String id = id(fault, number);
        long until = System.nanoTime() + TO_NOTICE.toNanos();
        while (fault.isOfServer()
                && stub.sent(id).stream().noneMatch(sent -> sent.door().startsWith(ModelStub.FAULTY))
                && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return stub.sent(id);
    }

    /** An answer that is whole, so that no model is left alone when the next kind comes. */
    private void forgive() {
        try (InFlight streams = new InFlight(routes.size())) {
            IntStream.range(0, routes.size())
                    .forEach(i -> streams.start(
                            () -> count(i, calls.whole(routes.get(i), Script.whole(1, Duration.ZERO, Script.NONE)))));
        }
    }

    private void count(int place, Heard heard) {
        if (heard.tokens().writers().length() == 1) {
            heardOf.merge(
                    cast.writer(place, heard.tokens().writers().charAt(0)),
                    (long) heard.tokens().count(),
                    Long::sum);
        }
    }

    private byte[] body(Fault fault, int number) {
        String message = new Script(fault.kind, TOKENS, PACE, id(fault, number)).message();
        Map<String, Object> more =
                new LinkedHashMap<>(Map.of("stream", true, "stream_options", Map.of("include_usage", true)));
        if (fault == Fault.TOOLS) {
            more.put("tools", tools());
        }
        return switch (fault) {
            case UNKNOWN_ROUTE -> ChatCalls.body("drill-no-such-route", message, more);
            case TOO_LONG -> ChatCalls.body(cast.small(), "word ".repeat(LONG_PROMPT) + message, more);
            default -> ChatCalls.body(routes.get(number), message, more);
        };
    }

    private static List<Map<String, Object>> tools() {
        return IntStream.range(0, TOOLS)
                .<Map<String, Object>>mapToObj(i -> Map.of(
                        "type",
                        "function",
                        "function",
                        Map.of(
                                "name",
                                "tool_" + i,
                                "description",
                                "x".repeat(TOOL_CHARACTERS),
                                "parameters",
                                Map.of("type", "object", "properties", Map.of()))))
                .toList();
    }

    private static String id(Fault fault, int number) {
        return fault.name().replace('_', '-') + "-" + number;
    }

    private void judge(List<Fault> faults) {
        Promise.print(
                List.of(
                        new Promise(
                                "each of %d kinds ends as it has to".formatted(faults.size()),
                                "%d of %d did not".formatted(wrongEnds, all),
                                wrongEnds == 0),
                        new Promise("[DONE] of an answer that is not whole: never", count(falseDones), falseDones == 0),
                        new Promise("another model after the first word: never", count(switches), switches == 0),
                        new Promise(
                                "a text is the beginning of what one server sent",
                                count(notPrefixes) + " not",
                                notPrefixes == 0),
                        ledger(),
                        new Promise(
                                "the count told with an answer is exact to the token",
                                count(miscounted) + " not",
                                miscounted == 0)),
                out);
    }

    /** What the system's own ledger says of each model, which must be what clients heard of it. An entry may come a little after the answer. */
    private Promise ledger() {
        Set<String> models = new TreeSet<>(cast.faulty());
        models.add(cast.healthy());
        long until = System.nanoTime() + TO_NOTICE.toNanos();
        List<String> wrong = wrongEntries(models);
        while (!wrong.isEmpty() && System.nanoTime() < until) {
            wrong = wrongEntries(models);
        }
        wrong.stream().limit(3).forEach(line -> out.println("  in the ledger: " + line));
        return new Promise(
                "the ledger is exact to the token, model by model",
                "%d of %d models are not".formatted(wrong.size(), models.size()),
                wrong.isEmpty());
    }

    private List<String> wrongEntries(Set<String> models) {
        Map<String, Long> booked = new TreeMap<>();
        for (JsonNode sum : api.get("/api/v1/usage?by=model").path("data")) {
            booked.merge(sum.path("of").asText(), sum.path("output_tokens").asLong(), Long::sum);
        }
        return models.stream()
                .filter(model -> !heardOf.getOrDefault(model, 0L).equals(booked.getOrDefault(model, 0L)))
                .map(model -> "%s wrote %d tokens, and %d are booked"
                        .formatted(model, heardOf.getOrDefault(model, 0L), booked.getOrDefault(model, 0L)))
                .toList();
    }

    private static String count(int number) {
        return Figures.count(number);
    }
}
