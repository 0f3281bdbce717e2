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
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code bench answers FILE… [--foreign DIR] [--questions N] [--model NAME] [--threshold X] [--strict-threshold X]}: questions in the form of SQuAD 2.0 to {@code /v1/responses}, with the
 * paragraphs of all files in one store: whether the gold answer stands within what the answer cites, whether questions that nothing there answers are declined, and how long it takes. Files
 * without answers only add paragraphs.
 *
 * <p>Each answer tells its score, so that one run says what any threshold above the installation's own would give: the curve, and a line for each of the two settings that there are
 * promises of. A model that tells no score has the first line alone.
 */
final class AnswersBench {

    private static final String USAGE =
            "Usage: ./groundwork bench answers SQUAD-FILE… [--foreign BEIR-FOLDER] [--questions N] [--model NAME] [--threshold X] [--strict-threshold X] [--keep]";

    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int UPLOADS_AT_ONCE = 8;
    private static final int SEED = 2026;
    private static final int MOST_SENTENCES = 3;
    private static final int MOST_WORDS = 80;
    private static final double MOST_MILLIS = 60;

    /** Those of {@code groundwork.answering}. */
    private static final double THRESHOLD = 0.22;

    private static final double STRICT_THRESHOLD = 0.38;

    private static final List<Double> CURVE =
            List.of(0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8);

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
        Arguments arguments = Arguments.parse(
                line,
                Set.of("foreign", "questions", "model", "threshold", "strict-threshold", "key", "url"),
                Set.of("keep"));
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
                        new Thresholds(
                                arguments.share("threshold", THRESHOLD),
                                arguments.share("strict-threshold", STRICT_THRESHOLD)));
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

    /** Scores under which an answer is declined, by default and where that is to be strict. */
    private record Thresholds(double usual, double strict) {}

    /**
     * What was said to a question.
     *
     * @param answered false: declined
     * @param score empty where the model tells none
     * @param quotes what it cites, on one line each
     * @param documents that it cites, by their keys
     */
    private record Said(
            boolean answered,
            Optional<Double> score,
            String text,
            List<String> quotes,
            List<String> documents,
            Duration time) {

        /** Whether it would be an answer under this threshold, too. */
        boolean standsAt(double threshold) {
            return answered && score.orElse(1.0) >= threshold;
        }

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

    /** @param gold whether the gold answer is cited */
    private record Judged(Said said, boolean gold) {}

    /** What was said to all questions. */
    private record Answers(List<Judged> answerable, List<Said> unanswerable, List<Said> foreign) {

        double gold(double threshold) {
            return share(
                    answerable.stream()
                            .filter(judged -> judged.gold() && judged.said().standsAt(threshold))
                            .count(),
                    answerable.size());
        }

        double answerableDeclined(double threshold) {
            return declined(answerable.stream().map(Judged::said).toList(), threshold);
        }

        double unanswerableDeclined(double threshold) {
            return declined(unanswerable, threshold);
        }

        double foreignDeclined(double threshold) {
            return declined(foreign, threshold);
        }

        private static double declined(List<Said> all, double threshold) {
            return share(all.stream().filter(said -> !said.standsAt(threshold)).count(), all.size());
        }

        boolean tellScores() {
            return answerable.stream().allMatch(judged -> judged.said().score().isPresent());
        }

        /** What a threshold gives, in a line. */
        String line(double threshold) {
            return String.format(
                    Locale.ROOT,
                    "%10.3f %10.3f %10.3f %12.3f",
                    gold(threshold),
                    answerableDeclined(threshold),
                    unanswerableDeclined(threshold),
                    foreignDeclined(threshold));
        }
    }

    private void measure(
            List<Question> answerable, List<Question> unanswerable, List<String> foreign, Thresholds thresholds) {
        Map<String, String> keys = new HashMap<>();
        store.files("completed").forEach(file -> keys.put(file.id(), file.key()));
        List<Judged> judged = new ArrayList<>();
        int there = 0;
        for (Question question : answerable) {
            Said answer = ask(question.text(), keys);
            judged.add(new Judged(answer, answer.holds(question)));
            there += answer.holdsThere(question) ? 1 : 0;
        }
        List<Said> said = judged.stream().map(Judged::said).toList();
        Answers answers = new Answers(
                judged,
                unanswerable.stream()
                        .map(question -> ask(question.text(), keys))
                        .toList(),
                foreign.stream().map(question -> ask(question, keys)).toList());
        Latencies times = Latencies.of(said.stream().map(Said::time).toList());
        out.printf(
                Locale.ROOT,
                "%s answerable: gold within what is cited %.3f (of the very paragraph %.3f), declined %.3f; p50 %.1f ms, p95 %.1f ms%n",
                Figures.count(said.size()),
                answers.gold(0),
                share(there, said.size()),
                answers.answerableDeclined(0),
                times.millis(.5),
                times.millis(.95));
        tell("that look answerable and are not", answers.unanswerable());
        tell("of another corpus", answers.foreign());
        if (answers.tellScores()) {
            curve(answers, thresholds);
        }
        Promise.print(promises(answers, thresholds, times, said), out);
    }

    private void tell(String which, List<Said> said) {
        if (!said.isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "%s questions %s: declined %.3f%n",
                    Figures.count(said.size()),
                    which,
                    Answers.declined(said, 0));
        }
    }

    private void curve(Answers answers, Thresholds thresholds) {
        out.printf(
                "%n%-12s %10s %10s %10s %12s%n", "declined if", "gold cited", "answerable", "looks it", "other corpus");
        for (double threshold : CURVE) {
            out.printf(Locale.ROOT, "under %-6.2f %s%n", threshold, answers.line(threshold));
        }
        out.printf(Locale.ROOT, "default %.2f %s%n", thresholds.usual(), answers.line(thresholds.usual()));
        out.printf(Locale.ROOT, "strict  %.2f %s%n", thresholds.strict(), answers.line(thresholds.strict()));
    }

    private static List<Promise> promises(Answers answers, Thresholds thresholds, Latencies times, List<Said> said) {
        long longer = said.stream().filter(answer -> !answer.isShort()).count();
        List<Promise> promises = new ArrayList<>();
        promises.add(atLeast("default: gold within what is cited", answers.gold(thresholds.usual()), .82));
        if (!answers.foreign().isEmpty()) {
            promises.add(atLeast(
                    "default: those of another corpus declined", answers.foreignDeclined(thresholds.usual()), .95));
        }
        if (answers.tellScores() && !answers.unanswerable().isEmpty()) {
            promises.add(atLeast("strict: gold within what is cited", answers.gold(thresholds.strict()), .70));
            promises.add(atLeast(
                    "strict: unanswerable ones declined", answers.unanswerableDeclined(thresholds.strict()), .42));
        }
        promises.add(new Promise(
                "at most %d sentences and %d words".formatted(MOST_SENTENCES, MOST_WORDS),
                "%d longer".formatted(longer),
                longer == 0));
        promises.add(new Promise(
                "a median answer takes at most %.0f ms".formatted(MOST_MILLIS),
                Figures.decimal(times.millis(.5), 1) + " ms",
                times.millis(.5) <= MOST_MILLIS));
        return promises;
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
        JsonNode grounding = body.path("grounding");
        boolean answered = grounding.path("outcome").asText().equals("answered");
        Optional<Double> score = grounding.path("score").isNumber()
                ? Optional.of(grounding.path("score").asDouble())
                : Optional.empty();
        return new Said(answered, score, text.toString(), quotes, documents, time);
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
