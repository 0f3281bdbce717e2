package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.CompletionOutcome;
import io.groundwork.ingest.FileId;
import io.groundwork.ingest.StoredFile;
import io.groundwork.ingest.Upload;
import io.groundwork.ingest.Uploads;
import io.groundwork.orchestration.DataFolder;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** {@code /v1/uploads}: large files in parts. Beside OpenAI's fields, an upload tells which parts have come, so that it can be resumed. */
@Path("/v1/uploads")
@RunOnVirtualThread
class UploadsResource {

    /** As OpenAI has them. */
    private static final long MAX_BYTES = 8L << 30;

    private static final long MAX_PART_BYTES = 64L << 20;

    private final Uploads uploads;
    private final DataFolder data;
    private final CurrentCaller caller;

    UploadsResource(Uploads uploads, DataFolder data, CurrentCaller caller) {
        this.uploads = uploads;
        this.data = data;
        this.caller = caller;
    }

    @POST
    public UploadBody create(@Nullable NewUpload wanted) {
        if (wanted == null || wanted.filename() == null) {
            throw Problem.INVALID_REQUEST.because("filename", "Send 'filename'.");
        }
        String purpose = FilePurpose.wanted(wanted.purpose());
        if (wanted.bytes() == null || wanted.bytes() < 1 || wanted.bytes() > MAX_BYTES) {
            throw Problem.INVALID_REQUEST.because(
                    "bytes", "'bytes' is the size of the whole file, from 1 to %d.".formatted(MAX_BYTES));
        }
        String mediaType = wanted.mimeType() == null ? MediaType.APPLICATION_OCTET_STREAM : wanted.mimeType();
        return UploadBody.of(uploads.create(
                FileNames.clean(wanted.filename()),
                mediaType,
                purpose,
                wanted.bytes(),
                caller.get().id()));
    }

    @GET
    @Path("/{id}")
    public UploadBody get(@PathParam("id") String id) {
        return UploadBody.of(own(id));
    }

    @POST
    @Path("/{id}/parts")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public PartBody addPart(@PathParam("id") String id, @RestForm("data") @Nullable FileUpload data)
            throws IOException {
        Upload upload = own(id);
        if (data == null || data.size() == 0) {
            throw Problem.INVALID_REQUEST.because("data", "Send the part's bytes as the form field 'data'.");
        }
        if (data.size() > MAX_PART_BYTES) {
            throw Problem.TOO_LARGE.because("data", "A part has at most %d bytes.".formatted(MAX_PART_BYTES));
        }
        return uploads.addPart(upload.id(), data.uploadedFile())
                .map(part -> PartBody.of(id, part))
                .orElseThrow(() -> Problem.CONFLICT.because("This upload is no longer pending."));
    }

    @POST
    @Path("/{id}/complete")
    public UploadBody complete(@PathParam("id") String id, @Nullable Completion wanted) throws IOException {
        Upload upload = own(id);
        if (wanted == null || wanted.partIds() == null || wanted.partIds().isEmpty()) {
            throw Problem.INVALID_REQUEST.because("part_ids", "Send 'part_ids', in the order of the parts.");
        }
        List<FileId> parts = wanted.partIds().stream()
                .map(part -> new FileId(Ids.PART.read(part)))
                .toList();
        java.nio.file.Path folder = Files.createDirectories(data.path().resolve("uploads"));
        java.nio.file.Path scratch = Files.createTempFile(folder, "whole", ".tmp");
        try {
            return switch (uploads.complete(upload.id(), parts, Optional.ofNullable(wanted.md5()), scratch)) {
                case CompletionOutcome.Completed(Upload done) -> UploadBody.of(done);
                case CompletionOutcome.Refused(String reason) ->
                    throw Problem.INVALID_REQUEST.because("part_ids", reason);
            };
        } finally {
            Files.deleteIfExists(scratch);
        }
    }

    @POST
    @Path("/{id}/cancel")
    public UploadBody cancel(@PathParam("id") String id) throws IOException {
        return uploads.cancel(own(id).id()).map(UploadBody::of).orElseThrow(() -> Ids.UPLOAD.notFound(id));
    }

    private Upload own(String id) {
        UUID owner = caller.get().id();
        return uploads.find(Ids.UPLOAD.read(id))
                .filter(upload -> upload.owner().equals(owner))
                .orElseThrow(() -> Ids.UPLOAD.notFound(id));
    }

    record NewUpload(
            @Nullable String filename,
            @Nullable String purpose,
            @Nullable Long bytes,
            @JsonProperty("mime_type") @Nullable String mimeType) {}

    record Completion(
            @JsonProperty("part_ids") @Nullable List<String> partIds,
            @Nullable String md5) {}

    /** OpenAI's upload object, and ours from {@code parts} on. */
    record UploadBody(
            String id,
            String object,
            long bytes,
            @JsonProperty("created_at") long createdAt,
            @JsonProperty("expires_at") long expiresAt,
            String filename,
            String purpose,
            String status,
            @JsonInclude(JsonInclude.Include.NON_NULL) FilesResource.@Nullable FileBody file,
            List<PartBody> parts) {

        static UploadBody of(Upload upload) {
            String id = Ids.UPLOAD.write(upload.id());
            return new UploadBody(
                    id,
                    "upload",
                    upload.sizeBytes(),
                    upload.createdAt().getEpochSecond(),
                    upload.expiresAt().getEpochSecond(),
                    upload.name(),
                    upload.purpose(),
                    MemberBodies.lower(upload.status()),
                    upload.file().map(FilesResource.FileBody::of).orElse(null),
                    upload.parts().stream().map(part -> PartBody.of(id, part)).toList());
        }
    }

    /** OpenAI's upload part object, with its size. */
    record PartBody(
            String id,
            String object,
            @JsonProperty("created_at") long createdAt,
            @JsonProperty("upload_id") String upload,
            long bytes) {

        static PartBody of(String upload, StoredFile part) {
            return new PartBody(
                    Ids.PART.write(part.id().value()),
                    "upload.part",
                    part.createdAt().getEpochSecond(),
                    upload,
                    part.sizeBytes());
        }
    }
}
