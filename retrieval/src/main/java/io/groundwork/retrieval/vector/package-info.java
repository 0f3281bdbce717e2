/**
 * The search by meaning: a question's vector in, the nearest passages out, exactly or by an index. The scope is part of its
 * statement. Fails with {@link java.sql.SQLException} only.
 */
@NullMarked
package io.groundwork.retrieval.vector;

import org.jspecify.annotations.NullMarked;
