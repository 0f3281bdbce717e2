package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How one document fared in a search.
 *
 * @param place of its best passage among those that would be given, counted from 1; empty when none of its would
 * @param ranked how many would be given if there were no limit
 * @param instead what is given in place of its best passage; empty where nothing is
 * @param beyond how many of its passages are left out, as a document gives only so many
 * @param passages of it that were searched: those that may be read and satisfy the filter
 * @param quoted whether any of them holds what the question has in quotation marks; true where nothing is quoted, or it stands nowhere
 * @param standings in each stage, in the order they ran
 * @param words of the question, but for those that tell nothing, and whether the document holds them
 * @param stages what each stage did
 */
public record Trace(
        OptionalInt place,
        int ranked,
        Optional<Instead> instead,
        int beyond,
        long passages,
        boolean quoted,
        List<Standing> standings,
        Map<String, Boolean> words,
        List<SearchResult.StageReport> stages) {

    /** Of a document that was not looked for. */
    public static final Trace NOTHING =
            new Trace(OptionalInt.empty(), 0, Optional.empty(), 0, 0, true, List.of(), Map.of(), List.of());

    public Trace {
        standings = List.copyOf(standings);
        stages = List.copyOf(stages);
    }

    /**
     * A passage that says what the best one of the document says, and came before it.
     *
     * @param place among those that would be given, counted from 1
     * @param same whether in the same words
     */
    public record Instead(CollectionId collection, DocumentId document, int place, boolean same) {}

    /**
     * Where its best passage stands in a stage.
     *
     * @param rank among all passages that may be read, counted from 1; of stages that see only what others found, among these. Empty when it has none there
     * @param among of how many
     * @param taken how many passages the stage took or gave on
     * @param score of its best passage there, as {@link Retriever#search} tells it of that stage alone; 0 without a rank
     */
    public record Standing(Stage stage, OptionalLong rank, long among, int taken, double score) {}
}
