package io.groundwork.orchestration.models;

import io.groundwork.orchestration.chat.ChatOutcome;
import java.time.Duration;

/** What a try of a model server showed. */
public sealed interface TestOutcome {

    /**
     * It wrote.
     *
     * @param reply its first words; empty where a model only thought within the few tokens it was given
     * @param took from the question to the end of the reply
     */
    record Works(String reply, Duration took) implements TestOutcome {}

    /** @param words what is wrong and, where it can be told, what to do */
    record Fails(ChatOutcome.Reason reason, String words) implements TestOutcome {}
}
