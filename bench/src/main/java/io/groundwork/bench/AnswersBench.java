package io.groundwork.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.bench.SquadFile.Question;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code bench answers FILE… [--foreign DIR] [--questions N] [--model NAME] [--strict]}: questions in the form of SQuAD 2.0 to {@code /v1/responses}, with the paragraphs of all files in
 * one store: whether the gold answer stands within what the answer cites, whether questions that nothing there answers are declined, and how long it takes. Files without answers
 * only add paragraphs.
 */
final class AnswersBench {

    private static final String USAGE =
            "Usage: ./groundwork bench answers SQUAD-FILE… [--foreign BEIR-FOLDER] [--questions N] [--model NAME] [--strict] [--keep]";

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int UPLOADS_AT_ONCE = 8;
    private static final int SEED = 2026;
    private static final int MOST_SENTENCES = 3;
    private static final int MOST_WORDS = 80;
    private static final double MOST_MILLIS = 60;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final GroundworkApi api;
    private final VectorStore store;
    private final String model;
    private final PrintStream out;

    private AnswersBench(GroundworkApi api, VectorStore store, String model, PrintStream out) {
        this.api = api;
        this.store = store;
        this.model = model;
        this.out = out;
    }

    static void run(List<String> line, Map<String, String> environment, PrintStream out) {
        Arguments arguments =
                Arguments.parse(line, Set.of("foreign", "questions", "model", "key", "url"), Set.of("strict", "keep"));
        if (arguments.words().isEmpty()) {
            throw new BenchException(USAGE);
        }
        List<SquadFile> files =
                arguments.words().stream().map(Path::of).map(SquadFile::read).toList();
        int most = arguments.count("questions", Integer.MAX_VALUE);
        List<Question> questions =
                files.stream().flatMap(file -> file.questions().stream()).toList();
        List<String> foreign = arguments
                .option("foreign")
                .map(folder ->
                        List.copyOf(new BeirFolder(Path.of(folder)).queries().values()))
                .orElse(List.of());
        try (GroundworkApi api = GroundworkApi.of(arguments, environment)) {
            VectorStore store = filled(api, files, out);
            try {
                AnswersBench bench =
                        new AnswersBench(api, store, arguments.option("model").orElse("extractive"), out);
                bench.measure(
                        some(questions.stream().filter(Question::isAnswerable), most),
                        some(questions.stream().filter(question -> !question.isAnswerable()), most),
                        some(foreign.stream(), most),
                        arguments.flags().contains("strict"));
            } finally {
                if (!arguments.flags().contains("keep")) {
                    store.remove();
                }
            }
        }
    }

    /** The same for the same number. */
    private static <T> List<T> some(Stream<T> all, int most) {
        List<T> mixed = new ArrayList<>(all.toList());
        Collections.shuffle(mixed, new Random(SEED));
        return mixed.subList(0, Math.min(most, mixed.size()));
    }

    private static VectorStore filled(GroundworkApi api, List<SquadFile> files, PrintStream out) {
        String name = "bench answers";
        List<BeirDocument> paragraphs =
                files.stream().flatMap(file -> file.paragraphs().stream()).toList();
        Map<String, String> mark = Map.of("paragraphs", String.valueOf(paragraphs.size()));
        VectorStore store = VectorStore.find(api, name, mark).orElseGet(() -> VectorStore.create(api, name, mark));
        if (store.counts().completed() < paragraphs.size()) {
            Ingestion.Result result = new Ingestion(store, out, POLL)
                    .run(paragraphs.stream().map(Upload::of), paragraphs.size(), UPLOADS_AT_ONCE);
            if (!result.failures().isEmpty()) {
                throw new BenchException("%d paragraphs could not be ingested, the first: %s"
                        .formatted(result.failures().size(), result.failures().getFirst()));
            }
        }
        return store;
    }

    /**
     * What was said to a question.
     *
     * @param answered false: declined
     * @param quotes what it cites, on one line each
     * @param documents that it cites, by their keys
     */
    private record Said(boolean answered, String text, List<String> quotes, List<String> documents, Duration time) {

        boolean holds(Question question) {
            return question.answers().stream().map(AnswersBench::plain).anyMatch(answer -> quotes.stream()
                    .anyMatch(quote -> quote.contains(answer)));
        }

