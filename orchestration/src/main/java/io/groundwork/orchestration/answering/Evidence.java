package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.Hit;

/**
 * A piece of a passage that something rests on.
 *
 * @param hit the passage
 * @param span of the passage's text
 * @param score how well it answers or supports, in [-1, 1]
 */
record Evidence(Hit hit, Span span, double score) {

    String text() {
        return span.of(hit.passage().text());
    }

    /** Of its first character in the document's text. */
    int start() {
        return hit.passage().start() + span.start();
    }

    int end() {
        return hit.passage().start() + span.end();
    }
}
