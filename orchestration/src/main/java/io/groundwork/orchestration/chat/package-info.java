/**
 * Conversations with model servers, in one form: a {@link io.groundwork.orchestration.chat.ChatRequest} goes in, sealed
 * {@link io.groundwork.orchestration.chat.ChatEvent}s come out as they are written, a
 * {@link io.groundwork.orchestration.chat.ChatOutcome} says how it ended. What servers do differently stays in here
 * ({@link io.groundwork.orchestration.chat.Dialect}). A server that fails is an outcome, never an exception, and a stream that dies
 * never looks like one that ended.
 */
@NullMarked
package io.groundwork.orchestration.chat;

import org.jspecify.annotations.NullMarked;
