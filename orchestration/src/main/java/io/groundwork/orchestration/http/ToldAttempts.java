package io.groundwork.orchestration.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.groundwork.orchestration.identity.Caller;
import io.groundwork.orchestration.models.Catalogues;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * What is told of the models that were tried for an answer. Administrators read all of it. Others read who wrote, and which models failed before that they may ask for themselves:
 * no servers, and nothing of those that were passed over or stand behind a wall.
 */
@Singleton
final class ToldAttempts {

    private final Catalogues models;

    ToldAttempts(Catalogues models) {
        this.models = models;
    }

    /** @param outcome as it is recorded */
    List<ObjectNode> of(JsonNode outcome, Caller caller) {
        List<ObjectNode> told = new ArrayList<>();
        for (JsonNode attempt : outcome.path("attempts")) {
            if (caller.admin()) {
                told.add(attempt.deepCopy());
            } else if (!attempt.has("left") || (attempt.has("server") && mayName(attempt, caller))) {
                told.add(attempt.<ObjectNode>deepCopy().without("server"));
            }
        }
        return told;
    }

    private boolean mayName(JsonNode attempt, Caller caller) {
        return models.lastKnown()
                .model(attempt.path("model").asText())
                .filter(model -> model.card().audience().holds(caller.principals()))
                .isPresent();
    }
}
