package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.ingest.Files;
import io.groundwork.ingest.StoredFile;
import io.groundwork.orchestration.transfer.BadLineException;
import io.groundwork.orchestration.transfer.ImportReport;
import io.groundwork.orchestration.transfer.Importer;
import io.groundwork.orchestration.transfer.TransferException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /api/v1/collections/import}: a new collection of lines in the open form, packed by gzip or not. For all who may make collections. Answers
 * once all is there, or nothing is.
 */
@Path("/api/v1/collections/import")
@RunOnVirtualThread
class ImportResource {

    private final Importer importer;
    private final Files files;
    private final CurrentCaller caller;

    ImportResource(Importer importer, Files files, CurrentCaller caller) {
        this.importer = importer;
        this.files = files;
        this.caller = caller;
    }

    /** The lines of a file that was uploaded, which may be larger than a request; the file stays. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response take(@Nullable UploadedLines uploaded) throws IOException {
        if (uploaded == null || uploaded.fileId() == null) {
            throw Problem.INVALID_REQUEST.because(
                    "file_id", "Send the lines themselves as %s, or 'file_id'.".formatted(ExportResource.LINES));
        }
        StoredFile file = VectorStoresResource.ownFiles(files, caller.get(), List.of(uploaded.fileId()), 1)
                .getFirst();
        try (InputStream lines = files.open(file)) {
            return take(lines);
        }
    }

    @POST
    @Consumes({ExportResource.LINES, "application/jsonl", "application/gzip"})
    public Response take(InputStream lines) {
        try {
            ImportReport report = importer.take(caller.get(), lines).orElseThrow(() -> Problem.TOO_MANY_REQUESTS
                    .because("As many collections as this server takes at once are being imported.")
                    .retryAfter(30));
            return Response.status(201).entity(ImportBody.of(report)).build();
        } catch (BadLineException e) {
            throw Problem.INVALID_REQUEST.because(String.valueOf(e.getMessage()));
        } catch (TransferException e) {
            throw Problem.CONFLICT.because(String.valueOf(e.getMessage()));
        }
    }

    record UploadedLines(@JsonProperty("file_id") @Nullable String fileId) {}

    /**
     * @param id of the new collection
     * @param passages taken with their vectors
     * @param queued documents that are cut and embedded here, and are found once they are
     * @param restricted documents that nobody but the importer may read, as their readers are people of elsewhere
     * @param leftOut documents that had no text to take
     * @param withheld documents that are not in the file, as who made it was not permitted to read them
     * @param warnings the same in words
     */
    record ImportBody(
            String id,
            String name,
            long documents,
            long passages,
            long queued,
            long restricted,
            @JsonProperty("left_out") long leftOut,
            long withheld,
            List<String> warnings) {

        static ImportBody of(ImportReport report) {
            return new ImportBody(
                    Ids.COLLECTION.write(report.collection().value()),
                    report.name(),
                    report.documents(),
                    report.passages(),
                    report.queued(),
                    report.restricted(),
                    report.leftOut(),
                    report.withheld(),
                    warnings(report));
        }

        private static List<String> warnings(ImportReport report) {
            List<String> warnings = new ArrayList<>();
            if (!report.sent().sharesSpaceWith(report.here())) {
                warnings.add(
                        "The vectors in the file are of %s, which nothing here serves: all documents are cut and embedded anew by %s."
                                .formatted(words(report.sent()), words(report.here())));
            } else if (report.queued() > 0) {
                warnings.add("%d documents have no vectors for all of their passages and are cut and embedded here."
                        .formatted(report.queued()));
            }
            if (report.withoutStates() > 0) {
                warnings.add(
                        "%d passages came without the states of their tokens and keep the rank that words and meaning give them. Export with states=true, or cut the collection again."
                                .formatted(report.withoutStates()));
            }
            if (report.restricted() > 0) {
                warnings.add(
                        "%d documents had readers of their own: nobody but you may read them until you name others."
                                .formatted(report.restricted()));
            }
            if (report.leftOut() > 0) {
                warnings.add("%d documents were not searchable where the file was made and are left out."
                        .formatted(report.leftOut()));
            }
            if (report.withheld() > 0) {
                warnings.add("%d documents are not in the file, as who made it was not permitted to read them."
                        .formatted(report.withheld()));
            }
            return warnings;
        }

        private static String words(EmbeddingModel model) {
            return "%s (%s, %d dimensions, digest %.12s)"
                    .formatted(
                            model.name(),
                            model.numbers().name().toLowerCase(Locale.ROOT),
                            model.dimension(),
                            model.digest());
        }
    }
}
