/**
 * The search by words: a question in, passages ranked by BM25 out. The scope is part of its statement. Fails with
 * {@link java.sql.SQLException} only.
 */
@NullMarked
package io.groundwork.retrieval.lexical;

import org.jspecify.annotations.NullMarked;
