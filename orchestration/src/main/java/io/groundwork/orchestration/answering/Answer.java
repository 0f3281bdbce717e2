package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.orchestration.chat.ChatOutcome;
import io.groundwork.orchestration.chat.Usage;
import io.groundwork.retrieval.CollectionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What was answered.
 *
 * @param text without marks; the citations say where marks belong
 * @param citations in the order of their place in the text
 * @param ending whether it is whole, or was cut: at the most tokens that it may have, or by the filter of the model's server
 * @param droppedCitations those that were not shown: of passages that do not exist, that do not say it, or whose text is gone
 * @param model the name of the model that wrote it
 * @param score how likely it is that the documents answer the question, in [0, 1]; empty where the model cannot tell
 * @param searched what was looked for, and where
 * @param decision names its record
 * @param checked what came of holding its sentences against what they cite
 * @param beside what the passages hold beside it
 * @param read the documents whose passages the model had before its eyes, quoted or not
 */
public record Answer(
        String text,
        List<Citation> citations,
        Outcome outcome,
        ChatOutcome.Ending ending,
        int droppedCitations,
        String model,
        Usage usage,
        Optional<Double> score,
        Searched searched,
        UUID decision,
        Checked checked,
        Beside beside,
        Set<DocumentId> read) {

    public Answer {
        citations = List.copyOf(citations);
        read = Set.copyOf(read);
    }

    /**
     * What was looked for, and where.
     *
     * @param queries the question first
     * @param collections that were searched
     * @param passages how many were found and considered
     */
    public record Searched(List<String> queries, List<CollectionId> collections, int passages) {

        public Searched {
            queries = List.copyOf(queries);
            collections = List.copyOf(collections);
        }
    }
}
