package io.groundwork.orchestration.answering;

import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.orchestration.answering.Contradiction.DocumentDate;
import io.groundwork.orchestration.answering.Contradiction.Side;
import io.groundwork.retrieval.Hit;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells when what a document says was so: by an attribute that says it, else by when the version came in. */
@Singleton
final class DocumentDates {

    /** In the order in which they are believed. */
    private static final List<String> ATTRIBUTES = List.of(
            "valid_from",
            "effective_date",
            "effective",
            "date",
            "document_date",
            "published",
            "published_at",
            "modified",
            "modified_at",
            "updated",
            "updated_at",
            "last_modified");

    private static final Pattern ISO = Pattern.compile("\\d{4}-\\d{2}-\\d{2}(?:T[0-9:.]+Z)?");

    private final Documents documents;

    DocumentDates(Documents documents) {
        this.documents = documents;
    }

    /** The same with their dates. */
    List<Contradiction> of(List<Contradiction> found, List<Hit> hits) {
        List<Contradiction> dated = new ArrayList<>();
        for (Contradiction each : found) {
            dated.add(new Contradiction(dated(each.left(), hits), dated(each.right(), hits)));
        }
        return List.copyOf(dated);
    }

    private Side dated(Side side, List<Hit> hits) {
        return side.dated(attributes(side, hits).flatMap(DocumentDates::said).or(() -> documents
                .version(side.document(), side.version())
                .map(DocumentVersion::createdAt)
                .map(at -> new DocumentDate(at.toString(), Optional.empty()))));
    }

    private static Optional<Map<String, Object>> attributes(Side side, List<Hit> hits) {
        Stream<Map<String, Object>> ofHits = hits.stream()
                .filter(hit -> hit.document().equals(side.document())
                        && hit.collection().equals(side.collection()))
                .map(Hit::attributes);
        Stream<Map<String, Object>> ofCopies = hits.stream()
                .flatMap(hit -> hit.copies().stream())
                .filter(copy -> copy.document().equals(side.document())
                        && copy.collection().equals(side.collection()))
                .map(Hit.Copy::attributes);
        return Stream.concat(ofHits, ofCopies).findFirst();
    }

    static Optional<DocumentDate> said(Map<String, Object> attributes) {
        return ATTRIBUTES.stream()
                .filter(name -> attributes.get(name) instanceof String value
                        && ISO.matcher(value).matches())
                .findFirst()
                .map(name -> new DocumentDate(String.valueOf(attributes.get(name)), Optional.of(name)));
    }
}
