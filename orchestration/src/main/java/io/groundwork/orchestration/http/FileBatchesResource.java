package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.Library.Attachment;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.indexing.FileBatches;
import io.groundwork.orchestration.indexing.FileBatches.FileBatch;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Counts;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.Visibility;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code /v1/vector_stores/{id}/file_batches}: many files attached in one go. */
@Path("/v1/vector_stores/{id}/file_batches")
@RunOnVirtualThread
class FileBatchesResource {

    /** As OpenAI has it. */
    private static final int MAX_FILES = 2000;

    private final Library library;
    private final FileBatches batches;
    private final Memberships memberships;
    private final Visibility visibility;
    private final Files files;
    private final MemberBodies bodies;
    private final Rights rights;
    private final CurrentCaller caller;

    FileBatchesResource(
            Library library,
            FileBatches batches,
            Memberships memberships,
            Visibility visibility,
            Files files,
            MemberBodies bodies,
            Rights rights,
            CurrentCaller caller) {
        this.library = library;
        this.batches = batches;
        this.memberships = memberships;
        this.visibility = visibility;
        this.files = files;
        this.bodies = bodies;
        this.rights = rights;
        this.caller = caller;
    }

    @POST
    public BatchBody create(@PathParam("id") String id, @Nullable NewBatch wanted) {
        CollectionId collection = rights.require(id, Access.CONTRIBUTE);
        FileBatch batch = library.attachBatch(collection, attachments(wanted));
        return body(batch);
    }

    @GET
    @OnBehalfOfCaller
    @Path("/{batch}")
    public BatchBody get(@PathParam("id") String id, @PathParam("batch") String batch) {
        return body(find(rights.require(id, Access.READ), batch));
    }

    @POST
    @Path("/{batch}/cancel")
    public BatchBody cancel(@PathParam("id") String id, @PathParam("batch") String batch) {
        CollectionId collection = rights.require(id, Access.CONTRIBUTE);
        FileBatch found = find(collection, batch);
        List<DocumentId> documents = batches.members(found.id());
        documents.forEach(document -> rights.requireChange(id, Ids.FILE.write(document.value())));
        batches.cancel(found.id());
        for (DocumentId document : documents) {
            library.cancel(collection, document);
        }
        return body(find(collection, batch));
    }

    @GET
    @OnBehalfOfCaller
    @Path("/{batch}/files")
    public OpenAiList<MemberBodies.MemberBody> files(
            @PathParam("id") String id,
            @PathParam("batch") String batch,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("filter") @Nullable String filter) {
        CollectionId collection = rights.require(id, Access.READ);
        int most = OpenAiList.limit(limit);
        Optional<DocumentId> from = Optional.ofNullable(after).map(Ids::file).map(file -> file.document());
        List<Member> found = members(find(collection, batch)).stream()
                .filter(member ->
                        filter == null || MemberBodies.lower(member.status()).equals(filter))
                .dropWhile(member -> from.isPresent()
                        && member.document().value().compareTo(from.get().value()) <= 0)
                .limit(most + 1L)
                .toList();
        return OpenAiList.of(bodies.of(found), most, MemberBodies.MemberBody::id);
    }

    /** Files with attributes for all of them, or each with its own. */
    private List<Attachment> attachments(@Nullable NewBatch wanted) {
        boolean alike =
                wanted != null && wanted.fileIds() != null && !wanted.fileIds().isEmpty();
        boolean each =
                wanted != null && wanted.files() != null && !wanted.files().isEmpty();
        if (alike == each) {
            throw Problem.INVALID_REQUEST.because(
                    "file_ids", "Send either 'file_ids' or 'files', with at least one file.");
        }
        if (alike) {
            Map<String, Object> attributes =
                    Attributes.read(wanted.attributes()).orElse(Map.of());
            return VectorStoresResource.ownFiles(files, caller.get(), wanted.fileIds(), MAX_FILES).stream()
                    .map(file -> new Attachment(file, attributes))
                    .toList();
        }
        List<String> ids = wanted.files().stream()
                .map(file -> Optional.ofNullable(file)
                        .map(VectorStoreFilesResource.NewMember::fileId)
                        .orElseThrow(() ->
                                Problem.INVALID_REQUEST.because("files", "Each of 'files' must have a 'file_id'.")))
                .toList();
        List<StoredFile> found = VectorStoresResource.ownFiles(files, caller.get(), ids, MAX_FILES);
        return IntStream.range(0, ids.size())
                .mapToObj(i -> new Attachment(
                        found.get(i),
                        Attributes.read(wanted.files().get(i).attributes()).orElse(Map.of())))
                .toList();
    }

    private FileBatch find(CollectionId collection, String batch) {
        return batches.find(collection, Ids.BATCH.read(batch)).orElseThrow(() -> Ids.BATCH.notFound(batch));
    }

    /** Those still in the collection, that the caller may see, in the order of their ids. */
    private List<Member> members(FileBatch batch) {
        List<DocumentId> ids = batches.members(batch.id());
        Set<DocumentId> visible = visibility.readableDocuments(caller.get().scope(), batch.collection(), ids);
        return memberships.find(batch.collection(), visible).stream()
                .sorted(Comparator.comparing(member -> member.document().value()))
                .toList();
    }

    private BatchBody body(FileBatch batch) {
        Counts counts = Counts.of(members(batch));
        String status = batch.cancelled()
                ? "cancelled"
                : counts.inProgress() > 0
                        ? "in_progress"
                        : counts.completed() == 0 && counts.failed() > 0 ? "failed" : "completed";
        return new BatchBody(
                Ids.BATCH.write(batch.id()),
                "vector_store.files_batch",
                batch.createdAt().getEpochSecond(),
                Ids.COLLECTION.write(batch.collection().value()),
                status,
                VectorStoresResource.FileCounts.of(counts));
    }

    record NewBatch(
            @JsonProperty("file_ids") @Nullable List<String> fileIds,
            @Nullable List<VectorStoreFilesResource.@Nullable NewMember> files,
            @Nullable JsonNode attributes) {}

    /** OpenAI's file batch object. */
    record BatchBody(
            String id,
            String object,
            @JsonProperty("created_at") long createdAt,
            @JsonProperty("vector_store_id") String vectorStore,
            String status,
            @JsonProperty("file_counts") VectorStoresResource.FileCounts fileCounts) {}
}
