package io.groundwork.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.Engines;
import io.groundwork.ingest.DocumentId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the database itself holds back from who may not read it: nothing here relies on a condition of the application's. */
final class RowSecurityIT {

    private static final UUID ALL = UUID.randomUUID();
    private static final UUID FEW = UUID.randomUUID();
    private static final UUID STRANGER = UUID.randomUUID();
    private static final List<Set<Stage>> STAGES = List.of(
            Set.of(Stage.LEXICAL),
            Set.of(Stage.VECTOR),
            Library.ALL_STAGES,
            Set.of(Stage.LEXICAL, Stage.VECTOR, Stage.FUSION, Stage.RERANK));

    private TestDatabase database;
    private Library library;
    private CollectionId open;
    private CollectionId closed;
    private final Set<String> readable = new TreeSet<>();

    @BeforeEach
    void fill() {
        database = new TestDatabase();
        library = new Library(database);
        open = library.collection("zz", ALL, FEW);
        closed = library.collection("zz", ALL);
        for (int i = 0; i < 12; i++) {
            library.add(closed, "common closed" + i);
            library.add(open, "{}", List.of(ALL), "common restricted" + i);
            boolean named = i % 2 == 0;
            readable.add("common open" + i);
            library.add(open, "{}", named ? List.of(ALL, FEW) : List.of(), "common open" + i);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aStatementWithoutAnyConditionShowsWhatTheScopeMayRead() throws SQLException {
        assertThat(texts("SELECT text FROM passage", Set.of(FEW))).isEqualTo(readable);
        assertThat(texts("SELECT text FROM passage", Set.of(ALL))).hasSize(36);
        assertThat(texts("SELECT text FROM passage", Set.of(UUID.randomUUID()))).isEmpty();
        assertThat(texts("SELECT text FROM passage", Set.of())).isEmpty();
        for (String table : List.of("membership", "document_version", "document")) {
            String count = "SELECT count(*) FROM %s".formatted(table);
            Set<String> all = Set.of(database.value(count));
            assertThat(texts(count, Set.of(ALL))).isEqualTo(all);
            assertThat(texts(count, Set.of(UUID.randomUUID()))).containsExactly("0");
            assertThat(texts(count, Set.of(FEW))).containsExactly(table.equals("document_version") ? "0" : "12");
        }
    }

    /** The search is made for somebody who may read everything, so that its own conditions hold nothing back. */
    @Test
    void aSearchWhoseOwnConditionsLetEverythingThroughShowsNothingMore() throws SQLException {
        new SpaceIndexes(database.source(), Library.config(Map.of("exact-passages", "0"))).build();
        for (String exact : List.of("20000", "0")) {
            RetrievalConfig config = Library.config(Map.of("exact-passages", exact));
            Retriever free = new Retriever(Engines.only(new Library.OfWords()), database.source(), config);
            Retriever few = new Retriever(Engines.only(new Library.OfWords()), new ReadingFor(FEW), config);
            Retriever nobody = new Retriever(Engines.only(new Library.OfWords()), new ReadingFor(STRANGER), config);
            for (Set<Stage> stages : STAGES) {
                SearchRequest request = Library.request("common", 1000, stages, open, closed);
                Scope everything = Scope.of(Set.of(ALL, FEW, STRANGER));

                assertThat(free.search(everything, request).hits()).hasSize(36);
                assertThat(Library.texts(few.search(everything, request)))
                        .containsExactlyInAnyOrderElementsOf(readable);
                assertThat(nobody.search(everything, request).hits()).isEmpty();
            }
        }
    }

    @Test
    void aChangeOfReadersIsSeenByTheNextStatement() throws SQLException {
        DocumentId document = library.add(closed, "common later");
        Readers readers = new Readers(database.source());
        String later = "SELECT text FROM passage WHERE text = 'common later'";
        assertThat(texts(later, Set.of(FEW))).isEmpty();

        readers.grant(closed, FEW);
        assertThat(texts(later, Set.of(FEW))).hasSize(1);
        readers.restrict(closed, document, Set.of(ALL));
        assertThat(texts(later, Set.of(FEW))).isEmpty();
        readers.restrict(closed, document, Set.of(FEW));
        assertThat(texts(later, Set.of(FEW))).hasSize(1);
        readers.revoke(closed, FEW);
        assertThat(texts(later, Set.of(FEW))).isEmpty();
    }

    @Test
    void whoReadsForSomebodyWritesNothing() throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            RowSecurity.readFor(connection, Scope.of(Set.of(ALL)));
            for (String write : List.of(
                    "UPDATE passage SET text = 'x'",
                    "DELETE FROM passage",
                    "UPDATE membership SET attributes = '{}'",
                    "UPDATE document SET name = 'x'",
                    "DELETE FROM document_version")) {
                try (PreparedStatement statement = connection.prepareStatement(write)) {
                    assertThat(statement.executeUpdate()).as(write).isZero();
                }
            }
            assertThatThrownBy(() -> connection
                            .prepareStatement(
                                    "INSERT INTO document (id, name, latest_version) VALUES (gen_random_uuid(), 'x', 1)")
                            .execute())
                    .hasMessageContaining("row-level security");
            connection.rollback();
        }
    }

