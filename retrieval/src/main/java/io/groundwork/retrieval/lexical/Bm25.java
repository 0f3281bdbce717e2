package io.groundwork.retrieval.lexical;

/**
 * BM25 as an inner product. A passage keeps a sparse vector of {@code tf·(k1+1) / (tf + k1·(1 − b + b·length/average))} at the
 * slots of its lexemes; a question is one of {@code tf·idf}; pgvector's {@code <#>} of both is the score, negated.
 *
 * <p>A slot is 1 to 1,000,000,000, from the first 32 bits of the SHA-256 of the lexeme, so that it is the same on every server. Two
 * lexemes of one passage that meet in a slot are added up: with 200 lexemes that happens once in 50,000 passages.
 *
 * @see <a href="https://doi.org/10.1561/1500000019">Robertson, Zaragoza, 2009</a>; the idf is Lucene's, never negative
 */
public final class Bm25 {

    /** The slot of a lexeme, as an SQL expression over the column {@code lexeme}. */
    public static final String SLOT =
            "(('x' || left(encode(sha256(convert_to(lexeme, 'UTF8')), 'hex'), 8))::bit(32)::bigint % 1000000000 + 1)";

    /**
     * The stored vector of a passage, as an SQL query of one value over {@code words}, {@code length}, {@code k1}, {@code b} and
     * {@code average} of the statement around it.
     */
    public static final String WEIGHTS = """
            SELECT ('{' || coalesce(string_agg(slot || ':' || weight, ','), '') || '}/1000000000')::sparsevec
            FROM (
                SELECT slot, sum(tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average)))::real AS weight
                FROM (SELECT {slot} AS slot, cardinality(positions) AS tf FROM unnest(words)) AS occurring
                GROUP BY slot
            ) AS weighted
            """.replace("{slot}", SLOT);

    private Bm25() {}

    /**
     * How much a lexeme tells: {@code ln(1 + (passages − containing + .5) / (containing + .5))}, over 0.
     *
     * @param passages how many are searched
     * @param containing in how many of them the lexeme stands
     */
    static double idf(long passages, long containing) {
        return Math.log1p((passages - containing + 0.5) / (containing + 0.5));
    }
}
