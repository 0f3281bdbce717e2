/**
 * A question goes in, an answer with its sources comes out: {@link io.groundwork.orchestration.answering.Answerer} searches on the
 * caller's behalf, lets the built-in model or a chat model write, checks every citation against the stored text and records what
 * was answered on what grounds. Whatever fails ends in an {@link io.groundwork.orchestration.answering.AnswerEvent.Failed};
 * an answer that cannot be recorded is not given.
 */
@NullMarked
package io.groundwork.orchestration.answering;

import org.jspecify.annotations.NullMarked;
