package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/vector_stores/{id}/files}: documents in a collection. */
@Path("/v1/vector_stores/{id}/files")
@RunOnVirtualThread
class VectorStoreFilesResource {

    private final Library library;
    private final Memberships memberships;
    private final Files files;
    private final Documents documents;
    private final MemberBodies bodies;
    private final Rights rights;
    private final CurrentCaller caller;

    VectorStoreFilesResource(
            Library library,
            Memberships memberships,
            Files files,
            Documents documents,
            MemberBodies bodies,
            Rights rights,
            CurrentCaller caller) {
        this.library = library;
        this.memberships = memberships;
        this.files = files;
        this.documents = documents;
        this.bodies = bodies;
        this.rights = rights;
        this.caller = caller;
    }

    @POST
    public MemberBodies.MemberBody attach(@PathParam("id") String id, @Nullable NewMember wanted) {
        CollectionId collection = rights.require(id, Access.CONTRIBUTE);
        if (wanted == null || wanted.fileId() == null) {
            throw Problem.INVALID_REQUEST.because("file_id", "Send 'file_id'.");
        }
        Map<String, Object> attributes = Attributes.read(wanted.attributes()).orElse(Map.of());
        StoredFile file = VectorStoresResource.ownFiles(files, caller.get(), List.of(wanted.fileId()), 1)
                .getFirst();
        library.attach(collection, file, attributes);
        return bodies.of(rights.member(collection, wanted.fileId()));
    }

    @GET
    @OnBehalfOfCaller
    public OpenAiList<MemberBodies.MemberBody> list(
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("after") @Nullable String after,
            @QueryParam("order") @Nullable String order,
            @QueryParam("filter") @Nullable String filter) {
        CollectionId collection = rights.require(id, Access.READ);
        int most = OpenAiList.limit(limit);
        Optional<DocumentId> from = Optional.ofNullable(after).map(Ids::file).map(file -> file.document());
        List<Member> found =
                memberships.list(caller.get().scope(), collection, status(filter), OpenAiList.page(from, most, order));
        return OpenAiList.of(bodies.of(found), most, MemberBodies.MemberBody::id);
    }

    @GET
    @OnBehalfOfCaller
    @Path("/{file}")
    public MemberBodies.MemberBody get(@PathParam("id") String id, @PathParam("file") String file) {
        CollectionId collection = rights.require(id, Access.READ);
        return bodies.of(rights.visible(collection, file));
    }

    @POST
    @Path("/{file}")
    public MemberBodies.MemberBody update(
            @PathParam("id") String id, @PathParam("file") String file, @Nullable MemberChange wanted) {
        CollectionId collection = rights.requireChange(id, file);
        Member member = rights.visible(collection, file);
        Map<String, Object> attributes = Attributes.read(wanted == null ? null : wanted.attributes())
                .orElseThrow(() -> Problem.INVALID_REQUEST.because("attributes", "Send 'attributes'."));
        rights.refuseChild(member.document());
        memberships.setAttributes(collection, member.document(), attributes);
        return bodies.of(rights.member(collection, file));
    }

    @DELETE
    @Path("/{file}")
    public FilesResource.Deleted detach(@PathParam("id") String id, @PathParam("file") String file) {
        CollectionId collection = rights.requireChange(id, file);
        DocumentId document = rights.visible(collection, file).document();
        rights.refuseChild(document);
        library.detach(collection, document);
        return new FilesResource.Deleted(file, "vector_store.file.deleted", true);
    }

    /** The text that citations point into; of the version that answers now, or of an older one. */
    @GET
    @OnBehalfOfCaller
    @Path("/{file}/content")
    public ContentPage content(
            @PathParam("id") String id,
            @PathParam("file") String file,
            @QueryParam("version") @Nullable Integer version) {
        CollectionId collection = rights.require(id, Access.READ);
        Member member = rights.visible(collection, file);
        int wanted = version == null ? member.version().orElse(0) : version;
        String text = documents
                .text(member.document(), wanted)
                .orElseThrow(() -> Problem.NOT_FOUND.because(
                        version == null
                                ? "This document has not been read yet."
                                : "There is no version %d of this document.".formatted(version)));
        return new ContentPage("vector_store.file_content.page", List.of(new TextPart("text", text)), false, null);
    }

    private static Optional<Member.Status> status(@Nullable String filter) {
        if (filter == null) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Member.Status.values())
                .filter(status -> MemberBodies.lower(status).equals(filter))
                .findFirst()
                .orElseThrow(() -> Problem.INVALID_REQUEST.because(
                        "filter", "'filter' must be in_progress, completed, failed or cancelled.")));
    }

    record NewMember(
            @JsonProperty("file_id") @Nullable String fileId,
            @Nullable JsonNode attributes) {}

    record MemberChange(@Nullable JsonNode attributes) {}

    record ContentPage(
            String object,
            List<TextPart> data,
            @JsonProperty("has_more") boolean hasMore,
            @JsonProperty("next_page") @Nullable String nextPage) {}

    record TextPart(String type, String text) {}
}
