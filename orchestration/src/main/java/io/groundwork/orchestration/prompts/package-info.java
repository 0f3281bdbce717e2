/**
 * What is said to chat models comes from the templates of {@code prompts/} ({@link io.groundwork.orchestration.prompts.PromptTemplate}), text of documents in it made harmless
 * ({@link io.groundwork.orchestration.prompts.Neutral}) and put between walls that no document can know. A template that is missing stops the start.
 */
@NullMarked
package io.groundwork.orchestration.prompts;

import org.jspecify.annotations.NullMarked;
