package io.groundwork.orchestration.indexing;

import io.groundwork.ingest.DocumentId;
import io.groundwork.ingest.DocumentVersion;
import io.groundwork.ingest.Documents;
import io.groundwork.retrieval.Spaces.Unfilled;
import io.groundwork.retrieval.TextHash;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a stored passage was embedded as: its text below the title that its document had then, which is told by the hash that was kept. */
@Singleton
public final class StoredTitles {

    private final Documents documents;
    private final Cutter cutter;

    StoredTitles(Documents documents, Cutter cutter) {
        this.documents = documents;
        this.cutter = cutter;
    }

    /** For one batch: looks each document up once. */
    public Reader reader() {
        return new Reader();
    }

    /** Remembers titles for as long as it lives. */
    public final class Reader {

        private final Map<Version, List<String>> titles = new HashMap<>();

        private Reader() {}

        /** Where no title fits the hash, because the document was renamed since, it is the title that the passage would get now. */
        public String inContext(Unfilled stored) {
            List<String> known =
                    titles.computeIfAbsent(new Version(stored.document(), stored.version()), StoredTitles.this::titles);
            return known.stream()
                    .map(title -> stored.passage().inContext(title))
                    .filter(text -> stored.hash().equals(Optional.of(TextHash.of(text))))
                    .findFirst()
                    .orElseGet(() -> stored.passage().inContext(known.getFirst()));
        }
    }

    private record Version(DocumentId document, int version) {}

    private List<String> titles(Version of) {
        Optional<DocumentVersion> version =
                QuarkusTransaction.requiringNew().call(() -> documents.version(of.document(), of.version()));
        String now = version.flatMap(found -> found.content()
                        .map(content -> cutter.titled(content, found.name()).title()))
                .or(() -> version.map(DocumentVersion::name))
                .orElse("");
        return Stream.concat(Stream.of(now), version.map(DocumentVersion::name).stream())
                .distinct()
                .toList();
    }
}
