package io.groundwork.orchestration.transfer;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.retrieval.CollectionId;

/**
 * What became of an import that went well.
 *
 * @param sent the space that the file's vectors are of
 * @param here the space of the new collection
 * @param documents that are in the collection now
 * @param passages that were taken with their vectors
 * @param queued documents whose text is cut and embedded here, one after the other
 * @param restricted documents that had readers of their own: nobody but the importer may read them
 * @param leftOut documents that the file lists without a text, because they were not searchable where it was made
 * @param withheld documents that who made the file was not permitted to read
 * @param withoutStates passages taken without the states of their tokens, where those are kept here
 */
public record ImportReport(
        CollectionId collection,
        String name,
        EmbeddingModel sent,
        EmbeddingModel here,
        long documents,
        long passages,
        long queued,
        long restricted,
        long leftOut,
        long withheld,
        long withoutStates) {}
