package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.conversations.Conversation;
import io.groundwork.orchestration.conversations.ConversationFiles;
import io.groundwork.orchestration.conversations.ConversationFiles.Added;
import io.groundwork.orchestration.conversations.Conversations;
import io.groundwork.retrieval.Member;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/conversations/{id}/files}: files that are searched in one conversation alone. {@link ConversationDoor} lets its owner read them. */
@Path("/api/v1/conversations/{id}/files")
@RunOnVirtualThread
class ConversationFilesResource {

    private final Conversations conversations;
    private final ConversationFiles inConversation;
    private final Files files;
    private final MemberBodies bodies;
    private final CurrentCaller current;

    ConversationFilesResource(
            Conversations conversations,
            ConversationFiles inConversation,
            Files files,
            MemberBodies bodies,
            CurrentCaller current) {
        this.conversations = conversations;
        this.inConversation = inConversation;
        this.files = files;
        this.bodies = bodies;
        this.current = current;
    }

    /** In the order in which they were put there, apart from what lies within them. */
    @GET
    @OnBehalfOfCaller
    public Listing<MemberBodies.MemberBody> list(@PathParam("id") String id) {
        return Listing.whole(bodies.of(inConversation.list(own(id))));
    }

    @GET
    @OnBehalfOfCaller
    @Path("/{file}")
    public MemberBodies.MemberBody get(@PathParam("id") String id, @PathParam("file") String file) {
        return bodies.of(member(own(id), file));
    }

    /** A file of the caller's that was uploaded already. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(@PathParam("id") String id, @Nullable Uploaded uploaded) {
        Conversation conversation = own(id);
        if (uploaded == null || uploaded.file() == null) {
            throw Problem.INVALID_REQUEST.because("file_id", "Send 'file_id', or the file itself as a form.");
        }
        StoredFile file = VectorStoresResource.ownFiles(files, current.get(), List.of(uploaded.file()), 1)
                .getFirst();
        return added(id, uploaded.file(), inConversation.add(conversation, file.id()));
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public Response drop(@PathParam("id") String id, @RestForm("file") @Nullable FileUpload file) {
        Conversation conversation = own(id);
        if (file == null || file.fileName() == null) {
            throw Problem.INVALID_REQUEST.because("file", "Send the file as the form field 'file', with its name.");
        }
        String mediaType = file.contentType() == null ? MediaType.APPLICATION_OCTET_STREAM : file.contentType();
        return added(
                id,
                file.fileName(),
                inConversation.drop(
                        conversation,
                        new ConversationFiles.Dropped(
                                FileNames.clean(file.fileName()), mediaType, FilePurpose.USUAL, file.uploadedFile())));
    }

    /** Reads it again, as after a failure. */
    @POST
    @Path("/{file}/retry")
    public MemberBodies.MemberBody retry(@PathParam("id") String id, @PathParam("file") String file) {
        return bodies.of(inConversation.retry(own(id), Ids.file(file)).orElseThrow(() -> Ids.FILE.notFound(file)));
    }

    /** Where it is nowhere else, it goes for good. */
    @DELETE
    @Path("/{file}")
    public void remove(@PathParam("id") String id, @PathParam("file") String file) {
        if (!inConversation.remove(own(id), Ids.file(file))) {
            throw Ids.FILE.notFound(file);
        }
    }

    private Response added(String id, String file, Added added) {
        return switch (added) {
            case Added.Queued(Member member) ->
                Response.status(Response.Status.CREATED)
                        .entity(bodies.of(member))
                        .build();
            case Added.TooMany() -> throw tooMany();
            case Added.Gone() -> throw Ids.CONVERSATION.notFound(id);
            case Added.NoFile() -> throw Ids.FILE.notFound(file);
        };
    }

    private static ProblemException tooMany() {
        return Problem.CONFLICT.because(
                "This conversation has %d files already; take one out first.".formatted(ConversationFiles.MOST));
    }

    private Conversation own(String id) {
        return conversations
                .find(Ids.CONVERSATION.read(id), current.get().id())
                .orElseThrow(() -> Ids.CONVERSATION.notFound(id));
    }

    private Member member(Conversation conversation, String file) {
        return inConversation.find(conversation, Ids.file(file)).orElseThrow(() -> Ids.FILE.notFound(file));
    }

    record Uploaded(@JsonProperty("file_id") @Nullable String file) {}
}
