package io.groundwork.retrieval;

import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/**
 * Reads for somebody by paths that do not search: pages of a document, its file, what lay within it. All that is read meanwhile, by whatever class, is read behind
 * {@link RowSecurity}. Searches go behind it by themselves. Safe for use by many threads.
 */
@Singleton
public class OnBehalf {

    private final Database database;

    OnBehalf(DataSource source) {
        this.database = new Database(source);
    }

    /** Runs work that reads the database only, in a transaction of its own that shows what the scope may read and lets nothing be written to it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public <T> T of(Scope scope, Callable<T> work) throws Exception {
        database.write("begin to read", connection -> {
            RowSecurity.readFor(connection, scope);
            return scope;
        });
        return work.call();
    }
}
