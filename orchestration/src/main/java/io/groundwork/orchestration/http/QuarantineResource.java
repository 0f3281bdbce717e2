package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.Quarantine;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.indexing.FailedWork;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.FailedDocument;
import io.groundwork.retrieval.FailedDocument.Position;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/quarantine}: the documents that failed, over all collections that the caller curates, as far as it may read them; to be tried
 * again, or deleted.
 */
@Path("/api/v1/quarantine")
@RunOnVirtualThread
class QuarantineResource {

    /** Documents that one request deals with when it says all; the answer says where the next goes on. */
    private static final int AT_ONCE = 200;

    private static final int MOST_NAMED = 500;

    private final Quarantine quarantine;
    private final Documents documents;
    private final Rights rights;
    private final CurrentCaller caller;

    QuarantineResource(Quarantine quarantine, Documents documents, Rights rights, CurrentCaller caller) {
        this.quarantine = quarantine;
        this.documents = documents;
        this.rights = rights;
        this.caller = caller;
    }

    /** Newest first; {@code total} and {@code groups} are counted in the same tables. */
    @GET
    public QuarantineBody list(
            @QueryParam("collection_id") @Nullable String collection,
            @QueryParam("code") @Nullable String code,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable Integer limit) {
        List<CollectionId> collections = collections(collection);
        int most = OpenAiList.limit(limit);
        Optional<String> wanted = Optional.ofNullable(code);
        List<FailedDocument> found = quarantine.list(
                caller.get(), collections, wanted, Optional.ofNullable(after).map(this::position), most + 1);
        List<FailedDocument> page = found.subList(0, Math.min(most, found.size()));
        List<FailedDocument.Count> counts = quarantine.counts(caller.get(), collections);
        return new QuarantineBody(
                bodies(page),
                found.size() > most,
                counts.stream()
                        .filter(count ->
                                wanted.filter(one -> !one.equals(count.code())).isEmpty())
                        .mapToLong(FailedDocument.Count::visible)
                        .sum(),
                counts.stream().mapToLong(FailedDocument.Count::hidden).sum(),
                counts.stream()
                        .filter(count -> count.visible() > 0)
                        .map(GroupBody::of)
                        .toList());
    }

    /** Queues the work again. */
    @POST
    @Path("/retry")
    public DoneBody retry(@Nullable Choice choice) {
        Chosen chosen = chosen(choice);
        return DoneBody.of(chosen, quarantine.retry(chosen.documents()));
    }

    /**
     * Deletes them from their collections, with their files where these are nowhere else; {@code /api/v1/deletions} has the receipts. What lay within
     * another document is left, and refused when it is asked for alone.
     */
    @POST
    @Path("/delete")
    public DoneBody delete(@Nullable Choice choice) {
        Chosen chosen = chosen(choice);
        if (choice != null && choice.ids() != null && chosen.asked() == 1) {
            chosen.documents().forEach(one -> rights.refuseChild(one.position().document()));
        }
        return DoneBody.of(chosen, quarantine.delete(caller.get(), chosen.documents()));
    }

    private Chosen chosen(@Nullable Choice choice) {
        caller.get();
        boolean all = choice != null && Boolean.TRUE.equals(choice.all());
        if (choice == null || all == (choice.ids() != null)) {
            throw Problem.INVALID_REQUEST.because(
                    "ids", "Send either 'ids', a list as GET /api/v1/quarantine gives them, or 'all': true.");
        }
        List<CollectionId> collections = collections(choice.collection());
        if (choice.ids() == null) {
            Optional<Position> after = Optional.ofNullable(choice.after()).map(this::position);
            List<FailedDocument> next =
                    quarantine.list(caller.get(), collections, Optional.ofNullable(choice.code()), after, AT_ONCE + 1);
            List<FailedDocument> now = next.subList(0, Math.min(AT_ONCE, next.size()));
            return new Chosen(
                    now,
                    now.size(),
                    next.size() > AT_ONCE ? Optional.of(now.getLast().position()) : Optional.empty());
        }
        if (choice.ids().isEmpty() || choice.ids().size() > MOST_NAMED) {
            throw Problem.INVALID_REQUEST.because("ids", "'ids' names 1 to %d documents.".formatted(MOST_NAMED));
        }
        List<Position> positions =
                choice.ids().stream().map(this::position).distinct().toList();
        return new Chosen(
                quarantine.among(caller.get(), collections, positions),
                choice.ids().size(),
                Optional.empty());
    }

