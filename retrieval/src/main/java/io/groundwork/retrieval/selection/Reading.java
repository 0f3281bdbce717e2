package io.groundwork.retrieval.selection;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.SearchSettings;

/**
 * A passage as it is compared with others.
 *
 * @param rank before anything was left out, counted from 1
 * @param settings of its collection, for this search
 */
record Reading(long passage, int rank, Place place, Wording wording, SearchSettings settings) {

    /** A document in a collection. */
    record Place(CollectionId collection, DocumentId document) {}
}
