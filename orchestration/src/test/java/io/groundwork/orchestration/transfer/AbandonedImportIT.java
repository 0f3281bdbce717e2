package io.groundwork.orchestration.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.groundwork.embeddings.EmbeddingModel;
import io.groundwork.embeddings.Engines;
import io.groundwork.ingest.chunk.PassageRules;
import io.groundwork.orchestration.PostgresForTests;
import io.groundwork.orchestration.identity.Groups;
import io.groundwork.orchestration.transfer.Intake.Begun;
import io.groundwork.orchestration.transfer.Intake.Place;
import io.groundwork.retrieval.Retriever;
import io.groundwork.retrieval.Scope;
import io.groundwork.retrieval.SearchRequest;
import io.groundwork.retrieval.SearchSettings;
import io.groundwork.retrieval.Stage;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What becomes of an import whose process is gone: nobody ever sees any of it, and then it is gone, too. */
@QuarkusTest
@QuarkusTestResource(PostgresForTests.class)
class AbandonedImportIT {

    private static final UUID OWNER = UUID.fromString("00000000-0000-0000-0000-0000000000aa");

    @Inject
    Intake intake;

    @Inject
    Engines engines;

    @Inject
    Retriever retriever;

    @Inject
    DataSource database;

    @Test
    void halfAnImportIsSeenByNobodyAndRemovedWhenItHasBeenSilentForLong() throws SQLException {
        String before = rows();
        Begun begun = begun();
        assertThat(one("SELECT passages FROM collection WHERE id = '%s'".formatted(begun.collection())))
                .isEqualTo("1");

        assertThat(retriever
                        .search(
                                new Scope(Set.of(OWNER, Groups.ADMINISTRATORS, Groups.EVERYONE)),
                                new SearchRequest(
                                        "kiln",
                                        List.of(begun.collection()),
                                        Optional.empty(),
                                        10,
                                        Set.of(Stage.values())))
                        .hits())
                .isEmpty();
        intake.discardAbandoned(Duration.ofMinutes(15));
        assertThat(rows()).as("an import that is not silent stays").isNotEqualTo(before);

        silentFor(begun, "20 minutes");
        intake.discardAbandoned(Duration.ofMinutes(15));

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void whoWasGivenUpCannotGoOnOrFinish() throws SQLException {
        String before = rows();
        Begun begun = begun();
        execute("UPDATE collection_import SET state = 'discarding' WHERE collection_id = '%s'"
                .formatted(begun.collection()));

        assertThatThrownBy(() -> intake.finish(begun)).isInstanceOf(TransferException.class);
        assertThatThrownBy(() -> intake.keep(begun)).isInstanceOf(TransferException.class);

        intake.discard(begun.collection());
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void oneThatWasBeingRemovedWhenItsProcessDiedIsRemovedByTheNext() throws SQLException {
        String before = rows();
        Begun begun = begun();
        execute("UPDATE collection_import SET state = 'discarding' WHERE collection_id = '%s'"
                .formatted(begun.collection()));
        silentFor(begun, "20 minutes");

        intake.discardAbandoned(Duration.ofMinutes(15));

        assertThat(rows()).isEqualTo(before);
    }

    /** A collection with one document, of which the rest has not come. */
    private Begun begun() {
        EmbeddingModel model = engines.preferred().model();
        Begun begun = intake.begin(
                new IncomingCollection(
                        "half",
                        "",
                        Map.of(),
                        "en",
                        PassageRules.DEFAULT,
                        1.2f,
                        0.75f,
                        SearchSettings.DEFAULT,
                        Optional.empty(),
                        model),
                OWNER);
        LineReader lines = new LineReader(
                new ByteArrayInputStream("""
                        {"type":"document","id":"a","name":"kiln.txt","text":"A kiln.","media_type":"text/plain"}
                        {"type":"passage","ordinal":0,"text":"A kiln.","start":0,"end":7,"vector":"%s"}
                        """.formatted(unit(model.dimension())).getBytes(UTF_8)), () -> {});
        IncomingDocument document = new IncomingDocument(lines.next().orElseThrow(), model.dimension(), lines.bytes());
        document.passage(lines.next().orElseThrow(), lines.bytes());
        assertThat(intake.store(begun, document, new Place(Optional.empty(), 0, false))
                        .stored())
                .isTrue();
        return begun;
    }

    private static String unit(int dimension) {
        ByteBuffer numbers = ByteBuffer.allocate(dimension * 2).order(ByteOrder.LITTLE_ENDIAN);
        numbers.putShort(Float.floatToFloat16(1));
        return Base64.getEncoder().encodeToString(numbers.array());
    }

    private void silentFor(Begun begun, String time) throws SQLException {
        execute("UPDATE collection_import SET alive_at = now() - interval '%s' WHERE collection_id = '%s'"
                .formatted(time, begun.collection()));
    }

    private String rows() throws SQLException {
        return one("""
                SELECT concat_ws('/', (SELECT count(*) FROM collection), (SELECT count(*) FROM collection_import),
                    (SELECT count(*) FROM document), (SELECT count(*) FROM document_version), (SELECT count(*) FROM membership),
                    (SELECT count(*) FROM passage), (SELECT count(*) FROM term), (SELECT count(*) FROM file),
                    (SELECT count(*) FROM blob), (SELECT count(*) FROM blob_chunk))
                """);
    }

    private String one(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isEqualTo(1);
        }
    }
}
