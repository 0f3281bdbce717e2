package io.groundwork.orchestration.answering;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How answers are made. */
@ConfigMapping(prefix = "groundwork.answering")
public interface AnsweringConfig {

    /**
     * Passages whose sentences the built-in model weighs, best first. Each costs the engine 25 to 45 ms of one core.
     */
    @WithDefault("8")
    int extractivePassages();

    /** Most sentences of a built-in answer. */
    @WithDefault("3")
    int extractiveSentences();

    /** Score under which the built-in model declines; belongs to the embedding model, see {@link SentenceChooser}. */
    @WithDefault("0.65")
    double extractiveThreshold();

    /** How far under the best sentence's score a further one may be. */
    @WithDefault("0.03")
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
}
