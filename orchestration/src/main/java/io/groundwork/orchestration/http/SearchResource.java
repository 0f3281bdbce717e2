package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Passage;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.understanding.Understander;
import io.groundwork.orchestration.understanding.Understanding;
import io.groundwork.orchestration.understanding.Understood;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;
import io.groundwork.retrieval.SearchResult.StageReport;
import io.groundwork.retrieval.Widening;
import io.groundwork.retrieval.Wish;
import io.groundwork.retrieval.selection.HitFusion.Fused;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/search}: search in full, one or many queries. */
@Path("/api/v1/search")
@RunOnVirtualThread
class SearchResource {

    private static final int MAX_QUERIES = 100;
    private static final int MAX_NEIGHBOURS = 3;

    /** With what stands around them, hits are many times as long. */
    private static final int MAX_WIDENED = 100;

    private final Retriever retriever;
    private final Understander understander;
    private final SearchFields fields;
    private final UnderstandFields understandings;
    private final Documents documents;
    private final HiddenModels hidden;
    private final CurrentCaller current;
    private final Hangups hangups;

    SearchResource(
            Retriever retriever,
            Understander understander,
            SearchFields fields,
            UnderstandFields understandings,
            Documents documents,
            HiddenModels hidden,
            CurrentCaller current,
            Hangups hangups) {
        this.retriever = retriever;
        this.understander = understander;
        this.fields = fields;
        this.understandings = understandings;
        this.documents = documents;
        this.hidden = hidden;
        this.current = current;
        this.hangups = hangups;
    }

    @POST
    public Results search(@Nullable Body body) {
        if (body == null) {
            throw Problem.INVALID_REQUEST.because("Send a body with 'query'.");
        }
        Caller caller = current.get();
        List<CollectionId> places = fields.places(caller, body.collections());
        Optional<Filter> filter = fields.filter(body.filters(), places);
        int limit = SearchFields.limit(body.limit());
        List<Wish> wishes =
                SearchSettingBodies.wishes("", body.stages(), body.collapse(), body.maxPerDocument(), body.recency());
        wishes.addAll(fields.rankedBy("ranker", body.ranker()));
        Widening widening = widening(body, limit);
        List<String> queries = queries(body);
        Optional<Understanding> understanding = understandings.read(body.understand(), body.conversation());
        if (understanding.isPresent() && body.queries() != null) {
            throw Problem.INVALID_REQUEST.because("understand", "'understand' goes with 'query', not with 'queries'.");
        }
        List<Result> results = new ArrayList<>();
        for (String query : queries) {
            SearchRequest request = new SearchRequest(query, places, filter, limit, wishes, widening);
            results.add(understanding
                    .map(wanted -> result(
                            understander.search(caller.id(), caller.scope(), request, wanted, hangups.stop()), request))
                    .orElseGet(() -> result(retriever.search(caller.scope(), request), request)));
        }
        return new Results(results);
    }

    private Result result(SearchResult found, SearchRequest request) {
        Map<DocumentId, String> names = documents.names(named(found.hits()));
        List<Found> hits = found.hits().stream()
                .map(hit -> Found.of(hit, names, request.widening(), null))
                .toList();
        return new Result(request.query(), hits, StageBody.of(found.stages(), hidden), null);
    }

    private Result result(Understood understood, SearchRequest request) {
        Map<DocumentId, String> names = documents.names(named(understood.hits()));
        List<Found> hits = understood.found().stream()
                .map(fused -> Found.of(fused.hit(), names, request.widening(), FoundBy.of(fused)))
                .toList();
        List<StageBody> stages = new ArrayList<>(StageBody.of(understood.stages(), hidden));
        stages.addFirst(UnderstandingBody.stage(understood.account()));
        return new Result(request.query(), hits, stages, UnderstandingBody.of(understood.account()));
    }

    /** All documents that are told of. */
    static Set<DocumentId> named(List<Hit> hits) {
        return hits.stream()
                .flatMap(hit -> Stream.concat(
                        Stream.of(hit.document()), hit.copies().stream().map(Hit.Copy::document)))
                .collect(Collectors.toSet());
    }

    private static List<String> queries(Body body) {
        if ((body.query() == null) == (body.queries() == null)) {
            throw Problem.INVALID_REQUEST.because("query", "Send either 'query' or 'queries'.");
        }
        List<String> queries = body.query() == null ? List.copyOf(body.queries()) : List.of(body.query());
        if (queries.isEmpty() || queries.size() > MAX_QUERIES) {
            throw Problem.INVALID_REQUEST.because(
                    "queries", "'queries' must hold 1 to %d queries.".formatted(MAX_QUERIES));
        }
        queries.forEach(query -> SearchFields.checkQuery("query", query));
        return queries;
    }

    private static Widening widening(Body body, int limit) {
        Integer neighbours = body.neighbours();
        if (neighbours != null && (neighbours < 0 || neighbours > MAX_NEIGHBOURS)) {
            throw Problem.INVALID_REQUEST.because(
                    "neighbours",
                    "'neighbours' is %d; it must be within 0 to %d.".formatted(neighbours, MAX_NEIGHBOURS));
        }
        Widening widening =
                switch (body.widen() == null ? "neighbours" : body.widen()) {
                    case "neighbours" ->
                        Widening.neighbours(neighbours != null ? neighbours : body.widen() == null ? 0 : 1);
                    case "section" -> Widening.SECTION;
                    default ->
                        throw Problem.INVALID_REQUEST.because(
                                "widen",
                                "'widen' is '%s'; it may be 'neighbours' or 'section'.".formatted(body.widen()));
                };
        if (widening.withinSection() && neighbours != null) {
            throw Problem.INVALID_REQUEST.because(
                    "neighbours", "'neighbours' does not go with \"widen\": \"section\".");
        }
        if (widening.reach() > 0 && limit > MAX_WIDENED) {
            throw Problem.INVALID_REQUEST.because(
                    "limit", "'limit' is %d; with 'widen' it goes to %d.".formatted(limit, MAX_WIDENED));
        }
        return widening;
    }

