package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.CollectionId;
import java.util.List;

/**
 * Where a part of an answer stands in a document. Was checked: the document's text from {@code start} to {@code end} is the quote.
 *
 * @param version of the document
 * @param page the page on which the passage begins, counted from 1; 0 where the format has no pages
 * @param pageEnd the page on which it ends
 * @param rows of a table that the quote stands in
 * @param headings above it, outermost first
 * @param start offset of the quote's first character in the document's text, in UTF-16 code units
 * @param end offset one past its last character
 * @param index where the mark stands in the answer's text: after the words that rest on it, in UTF-16 code units
 */
public record Citation(
        CollectionId collection,
        DocumentId document,
        int version,
        int page,
        int pageEnd,
        Passage.Rows rows,
        List<String> headings,
        int start,
        int end,
        String quote,
        int index) {

    public Citation {
        headings = List.copyOf(headings);
    }
}
