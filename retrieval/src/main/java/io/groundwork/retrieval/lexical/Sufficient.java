package io.groundwork.retrieval.lexical;

import java.util.List;
import java.util.Optional;

/**
 * Which passages, of those that were not looked at, can still come among the best: they hold terms enough that what these usually give exceeds what the last of
 * the best scored. Said as a condition on lexemes, so that the index of words finds them by intersection and nothing else is read. Where the condition would become long, it lets
 * more through.
 *
 * @see <a href="https://doi.org/10.1016/0306-4573(95)00020-H">Turtle, Flood, Query evaluation: strategies and optimizations, 1995</a>: MaxScore, which takes the greatest possible
 *     in place of the usual
 */
final class Sufficient {

    /** Lexemes in a condition: Postgres evaluates it once for each passage that holds one of the rarer of them. */
    private static final int MOST_LEXEMES = 48;

    /** How many lexemes a branch names, before the rest of what it would need is left unsaid. */
    private static final int DEEPEST = 3;

    private final List<Term> terms;
    private final double[] usual;

    /** What this term and all after it give together. */
    private final double[] left;

    private int named;

    private Sufficient(List<Term> terms) {
        this.terms = terms;
        this.usual = terms.stream().mapToDouble(Term::usual).toArray();
        this.left = new double[terms.size() + 1];
        for (int i = terms.size() - 1; i >= 0; i--) {
            left[i] = left[i + 1] + usual[i];
        }
    }

    /**
     * The condition as Postgres reads a tsquery; empty when none is.
     *
     * @param terms that were not looked for, rarest first
     * @param least what has to be exceeded, at least 0
     */
    static Optional<String> condition(List<Term> terms, double least) {
        Sufficient sufficient = new Sufficient(terms);
        for (int depth = DEEPEST; depth > 1; depth--) {
            sufficient.named = 0;
            Optional<String> condition = sufficient.from(0, least, depth);
            if (sufficient.named <= MOST_LEXEMES) {
                return condition;
            }
        }
        return sufficient.from(0, least, 1);
    }

    /** Of the terms from {@code first} on, what gives more than {@code needed}; empty when they cannot. */
    private Optional<String> from(int first, double needed, int depth) {
        StringBuilder any = new StringBuilder();
        for (int i = first; i < terms.size() && left[i] > needed; i++) {
            String lexeme = terms.get(i).quoted();
            double missing = needed - usual[i];
            named++;
            String branch = missing < 0 || depth == 1
                    ? lexeme
                    : from(i + 1, missing, depth - 1)
                            .map(rest -> lexeme + " & " + rest)
                            .orElse("");
            if (!branch.isEmpty()) {
                any.append(any.isEmpty() ? "(" : " | ").append(branch);
            }
        }
        return any.isEmpty() ? Optional.empty() : Optional.of(any.append(')').toString());
    }
}