    /**
     * @param explain asked for by callers of later versions; the stages are told in any case
     * @param collapse none, same or near, whatever the collections say
     * @param maxPerDocument passages of a document at most; 0 for as many as there are
     * @param recency off, or how what is old counts less
     * @param widen neighbours or section: what is given with each hit
     * @param neighbours how many before and after it
     * @param understand what a chat model is to do for the search
     * @param conversation what was said before the query
     */
    record Body(
            @Nullable String query,
            @Nullable List<String> queries,
            @Nullable List<String> collections,
            @Nullable JsonNode filters,
            @Nullable Integer limit,
            @Nullable List<String> stages,
            @Nullable String collapse,
            @JsonProperty("max_per_document") @Nullable Integer maxPerDocument,
            @Nullable JsonNode recency,
            @Nullable String ranker,
            @Nullable Boolean explain,
            @Nullable String widen,
            @Nullable Integer neighbours,
            @Nullable JsonNode understand,
            @Nullable JsonNode conversation) {}

    record Results(List<Result> results) {}

    /** @param understanding null where it was not asked for */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Result(
            String query,
            List<Found> hits,
            List<StageBody> stages,
            @Nullable UnderstandingBody understanding) {}

    record StageBody(String stage, int found, String plan, long micros) {

        static List<StageBody> of(List<StageReport> stages, HiddenModels hidden) {
            return stages.stream()
                    .map(stage -> new StageBody(
                            SearchFields.lower(stage.stage()),
                            stage.found(),
                            hidden.without(stage.plan()),
                            stage.micros()))
                    .toList();
        }
    }

    /**
     * Which query found a hit.
     *
     * @param query its place among those of the understanding, counted from 0
     * @param rank among its hits, counted from 1
     */
    record FoundBy(int query, int rank) {

        static List<FoundBy> of(Fused fused) {
            return fused.ranks().entrySet().stream()
                    .map(rank -> new FoundBy(rank.getKey(), rank.getValue()))
                    .toList();
        }
    }

    /**
     * @param context what belongs to the passage but does not stand in it, such as a table's header
     * @param section what the passage was cut from, with its neighbours
     * @param duplicates where else something stands that says the same; null where nothing does
     * @param around passages before and after it, in order; null where they were not asked for
     * @param foundBy the queries that found it; null where there is only the one that was asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(
            @JsonProperty("collection_id") String collection,
            @JsonProperty("file_id") String file,
            String filename,
            int version,
            double score,
            Map<String, Object> attributes,
            int ordinal,
            String text,
            String context,
            Location location,
            PreviewResource.SectionBody section,
            Map<String, Integer> ranks,
            @Nullable List<Duplicate> duplicates,
            @Nullable List<Around> around,
            @JsonProperty("found_by") @Nullable List<FoundBy> foundBy) {

        static Found of(Hit hit, Map<DocumentId, String> names, Widening widening, @Nullable List<FoundBy> foundBy) {
            Map<String, Integer> ranks = new LinkedHashMap<>();
            hit.ranks().forEach((stage, rank) -> ranks.put(SearchFields.lower(stage), rank));
            UUID document = hit.document().value();
            return new Found(
                    Ids.COLLECTION.write(hit.collection().value()),
                    Ids.FILE.write(document),
                    names.getOrDefault(hit.document(), ""),
                    hit.version(),
                    hit.score(),
                    Attributes.write(hit.attributes()),
                    hit.passage().ordinal(),
                    hit.passage().text(),
                    hit.passage().context(),
                    Location.of(hit.passage(), hit.version()),
                    PreviewResource.SectionBody.of(hit.passage()),
                    ranks,
                    Duplicate.of(hit, names),
                    widening.reach() == 0
                            ? null
                            : hit.around().stream()
                                    .map(passage -> Around.of(passage, hit.version()))
                                    .toList(),
                    foundBy);
        }
    }

    /**
     * A passage that says what a hit says.
     *
     * @param same whether in the same words
     */
    record Duplicate(
            @JsonProperty("collection_id") String collection,
            @JsonProperty("file_id") String file,
            String filename,
            int version,
            Map<String, Object> attributes,
            int ordinal,
            Location location,
            boolean same) {

        /** Null where there is none, as most hits have none. */
        static @Nullable List<Duplicate> of(Hit hit, Map<DocumentId, String> names) {
            return hit.copies().isEmpty()
                    ? null
                    : hit.copies().stream()
                            .map(copy -> new Duplicate(
                                    Ids.COLLECTION.write(copy.collection().value()),
                                    Ids.FILE.write(copy.document().value()),
                                    names.getOrDefault(copy.document(), ""),
                                    copy.version(),
                                    Attributes.write(copy.attributes()),
                                    copy.passage().ordinal(),
                                    Location.of(copy.passage(), copy.version()),
                                    copy.same()))
                            .toList();
        }
    }

    /** A passage that stands before or after a hit. */
    record Around(int ordinal, String text, String context, Location location) {

        static Around of(Passage passage, int version) {
            return new Around(passage.ordinal(), passage.text(), passage.context(), Location.of(passage, version));
        }
    }
}
