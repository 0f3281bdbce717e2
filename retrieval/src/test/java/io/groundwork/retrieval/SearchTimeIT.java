package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A search ends, whatever the database is busy with. */
final class SearchTimeIT {

    @Test
    void aSearchThatTakesTooLongIsGivenUpAndTheNextOneIsAnswered() throws Exception {
        try (TestDatabase database = new TestDatabase()) {
            Library library = new Library(database);
            UUID me = UUID.randomUUID();
            CollectionId collection = library.collection("zz", me);
            library.add(collection, "red fox");
            Retriever retriever = library.retriever(Map.of("search-time", "PT0.2S"));
            SearchRequest request = Library.request("fox", 10, Library.ALL_STAGES, collection);
            try (Connection busy = database.direct().getConnection();
                    Statement statement = busy.createStatement()) {
                busy.setAutoCommit(false);
                statement.execute("LOCK TABLE passage IN ACCESS EXCLUSIVE MODE");

                assertThatThrownBy(() -> retriever.search(Scope.of(Set.of(me)), request))
                        .isInstanceOf(TookTooLongException.class);
                busy.rollback();
            }

            assertThat(retriever.search(Scope.of(Set.of(me)), request).hits()).hasSize(1);
        }
    }
}
