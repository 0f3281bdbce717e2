package io.groundwork.orchestration;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a deletion took away, and what was found when it was looked for again.
 *
 * @param children the documents below it, that were taken away with it
 * @param collection out of which it was taken; empty when it was taken out of all
 * @param externalId its sender's name for it, where it had one
 * @param removed what there was of it before, and no longer is
 * @param leftOver what there is of it still: nothing, unless it stays elsewhere on purpose
 * @param deletedBy the caller
 */
public record DeletionReceipt(
        UUID id,
        DocumentId document,
        List<DocumentId> children,
        Optional<CollectionId> collection,
        Optional<String> externalId,
        Remains removed,
        Remains leftOver,
        UUID deletedBy,
        Instant deletedAt) {

    public DeletionReceipt {
        children = List.copyOf(children);
    }

    /**
     * What there is of a document and of all below it.
     *
     * @param collections that it is in
     * @param children documents below it
     * @param passages that can be found, each with its vector
     * @param vectors kept for work that is not done yet
     * @param versions that can be read
     * @param characters of text in them
     * @param files that hold the bytes of its versions
     * @param contents of those files that no other file has; what others have stays for them
     */
    public record Remains(
            long collections,
            long children,
            long passages,
            long vectors,
            long versions,
            long characters,
            long files,
            long contents) {

        public Remains minus(Remains other) {
            return new Remains(
                    collections - other.collections,
                    children - other.children,
                    passages - other.passages,
                    vectors - other.vectors,
                    versions - other.versions,
                    characters - other.characters,
                    files - other.files,
                    contents - other.contents);
        }
    }
}
