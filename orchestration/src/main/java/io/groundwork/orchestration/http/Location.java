package io.groundwork.orchestration.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.orchestration.answering.Citation;
import io.groundwork.orchestration.answering.Contradiction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a document something stands, as every result and citation tells it.
 *
 * @param page counted from 1; null where the format has no pages
 * @param sheet of a workbook; null elsewhere
 * @param row of a table, counted from 1 as its file counts; null where there is no table, or its rows are not known
 * @param start offset into the document's text as {@code /vector_stores/{id}/files/{file_id}/content} returns it, in UTF-16 code units
 */
record Location(
        @Nullable Integer page,
        @JsonProperty("page_end") @Nullable Integer pageEnd,
        @Nullable String sheet,
        @Nullable Integer row,
        @JsonProperty("row_end") @Nullable Integer rowEnd,
        List<String> headings,
        int start,
        int end,
        int version) {

    static Location of(Passage passage, int version) {
        return of(
                passage.page(),
                passage.pageEnd(),
                passage.rows(),
                passage.headings(),
                new Span(passage.start(), passage.end()),
                version);
    }

    static Location of(Citation citation) {
        return of(
                citation.page(),
                citation.pageEnd(),
                citation.rows(),
                citation.headings(),
                new Span(citation.start(), citation.end()),
                citation.version());
    }

    static Location of(Contradiction.Side side) {
        Passage passage = side.passage();
        return of(
                passage.page(),
                passage.pageEnd(),
                passage.rowsOf(side.start(), side.end()),
                passage.headings(),
                new Span(side.start(), side.end()),
                side.version());
    }

    private static Location of(
            int page, int pageEnd, Passage.Rows rows, List<String> headings, Span span, int version) {
        return new Location(
                orNull(page),
                orNull(pageEnd),
                rows.sheet().isEmpty() ? null : rows.sheet(),
                orNull(rows.first()),
                orNull(rows.last()),
                headings,
                span.start(),
                span.end(),
                version);
    }

    static @Nullable Integer orNull(int page) {
        return page == 0 ? null : page;
    }
}
