package io.groundwork.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How good one ranking is, or the mean over many, by the formulas of trec_eval ({@code ndcg_cut}, {@code recall},
 * {@code recip_rank}); each in [0, 1]. The gain of a document is its judged score, the discount at rank r is log2(r + 1),
 * and what was not judged counts as not relevant. One difference: trec_eval sorts anew by score and breaks ties by document
 * id, here the order in which the system answered is the ranking.
 *
 * @param ndcg10 normalised discounted cumulative gain of the first 10
 * @param recall10 share of the relevant documents among the first 10
 * @param recall100 share of the relevant documents among the first 100
 * @param mrr10 1 / rank of the first relevant document; 0 when it is not among the first 10
 * @see <a href="https://github.com/usnistgov/trec_eval">trec_eval</a>
 */
record Measures(double ndcg10, double recall10, double recall100, double mrr10) {

    /**
     * @param ranking document ids, best first, each once
     * @param judgements score by document id; above 0 is relevant, and at least one must be
     */
    static Measures of(List<String> ranking, Map<String, Integer> judgements) {
        long relevant = judgements.values().stream().filter(score -> score > 0).count();
        if (relevant == 0) {
            throw new IllegalArgumentException("Nothing is judged relevant");
        }
        List<Integer> gains = ranking.stream()
                .map(id -> Math.max(0, judgements.getOrDefault(id, 0)))
                .toList();
        List<Integer> ideal = judgements.values().stream()
                .filter(score -> score > 0)
                .sorted((a, b) -> b - a)
                .toList();
        return new Measures(
                discounted(gains, 10) / discounted(ideal, 10),
                (double) relevantWithin(gains, 10) / relevant,
                (double) relevantWithin(gains, 100) / relevant,
                reciprocalRank(gains, 10));
    }

    /** The mean of each; {@code all} must not be empty. */
    static Measures mean(Collection<Measures> all) {
        return new Measures(
                mean(all, Measures::ndcg10),
                mean(all, Measures::recall10),
                mean(all, Measures::recall100),
                mean(all, Measures::mrr10));
    }

    private static double mean(Collection<Measures> all, ToDoubleFunction<Measures> measure) {
        return all.stream().mapToDouble(measure).average().orElseThrow();
    }

    private static double discounted(List<Integer> gains, int depth) {
        double sum = 0;
        for (int i = 0; i < Math.min(depth, gains.size()); i++) {
            sum += gains.get(i) / (Math.log(i + 2) / Math.log(2));
        }
        return sum;
    }

    private static long relevantWithin(List<Integer> gains, int depth) {
        return gains.stream().limit(depth).filter(gain -> gain > 0).count();
    }

    private static double reciprocalRank(List<Integer> gains, int depth) {
        for (int i = 0; i < Math.min(depth, gains.size()); i++) {
            if (gains.get(i) > 0) {
                return 1.0 / (i + 1);
            }
        }
        return 0;
    }
}
