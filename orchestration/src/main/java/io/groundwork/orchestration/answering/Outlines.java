package io.groundwork.orchestration.answering;

import io.groundwork.ingest.chunk.Span;
import io.groundwork.retrieval.Hit;
import java.util.List;

/** Knows how the documents of passages are ordered. */
@FunctionalInterface
interface Outlines {

    /** One for each hit, in their order. */
    List<Outline> of(List<Hit> hits);

    /**
     * What stands above the sentences of a passage, and among them: it names what is said, and says nothing itself.
     *
     * @param title of the document; may be empty
     * @param headings spans of the passage's text, in order
     */
    record Outline(String title, List<Span> headings) {

        static final Outline NONE = new Outline("", List.of());

        public Outline {
            headings = List.copyOf(headings);
        }
    }
}
