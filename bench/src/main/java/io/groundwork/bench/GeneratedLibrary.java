package io.groundwork.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Documents whose words and vectors are spread as a {@link PassageFit} has it. Each is made by its number alone, always the same for a seed, so that nothing has to be kept to make
 * it again. Safe for use by many threads.
 */
final class GeneratedLibrary {

    /** Passages of a document: one to twice this less one. */
    private static final int MEAN_PASSAGES = 5;

    /** Documents of a theme, on the mean. */
    private static final int MEAN_THEME = 20;

    /** Larger themes are as much more likely as the power of a number in [0, 1] makes small numbers. */
    private static final double THEME_SKEW = 1.5;

    /** Documents with exactly {@value #OF_FEW} passages, for those who may read three. */
    static final int FEW_TO_READ = 0;

    static final int FEW_TO_FILTER = 1;
    private static final int OF_FEW = 3;

    private static final int TRIED = 1000;

    private static final long THEMES = 1L << 40;
    private static final long QUESTIONS = 1L << 41;
    private static final long IDS = 1L << 42;

    private final PassageFit fit;
    private final long seed;
    private final int passages;
    private final int[] first;
    private final int themes;
    private final GeneratedWords words;

    GeneratedLibrary(PassageFit fit, int passages, long seed) {
        this.fit = fit;
        this.seed = seed;
        this.passages = passages;
        List<Integer> starts = new ArrayList<>();
        int begun = 0;
        for (int number = 0; begun < passages; number++) {
            starts.add(begun);
            boolean few = number == FEW_TO_READ || number == FEW_TO_FILTER;
            begun += few ? OF_FEW : 1 + Math.floorMod(mixed(seed, number), 2 * MEAN_PASSAGES - 1);
        }
        starts.add(passages);
        this.first = starts.stream().mapToInt(Integer::intValue).toArray();
        this.themes = Math.max(fit.vectors().clusters(), documents() / MEAN_THEME);
        this.words = new GeneratedWords(fit.words(), passages);
    }

    int documents() {
        return first.length - 1;
    }

    int passages() {
        return passages;
    }

    long seed() {
        return seed;
    }

    GeneratedWords words() {
        return words;
    }

    /** The document in which the passage of this number stands, both counted from 0. */
    int documentOf(int passage) {
        int place = Arrays.binarySearch(first, passage);
        return place >= 0 ? place : -place - 2;
    }

    /** Number of the first passage of a document; passages are numbered through. */
    int firstPassage(int document) {
        return first[document];
    }

    UUID id(int document) {
        SplittableRandom random = random(IDS + document);
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
        return new UUID(high, low);
    }

    /** A passage of a document. */
    static final class Passage {

        private final int[] words;
        private final int[] repeats;
        private final float[] vector;
        private final GeneratedText text;

        /**
         * @param words the different words of it
         * @param repeats how often each stands in it
         * @param vector of length 1
         */
        Passage(int[] words, int[] repeats, float[] vector, GeneratedText text) {
            this.words = words;
            this.repeats = repeats;
            this.vector = vector;
            this.text = text;
        }

        int[] words() {
            return words;
        }

        int[] repeats() {
            return repeats;
        }

        float[] vector() {
            return vector;
        }

        GeneratedText text() {
            return text;
        }
    }

    private static final class Subject {

        private final int theme;
        private final int cluster;
        private final float[] coordinates;

        Subject(int theme, int cluster, float[] coordinates) {
            this.theme = theme;
            this.cluster = cluster;
            this.coordinates = coordinates;
        }

        int theme() {
            return theme;
        }

        int cluster() {
            return cluster;
        }

        float[] coordinates() {
            return coordinates;
        }
    }

    private Subject subject(int document) {
        SplittableRandom random = random(document);
        int theme = (int) (Math.pow(random.nextDouble(), THEME_SKEW) * themes);
        SplittableRandom ofTheme = random(THEMES + theme);
        int cluster = fit.vectors().cluster(ofTheme);
        return new Subject(theme, cluster, fit.vectors().coordinates(ofTheme));
    }

