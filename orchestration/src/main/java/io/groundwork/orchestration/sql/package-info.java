/**
 * Runs the statements of tables that have no entity: {@link io.groundwork.orchestration.sql.Statements} takes SQL and its parameters, and gives rows
 * back. What a statement says is the business of the class that owns the table. Fails with
 * {@link io.groundwork.orchestration.sql.StatementException} when the database cannot run it.
 */
@NullMarked
package io.groundwork.orchestration.sql;

import org.jspecify.annotations.NullMarked;
