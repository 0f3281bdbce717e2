package io.groundwork.orchestration.transfer;

import io.groundwork.ingest.Block;
import io.groundwork.ingest.MailHead;
import io.groundwork.ingest.Partial;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lines as they are written, field by field; null is left out. {@code Importer} reads what stands here. */
sealed interface Line {

    /** What the first line says of the form of all. */
    String FORMAT = "groundwork-collection/1";

    /** What vectors are written as. */
    String VECTORS = "float16, little-endian, base64";

    String COLLECTION = "collection";
    String DOCUMENT = "document";
    String MORE = "more";
    String PASSAGE = "passage";
    String END = "end";

    /** No longer line is read, and none is written: 16 MiB. */
    int MOST_BYTES = 16 << 20;

    /** So much of a document's text goes in one line, in characters, of which JSON makes at most six bytes each. */
    int TEXT_PIECE = 1_000_000;

    /** So many blocks, with the numberings of their rows, go in one line. */
    int BLOCKS_PIECE = 10_000;

    /** The first line. */
    record OfCollection(
            String type,
            String format,
            String exportedAt,
            String id,
            String name,
            String description,
            Map<String, String> metadata,
            String language,
            String profile,
            @Nullable Integer passageTokens,
            @Nullable Integer overlapTokens,
            float k1,
            float b,
            OfSearch search,
            @Nullable Map<String, String> attributeTypes,
            OfSpace space,
            String vectors,
            boolean states)
            implements Line {}

    /**
     * How it is searched, by the names that the API has for it.
     *
     * @param stages those that run
     * @param maxPerDocument 0: as many as there are
     * @param recency null: age does not matter
     */
    record OfSearch(
            List<String> stages,
            String collapse,
            int maxPerDocument,
            @Nullable OfRecency recency,
            @Nullable String ranker) {}

    /** @param attribute that holds a document's date; null: the day that its version came */
    record OfRecency(double halfLifeDays, @Nullable String attribute, double weight) {}

    /** What makes two vectors comparable: all of it. */
    record OfSpace(
            String model, String digest, String numbers, int dimension, String queryPrefix, String passagePrefix) {}

    /** @param readers ids of principals, where the document has readers of its own */
    record OfDocument(
            String type,
            String id,
            @Nullable String parentId,
            String name,
            @Nullable String externalId,
            String mediaType,
            String status,
            @Nullable OfError error,
            @Nullable Integer version,
            @Nullable String title,
            @Nullable String language,
            @Nullable Integer pages,
            Map<String, Object> attributes,
            @Nullable List<UUID> readers,
            @Nullable String cutBy,
            String addedAt,
            @Nullable List<String> warnings,
            @Nullable Partial partial,
            @Nullable MailHead mail,
            @Nullable String text,
            @Nullable List<Block> blocks)
            implements Line {}

    record OfError(String code, String message) {}

    /** Goes on with the text, or with the blocks, of the document before it. */
    record OfMore(
            String type, @Nullable String text, @Nullable List<Block> blocks) implements Line {}

    @SuppressWarnings("ArrayRecordComponent") // written at once, and never compared
    record OfPassage(
            String type,
            int ordinal,
            String text,
            @Nullable String context,
            @Nullable List<String> headings,
            int start,
            int end,
            @Nullable Integer page,
            @Nullable Integer pageEnd,
            @Nullable String sheet,
            @Nullable Integer rowStart,
            @Nullable Integer rowEnd,
            int sectionStart,
            int sectionEnd,
            @Nullable String language,
            byte @Nullable [] vector,
            byte @Nullable [] states)
            implements Line {}

    /** @param withheld documents that who exported may not read */
    record OfEnd(String type, long documents, long passages, long withheld) implements Line {}
}
