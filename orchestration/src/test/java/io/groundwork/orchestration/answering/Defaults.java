package io.groundwork.orchestration.answering;

/** Settings for tests, with a threshold that suits {@link WordOverlap}. */
record Defaults(int passageTokens, int historyTokens) implements AnsweringConfig {

    static final Defaults ROOMY = new Defaults(6000, 1500);

    @Override
    public int extractivePassages() {
        return 8;
    }

    @Override
    public int extractiveSentences() {
        return 3;
    }

    @Override
    public double extractiveThreshold() {
        return 0.5;
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