    /** Of a pooler that gives each transaction the next best connection: what one read for must not be there for the next, nor be lost within one. */
    @Test
    void theSettingEndsWithItsTransaction() throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            RowSecurity.readFor(connection, Scope.of(Set.of(FEW)));
            assertThat(count(connection)).isEqualTo(12);
            connection.commit();
            assertThat(count(connection)).isEqualTo(36);
            connection.rollback();
        }
    }

    /** A condition that Postgres does not trust is not tried before the policy, and so finds no index: the plans are read to see that none is lost by it. */
    @Test
    void theWallLeavesTheIndexesInUse() throws SQLException {
        Random random = new Random(4);
        CollectionId large = library.collection("zz", ALL);
        for (int i = 0; i < 20; i++) {
            library.add(
                    large,
                    IntStream.range(0, 200)
                            .mapToObj(n -> "w%d w%d w%d"
                                    .formatted(random.nextInt(3000), random.nextInt(3000), random.nextInt(3000)))
                            .toArray(String[]::new));
        }
        new SpaceIndexes(database.source(), Library.config(Map.of("exact-passages", "100"))).build();
        database.execute("ANALYZE");
        String space = database.value("SELECT id FROM embedding_space");
        String dimension = database.value("SELECT dimension FROM embedding_space");

        assertThat(plan("SELECT text FROM passage WHERE id = 7")).contains("passage_pkey");
        assertThat(plan("SELECT text FROM passage WHERE collection_id = '%s' AND document_id = '%s'"
                        .formatted(large, large)))
                .contains("passage_collection_id_document_id_version_ordinal_key");
        assertThat(plan("SELECT id FROM passage WHERE text_hash = '%s' AND space_id = %s".formatted(large, space)))
                .contains("passage_by_text");
        assertThat(plan("""
                        SELECT id FROM passage WHERE space_id = %1$s
                        ORDER BY (embedding::halfvec(%2$s)) <#> (SELECT embedding FROM passage LIMIT 1)::halfvec(%2$s) LIMIT 5
                        """.formatted(space, dimension))).contains("passage_space_" + space);
        assertThat(plan("SELECT id FROM passage_words WHERE words @@ '''w17/zz'''"))
                .contains("passage_words_words");
        assertThat(plan("SELECT version FROM membership WHERE collection_id = '%s' AND external_id = 'a'"
                        .formatted(large)))
                .contains("Index");
    }

    /** Gives connections whose transaction reads for somebody already, as one that a request has open does. */
    private final class ReadingFor extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        private final UUID principal;

        ReadingFor(UUID principal) {
            this.principal = principal;
            setUrl(database.url());
            setUser(database.user());
            setPassword(database.password());
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            connection.setAutoCommit(false);
            RowSecurity.readFor(connection, Scope.of(Set.of(principal)));
            return connection;
        }
    }

    private String plan(String statement) throws SQLException {
        List<String> plan = behind(Set.of(ALL), connection -> {
            try (Statement settings = connection.createStatement()) {
                settings.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off");
            }
            return column(connection, "EXPLAIN " + statement);
        });
        return String.join("\n", plan);
    }

    private Set<String> texts(String statement, Set<UUID> principals) throws SQLException {
        List<String> texts = behind(principals, connection -> column(connection, statement));
        return new TreeSet<>(texts);
    }

    private static int count(Connection connection) throws SQLException {
        return Integer.parseInt(
                column(connection, "SELECT count(*) FROM passage").getFirst());
    }

    private static List<String> column(Connection connection, String statement) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement);
                ResultSet rows = prepared.executeQuery()) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }

    private <T> T behind(Set<UUID> principals, Database.Work<T> work) throws SQLException {
        try (Connection connection = database.source().getConnection()) {
            connection.setAutoCommit(false);
            try {
                RowSecurity.readFor(connection, Scope.of(principals));
                return work.on(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }
}