    private List<CollectionId> collections(@Nullable String named) {
        return named == null ? rights.curated() : List.of(rights.require(named, Access.CURATE));
    }

    private Position position(@Nullable String id) {
        return QuarantineId.read(id == null ? "" : id)
                .orElseThrow(() -> Problem.INVALID_REQUEST.because("This is no id of a document in quarantine."));
    }

    private List<DocumentBody> bodies(List<FailedDocument> page) {
        Map<DocumentId, String> names = documents.names(
                page.stream().map(one -> one.position().document()).toList());
        Map<DocumentAt, FailedWork> work = quarantine.work(page).stream()
                .collect(Collectors.toMap(
                        done -> new DocumentAt(done.collection(), done.document()), Function.identity()));
        Map<DocumentId, DocumentId> parents = quarantine.parents(page);
        return page.stream()
                .map(one -> DocumentBody.of(
                        one,
                        names.getOrDefault(one.position().document(), ""),
                        Optional.ofNullable(parents.get(one.position().document())),
                        Optional.ofNullable(work.get(new DocumentAt(
                                one.position().collection(), one.position().document())))))
                .toList();
    }

    private record DocumentAt(CollectionId collection, DocumentId document) {}

    /**
     * What a request is about.
     *
     * @param asked how many were named
     * @param next where a request for all goes on
     */
    private record Chosen(List<FailedDocument> documents, int asked, Optional<Position> next) {}

    /** @param after where an earlier request for all ended */
    record Choice(
            @Nullable List<@Nullable String> ids,
            @Nullable Boolean all,
            @JsonProperty("collection_id") @Nullable String collection,
            @Nullable String code,
            @Nullable String after) {}

    /**
     * @param total how many there are in the whole list
     * @param hidden how many more failed that the caller may not read
     */
    record QuarantineBody(
            List<DocumentBody> data,
            @JsonProperty("has_more") boolean hasMore,
            long total,
            long hidden,
            List<GroupBody> groups) {}

    record GroupBody(@JsonProperty("collection_id") String collection, String code, long count) {

        static GroupBody of(FailedDocument.Count count) {
            return new GroupBody(Ids.COLLECTION.write(count.collection().value()), count.code(), count.visible());
        }
    }

    /**
     * @param parent the document that it lay within; null where it was uploaded by itself
     * @param tries over all work that failed
     * @param failedAt when the last was given up; null where that is not known
     */
    record DocumentBody(
            String id,
            @JsonProperty("collection_id") String collection,
            @JsonProperty("file_id") String file,
            String filename,
            @JsonProperty("parent_id") @Nullable String parent,
            @JsonProperty("external_id") @Nullable String externalId,
            long bytes,
            String code,
            String message,
            int tries,
            @JsonProperty("added_at") String addedAt,
            @JsonProperty("failed_at") @Nullable String failedAt) {

        static DocumentBody of(
                FailedDocument failed, String name, Optional<DocumentId> parent, Optional<FailedWork> work) {
            return new DocumentBody(
                    QuarantineId.write(failed.position()),
                    Ids.COLLECTION.write(failed.position().collection().value()),
                    Ids.FILE.write(failed.position().document().value()),
                    name,
                    parent.map(above -> Ids.FILE.write(above.value())).orElse(null),
                    failed.externalId().orElse(null),
                    failed.usageBytes(),
                    failed.failure().code(),
                    failed.failure().message(),
                    work.map(FailedWork::tries).orElse(0),
                    failed.position().addedAt().toString(),
                    work.map(FailedWork::lastFailedAt).map(Instant::toString).orElse(null));
        }
    }

    /**
     * @param done how many it was done to
     * @param skipped how many of those named are not failed any more, not the caller's to see, or, where they were to be deleted, lay within another
     * @param next what to send as 'after' for the next ones; null when these were all
     */
    record DoneBody(int done, int skipped, @Nullable String next) {

        static DoneBody of(Chosen chosen, int done) {
            return new DoneBody(
                    done,
                    chosen.asked() - done,
                    chosen.next().map(QuarantineId::write).orElse(null));
        }
    }
}
