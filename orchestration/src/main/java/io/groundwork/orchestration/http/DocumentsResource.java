package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.Block;
import io.groundwork.ingest.Children;
import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.MailHead;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Partial;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.identity.Principals;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Member;
import io.groundwork.retrieval.Memberships;
import io.groundwork.retrieval.PassageIndex;
import io.groundwork.retrieval.Readers;
import io.groundwork.retrieval.Visibility;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/collections/{id}/documents/{document}}: a document to read, its work, its readers. */
@Path("/api/v1/collections/{id}/documents/{document}")
@RunOnVirtualThread
class DocumentsResource {

    private static final int MOST_MESSAGES = 200;

    /** Of all collections: how many there are of them that the caller may read shows only when they are looked at. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final Library library;
    private final Files files;
    private final Readers readers;
    private final Documents documents;
    private final Children children;
    private final Memberships memberships;
    private final Visibility visibility;
    private final PassageIndex index;
    private final Principals principals;
    private final MemberBodies bodies;
    private final Rights rights;
    private final CurrentCaller caller;

    DocumentsResource(
            Library library,
            Files files,
            Readers readers,
            Documents documents,
            Children children,
            Memberships memberships,
            Visibility visibility,
            PassageIndex index,
            Principals principals,
            MemberBodies bodies,
            Rights rights,
            CurrentCaller caller) {
        this.library = library;
        this.files = files;
        this.readers = readers;
        this.documents = documents;
        this.children = children;
        this.memberships = memberships;
        this.visibility = visibility;
        this.index = index;
        this.principals = principals;
        this.bodies = bodies;
        this.rights = rights;
        this.caller = caller;
    }

    @GET
    @OnBehalfOfCaller
    public DocumentBody read(
            @PathParam("id") String id,
            @PathParam("document") String file,
            @QueryParam("version") @Nullable Integer version) {
        CollectionId collection = rights.require(id, Access.READ);
        Member member = rights.visible(collection, file);
        int wanted = version == null ? member.version().orElse(0) : version;
        DocumentVersion found = documents
                .version(member.document(), wanted)
                .filter(read -> read.content().isPresent())
                .orElseThrow(() ->
                        Problem.NOT_FOUND.because("This document has no such version, or has not been read yet."));
        return DocumentBody.of(
                id,
                found,
                documents.names(List.of(member.document())).getOrDefault(member.document(), found.name()),
                children.parent(member.document()),
                found.content().orElseThrow(),
                documents.latestVersion(member.document()).orElse(wanted),
                Attributes.write(member.attributes()));
    }

    /** The bytes of the version that answers now, or of an older one. */
    @GET
    @OnBehalfOfCaller
    @Path("/file")
    public Response file(
            @PathParam("id") String id,
            @PathParam("document") String file,
            @QueryParam("version") @Nullable Integer version,
            @QueryParam("inline") @Nullable String inline)
            throws IOException {
        CollectionId collection = rights.require(id, Access.READ);
        Member member = rights.visible(collection, file);
        int wanted = version == null ? member.version().orElse(0) : version;
        StoredFile stored = documents
                .version(member.document(), wanted)
                .flatMap(found -> files.find(found.file()))
                .orElseThrow(() -> Problem.NOT_FOUND.because("This document has no such version."));
        return Download.of(stored, files.open(stored), inline != null);
    }

    /** The files that lay within the document, each a document of its own, in the order of the file. */
    @GET
    @OnBehalfOfCaller
    @Path("/children")
    public Listing<MemberBodies.MemberBody> children(@PathParam("id") String id, @PathParam("document") String file) {
        CollectionId collection = rights.require(id, Access.READ);
        Member member = rights.visible(collection, file);
        int version = member.version().orElse(0);
        return Listing.whole(bodies.of(inOrder(
                collection,
                children.of(member.document(), version).stream()
                        .map(Children.Child::document)
                        .toList())));
    }

    /** The messages of the collection that are of one thread with this one, the first sent first. */
    @GET
    @OnBehalfOfCaller
    @Path("/thread")
    public Listing<MemberBodies.MemberBody> thread(@PathParam("id") String id, @PathParam("document") String file) {
        CollectionId collection = rights.require(id, Access.READ);
        Member member = rights.visible(collection, file);
        List<DocumentId> messages = documents
                .version(member.document(), member.version().orElse(0))
                .flatMap(DocumentVersion::content)
                .flatMap(ParsedDocument::mail)
                .map(MailHead::thread)
                .filter(thread -> !thread.isEmpty())
                .map(thread -> documents.inThread(thread, MOST_LOOKED_AT))
                .orElse(List.of());
        List<Member> readable = inOrder(collection, messages);
        return Listing.whole(bodies.of(readable.stream().limit(MOST_MESSAGES).toList()));
    }

