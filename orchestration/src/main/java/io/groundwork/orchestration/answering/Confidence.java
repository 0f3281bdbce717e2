package io.groundwork.orchestration.answering;

/**
 * How likely it is that a sentence answers a question: the product of two logistic regressions, of whether the passages are about what is asked at all, and of whether they
 * then say it or only look as if they did.
 *
 * <p>The numbers were fitted, with a penalty of .001 on the squares of standardised ones, to what the built-in embedding model found among the 1,216 paragraphs of SQuAD v2 dev for 1,440
 * answerable questions against every second of SciFact's 1,109 claims, and against 1,477 unanswerable questions: those of every second of its 16 articles by name, 1973_oil_crisis the first. Of
 * the questions of the other articles and the other claims, which had no part in it, this is declined, and so often the answer cites the gold answer:
 *
 * <table>
 * <caption>By threshold</caption>
 * <tr><th>under</th><th>gold cited</th><th>answerable declined</th><th>unanswerable declined</th><th>claims declined</th></tr>
 * <tr><td>.15</td><td>.882</td><td>.046</td><td>.221</td><td>.958</td></tr>
 * <tr><td>.20</td><td>.869</td><td>.059</td><td>.255</td><td>.969</td></tr>
 * <tr><td>.25</td><td>.859</td><td>.071</td><td>.297</td><td>.980</td></tr>
 * <tr><td>.35</td><td>.819</td><td>.122</td><td>.387</td><td>.987</td></tr>
 * <tr><td>.38</td><td>.801</td><td>.145</td><td>.429</td><td>.989</td></tr>
 * <tr><td>.40</td><td>.786</td><td>.161</td><td>.466</td><td>.991</td></tr>
 * </table>
 *
 * <p>The area under the curve is .726 for the unanswerable ones and .989 for the claims; by the sentence's score alone it is .66 and .986. Another embedding model has other cosines, and wants other thresholds.
 */
final class Confidence {

    private Confidence() {}

    /** In [0, 1]. */
    static double of(Signals signals) {
        return aboutIt(signals) * saysIt(signals);
    }

    private static double aboutIt(Signals s) {
        return logistic(-14.89 + 14.89 * s.sentence() + 13.22 * s.passage() + 2.39 * s.held());
    }

    /** Where the question meets the passage better than the sentence, what is asked is said of several things, and not of one. */
    private static double saysIt(Signals s) {
        return logistic(-1.51
                + 9.64 * s.sentence()
                - 9.58 * s.passage()
                + 4.27 * s.worst()
                - 1.81 * (s.numberMissing() ? 1 : 0)
                - 0.51 * s.namesMissing()
                - 3.47 * (s.negationMissing() ? 1 : 0));
    }

    private static double logistic(double odds) {
        return 1 / (1 + Math.exp(-odds));
    }
}