    List<Passage> document(int document) {
        Subject subject = subject(document);
        SplittableRandom random = random(document).split();
        float[] coordinates = fit.vectors().coordinates(random);
        GeneratedWords.Speaker speaker = new GeneratedWords.Speaker(subject.cluster(), subject.theme(), document);
        List<Passage> made = new ArrayList<>();
        for (int i = first[document]; i < first[document + 1]; i++) {
            float[] vector = fit.vectors()
                    .vector(
                            subject.cluster(),
                            subject.coordinates(),
                            coordinates,
                            fit.vectors().coordinates(random));
            int[] drawn = words.passage(random, speaker);
            int[] repeats = new int[drawn.length];
            for (int j = 0; j < drawn.length; j++) {
                repeats[j] = words.repeats(random, drawn[j]);
            }
            made.add(new Passage(
                    drawn,
                    repeats,
                    vector,
                    GeneratedText.of(random, drawn, repeats, fit.words().silent())));
        }
        return made;
    }

    /** A question that a passage answers. */
    static final class Question {

        private final int passage;
        private final int[] words;
        private final String text;
        private final float[] vector;

        /**
         * @param passage number of that passage
         * @param words different telling words
         * @param vector of length 1
         */
        Question(int passage, int[] words, String text, float[] vector) {
            this.passage = passage;
            this.words = words;
            this.text = text;
            this.vector = vector;
        }

        int passage() {
            return passage;
        }

        int[] words() {
            return words;
        }

        String text() {
            return text;
        }

        float[] vector() {
            return vector;
        }
    }

    List<Question> questions(int count) {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(question(random(QUESTIONS + i)));
        }
        return questions;
    }

    private Question question(SplittableRandom random) {
        int target = random.nextInt(passages);
        int document = documentOf(target);
        Subject subject = subject(document);
        Passage passage = document(document).get(target - first[document]);
        int[] asked = asked(random, document, passage);
        return new Question(
                target,
                asked,
                GeneratedText.question(random, asked, fit.words().silent()),
                near(random, passage.vector(), subject.cluster()));
    }

    private int[] asked(SplittableRandom random, int document, Passage passage) {
        QuestionHabits habits = fit.questions();
        int count = (int) Math.max(1, Math.round(QuestionHabits.at(habits.words(), random.nextDouble())));
        Set<Integer> asked = new LinkedHashSet<>();
        Set<Integer> left = words(passage);
        Set<Integer> strange = words(document(alike(random, document)).getFirst());
        strange.removeAll(left);
        for (int i = 0; i < count; i++) {
            boolean known = random.nextDouble() < habits.shared();
            Set<Integer> among = known ? left : strange;
            if (!among.isEmpty()) {
                int word = weighted(random, among, known ? habits.chosen() : habits.added());
                among.remove(word);
                asked.add(word);
            }
        }
        return asked.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Set<Integer> words(Passage passage) {
        Set<Integer> words = new HashSet<>();
        for (int word : passage.words()) {
            words.add(word);
        }
        return words;
    }

    /** Another document of the same cluster: what a question adds is said elsewhere. */
    private int alike(SplittableRandom random, int document) {
        int cluster = subject(document).cluster();
        int other = document;
        for (int tried = 0;
                tried < TRIED && (other == document || subject(other).cluster() != cluster);
                tried++) {
            other = random.nextInt(documents());
        }
        return other;
    }

    private int weighted(SplittableRandom random, Set<Integer> among, float[] weights) {
        List<Integer> sorted = among.stream().sorted().toList();
        double all = sorted.stream()
                .mapToDouble(word -> weights[words.classOf(word)])
                .sum();
        double left = random.nextDouble() * all;
        for (int word : sorted) {
            left -= weights[words.classOf(word)];
            if (left < 0) {
                return word;
            }
        }
        return sorted.getLast();
    }

    /** At the drawn cosine from a passage: its vector and what questions have over passages, and as much of a deviation as is needed. */
    private float[] near(SplittableRandom random, float[] passage, int cluster) {
        double cosine = QuestionHabits.at(fit.questions().cosines(), random.nextDouble());
        float[] direction = VectorMixture.unit(
                fit.vectors().deviation(cluster, fit.vectors().coordinates(random)));
        float low = 0;
        float high = 4;
        float[] vector = passage;
        for (int step = 0; step < 30; step++) {
            float much = (low + high) / 2;
            vector = passage.clone();
            VectorMixture.add(vector, fit.questions().offset(), 1);
            VectorMixture.add(vector, direction, much);
            VectorMixture.unit(vector);
            if (VectorMixture.dot(vector, passage) > cosine) {
                low = much;
            } else {
                high = much;
            }
        }
        return vector;
    }

    private SplittableRandom random(long purpose) {
        return new SplittableRandom(mixed(seed, purpose));
    }

    /** Stafford's variant 13 of the finisher of MurmurHash3. */
    static long mixed(long seed, long number) {
        long z = seed * 0x9e3779b97f4a7c15L + number;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
