package io.groundwork.ingest;

/** What became of the wish to make one file of the parts of an upload. */
public sealed interface CompletionOutcome {

    /** It is a file now; the parts are gone. */
    record Completed(Upload upload) implements CompletionOutcome {}

    /**
     * Nothing was changed.
     *
     * @param reason one sentence for who sent the parts
     */
    record Refused(String reason) implements CompletionOutcome {}
}
