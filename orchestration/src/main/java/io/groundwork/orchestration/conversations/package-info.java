/**
 * Conversations: trees of stored answers that belong to one person or service, and files that are searched in one of them alone. A branch is another answer behind the same one;
 * the head is the leaf that was last looked at. In: the owner, and what is to change. Out: conversations and the turns in them. Nobody but the owner finds one. Fails with
 * {@link io.groundwork.orchestration.sql.StatementException} where the database cannot be reached.
 */
@NullMarked
package io.groundwork.orchestration.conversations;

import org.jspecify.annotations.NullMarked;
