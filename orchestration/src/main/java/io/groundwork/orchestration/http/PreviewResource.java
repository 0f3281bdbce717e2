package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.indexing.Preview;
import io.groundwork.orchestration.indexing.Preview.Outcome;
import io.groundwork.orchestration.indexing.Preview.Piece;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/v1/collections/{id}/preview}: how a file would be read and cut here; nothing of it is kept. */
@Path("/api/v1/collections/{id}/preview")
@RunOnVirtualThread
class PreviewResource {

    private static final int SHOWN = 500;

    private final Preview preview;
    private final Rights rights;

    PreviewResource(Preview preview, Rights rights) {
        this.preview = preview;
        this.rights = rights;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public PreviewBody preview(@PathParam("id") String id, @RestForm("file") @Nullable FileUpload file) {
        rights.require(id, Access.CONTRIBUTE);
        if (file == null || file.fileName() == null) {
            throw Problem.INVALID_REQUEST.because("file", "Send the file as the form field 'file', with its name.");
        }
        String mediaType = file.contentType() == null ? MediaType.APPLICATION_OCTET_STREAM : file.contentType();
        return switch (preview.of(file.uploadedFile(), FileNames.clean(file.fileName()), mediaType)) {
            case Outcome.Read(ParsedDocument document, List<Piece> pieces) -> PreviewBody.of(document, pieces);
            case Outcome.Refused(String reason) -> throw Problem.INVALID_REQUEST.because("file", reason);
        };
    }

    /**
     * @param passages the first of them
     * @param total how many there are
     */
    record PreviewBody(
            String title,
            @JsonProperty("media_type") String mediaType,
            @Nullable Integer pages,
            int characters,
            List<String> warnings,
            int total,
            List<PassageBody> passages) {

        static PreviewBody of(ParsedDocument document, List<Piece> pieces) {
            return new PreviewBody(
                    document.title(),
                    document.mediaType(),
                    Location.orNull(document.pages()),
                    document.text().length(),
                    document.warnings(),
                    pieces.size(),
                    pieces.stream().limit(SHOWN).map(PassageBody::of).toList());
        }
    }

    /**
     * @param tokens of what the model is given; null where that was not counted
     * @param context what belongs to the passage but does not stand in it, such as a table's header
     */
    record PassageBody(int ordinal, @Nullable Integer tokens, Location location, String context, String text) {

        static PassageBody of(Piece piece) {
            Passage passage = piece.passage();
            return new PassageBody(
                    passage.ordinal(), piece.tokens(), Location.of(passage, 0), passage.context(), passage.text());
        }

        static PassageBody of(Passage passage, int version) {
            return new PassageBody(
                    passage.ordinal(), null, Location.of(passage, version), passage.context(), passage.text());
        }
    }
}
