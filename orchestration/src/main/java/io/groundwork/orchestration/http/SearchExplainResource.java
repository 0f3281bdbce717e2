package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Filter;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchResult;
import io.groundwork.retrieval.Trace;
import io.groundwork.retrieval.Visibility;
import io.groundwork.retrieval.Wish;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/search/explain}: why a document is among the hits of a search, or not. A document that the caller may not read does not exist for
 * it, unless it curates the collection.
 */
@Path("/api/v1/search/explain")
@RunOnVirtualThread
class SearchExplainResource {

    private final Retriever retriever;
    private final Memberships memberships;
    private final Visibility visibility;
    private final Documents documents;
    private final SearchFields fields;
    private final HiddenModels hidden;
    private final Rights rights;
    private final CurrentCaller current;

    SearchExplainResource(
            Retriever retriever,
            Memberships memberships,
            Visibility visibility,
            Documents documents,
            SearchFields fields,
            HiddenModels hidden,
            Rights rights,
            CurrentCaller current) {
        this.retriever = retriever;
        this.memberships = memberships;
        this.visibility = visibility;
        this.documents = documents;
        this.fields = fields;
        this.hidden = hidden;
        this.rights = rights;
        this.current = current;
    }

    @POST
    public Explanation explain(@Nullable Body body) {
        if (body == null || body.file() == null) {
            throw Problem.INVALID_REQUEST.because("file_id", "Send a body with 'query' and 'file_id'.");
        }
        SearchFields.checkQuery("query", body.query());
        Caller caller = current.get();
        List<CollectionId> places = fields.places(caller, body.collections());
        Optional<Filter> filter = fields.filter(body.filters(), places);
        DocumentId document = Ids.file(body.file()).document();
        List<Place> known = places(caller, places, document);
        if (known.isEmpty()) {
            throw Ids.FILE.notFound(body.file());
        }
        List<Wish> wishes =
                SearchSettingBodies.wishes("", body.stages(), body.collapse(), body.maxPerDocument(), body.recency());
        wishes.addAll(fields.rankedBy("ranker", body.ranker()));
        SearchRequest request =
                new SearchRequest(body.query(), places, filter, SearchFields.limit(body.limit()), wishes);
        Optional<Reason> unsearchable = Reason.ofUnsearchable(known);
        Trace trace = unsearchable.isPresent() ? Trace.NOTHING : retriever.trace(caller.scope(), request, document);
        Optional<InsteadBody> instead = trace.instead().map(this::instead);
        Reason reason = unsearchable.orElseGet(() -> Reason.of(filter, trace, instead, request.limit()));
        return new Explanation(
                body.file(),
                documents.names(List.of(document)).getOrDefault(document, ""),
                reason.verdict().name().toLowerCase(Locale.ROOT),
                reason.why(),
                trace.place().isPresent() ? trace.place().getAsInt() : null,
                trace.ranked(),
                request.limit(),
                instead.orElse(null),
                trace.beyond() == 0 ? null : trace.beyond(),
                known.stream().map(PlaceBody::of).toList(),
                stages(trace),
                trace.words());
    }

    /**
     * A collection that the document is in, as far as the caller may know.
     *
     * @param readable whether the caller may read it there, or only knows of it
     */
    record Place(Member member, boolean readable) {}

    private List<Place> places(Caller caller, List<CollectionId> searched, DocumentId document) {
        List<CollectionId> curated = rights.curated();
        List<Place> known = new ArrayList<>();
        for (CollectionId collection : memberships.collectionsOf(document)) {
            boolean readable = visibility.mayRead(caller.scope(), collection, document);
            if (searched.contains(collection) && (readable || curated.contains(collection))) {
                memberships.find(collection, document).ifPresent(member -> known.add(new Place(member, readable)));
            }
        }
        return known;
    }

    private InsteadBody instead(Trace.Instead instead) {
        DocumentId document = instead.document();
        return new InsteadBody(
                Ids.COLLECTION.write(instead.collection().value()),
                Ids.FILE.write(document.value()),
                documents.names(List.of(document)).getOrDefault(document, ""),
                instead.place(),
                instead.same());
    }

    private List<StageBody> stages(Trace trace) {
        List<StageBody> stages = new ArrayList<>();
        for (int i = 0; i < trace.stages().size(); i++) {
            stages.add(StageBody.of(trace.stages().get(i), trace.standings().get(i), hidden));
        }
        return stages;
    }

    /** What became of a document. */
    enum Verdict {
        FOUND,
        CUT,
        DUPLICATE,
        PASSED_OVER,
        NOT_QUOTED,
        FILTERED,
        EMPTY,
        IN_PROGRESS,
        FAILED,
        CANCELLED,
        NOT_PERMITTED
    }

    /** @param why one sentence for people */
    record Reason(Verdict verdict, String why) {

        /** Of a document that no search of the caller's goes through; empty of any other. */
        static Optional<Reason> ofUnsearchable(List<Place> known) {
            List<Member> readable =
                    known.stream().filter(Place::readable).map(Place::member).toList();
            if (readable.isEmpty()) {
                return Optional.of(
                        new Reason(
                                Verdict.NOT_PERMITTED,
                                "You are not among its readers, so no search of yours shows it. You are told because you curate its collection."));
            }
            return readable.stream().allMatch(member -> member.version().isEmpty())
                    ? Optional.of(unread(readable.getFirst()))
                    : Optional.empty();
        }

