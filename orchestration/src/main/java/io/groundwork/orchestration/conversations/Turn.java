package io.groundwork.orchestration.conversations;

import io.groundwork.orchestration.answering.Responses;

/**
 * A question in a conversation with its answer.
 *
 * @param onPath whether it leads to the conversation's head
 * @param withheld whether the answer rests on what its owner may read no more, or what is gone: then it is not to be shown, nor told to a model
 */
public record Turn(Responses.Stored response, boolean onPath, boolean withheld) {}
