package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.chat.Stop;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.understanding.Understander;
import io.groundwork.orchestration.understanding.Understanding;
import io.groundwork.orchestration.understanding.Understood;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Wish;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/vector_stores/{id}/search}. */
@Path("/v1/vector_stores/{id}/search")
@RunOnVirtualThread
class VectorStoreSearchResource {

    private static final int MAX_RESULTS = 50;
    private static final int MAX_QUERIES = 10;

    private final Retriever retriever;
    private final Understander understander;
    private final SearchFields fields;
    private final UnderstandFields understandings;
    private final Collections collections;
    private final Documents documents;
    private final Rights rights;
    private final CurrentCaller caller;
    private final Hangups hangups;

    VectorStoreSearchResource(
            Retriever retriever,
            Understander understander,
            SearchFields fields,
            UnderstandFields understandings,
            Collections collections,
            Documents documents,
            Rights rights,
            CurrentCaller caller,
            Hangups hangups) {
        this.retriever = retriever;
        this.understander = understander;
        this.fields = fields;
        this.understandings = understandings;
        this.collections = collections;
        this.documents = documents;
        this.rights = rights;
        this.caller = caller;
        this.hangups = hangups;
    }

    @POST
    public ResultsPage search(@PathParam("id") String id, @Nullable Body body) {
        CollectionId collection = rights.require(id, Access.READ);
        if (body == null) {
            throw Problem.INVALID_REQUEST.because("query", "Send 'query'.");
        }
        List<String> queries = queries(body.query());
        int limit = limit(body.maxResults());
        Optional<Filter> filter = fields.filter(body.filters(), List.of(collection));
        double threshold = threshold(body.ranking());
        List<Wish> wishes = fields.rankedBy(
                "ranking_options.ranker",
                body.ranking() == null ? null : body.ranking().ranker());
        List<SearchRequest> requests = queries.stream()
                .map(query -> new SearchRequest(query, List.of(collection), filter, limit, wishes))
                .toList();
        List<Answered> answered = Boolean.TRUE.equals(body.rewrite()) ? rewritten(requests) : plain(requests);
        List<Hit> hits = merged(collection, answered, limit).stream()
                .filter(hit -> hit.score() >= threshold)
                .toList();
        collections.touch(collection);
        Map<DocumentId, String> names = documents.names(SearchResource.named(hits));
        return new ResultsPage(
                "vector_store.search_results.page",
                answered.stream().flatMap(one -> one.searched().stream()).toList(),
                hits.stream().map(hit -> Result.of(hit, names)).toList(),
                false,
                null);
    }

    /**
     * What a query of the request found.
     *
     * @param searched the query, and what else was searched for it
     */
    private record Answered(List<String> searched, List<Hit> hits) {}

    private List<Answered> plain(List<SearchRequest> requests) {
        return requests.stream()
                .map(request -> new Answered(
                        List.of(request.query()),
                        retriever.search(caller.get().scope(), request).hits()))
                .toList();
    }

    /** All within one budget: what is left of it when a query has its hits is the next one's. */
    private List<Answered> rewritten(List<SearchRequest> requests) {
        Understanding wanted = understandings.rewriting();
        Stop stop = hangups.stop();
        long spent = 0;
        List<Answered> answered = new ArrayList<>();
        for (SearchRequest request : requests) {
            Duration left = wanted.budget().minusNanos(spent);
            if (!left.isPositive()) {
                answered.addAll(plain(List.of(request)));
                continue;
            }
            Understood understood = understander.search(
                    caller.get().id(),
                    caller.get().scope(),
                    request,
                    new Understanding(wanted.abilities(), List.of(), left, wanted.model()),
                    stop);
            spent += understood.account().took().toNanos();
            answered.add(new Answered(understood.searched(), understood.hits()));
        }
        return answered;
    }

    /** Several queries: each passage once, with the best score that any of them gave it, by the collection's settings as if it were one search. */
    private List<Hit> merged(CollectionId collection, List<Answered> answered, int limit) {
        if (answered.size() == 1) {
            return answered.getFirst().hits();
        }
        Map<List<Object>, Hit> best = new LinkedHashMap<>();
        for (Answered one : answered) {
            for (Hit hit : one.hits()) {
                best.merge(
                        List.of(hit.document(), hit.passage().ordinal()),
                        hit,
                        (first, other) -> first.score() >= other.score() ? first : other);
            }
        }
        List<Hit> sorted = best.values().stream()
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .toList();
        return sifted(sorted, maxPerDocument(collection), limit);
    }

