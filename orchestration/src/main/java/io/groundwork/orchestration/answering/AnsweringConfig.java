package io.groundwork.orchestration.answering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How answers are made. */
@ConfigMapping(prefix = "groundwork.answering")
public interface AnsweringConfig {

    /**
     * Passages whose sentences the built-in model weighs, best first. Each costs a fraction of a millisecond where the states of its tokens are stored, and the
     * engine 17 to 45 ms of one core where they are not.
     */
    @WithDefault("8")
    int extractivePassages();

    /** Most sentences of a built-in answer. */
    @WithDefault("3")
    int extractiveSentences();

    /** Most words of a built-in answer; a longer sentence is quoted in part. */
    @WithDefault("80")
    int extractiveWords();

    /** Which of the two thresholds holds. */
    @WithDefault("default")
    Declining extractiveDeclining();

    /** Score, in [0, 1], under which the built-in model declines by default; belongs to the embedding model, see {@link Confidence}. */
    @WithDefault("0.22")
    double extractiveThreshold();

    /** The same where it is to be strict: it then declines about half of what only looks answerable, and a sixth of what is. */
    @WithDefault("0.38")
    double extractiveStrictThreshold();

    /** How far under the best sentence's mean cosine that of a further one may be. */
    @WithDefault("0.08")
    double extractiveMargin();

    /** Score under which a sentence of a chat model does not rest on the passage that it cites. */
    @WithDefault("0.60")
    double supportThreshold();

    /** Room for passages in a chat model's prompt, in tokens of about four characters. */
    @WithDefault("6000")
    int passageTokens();

    /** Room for what was said before, in the same tokens. */
    @WithDefault("1500")
    int historyTokens();

    /** Longest answer of a chat model, in its own tokens. */
    @WithDefault("1200")
    int answerTokens();

    /** Of a chat model's sampling, 0 to 2. */
    @WithDefault("0.2")
    double temperature();

    /** How readily the built-in model says that the documents do not hold an answer. */
    enum Declining {
        /** Where the documents are about something else. */
        DEFAULT,
        /** Also where they are about it and, as far as can be told, do not say what is asked. */
        STRICT
    }

    /** The score under which the built-in model declines. */
    default double declinesUnder() {
        return switch (extractiveDeclining()) {
            case DEFAULT -> extractiveThreshold();
            case STRICT -> extractiveStrictThreshold();
        };
    }
}
