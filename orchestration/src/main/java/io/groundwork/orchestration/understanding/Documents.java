package io.groundwork.orchestration.understanding;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.DocumentLanguages;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Visibility;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of documents beside what a search finds: as it is stored, or as a test says. */
interface Documents {

    /** Shares of languages among those that the scope may read, the most frequent first. */
    Map<String, Double> languages(Scope scope, List<CollectionId> collections, Duration longest);

    /** How the collection is searched. */
    SearchSettings settings(CollectionId collection);

    /** Those that the scope may read now. */
    Set<DocumentId> readable(Scope scope, CollectionId collection, Collection<DocumentId> documents);

    /** As it is stored. */
    record Stored(Collections collections, Visibility visibility, DocumentLanguages spoken) implements Documents {

        @Override
        public Map<String, Double> languages(Scope scope, List<CollectionId> places, Duration longest) {
            return spoken.shares(scope, places, longest);
        }

        @Override
        public SearchSettings settings(CollectionId collection) {
            return collections.find(collection).map(CollectionInfo::search).orElse(SearchSettings.DEFAULT);
        }

        @Override
        public Set<DocumentId> readable(Scope scope, CollectionId collection, Collection<DocumentId> documents) {
            return visibility.readableDocuments(scope, collection, documents);
        }
    }
}
