package io.groundwork.retrieval;

import static io.groundwork.retrieval.Filter.Operator.EQ;
import static io.groundwork.retrieval.Filter.Operator.GT;
import static io.groundwork.retrieval.Filter.Operator.GTE;
import static io.groundwork.retrieval.Filter.Operator.IN;
import static io.groundwork.retrieval.Filter.Operator.LT;
import static io.groundwork.retrieval.Filter.Operator.NE;
import static io.groundwork.retrieval.Filter.Operator.NIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.groundwork.ingest.DocumentId;
import io.groundwork.retrieval.Filter.Field;
import io.groundwork.retrieval.Filter.Known;
import io.groundwork.retrieval.Filter.Operator;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters on what is known of every document. */
final class KnownFilterIT {

    private final UUID me = UUID.randomUUID();
    private TestDatabase database;
    private Library library;
    private CollectionId contracts;
    private CollectionId letters;
    private DocumentId german;
    private DocumentId english;
    private DocumentId unread;
    private DocumentId attached;

    @BeforeEach
    void fill() {
        database = new TestDatabase();
        library = new Library(database);
        contracts = library.collection("zz", me);
        letters = library.collection("zz", me);
        german = read(contracts, "de", "application/pdf", "2026-01-31T10:00:00Z");
        english = read(contracts, "en", "text/plain", "2026-02-01T00:00:00Z");
        unread = library.add(letters, "word");
        attached = read(letters, "en", "text/plain", "2026-03-01T00:00:00Z");
        database.execute("UPDATE membership SET root_id = ? WHERE document_id = ?", unread.value(), attached.value());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theVersionThatAnswersTellsLanguageAndMediaType() {
        assertThat(found(EQ, Field.LANGUAGE, "de")).containsExactly(german);
        assertThat(found(IN, Field.LANGUAGE, "de", "en")).containsExactlyInAnyOrder(german, english, attached);
        assertThat(found(NE, Field.LANGUAGE, "de")).containsExactlyInAnyOrder(english, attached, unread);
        assertThat(found(NIN, Field.MEDIA_TYPE, "application/pdf"))
                .containsExactlyInAnyOrder(english, attached, unread);
        assertThat(found(EQ, Field.MEDIA_TYPE, "x' OR TRUE --\0")).isEmpty();
    }

    @Test
    void placeAndTimeAreCompared() {
        OffsetDateTime february = OffsetDateTime.parse("2026-02-01T00:00:00Z");

        assertThat(found(EQ, Field.COLLECTION, contracts.value())).containsExactlyInAnyOrder(german, english);
        assertThat(found(EQ, Field.DOCUMENT, attached.value())).containsExactly(attached);
        assertThat(found(EQ, Field.ROOT, unread.value())).containsExactlyInAnyOrder(unread, attached);
        assertThat(found(LT, Field.ADDED, february)).containsExactly(german);
        assertThat(found(GTE, Field.ADDED, february))
                .contains(english, attached)
                .doesNotContain(german);
        assertThat(found(GT, Field.ADDED, february)).contains(attached).doesNotContain(german, english);
    }

    @Test
    void aValueOfAnotherTypeIsRefused() {
        for (Operator operator : Operator.values()) {
            assertThatIllegalArgumentException().isThrownBy(() -> found(operator, Field.ADDED, "2026"));
            assertThatIllegalArgumentException().isThrownBy(() -> found(operator, Field.DOCUMENT));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> found(EQ, Field.LANGUAGE, "de", "en"));
    }

    private DocumentId read(CollectionId collection, String language, String mediaType, String added) {
        DocumentId document = library.add(collection, "word");
        byte[] digest = new byte[32];
        database.execute("INSERT INTO blob (sha256, size_bytes) VALUES (?, 0) ON CONFLICT DO NOTHING", digest);
        database.execute("""
                INSERT INTO file (id, name, media_type, sha256, size_bytes, purpose, owner_id)
                VALUES (?, 'f', 'text/plain', ?, 0, 'assistants', ?)
                """, document.value(), digest, me);
        database.execute("""
                INSERT INTO document_version (document_id, version, file_id, language, media_type) VALUES (?, 1, ?, ?, ?)
                """, document.value(), document.value(), language, mediaType);
        database.execute(
                "UPDATE membership SET added_at = ? WHERE document_id = ?",
                OffsetDateTime.parse(added),
                document.value());
        return document;
    }

    private Set<DocumentId> found(Operator operator, Field field, Object... values) {
        SearchRequest request = new SearchRequest(
                "word",
                List.of(contracts, letters),
                Optional.of(new Known(operator, field, List.of(values))),
                1000,
                Library.ALL_STAGES);
        return library.retriever(Map.of()).search(Scope.of(Set.of(me)), request).hits().stream()
                .map(Hit::document)
                .collect(Collectors.toSet());
    }
}
