package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import io.groundwork.ingest.DocumentId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which languages a caller is told that documents are in, on a real database. */
final class DocumentLanguagesIT {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final UUID me = UUID.randomUUID();
    private final UUID other = UUID.randomUUID();
    private final Scope scope = Scope.of(Set.of(me));
    private TestDatabase database;
    private Library library;
    private DocumentLanguages languages;

    @BeforeEach
    void create() {
        database = new TestDatabase();
        library = new Library(database);
        languages = new DocumentLanguages(database.source());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void theMostFrequentComesFirstAndRegionsDoNotCount() {
        CollectionId mixed = library.collection("fr", me);
        add(mixed, "de", List.of());
        add(mixed, "de-AT", List.of());
        add(mixed, "", List.of());
        add(mixed, "en", List.of());

        assertThat(languages.shares(scope, List.of(mixed), LONGEST).toString()).isEqualTo("{de=0.5, en=0.25, fr=0.25}");
    }

    @Test
    void whatMayNotBeReadIsNotToldOf() {
        CollectionId mine = library.collection("en", me);
        CollectionId another = library.collection("en", other);
        add(mine, "en", List.of(me));
        add(mine, "ru", List.of(other));
        add(another, "ja", List.of());

        assertThat(languages.shares(scope, List.of(mine, another), LONGEST)).containsOnlyKeys("en");
        assertThat(languages.shares(Scope.of(Set.of()), List.of(mine, another), LONGEST))
                .isEmpty();
    }

    private void add(CollectionId collection, String language, List<UUID> readers) {
        DocumentId document = library.document();
        library.attach(collection, document, "{}", readers);
        byte[] digest = new byte[32];
        UUID file = UUID.randomUUID();
        database.execute("INSERT INTO blob (sha256, size_bytes) VALUES (?, 0) ON CONFLICT DO NOTHING", digest);
        database.execute("""
                INSERT INTO file (id, name, media_type, sha256, size_bytes, purpose, owner_id)
                VALUES (?, 'f', 'text/plain', ?, 0, 'assistants', ?)
                """, file, digest, me);
        database.execute(
                "INSERT INTO document_version (document_id, version, file_id, language) VALUES (?, 1, ?, ?)",
                document.value(),
                file,
                language);
        database.execute(
                "UPDATE membership SET version = 1, status = 'completed' WHERE document_id = ?", document.value());
    }
}
