package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.AttributeDeclarations;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Stage;
import io.groundwork.retrieval.Visibility;
import io.groundwork.retrieval.Wish;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what searches are asked with; what is wrong is a 400 that names the field, and a collection that may not be read is a 404. */
@Singleton
final class SearchFields {

    private static final int MAX_CHARACTERS = 10_000;

    private final Visibility visibility;
    private final AttributeDeclarations declarations;
    private final Rankers rankers;

    SearchFields(Visibility visibility, AttributeDeclarations declarations, Rankers rankers) {
        this.rankers = rankers;
        this.visibility = visibility;
        this.declarations = declarations;
    }

    /** Those named, where the caller may read them; all that the caller may read where none is named. */
    List<CollectionId> places(Caller caller, @Nullable List<String> named) {
        if (named == null) {
            return visibility.readableCollections(caller.scope());
        }
        List<CollectionId> asked = named.stream().map(Ids::collection).toList();
        List<CollectionId> readable = visibility.readableCollections(caller.scope(), asked);
        for (int i = 0; i < asked.size(); i++) {
            if (!readable.contains(asked.get(i))) {
                throw Ids.COLLECTION.notFound(named.get(i));
            }
        }
        return readable;
    }

    /** Those that the caller may still read of what was chosen before. */
    List<CollectionId> readable(Caller caller, List<CollectionId> chosen) {
        return visibility.readableCollections(caller.scope(), chosen);
    }

    /** By what the collections that are searched declare of their documents' attributes; the caller may read them all. */
    Optional<Filter> filter(@Nullable JsonNode node, List<CollectionId> searched) {
        return node == null || node.isNull()
                ? Optional.empty()
                : Filters.read(node, KnownAttributes.of(searched, declarations.of(searched)));
    }

    /**
     * One that was checked when it was written down. What no document has where this caller searches is no mistake of theirs: it then holds of none.
     */
    Optional<Filter> knownFilter(@Nullable JsonNode node, List<CollectionId> searched) {
        return Filters.read(node, KnownAttributes.unchecked(searched, declarations.of(searched)));
    }

    /** What a request says of who ranks the first passages anew. */
    List<Wish> rankedBy(String field, @Nullable String ranker) {
        return rankers.wishes(field, ranker);
    }

    /** The same of what was checked when it was written down, whatever became of the ranker since. */
    List<Wish> knownRanker(String ranker) {
        return rankers.known(ranker);
    }

    static void checkQuery(String field, @Nullable String query) {
        if (query == null || query.isBlank()) {
            throw Problem.INVALID_REQUEST.because(field, "'%s' is empty.".formatted(field));
        }
        Nul.check(field, query);
        if (query.length() > MAX_CHARACTERS) {
            throw Problem.INVALID_REQUEST.because(
                    field,
                    "'%s' has %d characters; at most %d are read.".formatted(field, query.length(), MAX_CHARACTERS));
        }
    }

    static int limit(@Nullable Integer wanted) {
        int limit = wanted == null ? 10 : wanted;
        if (limit < 1 || limit > 1000) {
            throw Problem.INVALID_REQUEST.because(
                    "limit", "'limit' is %d; it must be within 1 to 1000.".formatted(limit));
        }
        return limit;
    }

    static String lower(Stage stage) {
        return SearchSettingBodies.lower(stage);
    }
}
