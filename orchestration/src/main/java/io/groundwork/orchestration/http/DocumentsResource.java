package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.Block;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.Readers;
import io.groundwork.retrieval.Visibility;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/collections/{id}/documents/{file_id}}: a document to read, its work, its readers. */
@Path("/api/v1/collections/{id}/documents/{file}")
@RunOnVirtualThread
class DocumentsResource {

    private final Library library;
    private final Memberships memberships;
    private final Readers readers;
    private final Visibility visibility;
    private final Documents documents;
    private final Principals principals;
    private final MemberBodies bodies;
    private final Rights rights;
    private final CurrentCaller caller;

    DocumentsResource(
            Library library,
            Memberships memberships,
            Readers readers,
            Visibility visibility,
            Documents documents,
            Principals principals,
            MemberBodies bodies,
            Rights rights,
            CurrentCaller caller) {
        this.library = library;
        this.memberships = memberships;
        this.readers = readers;
        this.visibility = visibility;
        this.documents = documents;
        this.principals = principals;
        this.bodies = bodies;
        this.rights = rights;
        this.caller = caller;
    }

    @GET
    public DocumentBody read(
            @PathParam("id") String id,
            @PathParam("file") String file,
            @QueryParam("version") @Nullable Integer version) {
        CollectionId collection = rights.require(id, Access.READ);
        Member member = visible(collection, file);
        int wanted = version == null ? member.version().orElse(0) : version;
        DocumentVersion found = documents
                .version(member.document(), wanted)
                .filter(read -> read.content().isPresent())
                .orElseThrow(() ->
                        Problem.NOT_FOUND.because("This document has no such version, or has not been read yet."));
        return DocumentBody.of(
                id,
                found,
                found.content().orElseThrow(),
                documents.latestVersion(member.document()).orElse(wanted),
                Attributes.write(member.attributes()));
    }

    @POST
    @Path("/retry")
    public MemberBodies.MemberBody retry(@PathParam("id") String id, @PathParam("file") String file) {
        CollectionId collection = rights.requireChange(id, file);
        DocumentId document = visible(collection, file).document();
        library.retry(collection, document);
        return bodies.of(memberships.find(collection, document).orElseThrow(() -> Ids.FILE.notFound(file)));
    }

    @POST
    @Path("/cancel")
    public MemberBodies.MemberBody cancel(@PathParam("id") String id, @PathParam("file") String file) {
        CollectionId collection = rights.requireChange(id, file);
        DocumentId document = visible(collection, file).document();
        library.cancel(collection, document);
        return bodies.of(memberships.find(collection, document).orElseThrow(() -> Ids.FILE.notFound(file)));
    }

    @GET
    @Path("/readers")
    public ReadersBody readers(@PathParam("id") String id, @PathParam("file") String file) {
        CollectionId collection = rights.require(id, Access.CURATE);
        DocumentId document = Ids.file(file).document();
        checkMember(collection, document, file);
        return new ReadersBody(List.copyOf(readers.of(collection, document)));
    }

    /** Nobody named: all who may read the collection. The next search sees it. */
    @PUT
    @Path("/readers")
    public ReadersBody setReaders(
            @PathParam("id") String id, @PathParam("file") String file, @Nullable ReadersBody wanted) {
        CollectionId collection = rights.require(id, Access.CURATE);
        DocumentId document = Ids.file(file).document();
        checkMember(collection, document, file);
        if (wanted == null || wanted.principals() == null) {
            throw Problem.INVALID_REQUEST.because(
                    "principals", "Send 'principals', a list of ids; empty for everyone.");
        }
        Set<UUID> named = Set.copyOf(wanted.principals());
        Set<UUID> known = principals.named(named).keySet();
        named.stream()
                .filter(principal -> !known.contains(principal))
                .findFirst()
                .ifPresent(unknown -> {
                    throw Problem.NOT_FOUND.because("There is no person, group or key %s.".formatted(unknown));
                });
        readers.restrict(collection, document, named);
        return new ReadersBody(List.copyOf(named));
    }

    private void checkMember(CollectionId collection, DocumentId document, String file) {
        if (memberships.find(collection, document).isEmpty()) {
            throw Ids.FILE.notFound(file);
        }
    }

    private Member visible(CollectionId collection, String file) {
        DocumentId document = Ids.file(file).document();
        if (!visibility.mayRead(caller.get().scope(), collection, document)) {
            throw Ids.FILE.notFound(file);
        }
        return memberships.find(collection, document).orElseThrow(() -> Ids.FILE.notFound(file));
    }

    record ReadersBody(@Nullable List<UUID> principals) {}

    record DocumentBody(
            String id,
            @JsonProperty("collection_id") String collection,
            String name,
            String title,
            @JsonProperty("media_type") String mediaType,
            int version,
            @JsonProperty("latest_version") int latestVersion,
            @Nullable Integer pages,
            String text,
            List<BlockBody> blocks,
            List<String> warnings,
            Map<String, Object> attributes) {

        static DocumentBody of(
                String collection,
                DocumentVersion version,
                ParsedDocument content,
                int latestVersion,
                Map<String, Object> attributes) {
            return new DocumentBody(
                    Ids.FILE.write(version.document().value()),
                    collection,
                    version.name(),
                    content.title(),
                    content.mediaType(),
                    version.version(),
                    latestVersion,
                    Location.orNull(content.pages()),
                    content.text(),
                    content.blocks().stream().map(BlockBody::of).toList(),
                    content.warnings(),
                    attributes);
        }
    }

    record BlockBody(
            String kind,
            int start,
            int end,
            @Nullable Integer page,
            @Nullable Integer level) {

        static BlockBody of(Block block) {
            return new BlockBody(
                    block.kind().name().toLowerCase(Locale.ROOT),
                    block.start(),
                    block.end(),
                    Location.orNull(block.page()),
                    Location.orNull(block.level()));
        }
    }
}
