package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.CollectionId;
import java.util.Optional;

/** Two sentences of different documents that speak of the same and do not say the same of it. */
public record Contradiction(Side left, Side right) {

    /**
     * @param span of the passage's text: the sentence
     * @param date when that was so, as far as is known
     */
    public record Side(
            CollectionId collection,
            DocumentId document,
            int version,
            Passage passage,
            Span span,
            Optional<DocumentDate> date) {

        public String text() {
            return span.of(passage.text());
        }

        /** Of the sentence's first character in the document's text, in UTF-16 code units. */
        public int start() {
            return passage.start() + span.start();
        }

        public int end() {
            return passage.start() + span.end();
        }

        Side dated(Optional<DocumentDate> known) {
            return new Side(collection, document, version, passage, span, known);
        }
    }

    /**
     * @param at in ISO 8601, a day or a moment in UTC
     * @param attribute whose value it is; empty where it is when the version came in
     */
    public record DocumentDate(String at, Optional<String> attribute) {}
}
