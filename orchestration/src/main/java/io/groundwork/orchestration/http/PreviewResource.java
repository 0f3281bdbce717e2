package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.ParsedDocument;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.ingest.chunk.Profile;
import io.groundwork.orchestration.identity.Access;
import io.groundwork.orchestration.indexing.Preview;
import io.groundwork.orchestration.indexing.Preview.Outcome;
import io.groundwork.orchestration.indexing.Preview.Piece;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.CollectionInfo;
import io.groundwork.retrieval.Collections;
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
    private final Collections collections;
    private final Rights rights;

    PreviewResource(Preview preview, Collections collections, Rights rights) {
        this.preview = preview;
        this.collections = collections;
        this.rights = rights;
    }

    /** @param profile in place of the collection's own */
    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public PreviewBody preview(
            @PathParam("id") String id,
            @RestForm("file") @Nullable FileUpload file,
            @RestForm("profile") @Nullable String profile) {
        CollectionId collection = rights.require(id, Access.CONTRIBUTE);
        if (file == null || file.fileName() == null) {
            throw Problem.INVALID_REQUEST.because("file", "Send the file as the form field 'file', with its name.");
        }
        String mediaType = file.contentType() == null ? MediaType.APPLICATION_OCTET_STREAM : file.contentType();
        PassageRules own =
                collections.find(collection).map(CollectionInfo::rules).orElseThrow(() -> Ids.COLLECTION.notFound(id));
        PassageRules rules =
                profile == null || profile.isBlank() ? own : own.with(PassageRuleBodies.profile(profile.strip()));
        return switch (preview.of(file.uploadedFile(), FileNames.clean(file.fileName()), mediaType, rules)) {
            case Outcome.Read(ParsedDocument document, Profile found, List<Piece> pieces) ->
                PreviewBody.of(document, found, pieces);
            case Outcome.Refused(String reason) -> throw Problem.INVALID_REQUEST.because("file", reason);
        };
    }

    /**
     * @param profile by which the file was cut; never {@code auto}
     * @param passages the first of them
     * @param total how many there are
     */
    record PreviewBody(
            String profile,
            String title,
            @JsonProperty("media_type") String mediaType,
            @Nullable Integer pages,
            int characters,
            List<String> warnings,
            int total,
            List<PassageBody> passages) {

        static PreviewBody of(ParsedDocument document, Profile profile, List<Piece> pieces) {
            return new PreviewBody(
                    profile.word(),
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
     * @param section what the passage was cut from, with its neighbours
     * @param context what belongs to the passage but does not stand in it, such as a table's header
     */
    record PassageBody(
            int ordinal,
            @Nullable Integer tokens,
            Location location,
            SectionBody section,
            String context,
            String text) {

        static PassageBody of(Piece piece) {
            return of(piece.passage(), piece.tokens(), 0);
        }

        static PassageBody of(Passage passage, int version) {
            return of(passage, null, version);
        }

        private static PassageBody of(Passage passage, @Nullable Integer tokens, int version) {
            return new PassageBody(
                    passage.ordinal(),
                    tokens,
                    Location.of(passage, version),
                    SectionBody.of(passage),
                    passage.context(),
                    passage.text());
        }
    }

    /** Offsets into the document's text, as those of {@link Location}. */
    record SectionBody(int start, int end) {

        static SectionBody of(Passage passage) {
            return new SectionBody(passage.section().start(), passage.section().end());
        }
    }
}
