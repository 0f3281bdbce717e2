package io.groundwork.retrieval;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import java.util.List;
import java.util.Map;

/**
 * A passage that was found.
 *
 * @param version of the document that the passage was cut from
 * @param attributes of the document in that collection; values are String, Double or Boolean
 * @param score in [0, 1], comparable within one result only
 * @param ranks its rank in each stage that found it, counted from 1
 * @param copies passages elsewhere that say the same, in the order in which they were found; of those that would else have stood before the last hit
 * @param around passages of the same version that stand before and after it, in order, as far as the search was to widen; without itself
 */
public record Hit(
        CollectionId collection,
        DocumentId document,
        int version,
        Passage passage,
        Map<String, Object> attributes,
        double score,
        Map<Stage, Integer> ranks,
        List<Copy> copies,
        List<Passage> around) {

    public Hit {
        attributes = Map.copyOf(attributes);
        ranks = Map.copyOf(ranks);
        copies = List.copyOf(copies);
        around = List.copyOf(around);
    }

    /**
     * Where something stands that says what a hit says.
     *
     * @param attributes of the document in that collection; values are String, Double or Boolean
     * @param same whether in the same words
     */
    public record Copy(
            CollectionId collection,
            DocumentId document,
            int version,
            Passage passage,
            Map<String, Object> attributes,
            boolean same) {

        public Copy {
            attributes = Map.copyOf(attributes);
        }
    }
}