        boolean holdsThere(Question question) {
            for (int i = 0; i < quotes.size(); i++) {
                String quote = quotes.get(i);
                boolean there = documents.get(i).equals(question.paragraph());
                if (there
                        && question.answers().stream().map(AnswersBench::plain).anyMatch(quote::contains)) {
                    return true;
                }
            }
            return false;
        }

        boolean isShort() {
            return quotes.size() <= MOST_SENTENCES && SPACE.split(text.strip()).length <= MOST_WORDS;
        }
    }

    private void measure(List<Question> answerable, List<Question> unanswerable, List<String> foreign, boolean strict) {
        Map<String, String> keys = new HashMap<>();
        store.files("completed").forEach(file -> keys.put(file.id(), file.key()));
        List<Said> answers =
                answerable.stream().map(question -> ask(question.text(), keys)).toList();
        int cited = 0;
        int there = 0;
        for (int i = 0; i < answers.size(); i++) {
            cited += answers.get(i).holds(answerable.get(i)) ? 1 : 0;
            there += answers.get(i).holdsThere(answerable.get(i)) ? 1 : 0;
        }
        double gold = share(cited, answers.size());
        long declined = answers.stream().filter(said -> !said.answered()).count();
        long longer = answers.stream().filter(said -> !said.isShort()).count();
        Latencies times = Latencies.of(answers.stream().map(Said::time).toList());
        out.printf(
                Locale.ROOT,
                "%s answerable: gold within what is cited %.3f (of the very paragraph %.3f), declined %.3f; p50 %.1f ms, p95 %.1f ms%n",
                Figures.count(answers.size()),
                gold,
                share(there, answers.size()),
                share(declined, answers.size()),
                times.millis(.5),
                times.millis(.95));
        double unanswered = declined(
                "that look answerable and are not",
                unanswerable.stream().map(Question::text).toList(),
                keys);
        double foreigners = declined("of another corpus", foreign, keys);
        List<Promise> promises = new ArrayList<>();
        promises.add(atLeast("gold within what is cited", gold, strict ? .70 : .82));
        promises.add(new Promise(
                "at most %d sentences and %d words".formatted(MOST_SENTENCES, MOST_WORDS),
                "%d longer".formatted(longer),
                longer == 0));
        if (strict && !unanswerable.isEmpty()) {
            promises.add(atLeast("unanswerable ones declined", unanswered, .42));
        }
        if (!strict && !foreign.isEmpty()) {
            promises.add(atLeast("those of another corpus declined", foreigners, .95));
        }
        promises.add(new Promise(
                "a median answer takes at most %.0f ms".formatted(MOST_MILLIS),
                Figures.decimal(times.millis(.5), 1) + " ms",
                times.millis(.5) <= MOST_MILLIS));
        Promise.print(promises, out);
    }

    private double declined(String which, List<String> questions, Map<String, String> keys) {
        if (questions.isEmpty()) {
            return 0;
        }
        long declined = questions.stream()
                .filter(question -> !ask(question, keys).answered())
                .count();
        double share = share(declined, questions.size());
        out.printf(Locale.ROOT, "%s questions %s: declined %.3f%n", Figures.count(questions.size()), which, share);
        return share;
    }

    private Said ask(String question, Map<String, String> keys) {
        long start = System.nanoTime();
        JsonNode body = api.post(
                "/v1/responses",
                Map.of(
                        "model",
                        model,
                        "input",
                        question,
                        "store",
                        false,
                        "tools",
                        List.of(Map.of("type", "file_search", "vector_store_ids", List.of(store.id())))));
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        List<String> quotes = new ArrayList<>();
        List<String> documents = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (JsonNode item : body.path("output")) {
            for (JsonNode part : item.path("content")) {
                text.append(part.path("text").asText(""));
                part.path("annotations").forEach(citation -> {
                    quotes.add(plain(citation.path("quote").asText()));
                    documents.add(keys.getOrDefault(citation.path("file_id").asText(), ""));
                });
            }
        }
        boolean answered = body.path("grounding").path("outcome").asText().equals("answered");
        return new Said(answered, text.toString(), quotes, documents, time);
    }

    /** On one line, without regard to case. */
    private static String plain(String text) {
        return SPACE.matcher(text.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    }

    private static double share(long part, int all) {
        return all == 0 ? 0 : (double) part / all;
    }

    private static Promise atLeast(String what, double measured, double wanted) {
        return new Promise(
                "%s, at least %s".formatted(what, Figures.decimal(wanted, 2)),
                Figures.decimal(measured, 3),
                measured >= wanted);
    }
}
