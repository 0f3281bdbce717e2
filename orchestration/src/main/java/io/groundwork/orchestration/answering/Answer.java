package io.groundwork.orchestration.answering;

import io.groundwork.orchestration.chat.Usage;
import java.util.List;
import java.util.UUID;

/**
 * What was answered.
 *
 * @param text without marks; the citations say where marks belong
 * @param citations in the order of their place in the text
 * @param droppedCitations those that were not shown: of passages that do not exist, that do not say it, or whose text is gone
 * @param model the name of the model that wrote it
 * @param decision names its record
 */
public record Answer(
        String text,
        List<Citation> citations,
        Outcome outcome,
        int droppedCitations,
        String model,
        Usage usage,
        UUID decision) {

    public Answer {
        citations = List.copyOf(citations);
    }
}
