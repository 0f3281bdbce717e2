package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.Passage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a document something stands, as every result and citation tells it.
 *
 * @param page counted from 1; null where the format has no pages
 * @param start offset into the document's text as {@code /vector_stores/{id}/files/{file_id}/content} returns it, in UTF-16 code units
 */
record Location(
        @Nullable Integer page,
        @JsonProperty("page_end") @Nullable Integer pageEnd,
        List<String> headings,
        int start,
        int end,
        int version) {

    static Location of(Passage passage, int version) {
        return new Location(
                orNull(passage.page()),
                orNull(passage.pageEnd()),
                passage.headings(),
                passage.start(),
                passage.end(),
                version);
    }

    static @Nullable Integer orNull(int page) {
        return page == 0 ? null : page;
    }
}
