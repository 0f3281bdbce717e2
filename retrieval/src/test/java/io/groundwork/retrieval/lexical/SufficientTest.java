package io.groundwork.retrieval.lexical;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SufficientTest {

    /** Terms of an idf of about 6.9, 4.6 and 2.3, of which one usually adds 8.6, 5.8 and 2.9. */
    private final Term rare = new Term("rare", 1, 1, 999, 1_000_000);

    private final Term usual = new Term("usual", 1, 2, 9_999, 1_000_000);
    private final Term common = new Term("common", 1, 3, 99_999, 1_000_000);

    @Test
    void oneThatCanDoItAloneIsNamedAlone() {
        assertThat(Sufficient.condition(List.of(rare, usual, common), 8)).hasValue("('rare' | 'usual' & ('common'))");
    }

    @Test
    void thoseThatCanDoItTogetherAreNamedTogether() {
        assertThat(Sufficient.condition(List.of(usual, common), 7)).hasValue("('usual' & ('common'))");
    }

    @Test
    void nothingIsNamedWhereAllTogetherCannot() {
        assertThat(Sufficient.condition(List.of(usual, common), 10)).isEmpty();
        assertThat(Sufficient.condition(List.of(), 0)).isEmpty();
    }

    @Test
    void noPassageThatUsuallyExceedsIsLeftOut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            List<Term> terms = terms(random, 1 + random.nextInt(30));
            double all = usual(terms);
            double least = random.nextDouble() * all * 1.1;
            Optional<String> condition = Sufficient.condition(terms, least);
            for (int i = 0; i < 50; i++) {
                double share = random.nextDouble();
                List<Term> held = terms.stream()
                        .filter(term -> random.nextDouble() < share)
                        .toList();
                if (usual(held) > least) {
                    assertThat(condition.map(text -> holds(text, held)))
                            .as("seed %d: %s over %s of %s", seed, held, least, condition)
                            .hasValue(true);
                }
            }
        }
    }

    @Test
    void theConditionOfALongQuestionStaysShort() {
        Random random = new Random(7);
        List<Term> terms = terms(random, 400);

        Optional<String> condition = Sufficient.condition(terms, usual(terms) / 2);

        assertThat(condition.orElseThrow().split("'").length / 2).isLessThanOrEqualTo(400);
    }

    private static double usual(List<Term> terms) {
        return terms.stream().mapToDouble(Term::usual).sum();
    }

    private static List<Term> terms(Random random, int count) {
        List<Term> terms = new ArrayList<>();
        long passages = 1;
        for (int i = 0; i < count; i++) {
            passages = Math.min(900_000, 1 + (long) (passages * (1 + random.nextDouble() * 3)));
            terms.add(new Term("w" + i, 1, i + 1, passages, 1_000_000));
        }
        return terms;
    }

    /** Evaluates a tsquery of single lexemes. */
    private static boolean holds(String condition, List<Term> held) {
        Set<String> lexemes = new HashSet<>();
        held.forEach(term -> lexemes.add(term.lexeme()));
        return new Reader(condition, lexemes).any();
    }

    private static final class Reader {

        private final String text;
        private final Set<String> lexemes;
        private int at;

        Reader(String text, Set<String> lexemes) {
            this.text = text.replace(" ", "");
            this.lexemes = lexemes;
        }

        boolean any() {
            boolean any = all();
            while (at < text.length() && text.charAt(at) == '|') {
                at++;
                any |= all();
            }
            return any;
        }

        private boolean all() {
            boolean all = one();
            while (at < text.length() && text.charAt(at) == '&') {
                at++;
                all &= one();
            }
            return all;
        }

        private boolean one() {
            if (text.charAt(at++) == '(') {
                boolean any = any();
                at++;
                return any;
            }
            int end = text.indexOf('\'', at);
            String lexeme = text.substring(at, end);
            at = end + 1;
            return lexemes.contains(lexeme);
        }
    }
}
