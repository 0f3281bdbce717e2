package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.Hit;
import java.util.List;

/** Knows which parts of a passage are headings of its document: they name what is said, and say nothing themselves. */
@FunctionalInterface
interface Headings {

    /** Spans of the passage's text, in order. */
    List<Span> in(Hit hit);
}
