/**
 * The chat models that answers can be written with: the built-in one, which needs no server, and every OpenAI-compatible server
 * that an admin registered ({@link io.groundwork.orchestration.models.ChatModels}). Messages in, text out as it is written
 * ({@link io.groundwork.orchestration.models.Chat}); a server that fails is a {@link io.groundwork.orchestration.chat.ChatOutcome},
 * never an exception, and a stream that dies never looks like one that ended.
 */
@NullMarked
package io.groundwork.orchestration.models;

import org.jspecify.annotations.NullMarked;