        private static Reason unread(Member member) {
            return switch (member.status()) {
                case FAILED ->
                    new Reason(
                            Verdict.FAILED,
                            "It could not be read: "
                                    + member.failure()
                                            .map(Member.Failure::message)
                                            .orElse("nothing is said of why."));
                case CANCELLED ->
                    new Reason(Verdict.CANCELLED, "Reading it was cancelled before it could be searched.");
                case IN_PROGRESS, COMPLETED -> new Reason(Verdict.IN_PROGRESS, "It is still being read.");
            };
        }

        static Reason of(Optional<Filter> filter, Trace trace, Optional<InsteadBody> instead, int limit) {
            OptionalInt place = trace.place();
            if (place.isPresent()) {
                return place(place.getAsInt(), trace, instead, limit);
            }
            if (instead.isPresent()) {
                return new Reason(
                        Verdict.DUPLICATE,
                        "What it says is given once: %s.%s"
                                .formatted(
                                        instead.get().words(), cut(instead.get().place(), limit)));
            }
            if (trace.passages() == 0) {
                return filter.isPresent()
                        ? new Reason(Verdict.FILTERED, "Its attributes do not satisfy the filter, or it has no text.")
                        : new Reason(Verdict.EMPTY, "It has no text that could be found.");
            }
            if (!trace.quoted()) {
                return new Reason(
                        Verdict.NOT_QUOTED,
                        "What the question has in quotation marks stands in other documents, and not in this one.");
            }
            return new Reason(
                    Verdict.PASSED_OVER, "Other passages came first in each search, more than a search goes on with.");
        }

        /** Of a document that has a place. */
        private static Reason place(int place, Trace trace, Optional<InsteadBody> instead, int limit) {
            String best = instead.map(
                            other -> "Its best passage is not given: %s. Its next one is".formatted(other.words()))
                    .orElse("Its best passage is");
            String beyond = trace.beyond() == 0
                    ? ""
                    : " %d more of its passages are left out, as a document gives only so many."
                            .formatted(trace.beyond());
            return place <= limit
                    ? new Reason(Verdict.FOUND, "%s number %d.%s".formatted(best, place, beyond))
                    : new Reason(
                            Verdict.CUT,
                            "%s number %d of %d, and %d were asked for.%s"
                                    .formatted(best, place, trace.ranked(), limit, beyond));
        }

        private static String cut(int place, int limit) {
            return place <= limit ? "" : " That is behind the %d that were asked for.".formatted(limit);
        }
    }

    /**
     * What is given in place of the document's best passage.
     *
     * @param place among all that would be given
     * @param same whether it says so in the same words
     */
    record InsteadBody(
            @JsonProperty("collection_id") String collection,
            @JsonProperty("file_id") String file,
            String filename,
            int place,
            boolean same) {

        String words() {
            return "number %d, of %s, says %s and came before it"
                    .formatted(place, filename, same ? "the same" : "nearly the same");
        }
    }

    /** @param file whose document is looked for */
    record Body(
            @Nullable String query,
            @JsonProperty("file_id") @Nullable String file,
            @Nullable List<String> collections,
            @Nullable JsonNode filters,
            @Nullable Integer limit,
            @Nullable List<String> stages,
            @Nullable String collapse,
            @JsonProperty("max_per_document") @Nullable Integer maxPerDocument,
            @Nullable JsonNode recency,
            @Nullable String ranker) {}

    /**
     * @param place of its best passage among all that would be given without a limit
     * @param ranked how many that would be
     * @param instead what is given in place of its best passage
     * @param beyond how many of its passages are left out, as a document gives only so many
     * @param words of the question, and whether the document holds them
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Explanation(
            @JsonProperty("file_id") String file,
            String filename,
            String verdict,
            String why,
            @Nullable Integer place,
            int ranked,
            int limit,
            @Nullable InsteadBody instead,
            @Nullable Integer beyond,
            List<PlaceBody> collections,
            List<StageBody> stages,
            Map<String, Boolean> words) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PlaceBody(
            @JsonProperty("collection_id") String collection,
            String status,
            @Nullable Integer version,
            boolean readable) {

        static PlaceBody of(Place place) {
            Member member = place.member();
            return new PlaceBody(
                    Ids.COLLECTION.write(member.collection().value()),
                    member.status().name().toLowerCase(Locale.ROOT),
                    member.version().orElse(null),
                    place.readable());
        }
    }

    /**
     * @param rank of the document's best passage; null where it has none
     * @param among of how many
     * @param taken how many the stage went on with
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record StageBody(String stage, @Nullable Long rank, long among, int taken, double score, String plan, long micros) {

        static StageBody of(SearchResult.StageReport report, Trace.Standing standing, HiddenModels hidden) {
            return new StageBody(
                    SearchFields.lower(report.stage()),
                    standing.rank().isPresent() ? standing.rank().getAsLong() : null,
                    standing.among(),
                    standing.taken(),
                    standing.score(),
                    hidden.without(report.plan()),
                    report.micros());
        }
    }
}
