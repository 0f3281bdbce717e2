package io.groundwork.retrieval.lexical;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A lexeme of a question.
 *
 * @param frequency how often it stands in the question; a part of that where it is a guess at what was meant
 * @param slot its index in the weights of passages
 * @param passages in how many of the searched passages it stands, over 0
 * @param among of how many, at least as many
 */
record Term(String lexeme, double frequency, long slot, long passages, long among) {

    /** The part of a passage's weights where a lexeme stands twice in a passage of 1.3 times the mean length. It can be 2.2, and at 1.25 the first ten were .994 those of a scan. */
    private static final double GENEROUS = 1.25;

    /** Words of one question stand together more often than words by chance do. */
    private static final double TOGETHER = 3;

    /** What bears no language's mark may stand in passages of other languages too. */
    Term {
        among = Math.max(among, passages);
    }

    double idf() {
        return Bm25.idf(among, passages);
    }

    /** What it adds to the score of a passage that is much about it, somewhat more than where it stands once in one of mean length: few have more of several terms. */
    double usual() {
        return GENEROUS * frequency * idf();
    }

    /**
     * The rarest terms, which together stand in about {@code budget} passages; all of them where that is not reached. A passage with none
     * of these is not looked at.
     *
     * @param terms rarest first
     */
    static List<Term> rarest(List<Term> terms, long budget) {
        List<Term> chosen = new ArrayList<>();
        long reached = 0;
        for (Term term : terms) {
            if (reached >= budget) {
                break;
            }
            chosen.add(term);
            reached += term.passages();
        }
        return chosen;
    }

    /** In how many passages they stand, those with several of them counted as often. */
    static long passagesOfAll(List<Term> terms) {
        return terms.stream().mapToLong(Term::passages).sum();
    }

    /**
     * The rarest terms, as many as stand together in no more than {@code budget} passages.
     *
     * @param terms rarest first
     */
    static List<Term> within(List<Term> terms, long budget) {
        long reached = 0;
        int taken = 0;
        while (taken < terms.size() && reached + terms.get(taken).passages() <= budget) {
            reached += terms.get(taken++).passages();
        }
        return terms.subList(0, taken);
    }

    /**
     * Each two of them, as a tsquery has it; but those that stand together in too many passages.
     *
     * @param terms rarest first
     * @param passages of how many
     * @param budget that all pairs may stand in, as far as can be told from how often each of both stands alone
     */
    static List<String> pairs(List<Term> terms, long passages, long budget) {
        List<String> pairs = new ArrayList<>();
        double reached = 0;
        for (int i = 0; i < terms.size(); i++) {
            for (int j = i + 1; j < terms.size(); j++) {
                double both = TOGETHER * terms.get(i).passages() * terms.get(j).passages() / passages;
                if (reached + both <= budget) {
                    reached += both;
                    pairs.add("%s & %s"
                            .formatted(terms.get(i).quoted(), terms.get(j).quoted()));
                }
            }
        }
        return pairs;
    }

    /** As tsqueries have it. */
    String quoted() {
        return Analysis.quoted(lexeme);
    }

    /** The literal that Postgres reads as a tsquery: any of the lexemes, as they are. */
    static String anyOf(List<Term> terms) {
        List<String> quoted = terms.stream().map(Term::quoted).toList();
        return String.join(" | ", quoted);
    }

    /** The question as the literal of a sparsevec. */
    static String weights(List<Term> terms) {
        Map<Long, Double> weights = new TreeMap<>();
        for (Term term : terms) {
            weights.merge(term.slot(), term.frequency() * term.idf(), Double::sum);
        }
        List<String> entries = new ArrayList<>();
        weights.forEach((slot, weight) -> entries.add(String.format(Locale.ROOT, "%d:%.9g", slot, weight)));
        return "{" + String.join(",", entries) + "}/1000000000";
    }
}
