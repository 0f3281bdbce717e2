package io.groundwork.retrieval;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The condition under which a search may see a passage: the caller reads its collection, the caller reads its document, and the
 * document satisfies the filter, and the passage has the words that it must have. It stands inside every statement that reads passages, as a condition on the alias {@code p}, which is {@code passage} or {@code passage_words}; there is
 * no other way to say what is searched. The database holds against it what it knows of readers itself, see {@link RowSecurity}. Immutable.
 */
public final class Permitted {

    private static final String SCOPE = """
            p.collection_id = ANY (ARRAY(
                SELECT r.collection_id FROM collection_reader r
                WHERE r.principal_id = ANY (?) AND r.collection_id = ANY (?)))
            AND (p.readers IS NULL OR p.readers && ?)""";

    private static final String SATISFYING = """
            EXISTS (
                SELECT FROM membership m
                WHERE m.collection_id = p.collection_id AND m.document_id = p.document_id AND ({filter}))""";

    private static final String HOLDING = """

            AND p.id IN (SELECT w.id FROM passage_words w WHERE w.words @@ ?::tsquery)""";

    private static final String AMONG = """

            AND p.id = ANY (?)""";

    private final Scope scope;
    private final List<CollectionId> collections;
    private final Optional<FilterSql> filter;
    private final Optional<String> words;
    private final Optional<List<Long>> among;

    private Permitted(
            Scope scope,
            List<CollectionId> collections,
            Optional<FilterSql> filter,
            Optional<String> words,
            Optional<List<Long>> among) {
        this.scope = scope;
        this.collections = List.copyOf(collections);
        this.filter = filter;
        this.words = words;
        this.among = among;
    }

    /** @throws IllegalArgumentException when the filter is too large, see {@link FilterSql#of} */
    static Permitted by(Scope scope, List<CollectionId> collections, Optional<Filter> filter) {
        return new Permitted(scope, collections, filter.map(FilterSql::of), Optional.empty(), Optional.empty());
    }

    /** The same, in some of the collections only. */
    public Permitted within(List<CollectionId> some) {
        return new Permitted(scope, collections.stream().filter(some::contains).toList(), filter, words, among);
    }

    /** The same, and the passage has words in it that {@code query} asks for, as Postgres reads a tsquery. */
    public Permitted holding(String query) {
        return new Permitted(scope, collections, filter, Optional.of(query), among);
    }

    /** The same, and the passage is one of these. */
    Permitted among(List<Long> passages) {
        return new Permitted(scope, collections, filter, words, Optional.of(List.copyOf(passages)));
    }

    Scope scope() {
        return scope;
    }

    Optional<FilterSql> filter() {
        return filter;
    }

    /** Whether passages have to hold words, for which there is an index of its own, or are listed: what is left is few. */
    public boolean isSelective() {
        return words.isPresent() || among.isPresent();
    }

    /** Whether the passages are listed: to compare them all is quicker than to look for some in an index. */
    public boolean isListed() {
        return among.isPresent();
    }

    /**
     * For the place of {@code {permitted}} in {@code statement}; nothing in it comes from a caller. A statement that is to hold the filter against as few
     * passages as it can has {@code {within}} for all but the filter, and {@code {satisfying}} after it for that: both, or neither.
     */
    public String in(String statement) {
        String within = SCOPE + (words.isPresent() ? HOLDING : "") + (among.isPresent() ? AMONG : "");
        String satisfying =
                filter.map(f -> SATISFYING.replace("{filter}", f.sql())).orElse("TRUE");
        return statement
                .replace("{permitted}", within + "\n            AND " + satisfying)
                .replace("{within}", within)
                .replace("{satisfying}", satisfying);
    }

    /**
     * Binds the parameters of the condition, those of the filter last.
     *
     * @param first index of its first placeholder, counted from 1
     * @return index of the first placeholder after it
     */
    public int bind(PreparedStatement statement, int first) throws SQLException {
        Array principals = SqlArrays.uuids(statement.getConnection(), scope.principals());
        Array places = SqlArrays.collections(statement.getConnection(), collections);
        statement.setArray(first, principals);
        statement.setArray(first + 1, places);
        statement.setArray(first + 2, principals);
        int next = first + 3;
        if (words.isPresent()) {
            statement.setString(next++, words.get());
        }
        if (among.isPresent()) {
            statement.setArray(
                    next++,
                    statement
                            .getConnection()
                            .createArrayOf("bigint", among.get().toArray()));
        }
        for (Object parameter : filter.map(FilterSql::parameters).orElse(List.of())) {
            statement.setObject(next++, parameter);
        }
        return next;
    }
}
