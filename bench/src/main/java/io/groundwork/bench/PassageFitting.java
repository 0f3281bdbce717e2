package io.groundwork.bench;

import io.groundwork.embeddings.Embedder;
import io.groundwork.embeddings.onnx.OnnxEmbedder;
import io.groundwork.retrieval.lexical.Analysis;
import io.groundwork.retrieval.lexical.Analysis.Lexeme;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** {@code bench retrieval --fit FILE DIR…}: reads passages and judged questions of BEIR folders and writes what is like them in numbers. */
final class PassageFitting {

    private static final int PASSAGES = 3000;
    private static final int MOST_WORDS = 250;
    private static final int QUESTIONS = 300;
    private static final int CLUSTERS = 64;
    private static final int DIRECTIONS = 4;
    private static final int COMMON_DIRECTIONS = 96;
    private static final int BATCH = 32;
    private static final long SEED = 5;

    /** Of a curve, what stands in fewer passages than these is chance. */
    private static final int SURE = 5;

    private static final int BISECTIONS = 6;

    private final PrintStream out;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> questions = new LinkedHashMap<>();

    /** By question the passages that answer it. */
    private final Map<String, Set<String>> answers = new LinkedHashMap<>();

    private final List<String> ids = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final SamplePassages real = new SamplePassages(new ArrayList<>(), new ArrayList<>());
    private long silentWords;
    private long allWords;

    private PassageFitting(PrintStream out) {
        this.out = out;
    }

    static void run(Path file, List<Path> folders, PrintStream out) throws IOException {
        PassageFitting fitting = new PassageFitting(out);
        for (Path folder : folders) {
            fitting.read(new BeirFolder(folder), PASSAGES / folders.size());
        }
        PassageFit fit;
        try (OnnxEmbedder engine =
                new OnnxEmbedder(Optional.empty(), Runtime.getRuntime().availableProcessors(), BATCH)) {
            fitting.embed(engine);
            fit = fitting.fit(engine);
        }
        fitting.print(fit);
        try (OutputStream bytes = Files.newOutputStream(file)) {
            fit.write(bytes);
        }
        out.printf("%s: %s bytes%n", file, Figures.count(Files.size(file)));
    }

    /** Passages at even distances over the set, and those that answer its first questions. */
    private void read(BeirFolder folder, int count) {
        Map<String, String> all = new LinkedHashMap<>();
        try (Stream<BeirDocument> documents = folder.documents()) {
            documents.forEach(document -> all.put(
                    folder.name() + "/" + document.id(),
                    head(DenseQuality.passage(document).strip())));
        }
        Set<String> taken = new LinkedHashSet<>();
        if (Files.exists(folder.folder().resolve("queries.jsonl"))) {
            Map<String, String> asked = folder.queries();
            folder.judgements(folder.judgementFile("")).forEach((id, judged) -> {
                if (questions.size() < QUESTIONS && asked.containsKey(id)) {
                    Set<String> relevant = new LinkedHashSet<>();
                    judged.forEach((document, score) -> {
                        String name = folder.name() + "/" + document;
                        if (score > 0 && all.containsKey(name)) {
                            relevant.add(name);
                        }
                    });
                    questions.put(folder.name() + "/" + id, asked.get(id));
                    answers.put(folder.name() + "/" + id, relevant);
                    taken.addAll(relevant);
                }
            });
        }
        List<String> names = List.copyOf(all.keySet());
        double step = Math.max(1, (double) names.size() / Math.max(1, count - taken.size()));
        for (double at = 0; at < names.size() && taken.size() < count; at += step) {
            taken.add(names.get((int) at));
        }
        taken.forEach(name -> texts.put(name, all.get(name)));
        out.printf("%s: %s passages of %s%n", folder.name(), Figures.count(taken.size()), Figures.count(all.size()));
    }

    private static String head(String text) {
        String[] words = text.split("\\s+", MOST_WORDS + 1);
        return String.join(" ", Arrays.copyOf(words, Math.min(words.length, MOST_WORDS)));
    }

