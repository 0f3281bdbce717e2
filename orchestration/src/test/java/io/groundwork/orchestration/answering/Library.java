package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.Passage;
import io.groundwork.retrieval.CollectionId;
import io.groundwork.retrieval.Hit;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.Stage;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Documents for tests: each text is a document, and each of its parts a passage. */
final class Library implements DocumentText {

    static final CollectionId COLLECTION = new CollectionId(new UUID(7, 7));
    static final UUID CALLER = new UUID(1, 1);

    private final Map<DocumentId, String> texts = new HashMap<>();

    @Override
    public Optional<String> of(DocumentId document, int version) {
        return version == 3 ? Optional.ofNullable(texts.get(document)) : Optional.empty();
    }

    /** A document of two lines: one that no passage covers, and {@code text}, which the hit is. */
    Hit hit(String text, String... headings) {
        DocumentId document = new DocumentId(UUID.randomUUID());
        String before = "Page header\n";
        texts.put(document, before + text + "\nPage footer");
        Passage passage =
                new Passage(0, text, "", List.of(headings), before.length(), before.length() + text.length(), 4, 5);
        return new Hit(COLLECTION, document, 3, passage, Map.of(), 0.9, Map.of(Stage.VECTOR, 1), List.of(), List.of());
    }

    /** What replaces a document's text without the index knowing. */
    void rewrite(Hit hit, String text) {
        texts.put(hit.document(), text);
    }

    /** Documents without titles and headings. */
    static List<Outlines.Outline> outlines(List<Hit> hits) {
        return Collections.nCopies(hits.size(), Outlines.Outline.NONE);
    }

    static Ask ask(String question) {
        return new Ask(
                CALLER,
                new Scope(Set.of(CALLER)),
                question,
                List.of(),
                Optional.empty(),
                List.of(COLLECTION),
                Optional.empty(),
                10,
                Optional.empty());
    }
}
