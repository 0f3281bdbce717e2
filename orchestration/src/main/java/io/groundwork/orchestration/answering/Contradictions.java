package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.answering.Contradiction.Side;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds sentences of different documents that say the same but for one number, or but for a “not”. By words alone: nothing is read by a model.
 * It says nothing where it is not sure: two sentences with other names, or more than one other number, are of two things.
 */
final class Contradictions {

    private static final int MOST_PASSAGES = 8;
    private static final int MOST_PAIRS = 3;
    private static final int MOST_WORDS = 60;
    private static final int FEWEST_SHARED = 3;

    /** Share of the words of the sentence with fewer that the other must have. */
    private static final double SHARED = 0.75;

    /** The same of the words of both, where one of them only denies. */
    private static final double SHARED_BUT_NOT = 0.8;

    private static final Pattern NUMBER =
            Pattern.compile("([€$£]?)\\s?(\\p{Nd}+(?:[.,'’\\u00a0\\u202f]\\p{Nd}+)*)\\s?([%€$£°]?)");
    private static final Pattern YEAR = Pattern.compile("1\\d{3}|20\\d{2}");

    private Contradictions() {}

    /**
     * The clearest first, without dates.
     *
     * @param hits best first
     */
    static List<Contradiction> among(Ask ask, List<Hit> hits) {
        Set<String> asked = new HashSet<>(Values.tellingStems(ask.question()));
        List<Claim> claims = claims(hits);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < claims.size(); i++) {
            for (int j = i + 1; j < claims.size(); j++) {
                double clear = clarity(claims.get(i), claims.get(j), asked);
                if (clear > 0) {
                    pairs.add(new Pair(claims.get(i), claims.get(j), clear));
                }
            }
        }
        pairs.sort(java.util.Comparator.comparingDouble(Pair::clear).reversed());
        return distinct(pairs);
    }

    private record Pair(Claim left, Claim right, double clear) {}

    /**
     * A sentence.
     *
     * @param words that say something, without numbers
     * @param numbers with what they count
     */
    private record Claim(Side side, Set<String> words, List<Counted> numbers, Values values) {

        boolean isOfAnother(Claim other) {
            return !side.document().equals(other.side.document()) || side.version() != other.side.version();
        }
    }

    /** @param of the word behind it, its unit, or {@code year} */
    private record Counted(String number, String of) {}

    private static List<Claim> claims(List<Hit> hits) {
        List<Claim> claims = new ArrayList<>();
        for (Hit hit : hits.subList(0, Math.min(MOST_PASSAGES, hits.size()))) {
            add(hit.collection(), hit.document(), hit.version(), hit.passage(), claims);
            hit.copies().stream()
                    .filter(copy -> !copy.same())
                    .limit(MOST_PAIRS)
                    .forEach(copy -> add(copy.collection(), copy.document(), copy.version(), copy.passage(), claims));
        }
        return claims;
    }

    private static void add(
            CollectionId collection, DocumentId document, int version, Passage passage, List<Claim> claims) {
        for (Span span : Segments.of(passage).spans()) {
            String text = span.of(passage.text());
            List<MatchResult> words = Words.in(text);
            if (words.size() <= MOST_WORDS) {
                Side side = new Side(collection, document, version, passage, span, Optional.empty());
                claims.add(new Claim(side, new HashSet<>(Values.tellingStems(text)), counted(text), Values.of(text)));
            }
        }
    }

    private static List<Counted> counted(String text) {
        List<Counted> counted = new ArrayList<>();
        for (MatchResult number : NUMBER.matcher(text).results().toList()) {
            Set<String> plain = Values.of(number.group(2)).numbers();
            String unit = number.group(1) + number.group(3);
            String of = unit.isEmpty() ? after(text, number.end()) : unit;
            boolean year = unit.isEmpty() && YEAR.matcher(number.group(2)).matches();
            counted.add(new Counted(plain.iterator().next(), year ? "year" : of));
        }
        for (MatchResult word : Words.in(text)) {
            Optional<String> number = Values.numberWord(word.group());
            number.ifPresent(value -> counted.add(new Counted(value, after(text, word.end()))));
        }
        return counted;
    }

    /** The word behind a number, as far as it goes for a unit. */
    private static String after(String text, int end) {
        List<MatchResult> next = Words.in(text.substring(end, Math.min(text.length(), end + 24)));
        return next.isEmpty() ? "" : Values.stem(next.getFirst().group().toLowerCase(Locale.ROOT));
    }

    /** How much of them is the same; 0 where they do not contradict each other. */
    private static double clarity(Claim one, Claim other, Set<String> asked) {
        if (!one.isOfAnother(other)) {
            return 0;
        }
        Set<String> shared = new HashSet<>(one.words);
        shared.retainAll(other.words);
        int fewer = Math.min(one.words.size(), other.words.size());
        int all = one.words.size() + other.words.size() - shared.size();
        boolean sameThing = shared.size() >= FEWEST_SHARED
                && shared.size() >= SHARED * fewer
                && shared.stream().anyMatch(asked::contains)
                && one.values.names().equals(other.values.names());
        if (!sameThing) {
            return 0;
        }
        double alike = (double) shared.size() / all;
        List<Counted> left = without(one.numbers, other.numbers);
        List<Counted> right = without(other.numbers, one.numbers);
        if (left.isEmpty() && right.isEmpty()) {
            return one.values.negated() != other.values.negated() && alike >= SHARED_BUT_NOT ? alike : 0;
        }
        boolean oneDiffers = left.size() == 1
                && right.size() == 1
                && left.getFirst().of().equals(right.getFirst().of())
                && one.values.negated() == other.values.negated();
        return oneDiffers ? alike : 0;
    }

    private static List<Counted> without(List<Counted> numbers, List<Counted> others) {
        List<Counted> left = new ArrayList<>(numbers);
        others.forEach(left::remove);
        return left;
    }

    /** Each sentence in one pair at most. */
    private static List<Contradiction> distinct(List<Pair> pairs) {
        List<Contradiction> found = new ArrayList<>();
        Set<Side> taken = new HashSet<>();
        for (Pair pair : pairs) {
            if (found.size() < MOST_PAIRS && !taken.contains(pair.left.side) && !taken.contains(pair.right.side)) {
                taken.add(pair.left.side);
                taken.add(pair.right.side);
                found.add(new Contradiction(pair.left.side, pair.right.side));
            }
        }
        return List.copyOf(found);
    }
}
