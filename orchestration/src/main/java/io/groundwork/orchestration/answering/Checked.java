package io.groundwork.orchestration.answering;

import java.util.List;

/**
 * What came of holding an answer's sentences against what they cite.
 *
 * @param sentences in their order; empty where the policy keeps all unseen
 * @param leftOut how many are not in the answer because nothing bears them out
 */
public record Checked(List<Statement> sentences, int leftOut) {

    public static final Checked NOTHING = new Checked(List.of(), 0);

    public Checked {
        sentences = List.copyOf(sentences);
    }

    /** How many sentences are of that kind. */
    public int count(Statement.Verdict verdict) {
        return (int) sentences.stream()
                .filter(sentence -> sentence.verdict() == verdict)
                .count();
    }

    boolean holdsSupported() {
        return sentences.stream()
                .anyMatch(sentence -> sentence.verdict() == Statement.Verdict.SUPPORTED
                        || sentence.verdict() == Statement.Verdict.QUOTED);
    }
}