    /** Those that are in the collection and that the caller may read. */
    private List<Member> inOrder(CollectionId collection, List<DocumentId> wanted) {
        Set<DocumentId> readable = visibility.readableDocuments(caller.get().scope(), collection, wanted);
        Map<DocumentId, Member> members = memberships.find(collection, readable).stream()
                .collect(Collectors.toMap(Member::document, member -> member));
        return wanted.stream().filter(members::containsKey).map(members::get).toList();
    }

    /** The passages by which the document is found, in order. */
    @GET
    @OnBehalfOfCaller
    @Path("/passages")
    public Listing<PreviewResource.PassageBody> passages(
            @PathParam("id") String id,
            @PathParam("document") String file,
            @QueryParam("from") @Nullable Integer from,
            @QueryParam("limit") @Nullable Integer limit) {
        CollectionId collection = rights.require(id, Access.READ);
        Member member = rights.visible(collection, file);
        int most = OpenAiList.limit(limit);
        int version = member.version().orElse(0);
        return Listing.of(
                index.passages(collection, member.document(), from == null ? 0 : from, most + 1).stream()
                        .map(passage -> PreviewResource.PassageBody.of(passage, version))
                        .toList(),
                most);
    }

    @POST
    @Path("/retry")
    public MemberBodies.MemberBody retry(@PathParam("id") String id, @PathParam("document") String file) {
        CollectionId collection = rights.requireChange(id, file);
        DocumentId document = rights.visible(collection, file).document();
        library.retry(collection, document);
        return bodies.of(rights.member(collection, file));
    }

    @POST
    @Path("/cancel")
    public MemberBodies.MemberBody cancel(@PathParam("id") String id, @PathParam("document") String file) {
        CollectionId collection = rights.requireChange(id, file);
        DocumentId document = rights.visible(collection, file).document();
        library.cancel(collection, document);
        return bodies.of(rights.member(collection, file));
    }

    @GET
    @Path("/readers")
    public ReadersBody readers(@PathParam("id") String id, @PathParam("document") String file) {
        CollectionId collection = rights.require(id, Access.CURATE);
        DocumentId document = rights.member(collection, file).document();
        return new ReadersBody(List.copyOf(readers.of(collection, document)));
    }

    /** Nobody named: all who may read the collection. The next search sees it. */
    @PUT
    @Path("/readers")
    public ReadersBody setReaders(
            @PathParam("id") String id, @PathParam("document") String file, @Nullable ReadersBody wanted) {
        CollectionId collection = rights.require(id, Access.CURATE);
        DocumentId document = rights.member(collection, file).document();
        rights.refuseChild(document);
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

    record ReadersBody(@Nullable List<UUID> principals) {}

    /**
     * @param language of most of the text, as BCP 47 writes it; null where it is not known
     * @param partial how far the reading came; null where all was read
     * @param parent the document that it lay within; null where it was uploaded by itself
     * @param mail null for all but messages
     */
    record DocumentBody(
            String id,
            @JsonProperty("collection_id") String collection,
            String name,
            @JsonProperty("parent_id") @Nullable String parent,
            String title,
            @JsonProperty("media_type") String mediaType,
            int version,
            @JsonProperty("latest_version") int latestVersion,
            @Nullable Integer pages,
            String text,
            List<BlockBody> blocks,
            List<String> warnings,
            @Nullable String language,
            @Nullable Partial partial,
            @Nullable MailBody mail,
            Map<String, Object> attributes) {

        static DocumentBody of(
                String collection,
                DocumentVersion version,
                String name,
                Optional<DocumentId> parent,
                ParsedDocument content,
                int latestVersion,
                Map<String, Object> attributes) {
            return new DocumentBody(
                    Ids.FILE.write(version.document().value()),
                    collection,
                    name,
                    parent.map(above -> Ids.FILE.write(above.value())).orElse(null),
                    content.title(),
                    content.mediaType(),
                    version.version(),
                    latestVersion,
                    Location.orNull(content.pages()),
                    content.text(),
                    content.blocks().stream().map(BlockBody::of).toList(),
                    content.warnings(),
                    content.language().isEmpty() ? null : content.language(),
                    content.partial().orElse(null),
                    content.mail().map(MailBody::of).orElse(null),
                    attributes);
        }
    }

    /** The head of a message. */
    record MailBody(
            @JsonProperty("message_id") String messageId,
            @JsonProperty("in_reply_to") String inReplyTo,
            List<String> references,
            String thread,
            String from,
            List<String> to,
            String sent) {

        static MailBody of(MailHead mail) {
            return new MailBody(
                    mail.messageId(),
                    mail.inReplyTo(),
                    mail.references(),
                    mail.thread(),
                    mail.from(),
                    mail.to(),
                    mail.sent());
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