    private int maxPerDocument(CollectionId collection) {
        return collections
                .find(collection)
                .map(CollectionInfo::search)
                .orElse(SearchSettings.DEFAULT)
                .maxPerDocument();
    }

    /** Without what a better hit of another query was told to stand for, and what would be more than a document may give. */
    private static List<Hit> sifted(List<Hit> sorted, int most, int limit) {
        Set<List<Object>> told = new HashSet<>();
        Map<DocumentId, Integer> given = new HashMap<>();
        List<Hit> sifted = new ArrayList<>();
        for (Hit hit : sorted) {
            boolean copy = told.contains(List.of(hit.document(), hit.passage().ordinal()));
            if (copy || (most > 0 && given.getOrDefault(hit.document(), 0) >= most)) {
                continue;
            }
            given.merge(hit.document(), 1, Integer::sum);
            hit.copies()
                    .forEach(other ->
                            told.add(List.of(other.document(), other.passage().ordinal())));
            sifted.add(hit);
        }
        return sifted.stream().limit(limit).toList();
    }

    private static List<String> queries(@Nullable JsonNode query) {
        List<String> queries = new ArrayList<>();
        if (query != null && query.isTextual()) {
            queries.add(query.textValue());
        } else if (query != null && query.isArray() && query.size() >= 1 && query.size() <= MAX_QUERIES) {
            query.forEach(one -> queries.add(one.isTextual() ? one.textValue() : ""));
        } else {
            throw Problem.INVALID_REQUEST.because(
                    "query", "'query' must be a string, or a list of 1 to %d.".formatted(MAX_QUERIES));
        }
        queries.forEach(one -> SearchFields.checkQuery("query", one));
        return queries;
    }

    static int limit(@Nullable Integer wanted) {
        int limit = wanted == null ? 10 : wanted;
        if (limit < 1 || limit > MAX_RESULTS) {
            throw Problem.INVALID_REQUEST.because(
                    "max_num_results",
                    "'max_num_results' is %d; it must be within 1 to %d.".formatted(limit, MAX_RESULTS));
        }
        return limit;
    }

    private static double threshold(@Nullable Ranking ranking) {
        Double wanted = ranking == null ? null : ranking.scoreThreshold();
        if (wanted == null) {
            return 0;
        }
        if (!(wanted >= 0 && wanted <= 1)) {
            throw Problem.INVALID_REQUEST.because(
                    "ranking_options.score_threshold", "'ranking_options.score_threshold' must be within 0 to 1.");
        }
        return wanted;
    }

    /** @param rewrite whether a chat model is to say what else to search for; the answer shows what was searched */
    record Body(
            @Nullable JsonNode query,
            @Nullable JsonNode filters,
            @JsonProperty("max_num_results") @Nullable Integer maxResults,
            @JsonProperty("ranking_options") @Nullable Ranking ranking,
            @JsonProperty("rewrite_query") @Nullable Boolean rewrite) {}

    record Ranking(
            @Nullable String ranker,
            @JsonProperty("score_threshold") @Nullable Double scoreThreshold) {}

    /** OpenAI's page of search results. */
    record ResultsPage(
            String object,
            @JsonProperty("search_query") List<String> queries,
            List<Result> data,
            @JsonProperty("has_more") boolean hasMore,
            @JsonProperty("next_page") @Nullable String nextPage) {}

    record Result(
            @JsonProperty("file_id") String file,
            String filename,
            double score,
            Map<String, Object> attributes,
            List<Content> content) {

        static Result of(Hit hit, Map<DocumentId, String> names) {
            return new Result(
                    Ids.FILE.write(hit.document().value()),
                    names.getOrDefault(hit.document(), ""),
                    hit.score(),
                    Attributes.write(hit.attributes()),
                    List.of(new Content(
                            "text",
                            hit.passage().text(),
                            Location.of(hit.passage(), hit.version()),
                            SearchResource.Duplicate.of(hit, names))));
        }
    }

    /**
     * OpenAI's piece of a result, and ours from {@code location} on.
     *
     * @param duplicates where else something stands that says the same; left out where nothing does
     */
    record Content(
            String type,
            String text,
            Location location,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<SearchResource.Duplicate> duplicates) {}
}
