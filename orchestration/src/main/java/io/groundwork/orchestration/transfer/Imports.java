package io.groundwork.orchestration.transfer;

import io.groundwork.orchestration.sql.Statements;
import io.groundwork.retrieval.CollectionId;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The {@code collection_import} table: collections of which not all has arrived. Each method is one statement, in the caller's transaction where there
 * is one.
 */
@Singleton
final class Imports {

    private static final String BEGIN = "INSERT INTO collection_import (collection_id, owner_id) VALUES (?, ?)";

    private static final String KEEP =
            "UPDATE collection_import SET alive_at = now() WHERE collection_id = ? AND state = 'running'";

    private static final String END = "DELETE FROM collection_import WHERE collection_id = ? AND state = 'running'";

    private static final String GIVE_UP =
            "UPDATE collection_import SET state = 'discarding', alive_at = now() WHERE collection_id = ?";

    private static final String ABANDONED = """
            UPDATE collection_import SET state = 'discarding', alive_at = now()
            WHERE alive_at < now() - ? * interval '1 millisecond'
            RETURNING collection_id
            """;

    private final Statements statements;

    Imports(DataSource database) {
        this.statements = new Statements(database, "imports");
    }

    void begin(CollectionId collection, UUID owner) {
        statements.update(BEGIN, collection.value(), owner);
    }

    /** A sign of life. @return false when somebody has given it up meanwhile */
    boolean keep(CollectionId collection) {
        return statements.update(KEEP, collection.value()) > 0;
    }

    /** All has arrived. @return false when somebody has given it up meanwhile */
    boolean end(CollectionId collection) {
        return statements.update(END, collection.value()) > 0;
    }

    /** What there is of it is to be removed. */
    void giveUp(CollectionId collection) {
        statements.update(GIVE_UP, collection.value());
    }

    /** Those without a sign of life for so long, given up from now on, and the caller's to remove. */
    List<CollectionId> abandoned(Duration silent) {
        return statements.query(
                ABANDONED, row -> new CollectionId(row.getObject("collection_id", UUID.class)), silent.toMillis());
    }
}
