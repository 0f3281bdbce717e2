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

    /** What bears no language's mark may stand in passages of other languages too. */
    Term {
        among = Math.max(among, passages);
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

    /** The literal that Postgres reads as a tsquery: any of the lexemes, as they are. */
    static String anyOf(List<Term> terms) {
        List<String> quoted =
                terms.stream().map(term -> Analysis.quoted(term.lexeme())).toList();
        return String.join(" | ", quoted);
    }

    /** The question as the literal of a sparsevec. */
    static String weights(List<Term> terms) {
        Map<Long, Double> weights = new TreeMap<>();
        for (Term term : terms) {
            weights.merge(term.slot(), term.frequency() * Bm25.idf(term.among(), term.passages()), Double::sum);
        }
        List<String> entries = new ArrayList<>();
        weights.forEach((slot, weight) -> entries.add(String.format(Locale.ROOT, "%d:%.9g", slot, weight)));
        return "{" + String.join(",", entries) + "}/1000000000";
    }
}