    private void embed(Embedder engine) {
        ids.addAll(texts.keySet());
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<String> batch = ids.subList(from, Math.min(from + BATCH, ids.size())).stream()
                    .map(texts::get)
                    .toList();
            engine.embedPassages(batch).forEach(vector -> real.vectors().add(vector.toArray()));
        }
        for (int i = 0; i < ids.size(); i++) {
            places.put(ids.get(i), i);
            List<Lexeme> lexemes = Analysis.of("en").lexemes(texts.get(ids.get(i)));
            Map<String, Integer> counts = new HashMap<>();
            lexemes.forEach(lexeme -> counts.merge(lexeme.text(), 1, Integer::sum));
            real.words().add(counts);
            int words = lexemes.isEmpty() ? 0 : lexemes.getLast().position();
            allWords += words;
            silentWords += words - lexemes.size();
        }
        out.printf("%s passages embedded%n", Figures.count(ids.size()));
    }

    private PassageFit fit(Embedder engine) {
        VectorMixture mixture =
                MixtureFitting.fit(real.vectors(), CLUSTERS, DIRECTIONS, COMMON_DIRECTIONS, new SplittableRandom(SEED));
        WordCurve curve = curve();
        PassageFit fit = new PassageFit(mixture, curve, habits(engine));
        SamplePassages.Likeness wanted = real.likeness();
        fit = levelled(fit, wanted);
        return preferring(fit, wanted);
    }

    private SamplePassages generated(PassageFit fit) {
        return SamplePassages.of(new GeneratedLibrary(fit, real.size(), SEED), real.size());
    }

    /** So that neighbours are as near as the real ones: the nearest decide on documents, those further away on themes. */
    private PassageFit levelled(PassageFit fit, SamplePassages.Likeness wanted) {
        float passage = 0.2f;
        float document = 0.4f;
        for (int round = 0; round < 2; round++) {
            float share = document;
            passage = (float) bisected(0.02, 0.8, -wanted.cosine(0, .5), p -> -generated(with(fit, p, share))
                    .likeness()
                    .cosine(0, .5));
            float nearest = passage;
            document = (float) bisected(0.01, 1, -wanted.cosine(1, .5), d -> -generated(with(fit, nearest, d))
                    .likeness()
                    .cosine(1, .5));
        }
        return with(fit, passage, document);
    }

    /**
     * @param passage share of the variance within a cluster between the passages of a document
     * @param document share of what is left between the documents of a theme
     */
    private static PassageFit with(PassageFit fit, double passage, double document) {
        float between = (float) ((1 - passage) * document);
        return new PassageFit(
                fit.vectors().with(new VectorMixture.Levels((float) (1 - passage - between), between)),
                fit.words(),
                fit.questions());
    }

    /** So that neighbours share as many words as the real ones. */
    private PassageFit preferring(PassageFit fit, SamplePassages.Likeness wanted) {
        int[][] neighbours = generated(fit).neighbours();
        float[] shares = new float[3];
        for (int round = 0; round < 2; round++) {
            for (int level = 2; level >= 0; level--) {
                int changed = level;
                // The 100th neighbour tells of clusters, the 10th of themes, the first of documents.
                shares[level] = (float) bisected(0, 0.4, wanted.shared()[level], share -> {
                    float[] tried = shares.clone();
                    tried[changed] = (float) share;
                    return generated(with(fit, tried)).shared(neighbours)[changed];
                });
            }
        }
        return with(fit, shares);
    }

    private static PassageFit with(PassageFit fit, float[] shares) {
        return new PassageFit(fit.vectors(), fit.words().preferring(shares[2], shares[1], shares[0]), fit.questions());
    }

    /** Where a rising function reaches a value; an end where it does not. */
    private static double bisected(double low, double high, double wanted, DoubleUnaryOperator rising) {
        double from = low;
        double to = high;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (from + to) / 2;
            if (rising.applyAsDouble(middle) < wanted) {
                from = middle;
            } else {
                to = middle;
            }
        }
        return (from + to) / 2;
    }

    private WordCurve curve() {
        int[] falling = real.curve();
        int bend = 0;
        while (bend < falling.length && falling[bend] >= SURE) {
            bend++;
        }
        double[] best = {Double.MAX_VALUE, 0, 0, 0};
        for (double shift = 0; shift <= 200; shift = shift * 1.1 + 0.5) {
            double[] line = line(falling, bend, shift);
            if (line[0] < best[0]) {
                best = new double[] {line[0], line[1], line[2], shift};
            }
        }
        double[] logs = real.words().stream()
                .filter(words -> !words.isEmpty())
                .mapToDouble(words -> Math.log(words.size()))
                .toArray();
        double mean = Arrays.stream(logs).average().orElseThrow();
        double variance = Arrays.stream(logs)
                .map(log -> (log - mean) * (log - mean))
                .average()
                .orElseThrow();
        double tail = Math.max(-best[2], 1 / growth());
        return new WordCurve(
                (float) Math.exp(best[1]),
                (float) best[3],
                (float) -best[2],
                bend,
                (float) tail,
                (float) mean,
                (float) Math.sqrt(variance),
                (float) silentWords / allWords,
                repeats(),
                0,
                0,
                0);
    }

    /** The line through the logarithms of places and rates, at places that are evenly spread over these: its error, height and slope. */
    private double[] line(int[] falling, int bend, double shift) {
        List<double[]> points = new ArrayList<>();
        for (double at = 1; at <= bend; at = Math.max(at + 1, at * 1.3)) {
            int rank = (int) at;
            double share = Math.min(falling[rank - 1], real.size() - 0.5) / real.size();
            points.add(new double[] {Math.log(rank + shift), Math.log(-Math.log1p(-share))});
        }
        double x = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double y = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        double slope = points.stream().mapToDouble(p -> (p[0] - x) * (p[1] - y)).sum()
                / points.stream().mapToDouble(p -> (p[0] - x) * (p[0] - x)).sum();
        double height = y - slope * x;
        double error = points.stream()
                .mapToDouble(p -> Math.pow(p[1] - height - slope * p[0], 2))
                .sum();
        return new double[] {error, height, slope};
    }

    /** The power of the number of passages by which their vocabulary grows, as it does from a quarter of them to all. */
    private double growth() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < real.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(SEED));
        Set<String> seen = new HashSet<>();
        int early = 0;
        for (int i = 0; i < order.size(); i++) {
            seen.addAll(real.words().get(order.get(i)).keySet());
            if (i == order.size() / 4) {
                early = seen.size();
            }
        }
        return Math.log((double) seen.size() / early) / Math.log(4);
    }

    private float[][] repeats() {
        Map<String, Integer> frequencies = real.frequencies();
        float[][] counts = new float[WordCurve.CLASSES][WordCurve.MOST_REPEATS];
        real.words()
                .forEach(words -> words.forEach((word, count) ->
                        counts[classOf(frequencies, word)][Math.min(count, WordCurve.MOST_REPEATS) - 1]++));
        for (float[] ofClass : counts) {
            float all = 0;
            for (float count : ofClass) {
                all += count;
            }
            for (int i = 0; i < ofClass.length; i++) {
                ofClass[i] = all == 0 ? (i == 0 ? 1 : 0) : ofClass[i] / all;
            }
        }
        return counts;
    }

    private int classOf(Map<String, Integer> frequencies, String word) {
        return WordCurve.classOf((double) frequencies.getOrDefault(word, 1) / real.size());
    }

    private QuestionHabits habits(Embedder engine) {
        Map<String, Integer> frequencies = real.frequencies();
        List<Double> counts = new ArrayList<>();
        List<Double> cosines = new ArrayList<>();
        double[] chosen = new double[WordCurve.CLASSES];
        double[] added = new double[WordCurve.CLASSES];
        double[] standing = new double[WordCurve.CLASSES];
        double inPassage = 0;
        double all = 0;
        float[] offset = new float[real.vectors().getFirst().length];
        int pairs = 0;
        for (Map.Entry<String, Set<String>> answered : answers.entrySet()) {
            String text = questions.get(answered.getKey());
            Set<String> asked = new HashSet<>();
            Analysis.of("en").lexemes(text).forEach(lexeme -> asked.add(lexeme.text()));
            counts.add((double) asked.size());
            float[] vector = engine.embedQuery(text).toArray();
            for (String passage : answered.getValue()) {
                int place = places.get(passage);
                float[] there = real.vectors().get(place);
                cosines.add((double) VectorMixture.dot(vector, there));
                VectorMixture.add(offset, vector, 1);
                VectorMixture.add(offset, there, -1);
                pairs++;
                Set<String> words = real.words().get(place).keySet();
                words.forEach(word -> standing[classOf(frequencies, word)]++);
                for (String word : asked) {
                    all++;
                    if (words.contains(word)) {
                        inPassage++;
                        chosen[classOf(frequencies, word)]++;
                    } else {
                        added[classOf(frequencies, word)]++;
                    }
                }
            }
        }
        if (pairs == 0) {
            throw new BenchException("None of the folders has judged questions.");
        }
        float[] mean = new float[offset.length];
        VectorMixture.add(mean, offset, 1f / pairs);
        return new QuestionHabits(
                quantiles(counts),
                (float) (inPassage / all),
                relative(chosen, standing),
                relative(added, standing),
                mean,
                quantiles(cosines));
    }

    private static float[] relative(double[] counts, double[] standing) {
        float[] relative = new float[counts.length];
        for (int i = 0; i < counts.length; i++) {
            relative[i] = (float) ((counts[i] + 0.5) / (standing[i] + 50));
        }
        return relative;
    }

    private static float[] quantiles(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        float[] quantiles = new float[QuestionHabits.QUANTILES];
        for (int i = 0; i < quantiles.length; i++) {
            quantiles[i] =
                    sorted.get(i * (sorted.size() - 1) / (quantiles.length - 1)).floatValue();
        }
        return quantiles;
    }

    private void print(PassageFit fit) {
        SamplePassages made = generated(fit);
        WordCurve words = fit.words();
        out.printf(
                "words: C %.3f, shift %.1f, exponent %.3f to rank %d, then %.3f; %.2f of a text tells nothing; drawn by cluster %.2f, theme %.2f, document %.2f%n",
                words.height(),
                words.shift(),
                words.exponent(),
                words.bend(),
                words.tailExponent(),
                words.silent(),
                words.ofCluster(),
                words.ofTheme(),
                words.ofDocument());
        out.printf(
                "vectors: %.2f of the variance in a cluster between themes, %.2f between documents, %.2f between passages%n",
                fit.vectors().levels().theme(),
                fit.vectors().levels().document(),
                fit.vectors().levels().passage());
        out.printf(
                "questions: words %s, %.2f of them in the passage, cosines %s%n",
                Arrays.toString(fit.questions().words()),
                fit.questions().shared(),
                Arrays.toString(fit.questions().cosines()));
        out.printf("%n%-34s %10s %10s%n", "of " + Figures.count(real.size()) + " passages", "real", "generated");
        print("vocabulary", real.curve().length, made.curve().length);
        print("words that tell, of a passage", real.meanLength(), made.meanLength());
        print("different ones", real.meanDifferent(), made.meanDifferent());
        for (int rank = 1; rank <= 10_000; rank *= rank % 3 == 0 ? 4 : 3) {
            print("passages with the word of rank " + rank, at(real.curve(), rank), at(made.curve(), rank));
        }
        for (int times = 1; times <= 8; times *= 2) {
            print("words that stand so often: " + times, real.repeats(16)[times - 1], made.repeats(16)[times - 1]);
        }
        SamplePassages.Likeness there = real.likeness();
        SamplePassages.Likeness here = made.likeness();
        for (int k = 0; k < SamplePassages.NEIGHBOURS.length; k++) {
            for (double share : new double[] {.1, .5, .9}) {
                print(
                        "cosine to neighbour %d, p%.0f".formatted(SamplePassages.NEIGHBOURS[k], 100 * share),
                        there.cosine(k, share),
                        here.cosine(k, share));
            }
            print("words shared with it", there.shared()[k], here.shared()[k]);
        }
        print("words shared by any two", there.sharedByAny(), here.sharedByAny());
    }

    private static double at(int[] curve, int rank) {
        return rank <= curve.length ? curve[rank - 1] : 0;
    }

    private void print(String what, double there, double here) {
        int digits = Math.max(there, here) < 10 ? 3 : 1;
        out.printf("%-34s %10s %10s%n", what, Figures.decimal(there, digits), Figures.decimal(here, digits));
    }
}
