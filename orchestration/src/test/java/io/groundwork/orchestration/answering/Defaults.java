package io.groundwork.orchestration.answering;

/** Settings for tests, with thresholds that suit {@link WordMatching}. */
record Defaults(int passageTokens, int historyTokens, Declining extractiveDeclining) implements AnsweringConfig {

    static final Defaults ROOMY = new Defaults(6000, 1500);

    Defaults(int passageTokens, int historyTokens) {
        this(passageTokens, historyTokens, Declining.DEFAULT);
    }

    @Override
    public int extractivePassages() {
        return 8;
    }

    @Override
    public int extractiveSentences() {
        return 3;
    }

    @Override
    public int extractiveWords() {
        return 80;
    }

    @Override
    public double extractiveThreshold() {
        return 0.3;
    }

    @Override
    public double extractiveStrictThreshold() {
        return 0.95;
    }

    @Override
    public double extractiveMargin() {
        return 0.1;
    }

    @Override
    public double supportThreshold() {
        return 0.5;
    }

    @Override
    public int answerTokens() {
        return 500;
    }

    @Override
    public double temperature() {
        return 0.2;
    }
}
