package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.Library;
import io.groundwork.orchestration.identity.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** {@code /v1/files}. A file belongs to who uploaded it; others read it through the collections that it is in. */
@Path("/v1/files")
@RunOnVirtualThread
class FilesResource {

    private final Files files;
    private final Library library;
    private final CurrentCaller caller;

    FilesResource(Files files, Library library, CurrentCaller caller) {
        this.files = files;
        this.library = library;
        this.caller = caller;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public FileBody upload(@RestForm("file") @Nullable FileUpload file, @RestForm @Nullable String purpose)
            throws IOException {
        if (file == null || file.fileName() == null) {
            throw Problem.INVALID_REQUEST.because("file", "Send the file as the form field 'file', with its name.");
        }
        String wanted = FilePurpose.wanted(purpose);
        String mediaType = file.contentType() == null ? MediaType.APPLICATION_OCTET_STREAM : file.contentType();
        return FileBody.of(files.store(
                FileNames.clean(file.fileName()),
                mediaType,
                wanted,
                caller.get().id(),
                file.uploadedFile()));
    }

    @GET
    public OpenAiList<FileBody> list(
            @QueryParam("limit") @Nullable Integer limit, @QueryParam("after") @Nullable String after) {
        int most = limit == null ? 100 : Math.min(Math.max(limit, 1), 1000);
        Optional<FileId> from = Optional.ofNullable(after).map(Ids::file);
        List<FileBody> found = files.ownedBy(caller.get().id(), from, most + 1).stream()
                .map(FileBody::of)
                .toList();
        return OpenAiList.of(found, most, FileBody::id);
    }

    @GET
    @OnBehalfOfCaller
    @Path("/{id}")
    public FileBody get(@PathParam("id") String id) {
        return FileBody.of(readable(id));
    }

    /** The bytes as they were uploaded. */
    @GET
    @OnBehalfOfCaller
    @Path("/{id}/content")
    public Response content(@PathParam("id") String id, @QueryParam("inline") @Nullable String inline)
            throws IOException {
        StoredFile file = readable(id);
        return Download.of(file, files.open(file), inline != null);
    }

    @DELETE
    @Path("/{id}")
    public Deleted delete(@PathParam("id") String id) throws IOException {
        FileId file = Ids.file(id);
        StoredFile known = files.find(file)
                .filter(found -> !found.isInternal())
                .filter(found ->
                        found.owner().equals(caller.get().id()) || caller.get().admin())
                .orElseThrow(() -> Ids.FILE.notFound(id));
        library.deleteFile(known, caller.get().id());
        return new Deleted(id, "file", true);
    }

    private StoredFile readable(String id) {
        Caller known = caller.get();
        return files.find(Ids.file(id))
                .filter(file -> !file.isInternal() || file.isWithinAnother())
                .filter(file -> file.owner().equals(known.id())
                        || library.mayRead(known, file.id().document()))
                .orElseThrow(() -> Ids.FILE.notFound(id));
    }

    /** OpenAI's file object. */
    record FileBody(
            String id,
            String object,
            long bytes,
            @JsonProperty("created_at") long createdAt,
            String filename,
            String purpose,
            String status) {

        static FileBody of(StoredFile file) {
            return new FileBody(
                    Ids.FILE.write(file.id().value()),
                    "file",
                    file.sizeBytes(),
                    file.createdAt().getEpochSecond(),
                    file.name(),
                    FilePurpose.of(file),
                    "processed");
        }
    }

    record Deleted(String id, String object, boolean deleted) {}
}
